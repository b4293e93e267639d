"""The Mask menu: what the painter can do while it is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.painter.kit import Tool
    from graphstudio.ui.painter.painter import Painter
    from graphstudio.ui.window.main_window import MainWindow

SCOPE = "painter"
_ZOOM = 1.25


class _Maker:
    """Make commands that work while a painter is open."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._group = QCoreApplication.translate("Mask", "Mask")

    def make(
        self,
        id_: str,
        title: str,
        act: Callable[[Painter], object],
        *keys: str,
        icon: str = "",
        is_on: Callable[[Painter], bool] | None = None,
    ) -> Command:
        """Make one; `is_on` tells whether it is on, for what can be on and off."""

        def run() -> None:
            if (painter := self._painter()) is not None:
                act(painter)

        def is_checked() -> bool:
            painter = self._painter()
            return painter is not None and is_on is not None and is_on(painter)

        return Command(
            id=id_,
            title=title,
            run=run,
            shortcuts=keys,
            group=self._group,
            icon=icon,
            is_enabled=lambda: self._painter() is not None,
            is_checked=None if is_on is None else is_checked,
            scope=SCOPE,
        )

    def _painter(self) -> Painter | None:
        page = self._window.pages.page
        return None if page is None else page.painter


def paint_commands(window: MainWindow) -> list[Command]:
    """Give the commands of the painter that is open in front."""
    maker = _Maker(window)
    return [*_tools(maker), *_brush(maker), *_whole(maker), *_looking(maker)]


def _tools(maker: _Maker) -> list[Command]:
    translate = QCoreApplication.translate

    def take(tool: Tool, painter: Painter) -> None:
        painter.kit.take(tool)

    def has(tool: Tool, painter: Painter) -> bool:
        return painter.kit.tool == tool

    rows: tuple[tuple[Tool, str, str], ...] = (
        ("brush", translate("Mask", "Brush"), "B"),
        ("rectangle", translate("Mask", "Rectangle"), "R"),
        ("ellipse", translate("Mask", "Ellipse"), "O"),
        ("lasso", translate("Mask", "Lasso"), "L"),
    )
    tools = [
        maker.make(
            f"paint.{tool}", title, partial(take, tool), key, icon=tool, is_on=partial(has, tool)
        )
        for tool, title, key in rows
    ]
    eraser = maker.make(
        "paint.erase",
        translate("Mask", "Take away instead of adding"),
        lambda painter: painter.kit.set_erases(not painter.kit.erases),
        "X",
        "E",
        icon="eraser",
        is_on=lambda painter: painter.kit.erases,
    )
    return [*tools, eraser]


def _brush(maker: _Maker) -> list[Command]:
    translate, make = QCoreApplication.translate, maker.make
    return [
        make(
            "paint.smaller", translate("Mask", "Smaller brush"), lambda one: one.kit.grow(-1), "["
        ),
        make("paint.larger", translate("Mask", "Larger brush"), lambda one: one.kit.grow(1), "]"),
        make(
            "paint.softer", translate("Mask", "Softer brush"), lambda one: one.kit.harden(-1), "{"
        ),
        make("paint.harder", translate("Mask", "Harder brush"), lambda one: one.kit.harden(1), "}"),
    ]


def _whole(maker: _Maker) -> list[Command]:
    translate, make = QCoreApplication.translate, maker.make
    return [
        make(
            "paint.fill",
            translate("Mask", "Choose everything"),
            lambda painter: painter.fill(),
            "G",
            icon="fill",
        ),
        make(
            "paint.clear",
            translate("Mask", "Clear the mask"),
            lambda painter: painter.clear(),
            "Del",
            "Backspace",
            icon="clear",
        ),
        make(
            "paint.invert",
            translate("Mask", "Invert the mask"),
            lambda painter: painter.invert(),
            "I",
            icon="invert",
        ),
    ]


def _looking(maker: _Maker) -> list[Command]:
    translate, make = QCoreApplication.translate, maker.make
    return [
        make(
            "paint.fit",
            translate("Mask", "Show the whole picture"),
            lambda painter: painter.surface.fit(),
            "F",
            "0",
            icon="fit",
        ),
        make(
            "paint.pixels",
            translate("Mask", "One pixel for each pixel"),
            lambda painter: painter.surface.zoom_to(1.0),
            "1",
            icon="zoom-one",
        ),
        make(
            "paint.nearer",
            translate("Mask", "Nearer"),
            lambda painter: painter.surface.zoom_by(_ZOOM),
            "+",
            "=",
            icon="zoom-in",
        ),
        make(
            "paint.further",
            translate("Mask", "Further away"),
            lambda painter: painter.surface.zoom_by(1 / _ZOOM),
            "-",
            icon="zoom-out",
        ),
        make(
            "paint.done",
            translate("Mask", "Back to the canvas"),
            lambda painter: painter.done(),
            "Return",
            "Enter",
            icon="check",
        ),
        make(
            "paint.escape",
            translate("Mask", "Give up the stroke, or go back"),
            lambda painter: painter.escape(),
            "Esc",
        ),
    ]
