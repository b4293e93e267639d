"""Loaded networks: leases, budget, what is put away."""

import copy
import gc
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch

from graphstudio.api import Model
from graphstudio.engine.models import ModelStore
from graphstudio.errors import ModelBroken, OutOfMemory

CPU = torch.device("cpu")
MEBI = 1024**2


@dataclass(frozen=True)
class Source:
    """Load networks of a given size, noting it."""

    size_bytes: int = MEBI
    loads: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    before: Callable[[], None] = lambda: None

    def load(self, device: torch.device, precision: torch.dtype) -> torch.nn.Module:
        self.before()
        self.loads.append(f"{device} {precision}")
        if self.errors:
            raise self.errors.pop()
        net = torch.nn.Module()
        net.register_buffer("weights", torch.zeros(self.size_bytes, dtype=torch.uint8))
        return net


def model(digest: str, source: Source | None = None) -> Model[torch.nn.Module]:
    source = source or Source()
    return Model("vae", "sd1", digest, digest, source.size_bytes, source)


def store(budget_bytes: int = 10**9) -> ModelStore:
    return ModelStore(lambda _: budget_bytes)


def lend(models: ModelStore, one: Model[torch.nn.Module]) -> torch.nn.Module:
    with models.lease(one, CPU, torch.float32) as net:
        return net


def names(models: ModelStore) -> list[str]:
    return [one.name for one in models.loaded]


def test_a_network_is_loaded_once_and_lent_again() -> None:
    source, models = Source(), store()

    first, second = lend(models, model("a", source)), lend(models, model("a", source))

    assert first is second
    assert source.loads == ["cpu torch.float32"]


def test_another_precision_is_another_network() -> None:
    source, models = Source(), store()
    lend(models, model("a", source))

    with models.lease(model("a", source), CPU, torch.float16):
        pass

    assert [one.precision for one in models.loaded] == ["float32", "float16"]


def test_two_files_with_one_content_are_one_network() -> None:
    models = store()
    lend(models, Model("vae", "sd1", "here", "same", MEBI, Source()))

    lend(models, Model("vae", "sd1", "there", "same", MEBI, Source()))

    assert names(models) == ["here"]


def test_the_least_lately_used_network_makes_room() -> None:
    models = store(3 * MEBI + 60_000)
    for name in ("a", "b", "c", "a"):
        lend(models, model(name))

    lend(models, model("d"))

    assert names(models) == ["c", "a", "d"]


def test_a_lent_network_is_never_put_away() -> None:
    models = store(MEBI + 50_000)

    with models.lease(model("a"), CPU, torch.float32), models.lease(model("b"), CPU, torch.float32):
        assert [(one.name, one.leases) for one in models.loaded] == [("a", 1), ("b", 1)]
        assert models.put_away() == 0
        assert names(models) == ["a", "b"]

    assert models.put_away() > 2 * MEBI
    assert names(models) == []


def test_a_lease_ends_when_the_node_fails() -> None:
    models = store()

    with pytest.raises(ValueError, match="fox"), models.lease(model("a"), CPU, torch.float32):
        raise ValueError("fox")

    assert [one.leases for one in models.loaded] == [0]


def test_what_is_put_away_is_freed() -> None:
    models = store()
    net = weakref.ref(lend(models, model("a")))
    gc.collect()
    held = net() is not None

    models.put_away()

    assert (held, net()) == (True, None)


def test_out_of_memory_while_loading_puts_all_others_away_and_tries_again() -> None:
    models = store()
    lend(models, model("other"))
    source = Source(errors=[torch.OutOfMemoryError("CUDA out of memory")])

    lend(models, model("a", source))

    assert len(source.loads) == 2
    assert names(models) == ["a"]


def test_a_network_that_does_not_fit_names_itself_and_what_is_in_use() -> None:
    models = store()
    source = Source(errors=[MemoryError("full"), MemoryError("full")])

    with (
        models.lease(model("big"), CPU, torch.float32),
        pytest.raises(OutOfMemory, match=r"a vae .* does not fit on cpu in float32.*big vae"),
    ):
        lend(models, model("a", source))


def test_a_broken_model_is_reported_as_such() -> None:
    source = Source(errors=[ModelBroken("the file ends too early")])

    with pytest.raises(ModelBroken, match="ends too early"):
        lend(store(), model("a", source))


def test_room_is_made_before_loading_and_not_after() -> None:
    models = store(MEBI + 50_000)
    lend(models, model("a"))
    seen: list[list[str]] = []

    lend(models, model("b", Source(before=lambda: seen.append(names(models)))))

    assert seen == [[]]


