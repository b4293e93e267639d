"""Out of memory: the next cheaper plan, what it costs in words, and nothing left behind."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import torch

from graphstudio.api import Model, StepState, Tuning
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Warned
from graphstudio.engine.sparing import Ladder, largest
from graphstudio.engine.steps import MemoryShelf
from graphstudio.engine.thrift import Thrift
from graphstudio.errors import OutOfMemory
from tests.engine.laboratory import Laboratory

FULL = "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"


@dataclass
class Network:
    """Works whole or in pieces; knows which."""

    precision: torch.dtype
    in_pieces: bool = False
    grain: str = ""

    @contextmanager
    def sparing(self) -> Iterator[tuple[Network, str]]:
        yield replace(self, in_pieces=True), "It works in pieces: seams are possible."


@dataclass
class Source:
    """Loads a network; remembers how exact."""

    loaded: list[torch.dtype] = field(default_factory=list)

    def load(self, device: torch.device, precision: torch.dtype) -> Network:
        self.loaded.append(precision)
        return Network(precision)


def model(precision: str = "auto") -> Model[Any]:
    return Model("vae", "sd1", "big", "digest", 100, Source(), precision=precision)


@dataclass
class Hungry:
    """A node's work, which runs out of memory until its network is frugal enough."""

    devices: Devices
    enough: Callable[[Network], bool]
    model: Model[Any] = field(default_factory=model)
    seen: list[Network] = field(default_factory=list)

    def __call__(self, _: object) -> str:
        with self.devices.lease(self.model) as net:
            self.seen.append(net)
            if not self.enough(net):
                raise RuntimeError(FULL)
        return "made"


class Heard:
    """What a ladder said and did."""

    def __init__(self, **start: Thrift) -> None:
        self.devices = Devices("cpu")
        self.said: list[str] = []
        self.freed = 0
        self.ladder = Ladder(self.devices, start, free=self._free, warn=self._warn)

    def _free(self) -> None:
        self.freed += 1
        self.devices.put_away()

    def _warn(self, node: str, message: str) -> None:
        assert node == "n"
        self.said.append(message)


def test_what_fits_is_called_once_and_nothing_is_said() -> None:
    heard = Heard()

    assert heard.ladder.call("n", Hungry(heard.devices, lambda net: True)) == "made"
    assert (heard.said, heard.freed, heard.ladder.altered) == ([], 0, set())


def test_pieces_come_after_tidying_up_and_say_what_they_cost() -> None:
    heard = Heard()
    work = Hungry(heard.devices, lambda net: net.in_pieces)

    heard.ladder.call("n", work)

    assert [one.in_pieces for one in work.seen] == [False, False, True]
    assert "seams are possible" in heard.said[-1]
    assert "not kept" in heard.said[-1]
    assert heard.ladder.altered == {"n"}


def test_half_precision_comes_last_and_only_for_models_that_leave_it_open() -> None:
    heard = Heard()
    work = Hungry(heard.devices, lambda net: net.precision is torch.bfloat16)

    heard.ladder.call("n", work)

    assert len(work.seen) == 4
    assert work.seen[-1].in_pieces
    assert "bfloat16" in heard.said[-1]


def test_a_model_whose_precision_was_chosen_keeps_it() -> None:
    heard = Heard()
    work = Hungry(heard.devices, lambda net: False, model("float32"))

    with pytest.raises(RuntimeError, match="can't allocate"):
        heard.ladder.call("n", work)

    assert {one.precision for one in work.seen} == {torch.float32}
    assert len(work.seen) == 3


def test_a_plan_that_was_chosen_before_begins_there() -> None:
    heard = Heard(n=Thrift.PIECES)
    work = Hungry(heard.devices, lambda net: net.in_pieces)

    heard.ladder.call("n", work)

    assert [one.in_pieces for one in work.seen] == [True]
    assert heard.freed == 1


def test_afterwards_networks_are_lent_as_they_are() -> None:
    heard = Heard()
    heard.ladder.call("n", Hungry(heard.devices, lambda net: net.precision is torch.bfloat16))

    with heard.devices.lease(model()) as net:
        assert (net.in_pieces, net.precision) == (False, torch.float32)


def test_another_error_on_the_way_is_not_tried_again() -> None:
    heard, calls = Heard(), []

    def work(_: object) -> object:
        calls.append(1)
        raise ValueError("out of memory, it says, and is not")

    with pytest.raises(ValueError, match="it says"):
        heard.ladder.call("n", work)
    assert calls == [1]


def test_the_largest_holders_are_named_with_their_sizes() -> None:
    named = largest([("small", 100), ("a vae", 2**21), ("a model", 3 * 2**30)])

    assert named == ["a model (3.0 GiB)", "a vae (2.0 MiB)"]


def hungry_in(lab: Laboratory, enough: Callable[[Network], bool]) -> Hungry:
    work = Hungry(lab.engine.devices, enough)
    lab.hooks["hook"] = lambda a: 1 if work(None) else 0
    return work


