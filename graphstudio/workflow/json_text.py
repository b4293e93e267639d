"""Read JSON so that every mistake in it is explained with line and column.

Stricter than the json module where silence loses work (keys that occur twice, NaN), and more
lenient where nothing is lost (a byte order mark, a broken character inside a text).
"""

from __future__ import annotations

import json
import re

from graphstudio.errors import NotAWorkflow
from graphstudio.graph.elements import Json
from graphstudio.workflow.foreign import describe_binary, describe_json, describe_text
from graphstudio.workflow.problems import Problem, path_of, shown

# Half of a surrogate pair, or NUL: nothing that a file or a text field could hold.
_BROKEN_ESCAPE = re.compile(r"\\u([dD][89a-fA-F]|0000)|[\ud800-\udfff]")
_BROKEN = re.compile(r"[\0\ud800-\udfff]")
_TEXT_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN', re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]+")
_PYTHON_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
_AROUND = 30


def load_object(source: str | bytes, where: str) -> tuple[dict[str, Json], list[Problem]]:
    """Read one JSON object.

    Args:
        source: The text, or the bytes of a file in UTF-8.
        where: What the messages call it: the file's name.

    Raises:
        NotAWorkflow: It is no JSON object; the message says where, and what to do.
    """
    text = (_decode(source, where) if isinstance(source, bytes) else source).removeprefix("\ufeff")
    if not text.strip(" \t\r\n\0"):
        raise NotAWorkflow(f"{where}: {_explain_nothing(text)}")
    reader = _Reader()
    try:
        data = json.loads(
            text,
            object_pairs_hook=reader.make_object,
            parse_constant=_refuse_constant,
            parse_int=_parse_int,
        )
        if reader.has_repeats or _BROKEN_ESCAPE.search(text):
            data = reader.cleaned(data, ())
    except json.JSONDecodeError as error:
        raise NotAWorkflow(_explain(text, error, where)) from None
    except _ConstantFound as error:
        raise NotAWorkflow(_explain_constant(text, error.name, where)) from None
    except RecursionError:
        raise NotAWorkflow(
            f"{where}: it is nested hundreds of levels deep, which no workflow is. "
            "Choose another file, or open a backup."
        ) from None
    if not isinstance(data, dict):
        raise NotAWorkflow(
            f"{where}: it holds {_kind(data)}, and a workflow is one object in {{ }} with "
            '"format" and "nodes". Choose another file.'
        )
    return data, reader.problems


class _ConstantFound(Exception):
    def __init__(self, name: str) -> None:
        self.name = name


