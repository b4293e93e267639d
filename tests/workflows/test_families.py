"""Every workflow for models that people bring says what it needs, and runs once they are there."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import graphstudio as gs
from graphstudio.api import File
from graphstudio.graph.graph import Graph
from graphstudio.library.starters import starters
from graphstudio.session.worker.protocol import Trouble
from graphstudio.session.worker.troubles import prepare
from graphstudio.workflow.files import parse
from tests.workflows.tiny_families import CLASSES, WRITERS, write_all

FOLDER = Path(__file__).parents[2] / "workflows" / "families"
# How many pictures each saves, and what makes it small enough for a test: canvases that are left
# at 0 are as small as the tiny model.
PICTURES = {
    "any-pipeline": 1,
    "consistency-model": 1,
    "ddpm": 1,
    "dit": 1,
    "flux-controlnet": 2,
    "flux-dev": 1,
    "inpainting-model": 2,
    "ip-adapter": 2,
    "lcm": 1,
    "safety-check": 4,
    "score-sde": 1,
    "sdxl": 1,
    "sdxl-lightning": 1,
    "sdxl-refiner": 1,
    "sdxl-turbo": 1,
    "stable-diffusion-1-5": 1,
    "stable-diffusion-2-1": 1,
    "stable-diffusion-3-5": 1,
    "t2i-adapter": 2,
    "three-controlnets": 2,
    "upscale": 2,
}
SMALLER: dict[str, dict[str, object]] = {
    "any-pipeline": {"run.width": 64, "run.height": 64},
    "dit": {"labels.text": CLASSES},
    "flux-controlnet": {
        **dict.fromkeys(("canvas.width", "canvas.height", "ground.width", "ground.height"), 64),
        "word.size": 20,
    },
}
MOST_STEPS = 5  # one of five is the fifth that the refiner does
NAMES = sorted(PICTURES)


@pytest.fixture(scope="module")
def studio() -> gs.Studio:
    """One for all: what is loaded stays loaded."""
    return gs.Studio.open()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brought")
    write_all(folder)
    return folder


@pytest.fixture
def brought(written: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put tiny models of all the names into the user's model folder."""
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(written))
    return written


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.json").read_text("utf-8")


def models_of(graph: Graph) -> Iterator[tuple[str, str]]:
    """Give what its nodes name in the model folder: (node, name)."""
    for node in graph.nodes.values():
        definition = graph.definition(node.id)
        assert definition is not None
        for knob in definition.inputs:
            if any(isinstance(hint, File) and hint.kind == "model" for hint in knob.hints):
                yield node.id, str(node.values.get(knob.name, knob.default))


def troubles_of(name: str, studio: gs.Studio) -> tuple[Trouble, ...]:
    prepared = prepare(studio, text_of(name), "", None)
    assert prepared.plan is not None
    return prepared.troubles


def test_every_workflow_in_the_folder_is_tested() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(PICTURES)


def test_there_is_a_tiny_model_for_everything_that_is_named(studio: gs.Studio) -> None:
    named = {
        model
        for name in NAMES
        for _, model in models_of(parse(text_of(name), name, studio.registry).graph)
    }

    assert named == {Path(place).name for place in WRITERS}


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_opens_without_problems(name: str, studio: gs.Studio) -> None:
    loaded = parse(text_of(name), name, studio.registry)

    assert loaded.problems == ()
    assert loaded.graph.title
    assert loaded.graph.description


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_is_told_with_the_way_to_it(name: str, studio: gs.Studio) -> None:
    graph = parse(text_of(name), name, studio.registry).graph
    origins = {one.name: one for one in starters()}

    troubles = troubles_of(name, studio)

    told = {one.node: one.message for one in troubles}
    assert all(one.is_warning for one in troubles)
    assert set(told) == {node for node, _ in models_of(graph)}
    for node, model in models_of(graph):
        origin = origins[model]
        assert f'"{model}"' in told[node]
        assert f"({origin.licence}; about {origin.gigabytes:g} GB)" in told[node]
        assert origin.repository in told[node]
        assert told[node].endswith(f"graphstudio models get {model}")


@pytest.mark.parametrize("name", NAMES)
def test_its_note_names_every_model_with_its_size(name: str, studio: gs.Studio) -> None:
    graph = parse(text_of(name), name, studio.registry).graph
    origins = {one.name: one for one in starters()}

    (note,) = graph.notes.values()

    assert note.text.startswith("## ")
    for _, model in models_of(graph):
        assert model in note.text
        size = origins[model].gigabytes
        assert f"{round(size) if size >= 1 else size:g} GB" in note.text


@pytest.mark.usefixtures("brought")
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_missing_once_the_models_are_there(name: str, studio: gs.Studio) -> None:
    assert troubles_of(name, studio) == ()


# Of spandrel's own code, where the tiny upscale model is built.
@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors:UserWarning")
@pytest.mark.slow
@pytest.mark.usefixtures("brought")
@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_runs_and_saves_its_pictures(name: str, studio: gs.Studio) -> None:
    workflow = gs.Workflow.load(FOLDER / f"{name}.json", studio=studio)
    for node in workflow.graph.nodes.values():
        if node.values.get("steps", 0) > MOST_STEPS:
            workflow.set(f"{node.id}.steps", MOST_STEPS)
    for knob, value in SMALLER.get(name, {}).items():
        workflow.set(knob, value)

    result = workflow.run()

    assert len(result.images) == PICTURES[name]
    for picture in result.images:
        assert np.asarray(picture).std() > 1, "the picture is one flat colour"
