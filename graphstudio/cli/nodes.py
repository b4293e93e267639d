"""`graphstudio nodes`: the list of all nodes, and the help of one."""

import json
import sys
import textwrap
from dataclasses import asdict
from itertools import groupby

from graphstudio.api import Range
from graphstudio.graph.definitions import MISSING, InputDefinition, NodeDefinition
from graphstudio.graph.elements import Json
from graphstudio.graph.packs import load_all
from graphstudio.graph.sockets import SocketType

_WIDTH = 92


def nodes(id: str | None, *, search: str, is_json: bool) -> int:  # noqa: A002
    """Print all nodes, those that fit a search, or everything about one."""
    registry = load_all()
    for problem in registry.problems:
        print(f"warning: {problem}", file=sys.stderr)
    if id:
        chosen = [registry.require(id)]
    else:
        chosen = list(registry.search(search) if search else registry.definitions)
    if is_json:
        print(json.dumps([_as_json(one) for one in chosen], indent=2))
    elif id:
        print(_explained(chosen[0]))
    elif chosen:
        _print_list(chosen)
    else:
        print(f'No node fits "{search}".')
    return 0


def _print_list(chosen: list[NodeDefinition]) -> None:
    width = max(len(one.id) for one in chosen) + 2
    for category, group in groupby(
        sorted(chosen, key=lambda one: (one.category, one.id)), key=lambda one: one.category
    ):
        print(f"\n{category}")
        for one in group:
            print(f"  {one.id:{width}}{one.summary}")


def _explained(one: NodeDefinition) -> str:
    lines = [f"{one.title}  ({one.id}, version {one.version}, pack {one.pack})", "", one.summary]
    if one.help.strip() and one.help.strip() != one.summary:
        lines += ["", one.help.removeprefix(one.summary).strip()]
    if one.inputs:
        lines += ["", "Inputs"]
        for knob in one.inputs:
            lines += [f"  {knob.name}: {_kind(knob)}", *_wrapped(knob.help)]
    if one.outputs:
        lines += ["", "Outputs"]
        for output in one.outputs:
            lines += [f"  {output.name}: {_type_name(output.type)}", *_wrapped(output.help)]
    return "\n".join(lines)


def _kind(knob: InputDefinition) -> str:
    parts = [_type_name(knob.type)]
    if knob.type.kind == "choice":
        parts = ["one of " + ", ".join(str(choice) for choice in knob.type.choices)]
    for hint in knob.hints:
        if isinstance(hint, Range):
            parts.append(f"{hint.least:g} to {hint.most:g}{' ' + hint.unit if hint.unit else ''}")
            if hint.multiple_of:
                parts.append(f"multiples of {hint.multiple_of}")
    if knob.is_required:
        parts.append("required")
    elif knob.default is not None:
        parts.append(f"default {json.dumps(knob.default)}")
    else:
        parts.append("optional")
    return ", ".join(parts)


def _type_name(type: SocketType) -> str:  # noqa: A002 - what it is everywhere else
    return "anything" if type.kind in {"any", "variable"} else type.name


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="      ", subsequent_indent="      ")


def _as_json(one: NodeDefinition) -> dict[str, Json]:
    return {
        "id": one.id,
        "title": one.title,
        "category": one.category,
        "version": one.version,
        "summary": one.summary,
        "help": one.help,
        "pack": one.pack,
        "is_output": one.is_output,
        "inputs": [_input_json(knob) for knob in one.inputs],
        "outputs": [
            {"name": output.name, "type": output.type.name, "help": output.help}
            for output in one.outputs
        ],
    }


def _input_json(knob: InputDefinition) -> dict[str, Json]:
    found: dict[str, Json] = {
        "name": knob.name,
        "type": knob.type.name,
        "help": knob.help,
        "is_knob": knob.is_knob,
        "is_required": knob.is_required,
    }
    if knob.default is not MISSING:
        found["default"] = knob.default
    if knob.type.choices:
        found["choices"] = list(knob.type.choices)
    for hint in knob.hints:
        if isinstance(hint, Range):
            found["range"] = asdict(hint)
    return found
