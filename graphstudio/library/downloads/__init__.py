"""Models from the hub and from elsewhere: resumed, checked, and whole or not there at all.

`fetch` is the whole of it. Nothing here runs unless somebody asked for that very model.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import replace

import httpx2

from graphstudio.library.downloads.fetching import carry_out, drop_leftover, leftovers
from graphstudio.library.downloads.hub import Hub
from graphstudio.library.downloads.values import (
    Download,
    Fetched,
    Progress,
    RemoteFile,
    Stage,
    Told,
    nobody,
)
from graphstudio.library.downloads.web import (
    IsStopped,
    Patience,
    Web,
    hub_endpoint,
    require_online,
)
from graphstudio.library.downloads.wishes import (
    Wish,
    command_of,
    of_reference,
    of_starter,
    read_wish,
    resolve,
)
from graphstudio.library.origins import OriginBook
from graphstudio.library.tokens import find_token

__all__ = [
    "Download",
    "Fetched",
    "IsStopped",
    "Patience",
    "Progress",
    "RemoteFile",
    "Stage",
    "Told",
    "Wish",
    "command_of",
    "fetch",
    "forget",
    "hub_endpoint",
    "leftovers",
    "of_reference",
    "of_starter",
    "read_wish",
    "require_online",
    "who",
]

_log = logging.getLogger(__name__)


def fetch(
    wish: Wish,
    *,
    told: Told = nobody,
    is_stopped: IsStopped = lambda: False,
    patience: Patience = Patience(),  # noqa: B008 - it is frozen
) -> Fetched:
    """Have a model: ask what there is, fetch what is missing, check it, put it in its place.

    Args:
        wish: What; see `read_wish`, `of_starter` and `of_reference`.
        told: Hears how far it is, in this thread.
        is_stopped: Whether somebody wants to stop; asked several times a second while bytes come,
            and after at most `patience.stall_s` while none do.
        patience: How long to wait for what.

    Raises:
        Cancelled: Somebody stopped it; the next time goes on where it is.
        AccessRefused: Its page wants a token, or an agreement.
        DownloadError: It cannot be had; nothing that was there before is touched.
        BadValue: Nobody said where a single file goes.
    """
    require_online()
    told(Progress(wish.title, "asking"))
    endpoint = hub_endpoint()
    with httpx2.Client() as client:
        web = Web(endpoint, find_token(endpoint), patience, client=client)
        download = replace(resolve(wish, Hub(web, is_stopped)), replaces=wish.replaces)
        fetched = carry_out(download, web, told=told, is_stopped=is_stopped)
    _keep_origin(download)
    return fetched


def forget(wish: Wish) -> None:
    """Remove what came of something that nobody wants any more; what is whole stays."""
    for place in wish.places:
        drop_leftover(place, wish.title)


def _keep_origin(download: Download) -> None:
    """Remember where it came from; what cannot be written costs that, never the model."""
    try:
        with closing(OriginBook()) as book:
            book.keep(download.target, download.origin)
    except (OSError, sqlite3.Error) as error:
        _log.warning("Where %s came from was not kept: %s", download.target, error)


def who() -> str:
    """Ask the hub whose the token is.

    Raises:
        DownloadError: There is no token, the hub does not know it, or cannot be reached.
    """
    require_online()
    endpoint = hub_endpoint()
    with httpx2.Client() as client:
        return Hub(Web(endpoint, find_token(endpoint), client=client)).who()
