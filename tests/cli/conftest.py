"""Run commands in this process, with a small pack of fast nodes beside the built-in one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphstudio.cli.app import main

_PACK = '''
from typing import Annotated

from graphstudio.api import Context, Image, Range, node


@node("quick.say", title="Say")
def say(text: str = "hello", count: Annotated[int, Range(1, 9)] = 1) -> str:
    """Repeat a text.

    Args:
        text: What is said.
        count: How often.
    """
    return " ".join([text] * count)


@node("quick.fail", title="Fail")
def fail(text: str) -> str:
    """Fail always.

    Args:
        text: What it fails with.
    """
    raise ValueError(f"no luck with {text}")


@node("quick.paint", title="Paint", output=True, cache=False)
def paint(ctx: Context, text: str, name: str = "grey") -> None:
    """Save a grey picture.

    Args:
        text: Decides how bright it is.
        name: How the file's name begins.
    """
    import torch

    for _ in ctx.track(range(3)):
        level = len(text) % 10 / 10
    ctx.save(Image(torch.full((1, 8, 8, 3), level)), name)
'''

WORKFLOW = """{
  "format": 1,
  "inputs": {"words": "say.text"},
  "nodes": {
    "say": {"type": "quick.say"},
    "paint": {"type": "quick.paint"}
  },
  "wires": {"paint.text": "say.value"}
}
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def nodes_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "quick.py").write_text(_PACK)
    monkeypatch.setenv("GRAPHSTUDIO_NODES", str(folder))
    return folder


@pytest.fixture
def graphstudio(nodes_folder: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one command and give its exit code and what it printed."""

    def run(*arguments: str | Path) -> Outcome:
        words: Sequence[str] = [str(one) for one in arguments]
        try:
            code = main(words)
        except SystemExit as ended:  # argparse ends like this on wrong arguments
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run


@pytest.fixture
def workflow(tmp_path: Path) -> Path:
    path = tmp_path / "workflow.json"
    path.write_text(WORKFLOW)
    return path
