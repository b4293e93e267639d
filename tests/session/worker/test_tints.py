"""The colours of latents: fitted once, to the autoencoder that belongs to them."""

from pathlib import Path

import pytest
import torch

import graphstudio as gs
from graphstudio.api import Latent
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.plan import Plan
from graphstudio.session.worker.tints import Tints

LATENT = Latent(torch.zeros(1, 4, 8, 8), "sd1")


@pytest.fixture
def workflow() -> gs.Workflow:
    """Load the built-in model, so that its autoencoder is among the results."""
    workflow = gs.Workflow()
    workflow.add("model.load", id="load")
    workflow.run(targets=["load"])
    return workflow


@pytest.fixture
def plan(workflow: gs.Workflow) -> Plan:
    return workflow.studio.plan(workflow.graph)


def make(workflow: gs.Workflow, folder: Path) -> Tints:
    engine = workflow.studio.engine
    return Tints(engine.cache, engine.devices, folder)


def test_colours_are_fitted_to_the_autoencoder_of_the_plan(
    workflow: gs.Workflow, plan: Plan, tmp_path: Path
) -> None:
    tints = make(workflow, tmp_path)
    tints.use(plan)

    matrix = tints.find(LATENT)

    assert matrix is not None
    assert matrix.shape == (5, 3)
    assert tints.find(LATENT) is matrix


def test_colours_that_were_fitted_once_are_read_at_the_next_start(
    workflow: gs.Workflow, plan: Plan, tmp_path: Path
) -> None:
    first = make(workflow, tmp_path)
    first.use(plan)
    matrix = first.find(LATENT)
    without_networks = Tints(workflow.studio.engine.cache, Devices("nonsense"), tmp_path)
    without_networks.use(plan)

    again = without_networks.find(LATENT)

    assert matrix is not None
    assert again is not None
    assert torch.equal(again, matrix)


def test_colours_that_cannot_be_read_are_fitted_anew(
    workflow: gs.Workflow, plan: Plan, tmp_path: Path
) -> None:
    first = make(workflow, tmp_path)
    first.use(plan)
    first.find(LATENT)
    for file in tmp_path.iterdir():
        file.write_text("[[1, 2")

    again = make(workflow, tmp_path)
    again.use(plan)

    assert again.find(LATENT) is not None


def test_a_latent_of_another_family_stays_grey(
    workflow: gs.Workflow, plan: Plan, tmp_path: Path
) -> None:
    tints = make(workflow, tmp_path)
    tints.use(plan)

    assert tints.find(Latent(LATENT.samples, "another")) is None


def test_without_a_plan_nothing_is_known(tmp_path: Path) -> None:
    assert Tints(MemoryCache(1 << 20), Devices("cpu"), tmp_path).find(LATENT) is None


def test_an_autoencoder_that_cannot_be_lent_leaves_the_latent_grey(
    workflow: gs.Workflow, plan: Plan, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tints = Tints(workflow.studio.engine.cache, Devices("nonsense"), tmp_path)
    tints.use(plan)

    assert tints.find(LATENT) is None
    assert "grey" in caplog.text
    assert not list(tmp_path.iterdir())
