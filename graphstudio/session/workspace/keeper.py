"""Write down what is done to a sheet, the moment it is done."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from graphstudio.graph.document import Changed
from graphstudio.graph.edits import to_json
from graphstudio.session.workspace.disk import Disk, sync_file
from graphstudio.session.workspace.journal import Entry, Journal
from graphstudio.session.workspace.sheet import Sheet

BASE = "base.json"
JOURNAL = "journal.jsonl"
FORMAT = 1

_MOST_STEPS = 1000
_MOST_LINES = 2000


class Keeper:
    """Keep a sheet's first state and every change since in a folder, made at the first change.

    The journal's first line says what the sheet is; then each line is one of
    `{"do": edit, "label": …, "merges": …}`, `{"undo": count}`, `{"redo": count}`,
    `{"retract": true}` (the last step was taken back and forgotten),
    `{"clean": facts}` (it was saved) and `{"lost_clean": true}` (it was saved in a state that
    no undoing leads back to).
    """

    def __init__(
        self, sheet: Sheet, folder: Path, base: bytes, disk: Disk, alarm: Callable[[str], None]
    ) -> None:
        """Listen to a sheet.

        Args:
            sheet: What is kept.
            folder: Its own; its parent is there.
            base: The file of which parsing makes the sheet's first state.
            disk: Brings it to the disk.
            alarm: Told, once, when edits cannot be written down; told "" when they can be again.
        """
        self.sheet = sheet
        self.folder = folder
        self._base = base
        self._disk = disk
        self._alarm = alarm
        self._journal: Journal | None = None
        self._is_behind = False
        self._count = sheet.document.history.count
        sheet.document.changed.connect(self._take)

    @property
    def has_kept(self) -> bool:
        """Whether there is a folder, because something was changed."""
        return self._journal is not None

    def begin(self) -> None:
        """Write the first state and all changes since, in few lines; what was there gives way."""
        self._guard(self._write_all)

    def note_saved(self) -> None:
        """Write down that the sheet was saved; a sheet that nobody changed needs no line."""
        if self._journal is not None:
            self._write({"clean": self.sheet.facts()})

    def close(self) -> None:
        """Stop listening; the folder stays as it is."""
        self.sheet.document.changed.disconnect(self._take)
        if self._journal is not None:
            self._journal.close()

    def remove(self) -> None:
        """Stop listening, and remove the folder: the sheet is not wanted any more."""
        self.close()
        if self._journal is not None:
            shutil.rmtree(self.folder)

    def leave(self) -> None:
        """Stop listening, and leave as little behind as brings the sheet back.

        A saved sheet can be opened from its file: a history that would make the next start slow
        is dropped then.
        """
        history = self.sheet.document.history
        is_saved = self.sheet.is_clean and self.sheet.path is not None
        if is_saved and len(history.steps) > _MOST_STEPS:
            self.remove()
            return
        if self._journal is not None:
            self.begin()
        self.close()

    def _take(self, changed: Changed) -> None:
        count, self._count = self._count, self.sheet.document.history.count
        if changed.kind == "done":
            entry: Entry = {"do": to_json(changed.edit), "label": changed.label}
            # Only whether it merged, not its key, which may be anything: replaying needs no more.
            if self._count == count:
                self._write({**entry, "merges": True})
            elif self._is_long():
                self.begin()
            else:
                self._write(entry)
        elif changed.kind == "retracted":
            if self.sheet.document.history.redo_step is None:
                self._write({"retract": True})
            else:
                self.begin()  # what can be redone again may not be in the lines any more
        else:
            self._write({"undo": 1} if changed.kind == "undone" else {"redo": 1})

    def _is_long(self) -> bool:
        """Tell whether gestures left so many lines that fewer would spare the next start time."""
        history = self.sheet.document.history
        lines = self._journal.lines if self._journal is not None else 0
        return lines > _MOST_LINES + 4 * history.count and history.count <= _MOST_STEPS

    def _write(self, entry: Entry) -> None:
        journal = self._journal
        if journal is None or self._is_behind:
            self._guard(self._write_all)
        else:
            self._guard(lambda: journal.append(entry))

    def _guard(self, write: Callable[[], None]) -> None:
        """Write, and tell when it fails: the edit itself is done and must not fail with it."""
        was_behind = self._is_behind
        try:
            write()
            self._is_behind = False
        except OSError as error:
            # The last line may be half a line. The next change writes all of them anew.
            self._is_behind = True
            if not was_behind:
                self._alarm(
                    f"Changes to {self.sheet.title} cannot be kept in {self.folder}: "
                    f"{error.strerror or error}. Save it, and make room on that disk."
                )
        if was_behind and not self._is_behind:
            self._alarm("")

    def _write_all(self) -> None:
        base = self.folder / BASE
        if not base.exists():
            self.folder.mkdir(exist_ok=True)
            part = base.with_suffix(".part")
            part.write_bytes(self._base)
            part.replace(base)
            self._disk.soon(partial(sync_file, base))
        if self._journal is None:
            self._journal = Journal(self.folder / JOURNAL, self._disk, self._entries())
        else:
            self._journal.replace(self._entries())

    def _entries(self) -> Iterator[Entry]:
        """Say how the present history comes about, in as few lines as it has steps."""
        yield {"format": FORMAT, "sheet": self.sheet.id, **self.sheet.facts()}
        history = self.sheet.document.history
        if history.clean_count is None:
            yield {"lost_clean": True}
        for number, step in enumerate(history.steps, 1):
            yield {"do": to_json(step.edit), "label": step.label}
            if number == history.clean_count:
                yield {"clean": self.sheet.facts()}
        undone = len(history.steps) - history.count
        if undone:
            yield {"undo": undone}
