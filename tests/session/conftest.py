"""A small pack whose nodes take no time, and graphs made of it."""

from pathlib import Path

import pytest

from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry

_NODES = '''
from pathlib import Path
from typing import Annotated, Literal

from graphstudio.api import Context, File, Image, Range, node


@node("test.words", title="Words")
def words(text: str = "", count: Annotated[int, Range(1, 9)] = 1,
          mood: Literal["calm", "wild"] = "calm", is_loud: bool = False) -> str:
    """Repeat a text.

    Args:
        text: What is said.
        count: How often.
        mood: How it is said.
        is_loud: Whether it is shouted.
    """
    said = " ".join([text] * count)
    return said.upper() if is_loud else said


@node("test.read", title="Read")
def read(file: Annotated[Path, File()]) -> str:
    """Read a file.

    Args:
        file: Which one.
    """
    return file.read_text()


@node("test.join", title="Join")
def join(first: str, second: str) -> str:
    """Put two texts together.

    Args:
        first: The one.
        second: The other.
    """
    return first + second


@node("test.fail", title="Fail")
def fail(text: str = "") -> str:
    """Fail always.

    Args:
        text: What it fails with.
    """
    raise ValueError(f"no luck with {text}")


@node("test.paint", title="Paint", output=True, cache=False)
def paint(ctx: Context, level: Annotated[float, Range(0, 1)] = 0.5, name: str = "grey") -> None:
    """Save a grey picture.

    Args:
        level: How bright.
        name: Of the file.
    """
    import torch

    ctx.save(Image(torch.full((2, 8, 8, 3), level)), name)
'''


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "__init__.py").write_text('"""Nodes for tests."""\n')
    (folder / "simple.py").write_text(_NODES)
    return Registry([load_pack("testing", Path(folder))])
