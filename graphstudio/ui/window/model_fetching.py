"""Fetching what a workflow means: which download belongs to which model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.session.models.verdicts import Verdict

if TYPE_CHECKING:
    from graphstudio.library.downloads import Wish
    from graphstudio.session.models.fetching import FetchItem
    from graphstudio.ui.window.getting import Getting


class ModelFetching:
    """Start, stop and find the downloads of verdicts."""

    def __init__(self, getting: Getting) -> None:
        self._getting = getting

    def start(self, verdict: Verdict) -> None:
        """Fetch what a verdict wants, or go on with it."""
        wish = _wish(verdict)
        if wish is not None:
            self._getting.start(wish)

    def stop(self, verdict: Verdict) -> None:
        """Stop that, and keep what came."""
        wish = _wish(verdict)
        if wish is not None:
            self._getting.pause(wish)

    def item(self, verdict: Verdict) -> FetchItem | None:
        """Say what became of it; None where nobody asked for it."""
        if not self._getting.has_begun:
            return None
        wish = _wish(verdict)
        return None if wish is None else self._getting.item(wish)

    def is_elsewhere(self, verdict: Verdict, path: Path) -> bool:
        """Tell whether what came is what a verdict wants, where its knob's name does not lead.

        That is so where the knob says a path, or where its name has another content here.
        """
        item = self.item(verdict)
        if item is None or item.path != path:
            return False
        name = verdict.wanted.name
        return verdict.state == "other_content" or (
            verdict.state == "missing" and ("/" in name or "\\" in name)
        )


def _wish(verdict: Verdict) -> Wish | None:
    from graphstudio.session.models.wishing import wish_for

    return wish_for(verdict)
