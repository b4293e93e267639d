"""Read a marked function into a definition: nothing is written twice, and nothing is run."""

from __future__ import annotations

import inspect
import linecache
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import FunctionType
from typing import Any, get_origin, get_type_hints

from graphstudio.api import Context, NodeMark, mark_of
from graphstudio.errors import BadNode, BadValue
from graphstudio.graph.annotations import Annotation, read_annotation
from graphstudio.graph.definitions import (
    MISSING,
    InputDefinition,
    NodeDefinition,
    OutputDefinition,
)
from graphstudio.graph.docstrings import read_docstring
from graphstudio.graph.sockets import SocketType, describe, streamed
from graphstudio.graph.values import check, close_names

_NODE_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\Z")
_DEF = re.compile(r"\s*(?:async\s+)?def\s+(\w+)")

# Words in parameters' names that are not written as other words are.
_SPELT = {"cfg": "CFG", "clip": "CLIP", "controlnet": "ControlNet", "lora": "LoRA", "vae": "VAE"}


def define(function: Callable[..., Any], *, pack: str, code: str) -> NodeDefinition:
    """Read a marked function.

    Args:
        function: What carries the mark of `graphstudio.api.node`.
        pack: Name of the pack that it came from.
        code: Hash of the source that decides what it computes.

    Raises:
        BadNode: It cannot be a node; `problems` lists everything that is wrong with it, each
            starting with "file:line: ".
    """
    mark = mark_of(function)
    if mark is None:
        raise BadNode(f"{function!r} is no node: put @node(...) above it.")
    file, line = locate(function)
    try:
        definition = _Reader(function, mark).read()
    except BadNode as error:
        problems = [f"{file}:{line}: {function.__name__}: {one}." for one in error.problems]
        raise BadNode(problems[0], problems) from error.__cause__
    return replace(definition, pack=pack, code=code, file=file, line=line)


def locate(function: Callable[..., Any]) -> tuple[str, int]:
    """Find the file of a function and the line of its `def`, from 1."""
    code = inspect.unwrap(function).__code__
    linecache.checkcache(code.co_filename)
    lines = linecache.getlines(code.co_filename)
    # A function's first line is that of its first decorator.
    for number in range(code.co_firstlineno, len(lines) + 1):
        header = _DEF.match(lines[number - 1])
        if header is not None and header[1] == code.co_name:
            return code.co_filename, number
    return code.co_filename, code.co_firstlineno


class _Reader:
    """Read one function, collecting what is wrong on the way."""

    def __init__(self, function: Callable[..., Any], mark: NodeMark) -> None:
        self.function = function
        self.mark = mark
        self.problems: list[str] = []
        self.docstring = read_docstring(function.__doc__)

    def read(self) -> NodeDefinition:
        if not isinstance(self.function, FunctionType):
            raise BadNode("only a plain function can be a node")
        kinds = (
            inspect.iscoroutinefunction,
            inspect.isgeneratorfunction,
            inspect.isasyncgenfunction,
        )
        if any(is_kind(self.function) for is_kind in kinds):
            raise BadNode("a node is a plain function: neither async, nor with yield")
        mark = self.mark
        self.problems.extend(_mark_problems(mark))
        hints = self._hints()
        inputs, wants_context = self._inputs(hints)
        outputs, returns_tuple = self._outputs(hints)
        self._check_fingerprint(inputs)
        if mark.passes and [one.type for one in inputs] != [one.type for one in outputs][:1]:
            self.problems.append("passes=True is for one input and one output of the same type")
        if self.problems:
            raise BadNode(self.problems[0], self.problems)
        return NodeDefinition(
            id=mark.id,
            title=mark.title,
            category=mark.category or mark.id.partition(".")[0],
            version=mark.version,
            summary=self.docstring.summary,
            help=self.docstring.help,
            inputs=inputs,
            outputs=outputs,
            function=self.function,
            wants_context=wants_context,
            returns_tuple=returns_tuple,
            is_cached=mark.is_cached,
            is_output=mark.is_output,
            fingerprint=mark.fingerprint,
            upgrades=mark.upgrades,
            keywords=mark.keywords,
            passes=mark.passes,
            foresee=mark.foresee,
            gives_streams=any(streamed(one.type) is not None for one in outputs),
        )

    def _hints(self) -> dict[str, object]:
        try:
            return get_type_hints(self.function, include_extras=True)
        except NameError as error:
            raise BadNode(
                f"the type {error.name!r} is not known when the node is read: "
                "import it at the top of the file, outside `if TYPE_CHECKING`"
            ) from error
        except TypeError as error:
            raise BadNode(f"its annotations cannot be read: {error}") from error

    def _inputs(self, hints: dict[str, object]) -> tuple[tuple[InputDefinition, ...], bool]:
        parameters = list(inspect.signature(self.function).parameters.values())
        wants_context = bool(parameters) and hints.get(parameters[0].name) is Context
        parameters = parameters[1:] if wants_context else parameters
        inputs = [self._input(one, hints) for one in parameters]
        names = [one.name for one in parameters]
        for name in self.docstring.arguments:
            if name not in names:
                close = close_names(name, names).rstrip(".")
                self.problems.append(f"`Args:` explains {name!r}, which is no parameter.{close}")
        return tuple(one for one in inputs if one is not None), wants_context

    def _input(
        self, parameter: inspect.Parameter, hints: dict[str, object]
    ) -> InputDefinition | None:
        name = parameter.name
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            self.problems.append(f"{name!r} must be a parameter with a name: no *, ** or /")
            return None
        if name not in hints:
            self.problems.append(f"{name!r} has no type: write `{name}: Image` or what it is")
            return None
        if hints[name] is Context:
            self.problems.append(f"the context {name!r} must be the first parameter")
            return None
        try:
            found = read_annotation(hints[name])
            _check_no_stream(found.type)
            default = _default(parameter, found)
            knob = InputDefinition(
                name=name,
                type=found.type,
                title=_title(name),
                help=self.docstring.arguments.get(name, ""),
                default=default,
                is_knob=found.is_plain and not found.is_lazy,
                is_lazy=found.is_lazy,
                is_path=found.is_path,
                enum=found.enum,
                hints=found.hints,
            )
            return _with_checked_default(knob)
        except BadNode as error:
            self.problems.append(f"{name!r}: {error}")
        except BadValue as error:
            self.problems.append(f"the default of {name!r} is refused: {error}")
        return None

    def _outputs(self, hints: dict[str, object]) -> tuple[tuple[OutputDefinition, ...], bool]:
        if "return" not in hints:
            self.problems.append("it says not what it returns: write `-> Image`, or `-> None`")
            return (), False
        returned = hints["return"]
        if returned is type(None):
            return (), False
        try:
            fields = _tuple_fields(returned)
            if fields is None:
                type_ = _output_type(returned)
                name = _output_name(type_)
                help_ = self.docstring.returns
                return (OutputDefinition(name, type_, _title(name), help_),), False
            help_of = {**read_docstring(_class_of(returned).__doc__).arguments}
            help_of |= self.docstring.results
            return tuple(
                OutputDefinition(name, _output_type(hint), _title(name), help_of.get(name, ""))
                for name, hint in fields.items()
            ), True
        except BadNode as error:
            self.problems.append(f"what it returns: {error}")
            return (), False

    def _check_fingerprint(self, inputs: tuple[InputDefinition, ...]) -> None:
        if self.mark.fingerprint is None:
            return
        knobs = [one.name for one in inputs if one.is_knob]
        try:
            inspect.signature(self.mark.fingerprint).bind(**dict.fromkeys(knobs))
        except TypeError as error:
            self.problems.append(
                f"its fingerprint is called with the values of all its knobs by name "
                f"({', '.join(knobs) or 'it has none'}), and does not take that: {error}"
            )