@dataclass(frozen=True)
class View:
    """Share the weights of a base and add weights of its own, noting it."""

    base: Model[torch.nn.Module]
    extras: tuple[Model[torch.nn.Module], ...] = ()
    size_bytes: int = MEBI
    views: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def load(self, device: torch.device, precision: torch.dtype) -> torch.nn.Module:
        raise AssertionError("a store asks for a view")

    def view(self, base: torch.nn.Module, extras: Sequence[torch.nn.Module]) -> torch.nn.Module:
        self.views.append(f"{len(extras)} extras")
        if self.errors:
            raise self.errors.pop()
        net = torch.nn.Module()
        net.register_buffer("weights", base.get_buffer("weights"))
        net.register_buffer("own", torch.zeros(self.size_bytes, dtype=torch.uint8))
        return net


def view(digest: str, source: View) -> Model[torch.nn.Module]:
    return Model("vae", "sd1", digest, digest, source.size_bytes, source)


def test_a_view_loads_its_base_once_and_shares_its_weights() -> None:
    source, models = Source(), store()
    base = model("base", source)

    one, other = lend(models, view("one", View(base))), lend(models, view("other", View(base)))

    assert one.weights is other.weights is lend(models, base).weights
    assert len(source.loads) == 1


def test_a_view_is_made_once_and_lent_again() -> None:
    models, source = store(), View(model("base"))

    first, second = lend(models, view("one", source)), lend(models, view("one", source))

    assert first is second
    assert source.views == ["0 extras"]


def test_a_view_counts_only_what_it_does_not_share() -> None:
    models = store()

    lend(models, view("one", View(model("base", Source(8 * MEBI)), size_bytes=MEBI)))

    sizes = {one.name: one.size_bytes for one in models.loaded}
    assert 8 * MEBI <= sizes["base"] < 8 * MEBI + 60_000
    assert MEBI <= sizes["one"] < MEBI + 60_000


def test_a_base_stays_as_long_as_a_view_of_it() -> None:
    models = store(3 * MEBI + 100_000)
    lend(models, view("one", View(model("base"))))

    lend(models, model("big", Source(2 * MEBI)))

    assert names(models) == ["base", "big"]


def test_a_base_is_not_put_away_to_make_room_for_its_view() -> None:
    source, models = Source(2 * MEBI), store(3 * MEBI + 100_000)
    lend(models, model("base", source))
    lend(models, model("other"))

    lend(models, view("one", View(model("base", source))))

    assert names(models) == ["one", "base"]
    assert len(source.loads) == 1


def test_while_a_view_is_lent_neither_it_nor_its_base_is_put_away() -> None:
    models = store()

    with models.lease(view("one", View(model("base"))), CPU, torch.float32):
        assert models.put_away() == 0
        assert names(models) == ["one", "base"]

    assert models.put_away() > 2 * MEBI
    assert names(models) == []


def test_using_a_view_keeps_its_base_young() -> None:
    models = store()
    lend(models, view("one", View(model("base"))))
    lend(models, model("other"))

    lend(models, view("one", View(model("base"))))

    assert names(models) == ["other", "one", "base"]


def test_what_a_view_is_made_of_besides_is_lent_for_the_making_alone() -> None:
    models, source = store(), View(model("base"), (model("extra"),))

    with models.lease(view("one", source), CPU, torch.float32):
        leases = {one.name: one.leases for one in models.loaded}

    assert source.views == ["1 extras"]
    assert leases == {"one": 1, "base": 0, "extra": 0}


def test_a_view_of_a_view_keeps_both() -> None:
    models = store()
    inner = view("inner", View(model("base")))

    with models.lease(view("outer", View(inner)), CPU, torch.float32):
        assert models.put_away() == 0

    assert sorted(names(models)) == ["base", "inner", "outer"]


def test_out_of_memory_while_making_a_view_puts_all_but_its_base_away() -> None:
    source, models = Source(), store()
    base = model("base", source)
    lend(models, model("other"))
    failing = View(base, errors=[torch.OutOfMemoryError("CUDA out of memory")])

    lend(models, view("one", failing))

    assert names(models) == ["one", "base"]
    assert (len(failing.views), len(source.loads)) == (2, 1)


def test_a_view_that_fails_leaves_its_base_free() -> None:
    models = store()

    with pytest.raises(ModelBroken, match="no such layer"):
        lend(models, view("one", View(model("base"), errors=[ModelBroken("no such layer")])))

    assert [(one.name, one.leases) for one in models.loaded] == [("base", 0)]


def test_threads_that_ask_for_views_at_once_share_one_base() -> None:
    source, models = Source(), store()
    views = [view(f"view {n % 3}", View(model("base", source))) for n in range(12)]

    with ThreadPoolExecutor(6) as pool:
        nets = list(pool.map(lambda one: lend(models, one), views))

    assert len(source.loads) == 1
    assert len({id(net) for net in nets}) == 3
    assert [one.leases for one in models.loaded] == [0] * 4


