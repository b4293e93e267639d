import subprocess
import sys

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from graphstudio.ui.theme import icons
from graphstudio.ui.theme.glyphs import GLYPHS
from graphstudio.ui.theme.tokens import DARK, LIGHT


def test_every_name_has_a_glyph() -> None:
    assert all(icons.glyph(name) for name in GLYPHS)


@pytest.mark.parametrize("side", [12, 16, 18, 24, 48])
def test_an_icon_is_drawn_in_its_colour_at_any_size(side: int) -> None:
    drawn = icons.icon("run", QColor("#ff0000")).pixmap(QSize(side, side)).toImage()

    assert drawn.width() == side
    assert _ink(drawn) == QColor("#ff0000")


def test_an_icon_has_as_many_pixels_as_the_screen() -> None:
    drawn = icons.icon("run", DARK).pixmap(QSize(16, 16), 2.0)

    assert drawn.width() == 32
    assert drawn.devicePixelRatio() == 2


def test_an_icon_that_cannot_be_used_is_faint() -> None:
    faint = icons.icon("run", DARK).pixmap(QSize(48, 48), 1.0, QIcon.Mode.Disabled)

    assert _ink(faint.toImage()) == DARK.disabled


def test_a_dressed_button_changes_with_the_theme(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)

    icons.dress(button, "run", DARK, "accent")
    icons.redress(button, LIGHT)

    assert _ink(button.icon().pixmap(48, 48).toImage()) == LIGHT.accent


def test_the_program_has_an_icon_in_every_size() -> None:
    sizes = {size.width() for size in icons.app().availableSizes()}

    assert {16, 32, 48, 64, 128, 256} <= sizes


def test_icons_come_without_importing_qtawesome() -> None:
    code = (
        "from PySide6.QtWidgets import QApplication; app = QApplication([]); "
        "from graphstudio.ui.theme import icons, tokens; "
        "icons.icon('run', tokens.DARK).pixmap(16, 16); import sys; "
        "print('qtawesome' in sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"


def _ink(image: QImage) -> QColor:
    spots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    full = max(spots, key=lambda one: one.alpha())
    assert full.alpha() == 255
    return full
