"""What shows: pages, panels and themes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.commands import Command
from graphstudio.ui.window.panels import PANELS

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow

_Row = tuple[str, str, Callable[[], object], tuple[str, ...], str]


def view_commands(window: MainWindow) -> list[Command]:
    """Give the commands that bring pages to the front and change how everything looks."""
    group = QCoreApplication.translate("View", "View")
    plain = [
        Command(id=id_, title=title, run=run, shortcuts=keys, group=group, icon=icon)
        for id_, title, run, keys, icon in _pages(window)
    ]
    return [*plain, _full_screen(window, group), *_themes(window, group)]


def panel_commands(window: MainWindow) -> list[Command]:
    """Give a command for each panel that shows or hides it."""
    docks, group = window.docks, QCoreApplication.translate("View", "View")
    return [
        Command(
            id=f"panel.{spec.name}",
            title=docks[spec.name].windowTitle(),
            run=partial(docks.toggle, spec.name),
            shortcuts=(spec.shortcut,),
            group=group,
            icon=spec.icon,
            is_checked=partial(docks.is_seen, spec.name),
            help=QCoreApplication.translate("View", "Show or hide this panel."),
        )
        for spec in PANELS
    ]


def _pages(window: MainWindow) -> list[_Row]:
    translate = QCoreApplication.translate
    return [
        (
            "view.commands",
            translate("View", "Find a command…"),
            window.find_command,
            ("Ctrl+K", "Ctrl+Shift+P"),
            "command",
        ),
        ("view.start", translate("View", "Start page"), window.pages.show_start, (), "home"),
        (
            "view.next_tab",
            translate("View", "Next tab"),
            lambda: window.tabs.step(1),
            ("Ctrl+PgDown",),
            "",
        ),
        (
            "view.previous_tab",
            translate("View", "Previous tab"),
            lambda: window.tabs.step(-1),
            ("Ctrl+PgUp",),
            "",
        ),
        (
            "view.middle",
            translate("View", "Go to the canvas"),
            window.focus_middle,
            (),
            "canvas",
        ),
        (
            "view.next_pane",
            translate("View", "Next panel"),
            lambda: window.panes.step(1),
            ("F6",),
            "forward",
        ),
        (
            "view.previous_pane",
            translate("View", "Previous panel"),
            lambda: window.panes.step(-1),
            ("Shift+F6",),
            "back",
        ),
        (
            "view.news",
            translate("View", "Go to the question at the top"),
            window.questions.focus_newest,
            ("Ctrl+F6",),
            "",
        ),
    ]


def _full_screen(window: MainWindow, group: str) -> Command:
    def toggle() -> None:
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()

    return Command(
        id="view.full_screen",
        title=QCoreApplication.translate("View", "Full screen"),
        run=toggle,
        shortcuts=("F11",),
        group=group,
        icon="fullscreen",
        is_checked=window.isFullScreen,
    )


def _themes(window: MainWindow, group: str) -> list[Command]:
    translate, appearance = QCoreApplication.translate, window.desk.appearance
    titles = {
        "dark": translate("View", "Dark theme"),
        "light": translate("View", "Light theme"),
        "contrast": translate("View", "High contrast theme"),
    }

    def is_worn(name: str) -> bool:
        return appearance.theme.name == name

    return [
        Command(
            id=f"theme.{name}",
            title=title,
            run=partial(appearance.use, name),
            group=group,
            icon="theme",
            is_checked=partial(is_worn, name),
        )
        for name, title in titles.items()
    ]
