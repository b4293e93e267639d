"""What a run will take: of the built-in workflow's nodes, with recorded data instead of a clock."""

from dataclasses import replace
from pathlib import Path

import pytest

import graphstudio as gs
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.engine.plan import Plan
from graphstudio.engine.thrift import Thrift
from graphstudio.graph.elements import Json, Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_all
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import NodeOutlook, Outlook, total
from graphstudio.session.estimates.places import is_elsewhere
from graphstudio.session.estimates.records import NodeRecord, Records
from graphstudio.session.estimates.seer import look_ahead
from graphstudio.session.estimates.wording import say_means, say_memory, say_time
from graphstudio.session.estimates.workload import Workload, workloads

DEVICE = "CPU, auto"


@pytest.fixture(scope="module")
def studio() -> gs.Studio:
    devices = Devices("cpu")
    engine = Engine(cache=MemoryCache(1 << 20), devices=devices, files=FileHashes())
    return gs.Studio(load_all(), engine)


class Scene:
    """The built-in text-to-image workflow and records of its own."""

    def __init__(self, studio: gs.Studio, file: Path) -> None:
        self.studio = studio
        self.workflow = gs.Workflow.load(
            Path(__file__).parents[3] / "workflows" / "text-to-image.json", studio=studio
        )
        self.records = Records(file)
        self.records.add([], device=("cpu, auto", DEVICE))

    @property
    def graph(self) -> Graph:
        return self.workflow.graph

    def plan(self) -> Plan:
        return self.studio.plan(self.graph)

    def work(self, node: str) -> Workload:
        return workloads(self.graph, self.plan())[node]

    def note(self, node: str, seconds: float, peak: int | None = None, share: float = 1.0) -> None:
        """Note that a node took so long as it is set now."""
        work = self.work(node)
        calls = None if work.steps is None else round(work.steps * share)
        device = DEVICE if work.models else ""
        self.records.add(
            [
                NodeRecord(
                    *(work.kind, work.likeness, device, work.way, work.megapixels, work.pictures),
                    *(work.steps, calls, share == 1.0, True, seconds, peak),
                )
            ]
        )

    def look(self) -> Outlook:
        plan = self.plan()
        told = self.studio.forecast(plan)
        return look_ahead(self.graph, plan, told, self.records, self.studio.engine.devices)

    def seconds(self, node: str) -> tuple[float, float, float]:
        (found,) = [one for one in self.look().nodes if one.node == node]
        assert found.seconds is not None
        return found.seconds.low, found.seconds.middle, found.seconds.high


@pytest.fixture
def scene(studio: gs.Studio, tmp_path: Path) -> Scene:
    return Scene(studio, tmp_path / "estimates.sqlite")


def test_before_the_first_run_nothing_is_known_and_it_says_so(scene: Scene) -> None:
    told = say_time(scene.look())

    assert told.startswith("not known yet for ")
    assert "Sample (sampler)" in told


def test_a_sampler_that_ran_before_takes_as_long_again(scene: Scene) -> None:
    scene.note("sampler", 6.0)

    low, middle, high = scene.seconds("sampler")
    assert (low < 6.0 < high, middle) == (True, 6.0)


def test_twice_the_steps_take_twice_the_time(scene: Scene) -> None:
    scene.note("sampler", 6.0)
    scene.workflow.set("sampler.steps", 40)

    assert scene.seconds("sampler")[1] == 12.0


def test_a_resumed_run_teaches_the_time_of_one_step(scene: Scene) -> None:
    scene.note("sampler", 3.0, share=0.5)

    assert scene.seconds("sampler")[1] == pytest.approx(6.0)


def test_another_size_lies_in_the_range(scene: Scene) -> None:
    for side in (128, 192, 256):
        scene.workflow.set("canvas.width", side)
        scene.note("sampler", 0.5 + 2.0 * (side / 128) + 0.3 * (side / 128) ** 2)

    scene.workflow.set("canvas.width", 384)

    low, _, high = scene.seconds("sampler")
    assert low <= 0.5 + 2.0 * 3 + 0.3 * 9 <= high


def test_guidance_that_asks_twice_is_another_way_and_less_sure(scene: Scene) -> None:
    scene.note("sampler", 6.0)
    low, _, high = scene.seconds("sampler")
    scene.workflow.set("guidance.scale", 1.0)

    other = scene.seconds("sampler")
    assert other[0] < low
    assert other[2] > high


def test_another_prompt_or_seed_is_the_same_way(scene: Scene) -> None:
    before = scene.work("sampler").way

    scene.workflow.set("positive.text", "a heap of blue cubes")
    scene.workflow.set("noise.seed", 99)

    assert scene.work("sampler").way == before


def test_loading_counts_where_the_network_is_not_there_yet(scene: Scene) -> None:
    scene.note("sampler", 6.0)
    (unet,) = scene.work("sampler").models
    scene.records.add([], [(unet.likeness, DEVICE, 4.0)])

    assert scene.seconds("sampler")[1] == 10.0


