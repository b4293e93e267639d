import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.ui.theme import style
from graphstudio.ui.theme.tokens import DARK, THEMES, Theme

EVERY_THEME = [pytest.param(theme, id=theme.name) for theme in THEMES.values()]


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_every_word_of_the_template_is_filled_in(theme: Theme) -> None:
    assert "@" not in style.sheet(theme)


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_qt_understands_the_sheet(theme: Theme, qapp: QApplication) -> None:
    told: list[str] = []
    qInstallMessageHandler(lambda _kind, _context, text: told.append(text))

    try:
        qapp.setStyleSheet(style.sheet(theme))
    finally:
        qapp.setStyleSheet(style.sheet(DARK))
        qInstallMessageHandler(None)

    assert not told


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_every_drawing_that_the_sheet_names_is_there(theme: Theme) -> None:
    drawings = [Path(one) for one in re.findall(r"url\(([^)]+)\)", style.sheet(theme))]

    assert drawings
    assert all(one.is_file() for one in drawings)


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_drawings_are_in_the_colours_of_their_theme(theme: Theme) -> None:
    folder = paths.bundled("resources") / "icons" / "controls" / theme.name

    inks = {name: _ink(folder / f"{name}.svg") for name in ("check", "chevron-down", "menu-check")}

    assert inks["check"] == theme.accent_text.name()
    assert inks["chevron-down"] == theme.secondary.name()
    assert inks["menu-check"] == theme.text.name()


def test_a_role_changes_how_a_button_looks(qtbot: QtBot) -> None:
    button = QPushButton("Run")
    qtbot.addWidget(button)
    button.show()

    style.set_role(button, "primary")

    ground = button.grab().toImage().pixelColor(button.width() // 2, 4)
    assert ground == DARK.accent


def _ink(path: Path) -> str:
    (line,) = ET.parse(path).getroot()
    return line.attrib["stroke"]
