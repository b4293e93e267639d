"""Whole runs whose weights come block by block or layer by layer: the same picture, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import torch

import graphstudio as gs
from graphstudio.api import Image
from graphstudio.diffusion.movers import NetworkMover
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Event, Warned
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.engine.thrift import Thrift
from graphstudio.graph.packs import load_all

FILE = Path(__file__).parents[2] / "workflows" / "text-to-image.json"
NODES = ("positive", "negative", "sampler", "decode")


class AsOnCard(NetworkMover):
    """Treat the processor as a card whose networks wait elsewhere."""

    def home(self, device: torch.device) -> torch.device:
        return device


class Scene:
    """The built-in workflow with two steps, on an engine of its own."""

    def __init__(self, device: str = "cpu", mover: NetworkMover | None = None) -> None:
        devices = Devices(device, mover=mover or AsOnCard())
        self.engine = Engine(cache=MemoryCache(2**26), devices=devices, files=FileHashes())
        self.studio = gs.Studio(load_all(), self.engine)
        self.workflow = gs.Workflow.load(FILE, studio=self.studio)
        self.workflow.set("steps", 2)
        self.warned: list[str] = []

    def _hear(self, event: Event) -> None:
        if isinstance(event, Warned):
            self.warned.append(event.message)

    def picture(self, thrift: Mapping[str, Thrift]) -> torch.Tensor:
        """Decode, with each node on its rung."""
        plan = self.studio.plan(self.workflow.graph, ["decode"])
        result = self.engine.run(
            plan, emit=self._hear, save=lambda *_: [], stop=_Never(), thrift=thrift
        )
        assert result.outcome == "done", result.errors
        (image,) = result.values["decode"]
        assert isinstance(image, Image)
        return image.pixels

    def is_kept(self, node: str) -> bool:
        plan = self.studio.plan(self.workflow.graph, ["decode"])
        return plan.by_id[node].key in self.engine.cache


class _Never:
    def is_set(self) -> bool:
        return False


@pytest.fixture(scope="module")
def wanted() -> torch.Tensor:
    return Scene().picture({})


@pytest.mark.slow
def test_block_by_block_a_run_gives_the_same_bits_says_so_and_keeps_them(
    wanted: torch.Tensor,
) -> None:
    scene = Scene()

    found = scene.picture(dict.fromkeys(NODES, Thrift.GROUPS))

    assert torch.equal(found, wanted)
    assert all(map(scene.is_kept, NODES))
    assert {one.partition(":")[0] for one in scene.warned} == {"To fit into memory"}
    assert all("same picture" in one and "not kept" not in one for one in scene.warned)


@pytest.mark.slow
def test_only_what_was_made_otherwise_is_not_kept() -> None:
    scene = Scene()

    scene.picture({"positive": Thrift.SEQUENTIAL, "negative": Thrift.GROUPS})

    # Layer by layer is half as exact too, where the precision is left open.
    assert {node: scene.is_kept(node) for node in NODES} == {
        "positive": False,
        "negative": True,
        "sampler": False,
        "decode": False,
    }
    assert any("not kept" in one for one in scene.warned)


@pytest.mark.gpu
def test_on_a_card_block_by_block_gives_the_bits_of_the_whole_network() -> None:
    whole, grouped = Scene("cuda", NetworkMover()), Scene("cuda", NetworkMover())

    assert torch.equal(grouped.picture(dict.fromkeys(NODES, Thrift.GROUPS)), whole.picture({}))
