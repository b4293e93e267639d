"""The Run menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.commands import Command, always

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow


def run_commands(window: MainWindow) -> list[Command]:
    """Give the commands that run, stop and pause."""
    group = QCoreApplication.translate("Run", "Run")
    return [
        Command(
            id=id_,
            title=title,
            run=run,
            shortcuts=keys,
            group=group,
            icon=icon,
            is_enabled=is_enabled,
            help=help_,
            repeats=False,
        )
        for id_, title, run, keys, icon, is_enabled, help_ in (
            *_starting(window),
            *_warming(window),
            *_steering(window),
        )
    ] + [_pause(window, group)]


_Row = tuple[str, str, Callable[[], object], tuple[str, ...], str, Callable[[], bool], str]


def _starting(window: MainWindow) -> list[_Row]:
    translate, pages, runs = QCoreApplication.translate, window.pages, window.runs

    def run(*, is_first: bool = False) -> None:
        if pages.sheet is not None:
            runs.run(pages.sheet, first=is_first)

    def run_selected() -> None:
        if pages.page is not None:
            runs.run(pages.page.sheet, sorted(pages.page.canvas.selection.nodes))

    def has_nodes() -> bool:
        return pages.sheet is not None and bool(pages.sheet.document.graph.nodes)

    def has_selected() -> bool:
        return pages.canvas is not None and bool(pages.canvas.selection.nodes)

    return [
        (
            "run.run",
            translate("Run", "Run"),
            run,
            ("Ctrl+Return", "Ctrl+Enter"),
            "run",
            has_nodes,
            translate("Run", "Queue a run of this workflow as it is now."),
        ),
        (
            "run.first",
            translate("Run", "Run before all that waits"),
            lambda: run(is_first=True),
            ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
            "run-first",
            has_nodes,
            translate("Run", "Put a run of this workflow at the head of the queue."),
        ),
        (
            "run.selected",
            translate("Run", "Run the selected nodes only"),
            run_selected,
            ("Alt+Return", "Alt+Enter"),
            "play",
            has_selected,
            translate("Run", "Run what the selected nodes need, and nothing else."),
        ),
    ]


def _warming(window: MainWindow) -> list[_Row]:
    translate, pages = QCoreApplication.translate, window.pages

    def warm_up() -> None:
        if pages.sheet is not None:
            window.runs.warm_up(pages.sheet)

    def has_nodes() -> bool:
        return pages.sheet is not None and bool(pages.sheet.document.graph.nodes)

    return [
        (
            "run.warm_up",
            translate("Run", "Warm up"),
            warm_up,
            (),
            "warm-up",
            has_nodes,
            translate(
                "Run", "Load the models of this workflow, so that its next run starts at once."
            ),
        ),
    ]


def _steering(window: MainWindow) -> list[_Row]:
    translate, runner = QCoreApplication.translate, window.desk.runner

    return [
        (
            "run.stop",
            translate("Run", "Stop"),
            window.runs.stop,
            ("Ctrl+.",),
            "stop",
            lambda: runner.running is not None or runner.is_warming,
            translate("Run", "Stop what runs now, after its present step."),
        ),
        (
            "run.free",
            translate("Run", "Free memory"),
            runner.free_memory,
            (),
            "memory",
            always,
            translate("Run", "Let go of kept results and of models that are not in use."),
        ),
        (
            "run.restart",
            translate("Run", "Restart the engine"),
            window.restart_engine,
            (),
            "restart",
            always,
            translate("Run", "End the engine's process and start another one."),
        ),
    ]


def _pause(window: MainWindow, group: str) -> Command:
    translate, runner = QCoreApplication.translate, window.desk.runner

    def toggle() -> None:
        if runner.is_paused:
            runner.resume()
        else:
            runner.pause()

    return Command(
        id="run.pause",
        title=translate("Run", "Pause the queue"),
        run=toggle,
        group=group,
        icon="pause",
        is_checked=lambda: runner.is_paused,
        help=translate("Run", "What runs is finished; nothing new is started."),
    )
