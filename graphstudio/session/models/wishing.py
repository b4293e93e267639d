"""What to download so that a workflow has the model that it means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graphstudio.library.downloads import Wish, of_reference
from graphstudio.session.models.verdicts import Verdict, has_origin

_SHORT = 8  # hexadecimal digits: enough to tell two files of one name apart


def wish_for(verdict: Verdict) -> Wish | None:
    """Wish for the model of a verdict; None where it is here, or nobody knows where it can be had.

    A damaged file is replaced, and goes to the trash. What has its name and another content is
    somebody's own: the one that is meant gets a name of its own beside it.
    """
    wanted = verdict.wanted
    is_lost = verdict.state in ("missing", "other_content", "broken") and not verdict.names
    if not is_lost or not has_origin(verdict):
        return None
    if verdict.state == "broken":
        return of_reference(wanted, over=verdict.path)
    if verdict.state == "other_content" and verdict.path is not None:
        wish = of_reference(wanted, verdict.path.parent)
        own = Path(wish.name)
        mark = wanted.sha256[:_SHORT] or "as meant"
        return replace(wish, name=f"{own.stem} ({mark}){own.suffix}")
    return of_reference(wanted)
