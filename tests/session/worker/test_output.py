"""What is printed and logged becomes lines."""

import logging

import pytest

from graphstudio.session.worker.output import LoggedLines, PrintedLines
from graphstudio.session.worker.protocol import LogLine


def printed(*pieces: str) -> list[str]:
    said: list[LogLine] = []
    stream = PrintedLines("stdout", "info", said.append)
    for piece in pieces:
        print(piece, end="", file=stream, flush=True)
    return [line.text for line in said]


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        pytest.param(("one\ntwo\n",), ["one", "two"], id="two lines at once"),
        pytest.param(("on", "e\n"), ["one"], id="a line in pieces"),
        pytest.param(("\n", "  \n"), [], id="empty lines"),
        pytest.param(("1%\r", "50%\r", "100%\n"), ["100%"], id="a progress bar"),
        pytest.param(("not yet",), [], id="no end yet"),
        pytest.param(("x" * 20_000 + "\n",), ["x" * 16384], id="a very long line"),
    ],
)
def test_text_is_sent_line_by_line(pieces: tuple[str, ...], lines: list[str]) -> None:
    assert printed(*pieces) == lines


@pytest.mark.parametrize(
    ("number", "level"),
    [
        (logging.DEBUG, "debug"),
        (logging.INFO, "info"),
        (logging.WARNING, "warning"),
        (logging.ERROR, "error"),
        (logging.CRITICAL, "error"),
    ],
)
def test_what_is_logged_keeps_its_level_and_its_source(number: int, level: str) -> None:
    said: list[LogLine] = []
    record = logging.LogRecord("some.library", number, __file__, 1, "%d things", (3,), None)

    LoggedLines(said.append).emit(record)

    assert [(line.level, line.source, line.text) for line in said] == [
        (level, "some.library", "3 things")
    ]


def test_a_record_that_cannot_be_formatted_is_shown_as_it_is() -> None:
    said: list[LogLine] = []
    record = logging.LogRecord("l", logging.INFO, __file__, 1, "%d things", ("many",), None)

    LoggedLines(said.append).emit(record)

    assert said[0].text == "'%d things' with ('many',)"
