"""A painted mask on its way from a workflow file through the engine."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import graphstudio as gs
from graphstudio.diffusion.painting import painted
from graphstudio.errors import GraphStudioError
from graphstudio.graph.edits import AddNode, Connect, SetValue
from graphstudio.graph.elements import Node, Port, Wire

PAINTING = (
    '{"mark":"brush","points":[6000,9000,16000,9000],"pressure":[40,100],"size":0.2,'
    '"hardness":0.4,"opacity":0.8}\n'
    '{"mark":"ellipse","box":[12000,12000,30000,28000],"erases":true}\n'
    '{"mark":"invert"}\n'
)


@pytest.fixture
def workflow(tmp_path: Path) -> gs.Workflow:
    """Give a workflow that writes the mask of a picture."""
    Image.new("RGB", (60, 40), "orange").save(tmp_path / "photo.png")
    workflow = gs.Workflow(studio=gs.Studio.open())
    values = {"file": str(tmp_path / "photo.png")}
    AddNode(Node("photo", "image.load", values=values)).apply(workflow.graph)
    AddNode(Node("mask", "mask.paint", values={"painting": PAINTING})).apply(workflow.graph)
    AddNode(Node("shown", "mask.to_image")).apply(workflow.graph)
    AddNode(Node("save", "image.save")).apply(workflow.graph)
    for source, target in (
        (Port("photo", "image"), Port("mask", "image")),
        (Port("mask", "mask"), Port("shown", "mask")),
        (Port("shown", "image"), Port("save", "image")),
    ):
        Connect(Wire(source, target)).apply(workflow.graph)
    return workflow


def test_a_headless_run_makes_the_mask_that_the_window_shows(workflow: gs.Workflow) -> None:
    picture = workflow.run().images[0]

    assert (np.asarray(picture.convert("L")) == painted(PAINTING, 60, 40)).all()


def test_a_workflow_that_was_saved_and_opened_makes_the_same_mask(
    workflow: gs.Workflow, tmp_path: Path
) -> None:
    workflow.save(tmp_path / "painted.json")
    again = gs.Workflow.load(tmp_path / "painted.json", studio=gs.Studio.open())

    assert again.graph.nodes["mask"].values["painting"] == PAINTING
    first, second = workflow.run().images[0], again.run().images[0]
    assert (np.asarray(first) == np.asarray(second)).all()


def test_a_damaged_painting_is_refused_before_anything_runs(workflow: gs.Workflow) -> None:
    with pytest.raises(GraphStudioError, match=r"Paint Mask .*line 1 of the painting is damaged"):
        SetValue("mask", "painting", "{").apply(workflow.graph)

    assert workflow.graph.nodes["mask"].values["painting"] == PAINTING
