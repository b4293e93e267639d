"""`graphstudio` and `graphstudio open`, without a window."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from graphstudio.cli.exits import BAD_FILE

from .conftest import Command


@pytest.fixture(autouse=True)
def _rubbish_is_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphstudio.cli.window._collecting_nothing", nullcontext)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, ...]]:
    """Note what the window would be opened with."""
    opened: list[tuple[Path, ...]] = []

    class Program:
        def __init__(self, files: Sequence[Path]) -> None:
            opened.append(tuple(files))

        def run(self) -> int:
            return 7

    monkeypatch.setattr("graphstudio.ui.app.Program", Program)
    return opened


def test_no_command_opens_an_empty_window_and_gives_its_exit_code(
    graphstudio: Command, opened: list[tuple[Path, ...]]
) -> None:
    told = graphstudio()

    assert opened == [()]
    assert told.code == 7


def test_files_are_opened_in_the_window(
    graphstudio: Command, opened: list[tuple[Path, ...]]
) -> None:
    graphstudio("open", "fox.json", "cat.png")

    assert opened == [(Path("fox.json"), Path("cat.png"))]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_a_screen_it_says_so_and_what_works_without_one(
    graphstudio: Command, opened: list[tuple[Path, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    told = graphstudio()

    assert opened == []
    assert told.code not in (0, BAD_FILE)
    assert "There is no screen" in told.err
    assert "graphstudio run FILE" in told.err


def test_a_qt_that_does_not_start_is_explained(
    graphstudio: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "graphstudio.ui.app", None)

    told = graphstudio()

    assert told.code != 0
    assert "graphstudio doctor" in told.err
