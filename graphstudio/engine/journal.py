"""Which items of a stream were done before, so that a run that was stopped goes on."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphstudio.engine.keys import Key

_KEPT_S = 30 * 24 * 3600  # what nobody went on with for so long is forgotten


class ItemJournal:
    """Note what each item of a stream made; kept until all items are done.

    A file's name is noted before the file gets it, so that a process that dies in between is
    found out: a noted file that is there was written, and is not written again. Lines are added
    whole and never changed; a damaged one only means that its item is done again.

    Args:
        folder: Where journals are kept.
        out: Where the files of the runs go: the same workflow into another folder starts afresh.

    Attributes:
        trouble: Why nothing can be noted, such as a full disk; "" while all is well.
    """

    def __init__(self, folder: Path, out: Path) -> None:
        self._folder = folder
        self._out = str(out.absolute())
        self.trouble = ""
        self._file: Path | None = None
        self._done: dict[str, list[Path]] = {}
        self._noted: dict[str, list[tuple[str, Path]]] = {}
        self._seen: Counter[str] = Counter()
        self._item = ""
        self._left: list[tuple[str, Path]] = []

    def open(self, signature: Key) -> int:
        """Begin a walk, and say how many items were done before.

        Args:
            signature: What the walk does, whatever the items are.
        """
        self.trouble = ""
        self._file = self._folder / f"{signature}.jsonl"
        self._done.clear()
        self._noted.clear()
        self._seen.clear()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _forget_old(self._folder)
            for line in _lines(self._file):
                self._read(line)
        except OSError as error:
            self.trouble = str(error)
        return sum(map(_are_there, self._done.values()))

    def close(self, *, is_finished: bool) -> None:
        """End a walk; when it is finished, the next one does everything again."""
        if is_finished and self._file is not None and not self.trouble:
            self._file.unlink(missing_ok=True)
        self._file, self._item = None, ""

    def begin(self, item: Key) -> list[Path] | None:
        """Begin an item; give the files that it wrote if it was done before, and None if not.

        Args:
            item: What is done with it, and what it is. Equal ones are told apart by their order.
        """
        self._seen[item] += 1
        self._item = f"{item}-{self._seen[item]}"
        done = self._done.get(self._item)
        if done is not None and _are_there(done):
            return done
        self._left = list(dict.fromkeys(self._noted.get(self._item, [])))
        return None

    def end(self, paths: list[Path]) -> None:
        """Note that the item is done, and what it wrote."""
        self._write({"item": self._item, "paths": [str(one.absolute()) for one in paths]})
        self._item, self._left = "", []

    def abandon(self) -> None:
        """Leave an item that could not be done."""
        self._item, self._left = "", []

    def noted(self, node: str) -> Iterator[Path]:
        """Give the files that a node was about to write for this item when the process died.

        Those that are there were written; each is given once.
        """
        mine = [one for one in self._left if one[0] == node]
        for one in mine:
            self._left.remove(one)
            yield one[1]

    def note(self, node: str, path: Path) -> None:
        """Note that a node is about to give a file its name."""
        if self._item:
            self._write({"item": self._item, "node": node, "will": str(path.absolute())})

    @property
    def out(self) -> str:
        """Where the files of the runs go."""
        return self._out

    def _read(self, line: dict[str, Any]) -> None:  # Any: JSON
        match line:
            case {"item": str(item), "paths": list(paths)}:
                self._done[item] = [Path(one) for one in paths if isinstance(one, str)]
            case {"item": str(item), "node": str(node), "will": str(path)}:
                self._noted.setdefault(item, []).append((node, Path(path)))

    def _write(self, line: dict[str, Any]) -> None:  # Any: JSON
        if self._file is None or self.trouble:
            return
        # One write at the end of the file: two processes do not mix their lines. It begins a line
        # of its own, because the last one may be half of one.
        data = f"\n{json.dumps(line)}\n".encode()
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, data)
            finally:
                os.close(descriptor)
        except OSError as error:
            self.trouble = str(error)


def _lines(file: Path) -> list[dict[str, Any]]:  # Any: JSON
    try:
        text = file.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return []
    found = []
    for line in text.splitlines():
        try:
            value = json.loads(line) if line else None
        except ValueError:  # half a line, of a process that died, or a damaged disk
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def _are_there(paths: list[Path]) -> bool:
    return all(one.is_file() for one in paths)


def _forget_old(folder: Path) -> None:
    latest = time.time() - _KEPT_S
    for file in folder.glob("*.jsonl"):
        try:
            if file.stat().st_mtime < latest:
                file.unlink()
        except FileNotFoundError:  # another process forgot it first
            continue