def test_two_stores_never_load_at_once() -> None:
    first, second = threading.Event(), threading.Event()
    met: list[bool] = []

    class First:
        def load(self, device: torch.device, precision: torch.dtype) -> object:
            first.set()
            met.append(second.wait(0.3))
            return object()

    class Second:
        def load(self, device: torch.device, precision: torch.dtype) -> object:
            second.set()
            return object()

    def use(source: First | Second) -> None:
        model: Model[Any] = Model("vae", "sd1", "one", "digest", 1, source)
        with ModelStore(lambda device: 100).lease(model, torch.device("cpu"), torch.float32):
            pass

    threads = [threading.Thread(target=use, args=(one,)) for one in (First(), Second())]
    threads[0].start()
    first.wait()
    threads[1].start()
    for one in threads:
        one.join()

    assert met == [False]
    assert second.is_set()


CARD = torch.device("cpu:0")  # stands for a GPU: another place by name


class Porter:
    """Move networks between the machine and the card that stands for a GPU; note where to."""

    def __init__(self) -> None:
        self.moves: list[str] = []
        self.errors: list[Exception] = []

    def home(self, device: torch.device) -> torch.device | None:
        return CPU if device == CARD else None

    def can_move(self, net: object) -> bool:
        return isinstance(net, torch.nn.Module)

    def moved(self, net: Any, device: torch.device) -> Any:
        self.moves.append(str(device))
        if self.errors:
            raise self.errors.pop()
        return copy.deepcopy(net)

    def in_groups(self, net: Any, device: torch.device, grain: str) -> Any:
        return net, device, grain


def borrow(models: ModelStore, one: Model[torch.nn.Module]) -> torch.nn.Module:
    with models.lease(one, CARD, torch.float32) as net:
        return net


def waiting(models: ModelStore) -> list[str]:
    return [one.name for one in models.loaded if one.is_waiting]


def test_what_makes_room_on_a_card_waits_in_main_memory_and_comes_back_unread() -> None:
    porter, source = Porter(), Source()
    budgets = {CARD: MEBI + 50_000, CPU: 10**9}
    models = ModelStore(lambda device: budgets[device], porter)
    borrow(models, model("a", source))
    borrow(models, model("b"))
    assert waiting(models) == ["a"]

    borrow(models, model("a", source))

    assert source.loads == ["cpu:0 torch.float32"]
    assert porter.moves == ["cpu", "cpu", "cpu:0"]
    on_card = [one.name for one in models.loaded if one.device == "cpu:0"]
    assert (on_card, waiting(models)) == (["a"], ["b", "a"])


def test_what_waits_already_leaves_a_card_without_being_copied_again() -> None:
    porter = Porter()
    models = ModelStore(lambda _: 10**9, porter)
    borrow(models, model("a"))
    models.put_away(is_final=False)
    borrow(models, model("a"))

    models.put_away(is_final=False)

    assert porter.moves == ["cpu", "cpu:0"]
    assert waiting(models) == ["a"]


def test_the_least_lately_used_waits_no_longer_where_main_memory_is_short() -> None:
    models = ModelStore(lambda device: 10**9 if device == CARD else 2 * MEBI + 60_000, Porter())
    for name in ("a", "b", "c"):
        borrow(models, model(name))

    models.put_away(is_final=False)

    assert names(models) == ["b", "c"]


def test_emptying_lets_go_of_what_waits_too() -> None:
    models = ModelStore(lambda _: 10**9, Porter())
    borrow(models, model("a"))
    models.put_away(is_final=False)

    assert models.put_away() >= MEBI
    assert models.loaded == ()


def test_a_way_back_that_runs_out_of_memory_is_tried_again_and_leaves_what_waits_whole() -> None:
    porter, source = Porter(), Source()
    models = ModelStore(lambda _: 10**9, porter)
    borrow(models, model("a", source))
    models.put_away(is_final=False)
    porter.errors = [torch.OutOfMemoryError("CUDA out of memory")] * 2

    with pytest.raises(OutOfMemory, match="does not fit on cpu:0"):
        borrow(models, model("a", source))
    assert [(one.name, one.device) for one in models.loaded] == [("a", "cpu")]

    net = borrow(models, model("a", source))
    assert torch.equal(dict(net.named_buffers())["weights"], torch.zeros(MEBI, dtype=torch.uint8))
    assert len(source.loads) == 1


def test_a_full_main_memory_keeps_nothing_that_half_arrived() -> None:
    porter = Porter()
    models = ModelStore(lambda _: 10**9, porter)
    borrow(models, model("a"))
    porter.errors = [RuntimeError("DefaultCPUAllocator: can't allocate memory")]

    models.put_away(is_final=False)

    assert models.loaded == ()
