"""The way from the whole graph to the group that one is in: each step of it leads back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from graphstudio.ui.theme import icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.style import set_role
from graphstudio.ui.theme.tokens import Theme

_HEIGHT_PX = 36


class ScopeBar(QFrame):
    """Stand above the canvas while a group is open.

    Args:
        go: Called with the id of the group to go back to; "" for the whole graph.
        appearance: How it looks.
        parent: The canvas.
    """

    def __init__(
        self, go: Callable[[str], object], appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._go = go
        self._appearance = appearance
        self._steps: list[QWidget] = []
        self.setAccessibleName(self.tr("Where in the graph this is"))
        self.setFixedHeight(_HEIGHT_PX)
        set_role(self, "bar-news")
        self.back = QToolButton(self)
        self.back.setAutoRaise(True)
        self.back.setIconSize(QSize(16, 16))
        self.back.setToolTip(self.tr("Leave the group (Backspace)"))
        self.back.setAccessibleName(self.tr("Leave the group"))
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 8, 0)
        self._row.setSpacing(2)
        self._row.addWidget(self.back)
        self._row.addStretch(1)
        self.restyle(appearance.theme)
        self.hide()

    @property
    def titles(self) -> tuple[str, ...]:
        """What its steps say, the whole graph first."""
        shown = (QToolButton, QLabel)
        return tuple(one.text() for one in self._steps if isinstance(one, shown))[::2]

    def show_path(self, steps: Sequence[tuple[str, str]]) -> None:
        """Show the way.

        Args:
            steps: Ids and titles of the groups, from the whole graph ("") to the one that is
                open; nothing hides the bar.
        """
        for old in self._steps:
            self._row.removeWidget(old)
            old.deleteLater()
        self._steps = []
        for number, (id_, title) in enumerate(steps):
            if number:
                self._add(QLabel("/", self))
            is_last = number == len(steps) - 1
            self._add(QLabel(title, self) if is_last else self._button(id_, title))
        self.setVisible(len(steps) > 1)

    def restyle(self, theme: Theme) -> None:
        """Use other colours."""
        icons.dress(self.back, "back", theme)

    def _button(self, id_: str, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setAutoRaise(True)
        button.setAccessibleName(self.tr("Go back to {title}").format(title=title))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._go(id_))
        return button

    def _add(self, widget: QWidget) -> None:
        self._row.insertWidget(self._row.count() - 1, widget)
        self._steps.append(widget)
        widget.show()
