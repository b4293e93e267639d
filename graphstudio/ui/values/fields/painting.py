"""A painted mask: how much was painted, and the button that opens the painter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.theme import icons
from graphstudio.ui.values.fields.field import Field
from graphstudio.ui.values.look import bare_button
from graphstudio.ui.values.shown import is_empty, shown
from graphstudio.ui.values.surroundings import Surroundings


class PaintingField(Field):
    """Show what was painted in words. The painter itself edits it.

    Attributes:
        opened: Emits when the painter is wanted.
        button: Opens it.
    """

    opened = Signal()

    def __init__(
        self,
        definition: InputDefinition,
        surroundings: Surroundings,
        parent: QWidget | None = None,
        *,
        scale: float = 1.0,
    ) -> None:
        super().__init__(definition, surroundings, parent, scale=scale)
        self._told = QLabel(self)
        # However narrow it is, the button keeps its place.
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._told.setContentsMargins(round(8 * scale), 0, 0, 0)
        self.button = QToolButton(self)
        self.button.setText(self.tr("Paint…"))
        self.button.setFont(self.font())
        self.button.setAccessibleName(self.tr("Open the painter"))
        self.button.setToolTip(self.tr("Open the painter (K on the canvas)"))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFixedHeight(round(20 * scale))
        self.button.clicked.connect(self.opened)
        self.box.addWidget(self._told, 1)
        self.box.addWidget(self.button)
        self.box.addSpacing(2)
        self.watch(self.button)
        self.restyle()

    @property
    def told(self) -> str:
        """What it says."""
        return self._told.text()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops inside it, in order."""
        return (self.button,)

    def render_value(self) -> None:
        """Say how much was painted."""
        self._told.setText(shown(self.definition, self.value))
        self.setAccessibleDescription(f"{self.told}. {self.definition.help}")
        self.restyle()

    def read(self) -> Json:
        """Give the value as it is."""
        return self.value

    def begin(self) -> None:
        """Take the keyboard."""
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self) -> None:
        """Bring the parts into the present theme."""
        theme = self.surroundings.appearance.theme
        colour = theme.secondary if is_empty(self.definition, self.value) else theme.text
        self._told.setStyleSheet(f"background: transparent; color: {colour.name()};")
        self.button.setIcon(icons.icon("brush", theme.accent))
        self.button.setStyleSheet(
            bare_button(theme, 3 * self.scale)
            + f"QToolButton {{ color: {theme.text.name()}; padding: 0 6px; }}"
        )
