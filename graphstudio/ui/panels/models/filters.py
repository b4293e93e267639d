"""The chips above the list: favourites, broken ones, duplicates, every kind, every family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from graphstudio.library.entries import Kind
from graphstudio.ui.panels.models.chips import Chip, Chips
from graphstudio.ui.panels.models.looks import family_title, kind_title
from graphstudio.ui.panels.models.selection import Item, Wanted, families_of, kinds_of


class Filters(QWidget):
    """Narrow the list by what is pressed; chips of one line widen each other.

    Attributes:
        changed: Something was pressed.
        duplicates_wanted: The duplicates were asked for, or no longer; emits whether they are.
    """

    changed = Signal()
    duplicates_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = Wanted()
        self._is_grouped = False
        self._shown: object = None
        self._lines = (
            Chips(self.tr("Which models"), self),
            Chips(self.tr("Kinds"), self),
            Chips(self.tr("Families"), self),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 6)
        layout.setSpacing(4)
        for line in self._lines:
            layout.addWidget(line)

    @property
    def wanted(self) -> Wanted:
        """What the chips say."""
        return self._wanted

    @property
    def is_grouped(self) -> bool:
        """Whether the duplicates are asked for."""
        return self._is_grouped

    def clear(self) -> None:
        """Press none."""
        self._wanted = Wanted()
        self._shown = None
        if self._is_grouped:
            self.group(False)
        self.changed.emit()

    def group(self, is_grouped: bool) -> None:
        """Ask for the duplicates, or no longer."""
        self._shown = None
        self._group(is_grouped)

    def show_items(self, items: Sequence[Item]) -> None:
        """Offer what is there, with how many there are of each."""
        kinds, families = kinds_of(items), families_of(items)
        stars = sum(one.marks.is_favourite for one in items)
        broken = sum(bool(one.entry.problem) for one in items)
        told = (kinds, families, stars, broken)
        if told == self._shown:
            return
        self._shown = told
        self._lines[0].show_chips(self._first_line(stars, broken))
        self._lines[1].show_chips([self._of_kind(kind, count) for kind, count in kinds])
        self._lines[2].show_chips([self._of_family(one, count) for one, count in families])
        self._lines[2].setVisible(bool(families))

    def _first_line(self, stars: int, broken: int) -> list[Chip]:
        chips = [self._chip(self.tr("Favourites"), stars, self._wanted.is_starred, self._star)]
        if broken or self._wanted.is_broken:
            chips.append(
                self._chip(self.tr("Broken"), broken, self._wanted.is_broken, self._broken)
            )
        chips.append(self._chip(self.tr("Duplicates"), 0, self._is_grouped, self._group))
        return chips

    def _of_kind(self, kind: Kind, count: int) -> Chip:
        def press(is_on: bool) -> None:
            kinds = self._wanted.kinds
            self._take(replace(self._wanted, kinds=kinds | {kind} if is_on else kinds - {kind}))

        return self._chip(kind_title(kind), count, kind in self._wanted.kinds, press)

    def _of_family(self, family: str, count: int) -> Chip:
        def press(is_on: bool) -> None:
            kept = self._wanted.families
            fresh = kept | {family} if is_on else kept - {family}
            self._take(replace(self._wanted, families=fresh))

        return self._chip(family_title(family), count, family in self._wanted.families, press)

    def _chip(self, title: str, count: int, is_on: bool, press: object) -> Chip:
        name = self.tr("Show {0} only").format(title)
        chip = Chip(f"{title}  {count}" if count else title, name, is_checkable=True)
        chip.setChecked(is_on)
        chip.toggled.connect(press)
        return chip

    def _group(self, is_on: bool) -> None:
        # The chips stay, so that the one that was pressed keeps the keyboard.
        self._is_grouped = is_on
        self.duplicates_wanted.emit(is_on)

    def _star(self, is_on: bool) -> None:
        self._take(replace(self._wanted, is_starred=is_on))

    def _broken(self, is_on: bool) -> None:
        self._take(replace(self._wanted, is_broken=is_on))

    def _take(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.changed.emit()
