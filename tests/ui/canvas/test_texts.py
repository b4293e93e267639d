import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from graphstudio.ui.canvas.texts import wrap
from graphstudio.ui.theme import fonts


@pytest.fixture
def metrics(qapp: QApplication) -> QFontMetricsF:
    return QFontMetricsF(fonts.ui())


def test_lines_break_between_words_and_none_is_too_wide(metrics: QFontMetricsF) -> None:
    text = "a red circle on a blue background in the soft light of an evening"

    lines = wrap(metrics, text, 120, 20)

    assert " ".join(lines) == text
    assert all(metrics.horizontalAdvance(line) <= 120 for line in lines)


def test_what_is_left_over_becomes_an_ellipsis(metrics: QFontMetricsF) -> None:
    lines = wrap(metrics, "many words " * 50, 120, 3)

    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_a_word_without_spaces_is_broken_where_it_must(metrics: QFontMetricsF) -> None:
    lines = wrap(metrics, "x" * 200, 100, 50)

    assert "".join(lines) == "x" * 200


def test_line_breaks_of_the_text_are_kept(metrics: QFontMetricsF) -> None:
    assert wrap(metrics, "one\n\ntwo", 200, 5) == ["one", "", "two"]


def test_no_text_is_one_empty_line(metrics: QFontMetricsF) -> None:
    assert wrap(metrics, "", 200, 5) == [""]
