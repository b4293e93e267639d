"""What the canvas costs, in CPU time of the whole process, against plain Qt on the same machine.

The bars: for 5,000 nodes fit-all 30 ms, a pan step 10 ms, undoing a move of 100 nodes 60 ms, on a
machine where the yardstick (filling, lines and text in a picture, and a loop in Python) takes
about 35 ms; and 50 KB a node. So the ratios are 0.9, 0.3 and 1.7. Run with -s to see the figures.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.graph.document import Document
from graphstudio.graph.edits import Move
from graphstudio.graph.elements import Node, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.session.status import RunStatus
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.view import CanvasView
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.tokens import DARK

from .yardstick import plain

pytestmark = pytest.mark.benchmark

MOST_FIT = 0.9
MOST_PAN = 0.45  # 0.3 is 10 ms; a shared machine takes more
MOST_UNDO = 1.7
MOST_BUILD = 60.0
MOST_GROWTH = 6.0  # of a fit-all from 100 to 5,000 nodes
MOST_KB = 50.0
ROUNDS = 9
LARGE = 5000

# One workflow of eight nodes, over and over: where each stands, and what it is wired to.
_BLOCK = (
    ("model.load", 0, 0, ()),
    ("prompt.encode", 320, 0, (("text_encoder", 0, "text_encoder"),)),
    ("latent.empty", 320, 480, (("denoiser", 0, "denoiser"),)),
    ("scheduler.choose", 640, 480, ()),
    (
        "latent.sample",
        640,
        0,
        (
            ("denoiser", 0, "denoiser"),
            ("positive", 1, "conditioning"),
            ("latent", 2, "latent"),
            ("scheduler", 3, "scheduler"),
        ),
    ),
    ("latent.decode", 960, 0, (("latent", 4, "latent"), ("vae", 0, "vae"))),
    ("image.resize", 960, 480, (("image", 5, "image"),)),
    ("image.save", 1280, 0, (("image", 6, "image"),)),
)


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry([load_pack("builtin", paths.bundled("nodes"))])


@pytest.fixture
def yardstick(qapp: QApplication) -> float:
    fonts.load()
    return _median(plain)


@pytest.fixture
def large(registry: Registry, qtbot: QtBot) -> Iterator[CanvasView]:
    yield from _shown(registry, LARGE, qtbot)


@pytest.fixture
def small(registry: Registry, qtbot: QtBot) -> Iterator[CanvasView]:
    yield from _shown(registry, 100, qtbot)


def test_showing_all_of_a_large_graph_is_quick(
    large: CanvasView, small: CanvasView, yardstick: float
) -> None:
    few, many = _fit(small), _fit(large)

    _say(f"fit-all: 100 nodes {few * 1e3:.1f} ms, {LARGE} {many * 1e3:.1f} ms", yardstick)
    assert many <= MOST_FIT * yardstick
    assert many <= MOST_GROWTH * few


def test_a_pan_step_is_quick(large: CanvasView, yardstick: float) -> None:
    large.zoom_to(1.0)
    large.centerOn(3000, 3000)
    QApplication.processEvents()

    def step() -> None:
        large.pan(-40, 0)
        QApplication.processEvents()

    took = _median(step)

    _say(f"pan of {LARGE} nodes: {took * 1e3:.1f} ms", yardstick)
    assert took <= MOST_PAN * yardstick


def test_undoing_a_move_of_a_hundred_nodes_is_quick(large: CanvasView, yardstick: float) -> None:
    document = large.canvas_scene.document
    places = document.graph.places
    moved = list(places)[2000:2100]
    large.centre_on_node(moved[50])
    for _ in range(ROUNDS):
        new = {id_: Place(places[id_].x + 8, places[id_].y) for id_ in moved}
        document.do(Move(new), "Move")
    QApplication.processEvents()

    def undo() -> None:
        document.undo()
        QApplication.processEvents()

    took = _median(undo)

    _say(f"undo of moving 100 of {LARGE} nodes: {took * 1e3:.1f} ms", yardstick)
    assert took <= MOST_UNDO * yardstick


def test_a_large_graph_is_built_quickly_and_takes_little_memory(
    registry: Registry, qapp: QApplication, yardstick: float
) -> None:
    document = _document(registry, LARGE)
    gc.collect()
    before, started = _resident_kb(), time.process_time()

    scene = CanvasScene(document, DARK, RunStatus())

    took, grown = time.process_time() - started, (_resident_kb() - before) / LARGE
    scene.let_go()
    _say(f"building {LARGE} nodes: {took * 1e3:.0f} ms, {grown:.1f} KB a node", yardstick)
    assert took <= MOST_BUILD * yardstick
    assert grown <= MOST_KB


def _fit(view: CanvasView) -> float:
    view.frame_all()
    QApplication.processEvents()
    return _median(view.viewport().repaint)


def _shown(registry: Registry, count: int, qtbot: QtBot) -> Iterator[CanvasView]:
    fonts.load()
    scene = CanvasScene(_document(registry, count), DARK, RunStatus())
    view = CanvasView(scene)
    qtbot.addWidget(view)
    view.resize(1600, 1000)
    view.show()
    qtbot.waitExposed(view)
    yield view
    scene.let_go()


def _document(registry: Registry, count: int) -> Document:
    nodes, wires, places = [], [], {}
    blocks_a_row = max(1, round((count / len(_BLOCK)) ** 0.5))
    for at in range(count):
        block, part = divmod(at, len(_BLOCK))
        type_, x, y, inputs = _BLOCK[part]
        down, across = divmod(block, blocks_a_row)
        nodes.append(Node(f"n{at}", type_))
        places[f"n{at}"] = Place(across * 1680 + x, down * 960 + y)
        first = block * len(_BLOCK)
        wires += [
            Wire(Port(f"n{first + source}", output), Port(f"n{at}", name))
            for name, source, output in inputs
        ]
    graph, dropped = Graph.build(registry, nodes, wires, places=places)
    assert not dropped
    return Document(graph)


def _median(action: Callable[[], object]) -> float:
    return statistics.median(_time(action) for _ in range(ROUNDS))


def _time(action: Callable[[], object]) -> float:
    gc.collect()  # or one measurement pays for the rubbish of the one before
    started = time.process_time()
    action()
    return time.process_time() - started


def _resident_kb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


def _say(text: str, yardstick: float) -> None:
    sys.stdout.write(f"\n{text} (yardstick {yardstick * 1e3:.1f} ms)\n")
