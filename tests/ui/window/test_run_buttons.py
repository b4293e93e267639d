from pytestqt.qtbot import QtBot

from graphstudio.ui.theme.tokens import DARK
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.run_buttons import CommandButton, RunButtons


def button(window: MainWindow, name: str) -> CommandButton:
    buttons = window.findChild(RunButtons)
    assert buttons is not None
    return buttons.run_button if name == "run" else buttons.stop_button


def ground(found: CommandButton) -> str:
    """Give the colour of a button near its upper left corner."""
    return found.grab().toImage().pixelColor(6, 3).name()


def test_run_is_the_main_action_and_stop_waits_for_a_run(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    window.desk.commands.refresh()

    assert ground(button(window, "run")) == DARK.accent.name()
    assert not button(window, "stop").isEnabled()


def test_stop_is_red_while_something_runs(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    button(window, "run").click()
    qtbot.waitUntil(button(window, "stop").isEnabled)

    assert ground(button(window, "stop")) == DARK.danger.name()


def test_run_cannot_be_pressed_where_there_is_no_graph(qtbot: QtBot, window: MainWindow) -> None:
    window.pages.show_start()

    window.desk.commands.refresh()

    assert not button(window, "run").isEnabled()
    assert ground(button(window, "run")) != DARK.accent.name()


def test_the_tooltip_says_what_a_run_takes(window: MainWindow, page: GraphPage) -> None:
    run = button(window, "run")
    before = run.toolTip()

    run.explain("Next run: about 12 s, 9 s to 16 s")

    assert run.toolTip() == f"{before}\nNext run: about 12 s, 9 s to 16 s"
