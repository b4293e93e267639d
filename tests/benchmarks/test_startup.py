"""What listing the nodes and a dry run cost in a fresh process, next to what they stand on."""

import statistics
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark

_ROUNDS = 5
_TAIL = "; import time; print(time.process_time())"
# What the program cannot do without. It takes about 0.15 s here; the bar for both commands is
# 0.7 s, so they may cost 4.5 times as much.
_FLOOR = "import networkx, pydantic, psygnal, argparse, json"
_MOST = 4.5


def cpu_seconds(code: str) -> float:
    """Median CPU time of a fresh process that runs this code."""

    def once() -> float:
        command = [sys.executable, "-c", code + _TAIL]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return float(done.stdout.splitlines()[-1])

    return statistics.median(once() for _ in range(_ROUNDS))


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["nodes"], id="nodes"),
        pytest.param(["run", "workflows/text-to-image.json", "--dry-run"], id="dry run"),
    ],
)
def test_a_command_costs_little_more_than_the_libraries_it_stands_on(
    root: Path, arguments: list[str]
) -> None:
    words = [str(root / one) if one.endswith(".json") else one for one in arguments]
    code = f"from graphstudio.cli.app import main; assert main({words!r}) == 0"

    floor, taken = cpu_seconds(_FLOOR), cpu_seconds(code)

    print(f"\n{arguments[0]}: {taken:.2f} s of CPU, {taken / floor:.1f} times the floor")
    assert taken <= _MOST * floor
