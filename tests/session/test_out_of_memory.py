"""Memory that really runs out, in a process of its own: it says so, and the rest goes on."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

_LIMIT = 24 * 2**30  # of addresses, not of memory: torch alone reserves several GiB of them

_PACK = '''
from graphstudio.api import Context, Image, node


@node("big.take", title="Take", cache=False)
def take(gib: int) -> str:
    """Take a lot of memory.

    Args:
        gib: How much.
    """
    import torch

    return str(len(torch.empty(gib * 2**30, dtype=torch.uint8)))


@node("big.paint", title="Paint", output=True, cache=False)
def paint(ctx: Context, text: str, name: str) -> None:
    """Save a grey picture.

    Args:
        text: Anything.
        name: How the file's name begins.
    """
    import torch

    ctx.save(Image(torch.zeros(1, 8, 8, 3)), name)
'''

WORKFLOW = {
    "format": 1,
    "nodes": {
        "take": {"type": "big.take", "values": {"gib": 64}},
        "lost": {"type": "big.paint", "values": {"name": "lost"}},
        "found": {"type": "big.paint", "values": {"name": "found", "text": "x"}},
    },
    "wires": {"lost.text": "take.value"},
}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_LIMIT, _LIMIT))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of addresses are a thing of Linux")
def test_a_real_lack_of_memory_is_told_and_the_other_pictures_are_made(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "big.py").write_text(_PACK)
    file = tmp_path / "workflow.json"
    file.write_text(json.dumps(WORKFLOW))

    done = subprocess.run(
        [sys.executable, "-m", "graphstudio", "run", str(file), "--json", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=_limit,
        env={**os.environ, "GRAPHSTUDIO_NODES": str(packs)},
    )

    events = [json.loads(line) for line in done.stdout.splitlines()]
    (failed,) = [one for one in events if one["event"] == "NodeFailed"]
    assert failed["node"] == "take"
    assert "not enough memory" in failed["error"]
    assert "Out of memory" in next(e["message"] for e in events if e["event"] == "Warned")
    assert [one.name for one in tmp_path.glob("*.png")] == ["found_0001.png"]
    assert done.returncode != 0
