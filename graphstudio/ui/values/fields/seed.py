"""A seed: a number, a die for a new one, and whether each run takes a new one."""

from __future__ import annotations

import secrets

from PySide6.QtWidgets import QWidget

from graphstudio.api import Range
from graphstudio.graph.definitions import InputDefinition
from graphstudio.ui.values.fields.button import FieldButton
from graphstudio.ui.values.fields.number import NumberField
from graphstudio.ui.values.kinds import hint_of
from graphstudio.ui.values.surroundings import Surroundings

_BITS = 32  # as many as other programs take: a seed can be carried to them


class SeedField(NumberField):
    """Edit a seed.

    Attributes:
        dice: Takes a new seed.
        roll: Whether each run takes a new one; hidden where nobody can say.
    """

    def __init__(
        self,
        definition: InputDefinition,
        surroundings: Surroundings,
        parent: QWidget | None = None,
        *,
        scale: float = 1.0,
    ) -> None:
        super().__init__(definition, surroundings, parent, scale=scale)
        self.dice = FieldButton("dice", self.tr("New seed"), self.throw, self, scale=scale)
        self.roll = FieldButton("refresh", "", self._switch, self, scale=scale)
        self.roll.setCheckable(True)
        self.roll.setVisible(surroundings.rolling is not None)
        self.box.setContentsMargins(round(8 * scale), 0, round(3 * scale), 0)
        self.add_button(self.dice)
        self.add_button(self.roll)
        self.show_rolling(surroundings.rolling is not None and surroundings.rolling.is_on)

    def throw(self) -> None:
        """Take a new seed, one that the knob allows."""
        bounds = hint_of(self.definition, Range)
        least = int(bounds.least) if bounds is not None else 0
        most = int(bounds.most) if bounds is not None else 2**_BITS - 1
        span = min(most - least + 1, 2**_BITS)
        self.line.setText(str(least + secrets.randbelow(span)))
        if self.take() and self.line.hasFocus():
            self.line.selectAll()

    def show_rolling(self, is_on: bool) -> None:
        """Show whether each run takes a new seed."""
        self.roll.setChecked(is_on)
        self.roll.rename(
            self.tr("Each run takes a new seed. Press to keep this one.")
            if is_on
            else self.tr("Each run keeps this seed. Press to take a new one each time.")
        )
        self.roll.dress(self.surroundings.appearance.theme)

    def _switch(self) -> None:
        is_on = self.roll.isChecked()
        self.show_rolling(is_on)
        if self.surroundings.rolling is not None:
            self.surroundings.rolling.switch(is_on)
