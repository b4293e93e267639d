"""A warm-up loads what a run will lend, and does nothing else."""

import shutil
import threading
from pathlib import Path

import pytest

import graphstudio as gs
from graphstudio import paths
from graphstudio.diffusion import loading
from graphstudio.session.warming import Warming, say_warm_up
from tests.diffusion.broken import files


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> gs.Studio:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CACHE", "STATE"):
            patch.setenv(f"GRAPHSTUDIO_{name}", str(tmp_path_factory.mktemp("studio")))
        return gs.Studio.open(device="cpu")


def opened(root: Path, name: str, studio: gs.Studio) -> gs.Workflow:
    studio.engine.devices.put_away()
    studio.engine.cache.clear()
    return gs.Workflow.load(root / "workflows" / f"{name}.json", studio=studio)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("text-to-image", {"denoiser", "text_encoder", "vae"}),
        ("follow-edges", {"denoiser", "text_encoder", "vae", "controlnet"}),
        ("lora-pencil", {"denoiser", "text_encoder", "vae"}),
        ("strengths-over-time", {"denoiser", "text_encoder", "vae"}),
    ],
)
def test_every_network_that_a_run_lends_is_loaded_and_asked(
    name: str, kinds: set[str], root: Path, studio: gs.Studio
) -> None:
    workflow = opened(root, name, studio)
    steps: list[Warming] = []

    found = workflow.warm_up(told=steps.append)

    assert found.problems == ()
    assert {one.kind for one in found.networks} >= kinds
    assert all(one.is_tried for one in found.networks)
    assert [step.done for step in steps] == list(range(len(found.networks)))
    assert {one.kind for one in studio.engine.devices.loaded} >= kinds
    assert found.gone == ()


def test_nothing_is_made_kept_or_written(
    root: Path, studio: gs.Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workflow = opened(root, "text-to-image", studio)
    noted: list[object] = []
    monkeypatch.setattr(type(studio.ledger), "note", lambda *given: noted.append(given))

    workflow.warm_up()

    assert noted == []
    assert studio.engine.cache.largest(1) == []
    assert list(tmp_path.iterdir()) == []
    assert not paths.outputs().exists()


def test_the_run_behind_it_loads_nothing(
    root: Path, studio: gs.Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = opened(root, "text-to-image", studio)
    workflow.warm_up()
    monkeypatch.setattr(loading, "fill", None)
    before = [one.id for one in studio.engine.devices.loaded]
    workflow.set("sampler.steps", 1)

    workflow.run()

    assert sorted(one.id for one in studio.engine.devices.loaded) == sorted(before)


def test_only_what_the_targets_need_is_loaded(root: Path, studio: gs.Studio) -> None:
    workflow = opened(root, "text-to-image", studio)

    found = workflow.warm_up(targets=["positive"])

    assert [one.kind for one in found.networks] == ["text_encoder"]


def test_it_stops_before_the_next_network(root: Path, studio: gs.Studio) -> None:
    workflow, stop = opened(root, "text-to-image", studio), threading.Event()

    found = workflow.warm_up(told=lambda step: stop.set(), stop=stop)

    assert found.is_stopped
    assert len(found.networks) == 1
    assert list(say_warm_up(found))[-1].startswith("stopped: 1 network ready")


def test_a_broken_network_is_told_and_the_others_are_loaded(
    root: Path, studio: gs.Studio, tmp_path: Path
) -> None:
    broken = Path(shutil.copytree(paths.builtin_model(), tmp_path / "broken"))
    damage = files.with_weights(files.not_a_number)
    damage(broken / "vae/diffusion_pytorch_model.safetensors")
    workflow = opened(root, "text-to-image", studio)
    workflow.set("load.model", str(broken))

    found = workflow.warm_up()

    (told,) = found.problems
    assert str(broken / "vae") in told
    assert [bool(one.problem) for one in found.networks] == [False, False, True]


def test_a_model_that_is_not_there_is_told_by_its_node(root: Path, studio: gs.Studio) -> None:
    workflow = opened(root, "text-to-image", studio)
    workflow.set("load.model", "nobody-has-this")

    found = workflow.warm_up()

    assert found.networks == ()
    assert "nobody-has-this" in found.failures["load"]
