"""The parts of the window that F6 walks over: the page, the panels seen, a question that waits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from graphstudio.ui.window.docks import Docks
from graphstudio.ui.window.questions import QuestionBars

_Part = tuple[QWidget, Callable[[], object]]


class Panes:
    """Bring the keyboard from one part of the window to the next.

    Args:
        tabs: Holds the pages.
        focus_page: Puts the keyboard into the page in front.
        docks: The panels around it.
        questions: The bars above it.
    """

    def __init__(
        self,
        tabs: QWidget,
        focus_page: Callable[[], object],
        docks: Docks,
        questions: QuestionBars,
    ) -> None:
        self._tabs = tabs
        self._focus_page = focus_page
        self._docks = docks
        self._questions = questions

    def step(self, by: int) -> None:
        """Go on by so many parts, around the ends."""
        parts = self._parts()
        focused = QApplication.focusWidget()
        places = (
            place
            for place, (holder, _) in enumerate(parts)
            if focused is not None and holder.isAncestorOf(focused)
        )
        _, focus = parts[(next(places, 0) + by) % len(parts)]
        focus()

    def _parts(self) -> list[_Part]:
        seen = [dock for dock in self._docks.all if dock.is_in_front]
        seen.sort(key=lambda dock: (dock.x(), dock.y()))
        parts: list[_Part] = [(self._tabs, self._focus_page)]
        parts.extend((dock, dock.reveal) for dock in seen)
        if self._questions.texts:
            parts.append((self._questions, self._questions.focus_newest))
        return parts