def _mark_problems(mark: NodeMark) -> Iterator[str]:
    if not _NODE_ID.match(mark.id):
        yield (
            f"the id {mark.id!r} must be family.verb in lower case, such as 'image.scale': "
            "letters, digits and '_', with a dot between"
        )
    if not mark.title.strip():
        yield "it has no title"
    if mark.version < 1:
        yield f"versions start at 1, not at {mark.version}"
    past = set(range(1, mark.version))
    if set(mark.upgrades) != past:
        wanted = ", ".join(map(str, sorted(past))) or "none"
        have = ", ".join(map(str, sorted(mark.upgrades))) or "none"
        yield f"version {mark.version} needs upgrades from versions {wanted}, and has {have}"


def _check_no_stream(type_: SocketType) -> None:
    each = streamed(type_)
    if each is not None:
        raise BadNode(
            f"only outputs are streams: to take {describe(each)} at a time write `{each.name}`, to "
            f"take all of them `list[{each.name}]`"
        )


def _default(parameter: inspect.Parameter, found: Annotation) -> Any:  # Any: see InputDefinition
    default = parameter.default
    if default is parameter.empty:
        if found.takes_none:
            raise BadNode("what may be None must say so: write `= None`")
        return MISSING
    if default is None:
        if not found.takes_none:
            raise BadNode("its default is None, and its type does not allow that: add `| None`")
        return None
    if found.takes_none:
        raise BadNode("what may be None has no other default: write `= None`, or drop `| None`")
    if not found.is_plain or found.is_lazy:
        raise BadNode("only numbers, texts, yes or no and choices can have a default but None")
    return default


def _with_checked_default(knob: InputDefinition) -> InputDefinition:
    default = knob.default
    if default is MISSING or default is None:
        return knob
    if knob.enum is not None:
        members: Mapping[str, object] = knob.enum.__members__
        names = [name for name, one in members.items() if one is default]
        if not names:
            raise BadValue(f"it is no member of {knob.enum.__name__}")
        default = names[0]
    elif knob.is_path and isinstance(default, Path):
        # Path("") is "." and says the same as no name at all.
        default = "" if default == Path() else str(default)
    return replace(knob, default=check(knob, default))


def _tuple_fields(returned: object) -> dict[str, object] | None:
    """Give the fields of a NamedTuple; None for anything else."""
    class_ = _class_of(returned)
    names = getattr(class_, "_fields", None)
    if names is None:
        return None
    if not names:
        raise BadNode("the NamedTuple has no fields: return None instead")
    hints = get_type_hints(class_, include_extras=True)
    return {name: hints[name] for name in names}


def _class_of(returned: object) -> object:
    return get_origin(returned) or returned


def _output_type(annotation: object) -> SocketType:
    found = read_annotation(annotation)
    if found.takes_none:
        raise BadNode("an output is never None: make two nodes, or raise an error that says why")
    if found.is_lazy:
        raise BadNode("only inputs are lazy")
    return found.type


def _output_name(type_: SocketType) -> str:
    many = type_.item or streamed(type_)
    if many is not None:
        return _output_name(many) if type_.item is None else f"{_output_name(many)}s"
    if type_.kind != "object":
        return "value"
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type_.base).lower()


def _title(name: str) -> str:
    """Write a parameter's name as people do: "batch_size" is "Batch size", "vae" is "VAE"."""
    found = " ".join(_SPELT.get(word, word) for word in name.replace("_", " ").split())
    found = found.replace("ip adapter", "IP-Adapter")
    return found[:1].upper() + found[1:]