class _Repeated(dict[str, Json]):
    """An object in which keys occur more than once; `pairs` has all of them."""

    def __init__(self, pairs: list[tuple[str, Json]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


class _Reader:
    def __init__(self) -> None:
        self.has_repeats = False
        self.problems: list[Problem] = []

    def make_object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        self.has_repeats = True
        return _Repeated(pairs)

    def cleaned(self, value: Json, path: tuple[str | int, ...]) -> Json:
        """Copy a value, mending and reporting what is wrong in it."""
        if isinstance(value, _Repeated):
            self._report_repeats(value, path)
        if isinstance(value, dict):
            return {
                self._mended(key, (*path, key)): self.cleaned(one, (*path, key))
                for key, one in value.items()
            }
        if isinstance(value, list):
            return [self.cleaned(one, (*path, index)) for index, one in enumerate(value)]
        return self._mended(value, path) if isinstance(value, str) else value

    def _report_repeats(self, value: _Repeated, path: tuple[str | int, ...]) -> None:
        found: dict[str, list[Json]] = {}
        for key, one in value.pairs:
            found.setdefault(key, []).append(one)
        for key, several in found.items():
            if len(several) > 1:
                times = "twice" if len(several) == 2 else f"{len(several)} times"
                listed = " and ".join(shown(one) for one in several[:2])
                self.problems.append(
                    Problem(
                        _mend(path_of(*path, key)),
                        _mend(
                            f"this key is there {times}: {listed}. The last one is used; "
                            "rename or remove the other."
                        ),
                    )
                )

    def _mended(self, text: str, path: tuple[str | int, ...]) -> str:
        mended = _mend(text)
        if mended != text:
            self.problems.append(
                Problem(
                    _mend(path_of(*path)),
                    'a broken character became "\ufffd"; type it again.',
                )
            )
        return mended


def _mend(text: str) -> str:
    return _BROKEN.sub("\ufffd", text)


def _refuse_constant(name: str) -> Json:
    raise _ConstantFound(name)


def _parse_int(digits: str) -> Json:
    try:
        return int(digits)
    except ValueError:
        # More digits than Python reads. Infinity is refused later, at the knob that holds it.
        return float(digits)


def _decode(data: bytes, where: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAWorkflow(f"{where}: the text is UTF-16. Save it again as UTF-8.")
    known = describe_binary(data[:16])
    if known is not None:
        raise NotAWorkflow(f"{where}: {known}.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise NotAWorkflow(
                f"{where}: this is a binary file, not a workflow. Choose another file."
            ) from None
        line = data.count(b"\n", 0, error.start) + 1
        raise NotAWorkflow(
            f"{where}, line {line}: the byte 0x{data[error.start]:02x} is no UTF-8 text. "
            "Save the file as UTF-8, or open a backup."
        ) from None


def _explain_nothing(text: str) -> str:
    if not text:
        return "the file is empty (0 bytes). Whatever wrote it did not finish; open a backup."
    kind = "zero bytes" if "\0" in text else "blanks"
    return f"the file holds nothing but {kind}. Whatever wrote it did not finish; open a backup."


def _explain_constant(text: str, name: str, where: str) -> str:
    position = next(
        (one.start() for one in _TEXT_OR_CONSTANT.finditer(text) if one.group() == name), 0
    )
    return (
        f"{_at(text, position, where)}: {name} is no number that JSON knows. "
        "Put a number in its place, or remove the entry."
    )


def _explain(text: str, error: json.JSONDecodeError, where: str) -> str:
    known = describe_text(text)
    if known is not None:
        return f"{where}: {known}."
    if not text.lstrip().startswith(("{", "[")):
        return f"{where}: this is not JSON, so it is no workflow. Choose another file."
    # Python 3.13 points at the comma, earlier ones at what follows it.
    position = error.pos
    if text[position : position + 1] == "," and text[position + 1 :].lstrip()[:1] in ("}", "]"):
        position += 1 + len(text[position + 1 :]) - len(text[position + 1 :].lstrip())
    return f"{_at(text, position, where)}: {_reason(text, position, error.msg)}"


def _reason(text: str, position: int, otherwise: str) -> str:
    rest, before = text[position:], text[:position].rstrip()
    if not rest.strip() or otherwise.startswith("Unterminated string"):
        return "the file ends in the middle, so it was cut off. Open a backup."
    if rest.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return "two versions were merged here and not sorted out. Resolve the conflict, or undo it."
    if rest[0] in "}]" and before.endswith(","):
        return "there is a comma after the last entry. Remove the comma."
    if rest.startswith(("//", "/*", "#")):
        return 'JSON has no comments. Remove it, or put it into "description".'
    if rest[0] in "'\u201c\u201d\u2018\u2019":
        return 'texts and keys stand in plain double quotes ("). Replace the quotes.'
    if otherwise.startswith("Extra data"):
        return "something follows after the workflow's end. Remove it, or open a backup."
    if otherwise.startswith("Invalid"):
        return _reason_in_text(rest, otherwise)
    return _reason_for_word(rest, before, otherwise)


def _reason_in_text(rest: str, otherwise: str) -> str:
    if rest[0] in "\r\n":
        return r"a text goes on over the line. Close it with a double quote, or write \n."
    if otherwise.startswith("Invalid control character"):
        kind = "a tab" if rest[0] == "\t" else f"the control character {ord(rest[0])}"
        return rf"{kind} stands bare in a text. Write a tab as \t; remove others."
    if otherwise.startswith("Invalid \\u"):
        return r"\u takes four digits, as in \u00e9. In file names, write / instead of \."
    return r"a backslash stands alone. Write it doubled (\\); in file names, / works too."


def _reason_for_word(rest: str, before: str, otherwise: str) -> str:
    near = f"`{rest.split(chr(10), 1)[0].strip()[:_AROUND]}`"
    word = _WORD.match(rest)
    if otherwise.startswith("Expecting value") and word is not None:
        better = _PYTHON_WORDS.get(word.group())
        if better is not None:
            return f"JSON writes {better}, not {word.group()}. Replace it."
        return f"{shown(word.group())} is no value. Texts stand in double quotes."
    if otherwise.startswith("Expecting ','") and before:
        return f"a comma is missing before {near}."
    if otherwise.startswith("Expecting ':'"):
        return f"a colon is missing between the key and its value, before {near}."
    if otherwise.startswith("Expecting property name"):
        return f"a key in double quotes should stand here, not {near}."
    return f"a value should stand here, not {near}."


def _at(text: str, position: int, where: str) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"{where}, line {line}, column {column}"


def _kind(value: Json) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def check_is_ours(data: dict[str, Json], where: str) -> None:
    """Refuse the workflow of another program.

    Raises:
        NotAWorkflow: It is one; the message says of which program.
    """
    known = describe_json(data)
    if known is not None:
        raise NotAWorkflow(f"{where}: {known}.")