def test_what_is_kept_takes_no_time(scene: Scene) -> None:
    scene.note("sampler", 6.0)
    plan = scene.plan()
    told = [replace(one, verdict="cached") for one in scene.studio.forecast(plan)]

    outlook = look_ahead(scene.graph, plan, told, scene.records, scene.studio.engine.devices)
    assert outlook.nodes == ()
    assert say_time(outlook) == "nothing would run"


def test_memory_is_a_rule_of_thumb_until_it_was_measured(scene: Scene) -> None:
    before = scene.look().memory
    assert before is not None
    assert "rule of thumb" in say_memory(before)
    assert before.need.high > 1.1 * before.need.low

    scene.note("decode", 1.0, peak=900 * 1024**2)

    after = scene.look().memory
    assert after is not None
    assert (after.node, after.is_measured) == ("decode", True)
    assert after.need.low < 903 * 1024**2 < after.need.high
    assert "measured here" in say_memory(after)


def test_four_times_the_pixels_need_about_four_times_the_memory(scene: Scene) -> None:
    scene.note("decode", 1.0, peak=900 * 1024**2)
    scene.workflow.set("canvas.width", 256)
    scene.workflow.set("canvas.height", 256)

    memory = scene.look().memory

    assert memory is not None
    assert memory.need.low < 4 * 900 * 1024**2 < memory.need.high


def test_what_does_not_fit_is_said(scene: Scene) -> None:
    scene.note("decode", 1.0, peak=10**15)

    memory = scene.look().memory

    assert memory is not None
    assert not memory.fits
    assert "run sparingly" in say_memory(memory)


def test_what_does_not_fit_on_the_processor_goes_in_pieces(scene: Scene) -> None:
    scene.note("decode", 1.0, peak=10**15)

    found = {one.node: one.rung for one in scene.look().means.nodes}

    assert found["decode"] in (Thrift.PIECES, Thrift.HALF)
    assert Thrift.GROUPS not in found.values()


class FullCard(Devices):
    """A card with hardly anything free."""

    def free_bytes(self) -> int | None:
        return 4 * 1024**2


def test_on_a_full_card_weights_come_block_by_block_and_that_is_said(scene: Scene) -> None:
    scene.records.add([], device=("cuda, auto", "Card, auto"))
    plan = scene.plan()
    told = scene.studio.forecast(plan)

    found = look_ahead(scene.graph, plan, told, scene.records, FullCard("cuda")).means

    assert {one.rung for one in found.nodes} & {Thrift.GROUPS, Thrift.SEQUENTIAL}
    assert all(" free" in line for line in say_means(found))


def test_what_is_hardly_spared_counts_and_what_may_be_asked_for_does_not() -> None:
    took = Estimate(10.0, 8.0, 12.0)
    surely = NodeOutlook("a", "Prompt", took)
    likely = NodeOutlook("b", "Sample", took, is_sure=False)
    if_asked = NodeOutlook("c", "Switch", took, is_sure=False, is_likely=False)

    assert total([surely, likely, if_asked]) == Estimate(20.0, 8.0, 36.0)


def test_a_network_on_the_processor_takes_no_memory_of_the_card() -> None:
    devices = Devices("cuda")
    place = "RTX, auto"

    assert not is_elsewhere("auto", place, devices)
    assert not is_elsewhere("cuda:0", place, devices)
    assert is_elsewhere("cuda:1", place, devices)
    assert is_elsewhere("cpu", place, devices)
    assert not is_elsewhere("cpu", "CPU, auto", Devices("cpu"))


def _splice(scene: Scene, kind: str, values: dict[str, Json], **wires: str) -> None:
    """Put a node between the loader and all that it feeds."""
    graph = scene.graph
    graph.add_node(Node("between", kind, values=values))
    for inside, outside in wires.items():
        fed = [one for one in graph.wires if one.source == Port("load", inside)]
        for wire in fed:
            graph.disconnect(wire.target)
            graph.connect(Port("between", outside), wire.target)
        graph.connect(Port("load", inside), Port("between", inside))


def test_a_text_encoder_that_is_placed_elsewhere_weighs_nothing_here(scene: Scene) -> None:
    before = {one.node: one.weights_bytes for one in scene.look().nodes}

    _splice(
        scene,
        "placing.on_device",
        {"text_encoder_on": "cuda:1"},
        denoiser="denoiser",
        text_encoder="text_encoder",
        vae="vae",
    )
    after = {one.node: one.weights_bytes for one in scene.look().nodes}

    assert {node for node in before if before[node] != after[node]} == {"positive", "negative"}
    assert after["positive"] == after["negative"] == 0 < before["positive"]


def test_weights_in_8_bits_weigh_less(scene: Scene) -> None:
    before = next(one for one in scene.look().nodes if one.node == "sampler")

    _splice(scene, "tuning.float8", {}, denoiser="model")
    after = next(one for one in scene.look().nodes if one.node == "sampler")

    # On the processor, where a number has four bytes otherwise.
    assert after.weights_bytes == pytest.approx(before.weights_bytes * 1.1 / 4, rel=1e-6)
    assert (before.denoiser, after.denoiser) == ("sd1", None)
