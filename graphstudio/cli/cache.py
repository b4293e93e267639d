"""`graphstudio cache`: what is kept on disk between runs."""

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from graphstudio.engine.disk.index import Entry
from graphstudio.engine.plan import PlannedNode
from graphstudio.errors import BadValue
from graphstudio.session.keeping import parse_size, results_folder
from graphstudio.session.kept import Kept, KeptThings
from graphstudio.wording import say_bytes, say_duration

_KEY_DIGITS = 12


def cache(chosen: argparse.Namespace) -> int:
    """Do one action; give the exit code.

    Raises:
        RunError: The cache cannot be used.
        BadValue: A key or a size cannot be meant.
    """
    things = KeptThings()
    if chosen.action == "list":
        print(_as_json(things) if chosen.json else _as_text(things))
    elif chosen.action == "explain":
        return _explain(things, chosen.what, chosen.node, is_json=chosen.json)
    elif chosen.action == "prune":
        to_bytes = None if chosen.to is None else parse_size(chosen.to, "--to")
        print(f"{say_bytes(things.prune(to_bytes, chosen.older))} freed.")
    elif chosen.action == "verify":
        return _verify(things)
    elif chosen.action in ("pin", "unpin"):
        for one in things.pin(chosen.keys, pinned=chosen.action == "pin"):
            print(f"{chosen.action}ned {one.key}  {_caption(one)}")
    elif chosen.action == "clear":
        print(f"{say_bytes(things.clear())} freed.")
    else:
        print(results_folder().parent)
    return 0


def _as_text(things: KeptThings) -> str:
    entries = things.entries()
    by_object: dict[str, list[Entry]] = {}
    for one in entries:
        by_object.setdefault(one.object, []).append(one)
    lines = [_line(alike) for alike in by_object.values()]
    if lines:
        heading = f"{'key':{_KEY_DIGITS}}  {'size':>9}  {'used':>9}  {'saves':>8}  {'':6}  node"
        lines = [heading, *lines, ""]
    total = say_bytes(_total(entries))
    steps = say_bytes(things.steps_bytes)
    return "\n".join([*lines, f"{len(by_object)} results in {total}; steps in {steps}."])


def _line(alike: Sequence[Entry]) -> str:
    """Describe one object by its entries: a result that is found by several keys is kept once."""
    first = next((one for one in alike if one.pinned), alike[0])  # the key that unpins it
    used = max(one.used for one in alike)
    captions = dict.fromkeys(map(_caption, alike))
    return (
        f"{first.key[:_KEY_DIGITS]}  {say_bytes(first.bytes):>9}  {_age(used):>9}  "
        f"{say_duration(first.seconds):>8}  {'pinned' if first.pinned else '':6}  "
        f"{', '.join(captions)}"
    )


def _as_json(things: KeptThings) -> str:
    entries = things.entries()
    told = {
        "results": [_facts(one) for one in entries],
        "bytes": _total(entries),
        "steps_bytes": things.steps_bytes,
    }
    return json.dumps(told, indent=2)


def _total(entries: Sequence[Entry]) -> int:
    return sum({one.object: one.bytes for one in entries}.values())


def _facts(one: Entry) -> dict[str, object]:
    facts = asdict(one)
    del facts["parts"]  # `explain` tells them
    return facts


def _explain(things: KeptThings, what: str, node: str | None, *, is_json: bool) -> int:
    planned = None if node is None else _planned(Path(what), node)
    found = things.find(what) if planned is None else things.of(planned)
    if is_json:
        print(json.dumps([_kept_facts(one) for one in found], indent=2))
        return 0
    if planned is not None and not found:
        print(f"Nothing is kept for {planned.caption}. Its key would be {planned.key}, made of:")
        print(_table(planned.parts))
    for one in found:
        print(_explained(one))
    return 0


def _planned(file: Path, node: str) -> PlannedNode:
    from graphstudio.cli.exits import warn
    from graphstudio.session.locating import anchored
    from graphstudio.session.studio import Studio

    studio = Studio.open()
    graph = anchored(studio.read_whole(file, warn).graph, file.parent)
    if node not in graph.nodes:
        offer = ", ".join(sorted(graph.nodes))
        raise BadValue(f"{file} has no node {node!r}. The nodes are: {offer}.")
    plan = studio.plan(graph, [node])
    if node not in plan.by_id:
        raise BadValue(f"{node} would not run: {plan.skipped[node]}.")
    return plan.by_id[node]


def _kept_facts(one: Kept) -> dict[str, object]:
    return {
        **_facts(one.entry),
        "file": None if one.file is None else str(one.file),
        "parts": dict(one.parts),
        "made_with": dict(one.world),
    }


def _explained(one: Kept) -> str:
    entry = one.entry
    facts = {
        "key": entry.key,
        "file": "lost" if one.file is None else str(one.file),
        "size": say_bytes(entry.bytes),
        "made": f"{_age(entry.made)}, in {say_duration(entry.seconds)}",
        "used": _age(entry.used),
        "pinned": "yes" if entry.pinned else "no",
    }
    return "\n".join(
        [
            _caption(entry),
            _table(facts),
            "The key is made of",
            _table(one.parts),
            "It was made with",
            _table(one.world),
        ]
    )


def _table(facts: Mapping[str, str]) -> str:
    width = max(map(len, facts), default=0)
    return "\n".join(f"  {name:{width}}  {value}" for name, value in facts.items())


def _verify(things: KeptThings) -> int:
    told = things.verify()
    print(
        f"{told.results} results read, {told.broken} broken and removed, "
        f"{say_bytes(told.freed_bytes)} freed."
    )
    print(f"{told.steps} steps read, {told.broken_steps} broken, which are never used.")
    return 0


def _caption(one: Entry) -> str:
    return f"{one.title} ({one.node}, {one.type})" if one.type else "without a name"


def _age(then: float) -> str:
    seconds = max(time.time() - then, 0.0)
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit} ago"
    return "just now"
