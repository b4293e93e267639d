"""Bars: they ask and tell without a window of their own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.window.questions import Answer, QuestionBars


class Ground(QWidget):
    """Bars above something that has the keyboard."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.bars = QuestionBars(appearance, self)
        self.line = QLineEdit(self)
        column = QVBoxLayout(self)
        column.addWidget(self.bars)
        column.addWidget(self.line)
        self.bars.left.connect(self.line.setFocus)
        self.answers: list[tuple[str, bool]] = []

    def ask(self, key: str = "key", text: str = "Save it?", *, remembers: bool = False) -> None:
        self.bars.ask(
            key,
            text,
            [
                Answer("No", lambda is_remembered: self.answers.append(("no", is_remembered))),
                Answer(
                    "Yes",
                    lambda is_remembered: self.answers.append(("yes", is_remembered)),
                    is_default=True,
                ),
            ],
            remembers=remembers,
        )

    def button(self, text: str) -> QAbstractButton:
        return next(
            one
            for one in self.findChildren(QAbstractButton)
            if text in (one.text(), one.accessibleName()) and one.isVisible()
        )


@pytest.fixture
def ground(qtbot: QtBot, settings: Settings) -> Ground:
    ground = Ground(Appearance(settings))
    qtbot.addWidget(ground)
    ground.show()
    ground.line.setFocus()
    qtbot.waitExposed(ground)
    return ground


def test_an_answer_is_acted_upon_and_the_bar_goes(ground: Ground, qtbot: QtBot) -> None:
    ground.ask()

    QTest.mouseClick(ground.button("No"), Qt.MouseButton.LeftButton)

    assert ground.answers == [("no", False)]
    assert ground.bars.texts == ()
    assert not ground.bars.isVisible()


def test_a_ticked_answer_says_that_it_is_to_be_remembered(ground: Ground, qtbot: QtBot) -> None:
    ground.ask(remembers=True)

    ground.button("Remember my answer").setChecked(True)
    QTest.mouseClick(ground.button("Yes"), Qt.MouseButton.LeftButton)

    assert ground.answers == [("yes", True)]


def test_enter_chooses_the_default_and_the_keyboard_goes_back(ground: Ground, qtbot: QtBot) -> None:
    ground.ask()

    QTest.keyClick(ground.focusWidget(), Qt.Key.Key_Return)

    assert ground.answers == [("yes", False)]
    assert ground.line.hasFocus()


def test_escape_chooses_nothing_and_the_keyboard_goes_back(ground: Ground, qtbot: QtBot) -> None:
    ground.ask()

    QTest.keyClick(ground.focusWidget(), Qt.Key.Key_Escape)

    assert ground.answers == []
    assert ground.bars.texts == ()
    assert ground.line.hasFocus()


def test_the_same_question_is_asked_once(ground: Ground) -> None:
    ground.ask("close a", "Save a?")
    ground.ask("close b", "Save b?")

    ground.ask("close a", "Save a?")

    assert ground.bars.texts == ("Save b?", "Save a?")


def test_news_leaves_the_keyboard_where_it_is(ground: Ground) -> None:
    ground.bars.tell("It is so.")

    assert ground.line.hasFocus()


def test_the_newest_bar_can_be_reached_and_closed_by_keyboard(ground: Ground, qtbot: QtBot) -> None:
    ground.bars.tell("It failed.", is_error=True)

    ground.bars.focus_newest()
    QTest.keyClick(ground.focusWidget(), Qt.Key.Key_Escape)

    assert ground.bars.texts == ()


def test_news_goes_by_itself_and_an_error_stays(
    ground: Ground, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphstudio.ui.window.questions._NEWS_MS", 1)

    ground.bars.tell("It failed.", is_error=True)
    ground.bars.tell("It is so.")
    qtbot.waitUntil(lambda: "It is so." not in ground.bars.texts)

    assert ground.bars.texts == ("It failed.",)


def test_many_errors_never_fill_the_window_and_no_question_is_pushed_out(ground: Ground) -> None:
    ground.ask()

    for number in range(20):
        ground.bars.tell(f"Error {number}", is_error=True)

    assert ground.bars.texts == ("Save it?", "Error 16", "Error 17", "Error 18", "Error 19")


def test_errors_are_told_to_who_keeps_a_log(ground: Ground, qtbot: QtBot) -> None:
    with qtbot.waitSignal(ground.bars.complained) as told:
        ground.bars.tell("It failed.", is_error=True)

    assert told.args == ["It failed."]


def test_news_that_is_no_longer_true_is_taken_back(ground: Ground) -> None:
    ground.bars.tell("The disk is full.", is_error=True)

    ground.bars.take_back("The disk is full.")

    assert ground.bars.texts == ()


def test_a_text_is_shown_as_it_is(ground: Ground) -> None:
    ground.bars.tell("<b>fox</b>.json cannot be read.")

    labels = [one for one in ground.bars.findChildren(QLabel) if "fox" in one.text()]
    assert [one.textFormat() for one in labels] == [Qt.TextFormat.PlainText]


def test_a_long_text_is_shown_to_its_last_line(qtbot: QtBot, settings: Settings) -> None:
    ground = Ground(Appearance(settings))
    qtbot.addWidget(ground)
    ground.resize(420, 300)
    ground.line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    ground.show()
    text = "The engine ended without a word, and was started again. " * 3

    ground.bars.tell(text, is_error=True)

    label = next(one for one in ground.findChildren(QLabel) if one.text() == text)
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert label.heightForWidth(label.width()) > 2 * label.fontMetrics().height()
