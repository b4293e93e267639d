"""The scan as a process of its own: `python -P -m graphstudio.library.scan`.

It writes one JSON object a line to stdout, and stops when it reads something from stdin or finds it
closed: a window that was killed leaves no scan behind.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import threading
from contextlib import suppress
from dataclasses import asdict

from graphstudio.errors import GraphStudioError
from graphstudio.library.library import open_library
from graphstudio.library.scans import Progress

_NICE = 5  # whoever looks at the window goes first


def main() -> int:
    """Scan once, telling how far it is, and give the exit code."""
    stop = threading.Event()
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    if os.name == "posix":
        os.nice(_NICE)
    try:
        library = open_library()
        report = library.scan(_tell, stop.is_set)
        library.close()
    except (GraphStudioError, OSError, sqlite3.Error) as error:
        _write({"failed": str(error)})
        return 1
    _write({"report": asdict(report)})
    return 0


def _listen(stop: threading.Event) -> None:
    # Not through sys.stdin: a thread that waits in its buffer kills an interpreter that ends.
    os.read(0, 1)
    stop.set()


def _tell(progress: Progress) -> None:
    _write({"progress": asdict(progress)})


def _write(line: dict[str, object]) -> None:
    with suppress(BrokenPipeError):  # nobody listens any more: the lifeline ends the scan
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
