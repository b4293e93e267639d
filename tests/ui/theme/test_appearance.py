import pytest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import DARK, LIGHT, THEMES


@pytest.fixture
def appearance(settings: Settings, qapp: QApplication) -> Appearance:
    settings.theme = "dark"
    return Appearance(settings, qapp)


@pytest.mark.parametrize("name", list(THEMES))
def test_the_application_wears_the_theme_that_is_chosen(
    appearance: Appearance, settings: Settings, qapp: QApplication, name: str
) -> None:
    appearance.use(name)

    assert appearance.theme is THEMES[name]
    assert settings.theme == name
    assert qapp.palette().text().color() == THEMES[name].text
    appearance.use("dark")


def test_choosing_a_theme_tells_who_paints(appearance: Appearance, qtbot: QtBot) -> None:
    with qtbot.waitSignal(appearance.changed) as told:
        appearance.use("light")

    assert told.args == [LIGHT]
    appearance.use("dark")


def test_a_theme_that_was_chosen_before_is_worn_at_the_start(
    settings: Settings, qapp: QApplication
) -> None:
    settings.theme = "contrast"

    appearance = Appearance(settings, qapp)

    assert appearance.theme.name == "contrast"
    appearance.use("dark")


def test_the_desktops_choice_is_followed_where_none_is_made(
    appearance: Appearance, settings: Settings
) -> None:
    appearance.use("system")

    assert appearance.theme in THEMES.values()
    appearance.use("dark")
    assert appearance.theme is DARK


def test_icons_of_buttons_change_with_the_theme(appearance: Appearance, qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    icons.dress(button, "run", appearance.theme)
    before = button.icon().cacheKey()

    appearance.use("light")

    assert button.icon().cacheKey() != before
    appearance.use("dark")
