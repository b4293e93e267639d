"""What a knob takes: one check for the window, the file, the command line and the engine."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Iterable

from graphstudio.api import Colour, Painting, Range, Seed, Text
from graphstudio.api.painting import read_painting
from graphstudio.errors import BadValue
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.elements import Json
from graphstudio.graph.sockets import describe

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_DEEPEST = 64
_MOST_BITS = 4096  # far below the digits at which Python refuses to print a number
_SEEDS = Range(0, 2**64 - 1)
_WHOLE = Range(-(2**63), 2**64 - 1)


def check(knob: InputDefinition, value: Json) -> Json:
    """Bring a value into the form that is kept, or refuse it.

    A whole number given to a float knob becomes a float, and 20.0 given to an int knob 20.

    Raises:
        BadValue: The knob does not take it; the message says what it takes.
    """
    if value is None:
        if knob.default is None:
            return None
        raise BadValue(f"it must be {_wanted(knob)}")
    if knob.type.kind == "choice":
        return _check_choice(knob, value)
    match knob.type.name:
        case "bool":
            return _check_is(knob, value, bool)
        case "int":
            return _check_number(knob, _whole(knob, value))
        case "float":
            return _check_number(knob, _decimal(knob, value))
        case _:
            return _check_pattern(knob, check_text(_check_is(knob, value, str)))


def check_named(definition: NodeDefinition, name: str, value: Json) -> Json:
    """Check a value for the knob of that name.

    Raises:
        BadValue: There is no such knob, or it does not take the value.
    """
    knob = definition.input(name)
    if knob is None:
        knobs = [one.name for one in definition.inputs if one.is_knob]
        raise BadValue(f"{definition.title} has no knob {name!r}.{close_names(name, knobs)}")
    if not knob.is_knob:
        raise BadValue(f"it is no knob: wire {describe(knob.type)} to it")
    return check(knob, value)


def check_json(value: Json, depth: int = 0) -> Json:
    """Copy a value of a node that nobody knows, refusing what a file could not hold.

    Raises:
        BadValue: It is no JSON value, or nested more than 64 deep.
    """
    if depth > _DEEPEST:
        raise BadValue(f"it is nested more than {_DEEPEST} deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return check_text(value)
    if isinstance(value, int) and value.bit_length() <= _MOST_BITS:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list):
        return [check_json(one, depth + 1) for one in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {check_text(key): check_json(one, depth + 1) for key, one in value.items()}
    raise BadValue(f"{_shown(value)} cannot be written to a workflow file")


def check_text(text: str) -> str:
    """Refuse a text that no file can hold.

    Raises:
        BadValue: It has half a character (a lone surrogate) or a NUL in it.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadValue("the text has a broken character in it; type or paste it again") from None
    if "\0" in text:
        raise BadValue("the text has a NUL character in it; type or paste it again")
    return text


def close_names(wanted: str, names: Iterable[str]) -> str:
    """Name what somebody may have meant, as a sentence with a space before it."""
    known = list(names)
    # Comparing with every node of a large graph would cost more than it tells.
    close = difflib.get_close_matches(wanted, known[:500], n=3, cutoff=0.5)
    if close:
        return f" Close names: {', '.join(close)}."
    if not known:
        return " There are none."
    shown = ", ".join(known[:12])
    return (
        f" There are {shown} and {len(known) - 12} more." if known[12:] else f" There is {shown}."
    )


def _check_choice(knob: InputDefinition, value: Json) -> Json:
    for one in knob.type.choices:
        # 1 == True == 1.0 in Python, and they are different choices.
        if type(one) is type(value) and one == value:
            return value
    known = [str(one) for one in knob.type.choices]
    close = difflib.get_close_matches(str(value), known, n=1) if isinstance(value, str) else []
    meant = f". Did you mean {close[0]}?" if close else ""
    raise BadValue(f"it takes one of {', '.join(known)}, not {_shown(value)}{meant}")


def _check_is(knob: InputDefinition, value: Json, wanted: type) -> Json:
    if isinstance(value, wanted):
        return value
    raise BadValue(f"it takes {_wanted(knob)}, not {_shown(value)}")


def _whole(knob: InputDefinition, value: Json) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise BadValue(f"it takes {_wanted(knob)}, not {_shown(value)}")


def _decimal(knob: InputDefinition, value: Json) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise BadValue(f"it takes {_wanted(knob)}, not {_shown(value)}")


def _check_number(knob: InputDefinition, number: float) -> float:
    bounds = _range_of(knob)
    if bounds is None:
        return number
    if not bounds.least <= number <= bounds.most:
        raise BadValue(f"it takes {_wanted(knob)}, not {_shown(number)}")
    if bounds.multiple_of and number % bounds.multiple_of:
        low = number - number % bounds.multiple_of
        near = [one for one in (low, low + bounds.multiple_of) if bounds.least <= one]
        near = [one for one in near if one <= bounds.most]
        shown = " or ".join(f"{one:g}" for one in near)
        raise BadValue(f"it takes multiples of {bounds.multiple_of}, not {number:g}: try {shown}")
    return number


def _range_of(knob: InputDefinition) -> Range | None:
    for hint in knob.hints:
        if isinstance(hint, Range):
            return hint
    if any(isinstance(hint, Seed) for hint in knob.hints):
        return _SEEDS
    return _WHOLE if knob.type.name == "int" else None


def _check_pattern(knob: InputDefinition, text: str) -> str:
    for hint in knob.hints:
        if isinstance(hint, Text) and hint.pattern and not re.fullmatch(hint.pattern, text):
            raise BadValue(f"{text!r} does not fit: {hint.rule or hint.pattern}")
        if isinstance(hint, Colour):
            if not _COLOUR.match(text):
                raise BadValue(f"it takes a colour such as #1f6feb, not {_shown(text)}")
            text = text.lower()
        if isinstance(hint, Painting):
            read_painting(text)
    return text


def _wanted(knob: InputDefinition) -> str:
    words = describe(knob.type)
    bounds = _range_of(knob) if knob.type.kind == "plain" else None
    if bounds is None or bounds is _WHOLE:
        return words
    unit = f" {bounds.unit}" if bounds.unit else ""
    return f"{words} from {_number(bounds.least)} to {_number(bounds.most)}{unit}"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(type(value).__name__)
    return text if len(text) <= 60 else f"{text[:57]}…"
