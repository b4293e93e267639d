"""How far the search for renamed models is, on one line of a terminal."""

import sys

from graphstudio.library.scans import Progress
from graphstudio.session.models.verdicts import Search


def search_telling(*, is_quiet: bool) -> Search:
    """Give a search that tells on stderr how far it is, where a person looks at that.

    Ctrl-C stops it, and the command with it.
    """
    if is_quiet or not sys.stderr.isatty():
        return Search()
    return Search(told=_tell)


def _tell(progress: Progress) -> None:
    text = f"looking at models: {progress.done} of {progress.total} {progress.name}"
    end = "\r" if progress.done < progress.total else "\n"
    if progress.total:
        print(f"\x1b[2K{text[:100]}", end=end, file=sys.stderr, flush=True)
