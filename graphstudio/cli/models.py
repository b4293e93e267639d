"""`graphstudio models`: what models are on this machine."""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, replace

from graphstudio import paths
from graphstudio.cli.exits import BAD_FILE, FAILED
from graphstudio.diffusion.families import TITLES
from graphstudio.engine.devices import Devices
from graphstudio.errors import ModelMissing, RunError
from graphstudio.library.entries import Entry
from graphstudio.library.layouts import TITLES as LAYOUTS
from graphstudio.library.library import Library, open_library
from graphstudio.library.marks import Marks
from graphstudio.library.queries import Query
from graphstudio.library.scans import Progress, ScanReport
from graphstudio.library.verifying import verify
from graphstudio.session.models.proving import look_at, proof_as_json, prove, say_proof
from graphstudio.wording import on_one_line, say_bytes, say_duration


def models(chosen: argparse.Namespace) -> int:
    """Do one action; give the exit code.

    Raises:
        ModelMissing: There is no model of that name.
        BadValue: A folder cannot be meant.
        RunError: The library cannot be used.
    """
    try:
        with closing(open_library()) as library:
            for notice in library.notices:
                print(notice, file=sys.stderr)
            return _ACTIONS[chosen.action](library, chosen)
    except BrokenPipeError:  # `head` has read enough: no fault of the library's
        raise
    except (OSError, sqlite3.Error) as error:
        raise RunError(f"The list of models cannot be used: {error}.") from error


def _list(library: Library, chosen: argparse.Namespace) -> int:
    if not library.entries():
        library.scan()
    query = Query(
        text=" ".join(chosen.text),
        kinds=tuple(chosen.kind),
        families=tuple(chosen.family),
        tags=tuple(chosen.tag),
        only_problems=chosen.problems,
        sort=chosen.sort,
    )
    found = library.entries(query)
    if chosen.json:
        print(json.dumps([_facts(library, one) for one in found], indent=2))
        return 0
    for one in found:
        family, star = TITLES.get(one.family, one.family), library.marks(one.path).is_favourite
        name = f"{'* ' if star else ''}{on_one_line(one.name)}"
        print(
            f"{one.kind:14}  {family:22}  {one.precision:9}  {say_bytes(one.size_bytes):>9}  "
            f"{name}{'  (cannot be used)' if one.problem else ''}"
        )
    print(f"{len(found)} models in {say_bytes(sum(one.size_bytes for one in found))}.")
    return 0


def _scan(library: Library, chosen: argparse.Namespace) -> int:
    report = library.scan(None if chosen.quiet else _tell)
    for problem in report.problems:
        print(on_one_line(problem), file=sys.stderr)
    print(_reported(report))
    return 0


def _tell(progress: Progress) -> None:
    if progress.done:
        print(
            f"{progress.done} of {progress.total} read: {on_one_line(progress.name)}",
            file=sys.stderr,
        )


def _reported(report: ScanReport) -> str:
    return (
        f"{report.models} models in {say_duration(report.seconds)}: {report.read} read, "
        f"{report.moved} renamed, {report.removed} gone."
    )


def _show(library: Library, chosen: argparse.Namespace) -> int:
    found = _named(library, chosen.name)
    if chosen.hash:
        found = [replace(one, sha256=library.hashed(one.path)) for one in found]
    if chosen.json:
        print(json.dumps([_facts(library, one) for one in found], indent=2))
        return 0
    print("\n\n".join(_shown(library, one) for one in found))
    return 0


def _shown(library: Library, one: Entry) -> str:
    marks = library.marks(one.path)
    facts = {
        "path": str(one.path),
        "title": one.title,
        "kind": one.kind,
        "family": TITLES.get(one.family, one.family),
        "precision": one.precision,
        "size": say_bytes(one.size_bytes),
        "parameters": f"{one.parameters:,}" if one.parameters else "",
        "sha256": one.sha256,
        "words": ", ".join(one.words),
        "preview": str(one.preview or ""),
        **one.details,
        "tags": ", ".join(marks.tags),
        "note": marks.note,
        "favourite": "yes" if marks.is_favourite else "",
        "problem": one.problem,
    }
    told = {name: text for name, text in facts.items() if text}
    width = max(map(len, told))
    lines = (f"  {name:{width}}  {on_one_line(text)}" for name, text in told.items())
    return "\n".join([on_one_line(one.name), *lines])


