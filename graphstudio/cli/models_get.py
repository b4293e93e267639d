"""`graphstudio models get`, `starters`, `login`, `logout` and `whoami`: the only way to the net."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace

from graphstudio.errors import BadValue, DownloadError
from graphstudio.library import tokens
from graphstudio.library.downloads import (
    Fetched,
    Progress,
    fetch,
    hub_endpoint,
    read_wish,
    who,
)
from graphstudio.library.starters import Starter, starters
from graphstudio.wording import say_bytes, say_duration


def act(chosen: argparse.Namespace) -> int:
    """Do one of these actions; give the exit code.

    Raises:
        DownloadError: A model cannot be had.
        BadValue: Nobody can tell what is meant.
        NoKeyring: This machine has nowhere to keep a token.
        Cancelled: Ctrl-C; what came is kept.
    """
    actions: dict[str, Callable[[argparse.Namespace], None]] = {
        "get": _get,
        "starters": _list_starters,
        "login": _login,
        "logout": _logout,
        "whoami": _whoami,
    }
    actions[chosen.action](chosen)
    return 0


def _get(chosen: argparse.Namespace) -> None:
    if chosen.offline:
        raise DownloadError("--offline was given, so nothing is downloaded.")
    if chosen.sha256 and len(chosen.what) > 1:
        raise BadValue("--sha256 is the hash of one file: name one model.")
    if chosen.name and len(chosen.what) > 1:
        raise BadValue("--as is the name of one model: name one.")
    wishes = [
        read_wish(one, to=chosen.to, sha256=chosen.sha256, kind=chosen.kind) for one in chosen.what
    ]
    if chosen.name:
        wishes = [replace(one, name=chosen.name) for one in wishes]
    for wish in wishes:
        with _json_lines() if chosen.json else _bar() as told:
            fetched = fetch(wish, told=told)
        _say(fetched, is_json=chosen.json)


def _say(fetched: Fetched, *, is_json: bool) -> None:
    if is_json:
        print(json.dumps({"event": "done", **asdict(fetched)}, default=str), flush=True)
        return
    if not fetched.new_bytes and fetched.kept:
        print("there already, and the same", file=sys.stderr)
    for one in fetched.unchecked:
        print(
            f"warning: the origin gives no hash for {one}: only its size and form were checked",
            file=sys.stderr,
        )
    print(fetched.path)


@contextmanager
def _json_lines() -> Iterator[Callable[[Progress], None]]:
    def tell(progress: Progress) -> None:
        print(json.dumps({"event": "progress", **asdict(progress)}), flush=True)

    yield tell


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    bars = Bars(
        TextColumn("  {task.description}", markup=False),  # names are anybody's text
        BarColumn(bar_width=30),
        TextColumn("{task.fields[told]}", markup=False),
        console=Console(stderr=True, highlight=False),
        transient=True,
        redirect_stdout=False,
    )
    with bars:
        task = bars.add_task("", total=None, told="")

        def tell(progress: Progress) -> None:
            bars.update(
                task,
                description=progress.name,
                completed=progress.done_bytes,
                total=progress.total_bytes or None,
                told=words_of(progress),
            )

        yield tell


def words_of(progress: Progress) -> str:
    """Say how far a download is: "1.2 of 6.5 GiB, 48 MiB/s, 1 min 50 s left"."""
    if progress.note:
        return progress.note
    if progress.stage == "asking":
        return "asking what there is"
    if progress.stage == "checking":
        return f"checking {progress.file}"
    total = f" of {say_bytes(progress.total_bytes)}" if progress.total_bytes else ""
    told = [f"{say_bytes(progress.done_bytes)}{total}", f"{say_bytes(progress.bytes_per_s)}/s"]
    if progress.seconds_left is not None:
        told.append(f"{say_duration(progress.seconds_left)} left")
    return ", ".join(told)


def _list_starters(chosen: argparse.Namespace) -> None:
    if chosen.json:
        print(json.dumps([_facts(one) for one in starters()], indent=2))
        return
    width = max(len(one.name) for one in starters())
    for one in starters():
        here = "here" if (one.place / one.name).exists() else f"{one.gigabytes:g} GB"
        gate = ", asks to agree first" if one.is_gated else ""
        print(f"{one.name:{width}}  {here:>7}  {one.purpose} ({one.licence}{gate})")
    print("\nTo get one: graphstudio models get NAME")


def _facts(one: Starter) -> dict[str, object]:
    is_here = (one.place / one.name).exists()
    return {**asdict(one), "place": str(one.place), "is_here": is_here}


def _login(_: argparse.Namespace) -> None:
    import getpass

    endpoint = hub_endpoint()
    if sys.stdin.isatty():
        print(f"Make a token that can read at {endpoint}/settings/tokens", file=sys.stderr)
        value = getpass.getpass("token (it does not show): ")
    else:  # from another program, through a pipe; never as an argument, which everybody can see
        value = sys.stdin.readline()
    tokens.keep_token(value, endpoint)
    print(f"The token for {endpoint} is kept in the system's keyring.")


def _logout(_: argparse.Namespace) -> None:
    endpoint = hub_endpoint()
    was_there = tokens.forget_token(endpoint)
    print("The token is forgotten." if was_there else "The keyring holds no token.")
    left = tokens.find_token(endpoint)
    if left is not None:
        print(f"There is still one in {left.source}, which is not GraphStudio's to remove.")


def _whoami(_: argparse.Namespace) -> None:
    token = tokens.find_token(hub_endpoint())
    if token is None:
        raise DownloadError(
            "There is no token. `graphstudio models login` takes one, and keeps it in the keyring."
        )
    print(f"{who()}, by the token from {token.source}")
