from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.ui.theme.tips import wrapped

LONG = "the text encoder has no T5 as its third, so load another model, " * 4


def _size(owner: QWidget, text: str) -> QSize:
    QToolTip.showText(QPoint(5, 5), text, owner)
    found = [one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel")]
    return next(one.size() for one in found if one.isVisible())


def test_a_long_text_takes_several_lines(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    line = "a load of words for one line"  # the screen of a test is too narrow for Qt's own way

    short, long = _size(owner, wrapped(line)), _size(owner, wrapped(LONG))
    QToolTip.hideText()

    assert long.height() > 2 * short.height()
    assert long.width() < 3 * short.width()


def test_what_looks_like_a_tag_is_shown_as_it_is() -> None:
    assert wrapped("a < b\n<b>c") == "<qt>a &lt; b<br>&lt;b&gt;c</qt>"


def test_no_text_is_no_tooltip() -> None:
    assert wrapped("") == ""
