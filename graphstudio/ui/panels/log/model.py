"""Lines of the log as rows: a bounded number of them, filtered by level and text."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from graphstudio.session.worker.protocol import LogLine

LEVELS = ("debug", "info", "warning", "error")
ENTRY_ROLE = Qt.ItemDataRole.UserRole
_MOST_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one line of text, and when it came.

    Attributes:
        time: "hh:mm:ss".
        level: As in `LogLine`.
        source: As in `LogLine`; "" on the further lines of one message.
        text: One line of it.
    """

    time: str
    level: str
    source: str
    text: str

    def __str__(self) -> str:
        return f"{self.time} {self.level:7} {self.source}: {self.text}"


class LogModel(QAbstractListModel):
    """Keep the newest lines, and list those that pass the filter."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._all: deque[Entry] = deque(maxlen=_MOST_LINES)
        self._shown: list[Entry] = []
        self._level = 0
        self._text = ""
        self.longest = 0

    @property
    def is_bare(self) -> bool:
        """Whether nothing was logged at all."""
        return not self._all

    @property
    def shown(self) -> Sequence[Entry]:
        """The lines that pass the filter, oldest first."""
        return self._shown

    def add(self, lines: Sequence[LogLine], time: str) -> None:
        """Add lines at the end; the oldest ones go when there are too many."""
        fresh = [entry for line in lines for entry in _entries(line, time)]
        overflow = len(self._all) + len(fresh) - _MOST_LINES
        self._all.extend(fresh)
        if overflow > 0:
            self._refill()
            return
        passing = [entry for entry in fresh if self._passes(entry)]
        if passing:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(passing) - 1)
            self._take(passing)
            self.endInsertRows()

    def filter(self, level: int, text: str) -> None:
        """Show only lines of a level (an index into `LEVELS`) or above that have a text in them."""
        self._level, self._text = level, text.casefold()
        self._refill()

    def clear(self) -> None:
        """Forget all lines."""
        self._all.clear()
        self._refill()

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count the lines that pass the filter."""
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the line."""
        entry = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return str(entry)
        return None

    def _passes(self, entry: Entry) -> bool:
        if LEVELS.index(entry.level) < self._level:
            return False
        return not self._text or self._text in f"{entry.source} {entry.text}".casefold()

    def _refill(self) -> None:
        self.beginResetModel()
        self._shown = []
        self.longest = 0
        self._take([entry for entry in self._all if self._passes(entry)])
        self.endResetModel()

    def _take(self, entries: Sequence[Entry]) -> None:
        self._shown.extend(entries)
        self.longest = max([self.longest, *(len(entry.text) for entry in entries)])


def _entries(line: LogLine, time: str) -> list[Entry]:
    texts = line.text.rstrip().splitlines() or [""]
    return [
        Entry(time, line.level, line.source if number == 0 else "", text.expandtabs())
        for number, text in enumerate(texts)
    ]