def test_a_result_that_was_made_sparingly_is_used_and_not_kept(lab: Laboratory) -> None:
    hungry_in(lab, lambda net: net.in_pieces)
    graph = lab.graph({"h": "hook", "after": "hook"}, {"after.a": "h.value"})

    result = lab.run(graph)

    assert result.values == {"after": (1,)}
    plan = lab.plan(graph)
    assert all(plan.by_id[id_].key not in lab.engine.cache for id_ in ("h", "after"))
    assert any("seams" in one.message for one in lab.seen(Warned))


def test_no_rung_left_is_a_clear_error_that_names_the_holders(lab: Laboratory) -> None:
    work = Hungry(lab.engine.devices, lambda net: False)
    work.model = replace(model("float32"), size_bytes=3 * 2**20)
    lab.hooks["hook"] = lambda a: 1 if work(None) else 0

    error = lab.run(lab.graph({"h": "hook"})).errors["h"]

    assert type(error) is OutOfMemory
    assert "not enough memory" in str(error)
    assert "Still in memory: big vae (3.0 MiB)" in str(error)


def test_after_a_lack_of_memory_nothing_of_it_is_left(lab: Laboratory) -> None:
    alive: list[weakref.ref[torch.Tensor]] = []

    def greedy(_: int) -> int:
        tensor = torch.zeros(1000)
        alive.append(weakref.ref(tensor))
        with lab.engine.devices.lease(model()):
            raise torch.OutOfMemoryError("CUDA out of memory")

    lab.hooks["hook"] = greedy

    assert lab.run(lab.graph({"h": "hook"})).outcome == "failed"

    assert len(alive) == 4
    assert [one() for one in alive] == [None] * 4


def test_states_of_steps_are_let_go_too(lab: Laboratory) -> None:
    shelf = MemoryShelf(10**6)
    shelf.put("k", StepState({"x": torch.zeros(100)}, {}))
    lab.engine.shelf = shelf
    hungry_in(lab, lambda net: net.in_pieces)

    lab.run(lab.graph({"h": "hook"}))

    assert shelf.held_bytes == 0


class Card:
    """Has networks wait elsewhere, and work in groups from there."""

    def home(self, device: torch.device) -> torch.device:
        return device

    def can_move(self, net: object) -> bool:
        return True

    def moved(self, net: Any, device: torch.device) -> Any:
        return net

    def in_groups(self, net: Any, device: torch.device, grain: str) -> Any:
        return replace(net, grain=grain)


def with_card(heard: Heard) -> Heard:
    heard.devices = Devices("cpu", mover=Card())
    heard.ladder = Ladder(heard.devices, {}, free=heard._free, warn=heard._warn)
    return heard


def test_block_by_block_comes_before_pieces_and_changes_nothing() -> None:
    heard = with_card(Heard())
    work = Hungry(heard.devices, lambda net: net.grain == "block")

    heard.ladder.call("n", work)

    assert [(one.grain, one.in_pieces) for one in work.seen] == [
        ("", False),
        ("", False),
        ("block", False),
    ]
    assert heard.said[-1] == (
        "To fit into memory: Models come to the device block by block: a little slower, same "
        "picture."
    )
    assert heard.ladder.altered == set()


def test_layer_by_layer_is_the_last_that_is_tried() -> None:
    heard = with_card(Heard())
    work = Hungry(heard.devices, lambda net: net.grain == "leaf")

    heard.ladder.call("n", work)

    assert [one.grain for one in work.seen] == ["", "", "block", "block", "block", "leaf"]
    assert "layer by layer" in heard.said[-1]
    assert heard.ladder.altered == {"n"}


def test_what_was_made_block_by_block_is_kept(lab: Laboratory) -> None:
    lab.engine.devices = Devices("cpu", mover=Card())
    hungry_in(lab, lambda net: net.grain == "block")
    graph = lab.graph({"h": "hook"})

    lab.run(graph)

    assert lab.plan(graph).by_id["h"].key in lab.engine.cache


@pytest.mark.parametrize(
    "bound",
    [
        replace(model(), tuning=Tuning(compiled="blocks")),
        replace(model(), tuning=Tuning(cached_calls=2)),
        replace(model(), facts=(("is_quantised", True),)),
    ],
    ids=["compiled", "cached", "quantised"],
)
def test_what_is_bound_to_its_device_comes_whole_and_goes_on_in_pieces(bound: Model[Any]) -> None:
    heard = with_card(Heard())
    work = Hungry(heard.devices, lambda net: net.in_pieces, bound)

    heard.ladder.call("n", work)

    assert {one.grain for one in work.seen} == {""}
    assert work.seen[-1].in_pieces


def test_what_only_stores_its_weights_otherwise_comes_block_by_block() -> None:
    heard = with_card(Heard())
    stored = replace(model(), tuning=Tuning(float8=True, channels_last=True))
    work = Hungry(heard.devices, lambda net: net.grain == "block", stored)

    heard.ladder.call("n", work)

    assert work.seen[-1].grain == "block"
