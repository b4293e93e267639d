"""A registry of small nodes that note when they are called, and an engine to run them."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from graphstudio.api import (
    Cancelled,
    Context,
    DisplayOnly,
    File,
    Image,
    Lazy,
    Range,
    node,
)
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.context import Stop
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Event
from graphstudio.engine.executor import Engine, RunResult
from graphstudio.engine.files import FileHashes
from graphstudio.engine.plan import Plan
from graphstudio.errors import ModelMissing
from graphstudio.graph.elements import Json, Node, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define

T = TypeVar("T")
E = TypeVar("E", bound=Event)

Small = Annotated[int, Range(0, 10)]


class Blend(Enum):
    """How to blend."""

    over = "o"
    under = "u"


class Halves(NamedTuple):
    """Two outputs."""

    low: int
    high: int


@dataclass
class Laboratory:
    """Build graphs of test nodes, run them, and look at what was called.

    Attributes:
        calls: The nodes that were called, in order, by the name of their function.
        events: Everything that was emitted.
        pictures: Everything that was saved: by whom, what, and the start of its name.
        texts: For each of these, the texts that it was made from.
        hooks: Called by the node `test.hook`, by name.
    """

    engine: Engine = field(default_factory=lambda: make_engine())
    calls: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    hooks: dict[str, Callable[..., Any]] = field(default_factory=dict)  # Any: test code
    pictures: list[tuple[str, Image, str]] = field(default_factory=list)
    texts: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        functions = _functions(self)
        definitions = tuple(define(one, pack="test", code="1") for one in functions)
        self.registry = Registry([Pack("test", Path(), definitions)])

    def recoded(self, code: str) -> Registry:
        """Give the same nodes as if their source had changed."""
        changed = tuple(replace(one, code=code) for one in self.registry.definitions)
        return Registry([Pack("test", Path(), changed)])

    def graph(
        self,
        nodes: Mapping[str, str | Node],
        wires: Mapping[str, str] | None = None,
        values: Mapping[str, Json] | None = None,
        registry: Registry | None = None,
    ) -> Graph:
        """Build a graph: {"id": "type"}, {"id.input": "id.output"}, {"id.knob": value}."""
        made = []
        for id_, type_ in nodes.items():
            one = type_ if isinstance(type_, Node) else Node(id_, f"test.{type_}")
            mine = {
                name.partition(".")[2]: value
                for name, value in (values or {}).items()
                if name.partition(".")[0] == id_
            }
            made.append(replace(one, id=id_, values={**one.values, **mine}))
        links = [Wire(_port(source), _port(target)) for target, source in (wires or {}).items()]
        graph, dropped = Graph.build(registry or self.registry, made, links)
        assert dropped == ()
        return graph

    def plan(self, graph: Graph, *targets: str) -> Plan:
        """Plan the targets; none means what the engine chooses."""
        return self.engine.plan(graph, targets or None)

    def run(self, graph: Graph, *targets: str, stop: Stop | None = None) -> RunResult:
        """Plan and run; `calls` and `events` start afresh."""
        self.calls.clear()
        self.events.clear()
        plan = self.plan(graph, *targets)
        return self.engine.run(
            plan, emit=self.events.append, save=self.save, stop=stop or threading.Event()
        )

    def save(self, node_id: str, image: Image, stem: str, texts: Mapping[str, str]) -> list[Path]:
        """Take a picture."""
        self.pictures.append((node_id, image, stem))
        self.texts.append(dict(texts))
        return [Path(f"{stem}_{len(self.pictures)}.png")]

    def seen(self, kind: type[E]) -> list[E]:
        """Give the events of one kind."""
        return [one for one in self.events if isinstance(one, kind)]


def make_engine(cache_bytes: int = 10**8) -> Engine:
    """Make an engine with a memory cache."""
    return Engine(cache=MemoryCache(cache_bytes), devices=Devices("cpu"), files=FileHashes())


def change(graph: Graph, id_: str, **values: Json) -> Graph:
    """Set knobs of a node."""
    old = graph.node(id_)
    graph.replace_node(replace(old, values={**old.values, **values}))
    return graph


def _port(text: str) -> Port:
    id_, _, socket = text.rpartition(".")
    return Port(id_, socket)


def _functions(lab: Laboratory) -> Iterable[Callable[..., Any]]:
    return (
        *_arithmetic(lab),
        *_flow(lab),
        *_hooks(lab),
        *_files(lab),
        *_trouble(lab),
        *_objects(lab),
    )


def _arithmetic(lab: Laboratory) -> Sequence[Callable[..., Any]]:
    @node("test.number", title="Number")
    def number(value: int = 0, note: Annotated[str, DisplayOnly()] = "") -> int:
        """Give a number."""
        lab.calls.append("number")
        return value

    @node("test.add", title="Add")
    def add(a: int, b: int = 1) -> int:
        """Add two numbers."""
        lab.calls.append("add")
        return (a + b) % 1_000_003

    @node("test.half", title="Half")
    def half(a: float = 1.0) -> float:
        """Halve a number."""
        lab.calls.append("half")
        return a / 2

    @node("test.halves", title="Halves")
    def halves(a: int) -> Halves:
        """Give two outputs."""
        lab.calls.append("halves")
        return Halves(a // 2, a - a // 2)

    @node("test.small", title="Small")
    def small(a: Small = 1) -> int:
        """Take numbers up to ten."""
        lab.calls.append("small")
        return a

    @node("test.hand_on", title="Hand On", passes=True)
    def hand_on(value: T) -> T:
        """Hand on what comes."""
        lab.calls.append("hand_on")
        return value

    @node("test.total", title="Total")
    def total(items: list[int]) -> int:
        """Add up."""
        lab.calls.append("total")
        return sum(items)

    @node("test.blend", title="Blend")
    def blend(how: Blend = Blend.over, way: Literal["fast", "slow"] = "fast") -> str:
        """Take an enum."""
        lab.calls.append("blend")
        assert isinstance(how, Blend)
        return f"{how.value}{way}"

    @node("test.mode", title="Mode")
    def mode() -> Blend:
        """Give an enum."""
        lab.calls.append("mode")
        return Blend.under

    return number, hand_on, add, half, halves, small, total, blend, mode


def _flow(lab: Laboratory) -> Sequence[Callable[..., Any]]:
    @node("test.switch", title="Switch")
    def switch(on_true: Lazy[T], on_false: Lazy[T], is_on: bool = True) -> T:
        """Choose a branch."""
        lab.calls.append("switch")
        return on_true.get() if is_on else on_false.get()

    @node("test.stubborn", title="Stubborn")
    def stubborn(a: Lazy[int]) -> int:
        """Swallow what stops it."""
        lab.calls.append("stubborn")
        try:
            return a.get()
        except BaseException:  # noqa: BLE001
            return -1

    @node("test.maybe", title="Maybe")
    def maybe(a: int | None = None) -> int:
        """Take something or nothing."""
        lab.calls.append("maybe")
        return -1 if a is None else a

    @node("test.show", title="Show", output=True)
    def show(a: int, label: str = "") -> None:
        """Be an output."""
        lab.calls.append("show")

    @node("test.save", title="Save", output=True, cache=False)
    def save(ctx: Context, picture: Image, stem: str = "fox") -> None:
        """Save a picture."""
        lab.calls.append("save")
        ctx.save(picture, stem)

    counter = itertools.count()

    @node("test.roll", title="Roll", cache=False)
    def roll() -> int:
        """Give another number each time, or what the test says."""
        lab.calls.append("roll")
        return lab.hooks["roll"]() if "roll" in lab.hooks else next(counter)

    @node("test.walk", title="Walk")
    def walk(ctx: Context, steps: int = 3, a: int = 0) -> int:
        """Go some steps."""
        lab.calls.append("walk")
        done = 0
        for step in ctx.track(range(steps)):
            if "step" in lab.hooks:
                lab.hooks["step"](step)
            done += 1
        ctx.warn("walked")
        return done + a

    @node("test.hook", title="Hook")
    def hook(a: int = 0, name: str = "hook") -> int:
        """Do what the test says."""
        lab.calls.append(name)
        found: int = lab.hooks[name](a)
        return found

    return switch, stubborn, maybe, show, save, roll, walk, hook


def _hooks(lab: Laboratory) -> Sequence[Callable[..., Any]]:
    @node("test.make", title="Make")
    def make(a: int = 0, name: str = "make") -> T:  # type: ignore[type-var]  # it makes anything
        """Make what the test says."""
        lab.calls.append(name)
        made: T = lab.hooks[name](a)
        return made

    @node("test.take", title="Take")
    def take(value: T, name: str = "take") -> T:
        """Do what the test says with anything."""
        lab.calls.append(name)
        found: T = lab.hooks[name](value)
        return found

    return make, take


def _files(lab: Laboratory) -> Sequence[Callable[..., Any]]:
    @node("test.read", title="Read File")
    def read(path: Annotated[Path, File()] = Path(), a: int = 0) -> str:
        """Read a file."""
        lab.calls.append("read")
        assert isinstance(path, Path)
        if "read" in lab.hooks:
            lab.hooks["read"](path)
        return path.read_text("utf-8")

    @node("test.write", title="Write File")
    def write(folder: Annotated[Path, File("folder", is_read=False)], text: str = "") -> str:
        """Name a place to write to."""
        lab.calls.append("write")
        return f"{folder.name}{text}"

    @node("test.name", title="File Name")
    def name(text: str = "") -> Path:
        """Give the name of a file."""
        lab.calls.append("name")
        return Path(text)

    def fingerprint(*, text: str) -> str:
        found: str = lab.hooks["fingerprint"](text)
        return found

    @node("test.printed", title="Printed", fingerprint=fingerprint)
    def printed(text: str = "") -> str:
        """Have a fingerprint."""
        lab.calls.append("printed")
        return text

    @node("test.upper", title="Upper")
    def upper(text: str) -> str:
        """Write a text large."""
        lab.calls.append("upper")
        return text.upper()

    return read, write, name, printed, upper


def _trouble(lab: Laboratory) -> Sequence[Callable[..., Any]]:
    @node("test.fail", title="Fail")
    def fail(a: int = 0) -> int:
        """Fail."""
        lab.calls.append("fail")
        raise ValueError("the cat is gone")

    @node("test.cancel", title="Cancel")
    def cancel(a: int = 0) -> int:
        """Stop the run."""
        raise Cancelled

    @node("test.missing", title="Missing Model")
    def missing() -> int:
        """Miss a model."""
        raise ModelMissing("The model fox is not here. Download it.")

    @node("test.nothing", title="Nothing")
    def nothing() -> int:
        """Forget to return."""
        return None  # type: ignore[return-value]

    @node("test.wrong", title="Wrong")
    def wrong() -> Halves:
        """Return too little."""
        return (1,)  # type: ignore[return-value]

    @node("test.texted", title="Texted")
    def texted() -> int:
        """Return another kind."""
        return "7"  # type: ignore[return-value]

    @node("test.chatty", title="Chatty")
    def chatty() -> None:
        """Return something all the same."""
        return 7  # type: ignore[return-value]

    return fail, cancel, missing, nothing, wrong, texted, chatty


def _objects(lab: Laboratory) -> Sequence[Callable[..., Any]]:
    @node("test.picture", title="Picture")
    def picture(size: int = 4, value: float = 0.5) -> Image:
        """Make a picture."""
        import torch

        lab.calls.append("picture")
        return Image(torch.full((1, size, size, 3), value))

    @node("test.blur", title="Blur")
    def blur(picture: Image, amount: float = 1.0) -> Image:
        """Make a new picture of one."""
        lab.calls.append("blur")
        return Image(picture.pixels * amount)

    @node("test.pass", title="Pass")
    def pass_(value: T) -> T:
        """Pass something on."""
        lab.calls.append("pass")
        return value

    @node("test.spoil", title="Spoil")
    def spoil(picture: Image, amount: int = 1) -> Image:
        """Change what came in, against the rules."""
        lab.calls.append("spoil")
        picture.pixels.add_(amount)
        return picture

    @node("test.mean", title="Mean")
    def mean(picture: Image) -> float:
        """Measure a picture."""
        lab.calls.append("mean")
        return float(picture.pixels.mean())

    @node("test.mix", title="Mix")
    def mix(amount: float, picture: Image, over: Image | None = None) -> Image:
        """Take inputs of two types."""
        lab.calls.append("mix")
        return picture

    return picture, blur, pass_, spoil, mean, mix