def _folders(library: Library, chosen: argparse.Namespace) -> int:
    if chosen.change == "add":
        added = library.add_folder(chosen.folder)
        print(f"{added.path} ({LAYOUTS[added.layout]}) is looked through from now on.")
        print(_reported(library.scan()))
    elif chosen.change == "remove":
        library.remove_folder(chosen.folder)
        print(f"{chosen.folder} is looked through no more. Its files are as they were.")
    else:
        for one in library.folders:
            state = "" if one.path.is_dir() else "  (not there)"
            print(f"{LAYOUTS[one.layout]:18}  {one.path}{state}")
    return 0


def _duplicates(library: Library, chosen: argparse.Namespace) -> int:
    groups = library.duplicates(_tell)
    if chosen.json:
        print(json.dumps([[str(one.path) for one in group] for group in groups], indent=2))
        return 0
    for group in groups:
        print(f"{say_bytes(group[0].size_bytes)}, {len(group)} times:")
        for one in group:
            print(f"  {on_one_line(str(one.path))}")
    spare = sum(group[0].size_bytes * (len(group) - 1) for group in groups)
    print(f"{len(groups)} models are there more than once; {say_bytes(spare)} could be freed.")
    return 0


def _verify(library: Library, chosen: argparse.Namespace) -> int:
    named = [one for name in chosen.names for one in _named(library, name)]
    wanted = named or library.entries()
    broken = compared = 0
    for verdict in verify(wanted):
        broken += bool(verdict.problem)
        compared += verdict.has_origin
        print(f"{'BAD ' if verdict.problem else 'good'}  {on_one_line(str(verdict.entry.path))}")
        if verdict.problem:
            print(f"      {on_one_line(verdict.problem)}")
    print(f"{len(wanted)} models read, {broken} bad; {compared} compared with their origin's hash.")
    return BAD_FILE if broken else 0


def _check(library: Library, chosen: argparse.Namespace) -> int:
    given = paths.at_home(chosen.name).absolute()
    is_known = not given.exists() or library.entry(given) is not None
    found = _named(library, chosen.name) if is_known else [look_at(given)]
    devices = Devices(chosen.device, precision=chosen.precision)
    told: Callable[[str], object] = (lambda _: None) if chosen.json else _tell_step
    proofs = [prove(one, devices, told, allows_pickle=chosen.allow_pickle) for one in found]
    if chosen.json:
        print(json.dumps([proof_as_json(one) for one in proofs], indent=2))
    else:
        print("\n\n".join("\n".join(say_proof(one)) for one in proofs))
    return FAILED if any(one.problems for one in proofs) else 0


def _tell_step(step: str) -> None:
    print(f"{step} ...", file=sys.stderr)


def _tag(library: Library, chosen: argparse.Namespace) -> int:
    for one in _named(library, chosen.name):
        old = library.marks(one.path)
        tags = tuple(tag for tag in (*old.tags, *chosen.tags) if tag not in chosen.remove)
        marks = Marks(
            tuple(dict.fromkeys(tags)),
            old.note if chosen.note is None else chosen.note,
            old.is_favourite if chosen.star is None else chosen.star,
        )
        library.mark(one.path, marks)
        print(_shown(library, one))
    return 0


def _named(library: Library, name: str) -> Sequence[Entry]:
    """Find the models that somebody means; what was just put there is found too.

    Raises:
        ModelMissing: There are none.
    """
    for _ in range(2):
        given = library.entry(paths.at_home(name).absolute())
        found = [given] if given is not None else library.named(name)
        if found:
            return found
        library.scan()
    alike = [one.name for one in library.entries(Query(text=name))][:5]
    offer = f" Alike are: {', '.join(alike)}." if alike else ""
    raise ModelMissing(f'There is no model "{name}" in any model folder.{offer}')


def _facts(library: Library, one: Entry) -> dict[str, object]:
    facts = {**asdict(one), **asdict(library.marks(one.path))}
    paths = {"path": str(one.path), "preview": str(one.preview) if one.preview else None}
    return {"name": one.name, **facts, **paths, "details": dict(one.details)}


_ACTIONS: dict[str, Callable[[Library, argparse.Namespace], int]] = {
    "check": _check,
    "duplicates": _duplicates,
    "folders": _folders,
    "list": _list,
    "scan": _scan,
    "show": _show,
    "tag": _tag,
    "verify": _verify,
}
