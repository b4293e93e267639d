"""Runs of every family go on in the middle as if nothing had happened, bit for bit."""

from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest

from graphstudio.api import Guidance, Scheduler
from graphstudio.diffusion.catalogue import SchedulerName, find_entry, recipe
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.sampling import Span
from tests.diffusion import oracle_sdxl, test_dit_parity, test_flow_parity
from tests.diffusion.keeping import require_going_on
from tests.diffusion.oracle import NEGATIVE
from tests.diffusion.tiny_dit import write_dit
from tests.diffusion.tiny_flow import write_flux, write_sd3
from tests.diffusion.tiny_pixel import MakePixels
from tests.diffusion.tiny_sdxl import write_sdxl

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")

FLOW = [name for name in get_args(SchedulerName) if find_entry(name).fits == "flow"]
FLOW_SCHEDULERS = {
    **{name: recipe(name) for name in FLOW},
    "Flow Euler, stochastic": recipe("Flow Euler", options={"stochastic_sampling": True}),
    "Flow Heun, churned": recipe("Flow Heun", options={"s_churn": 2.0}),
}


@pytest.fixture(scope="module")
def sd3(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> test_flow_parity.Whole:
    return test_flow_parity.load(write_sd3(tmp_path_factory.mktemp("flow") / "sd3"), cache)


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> test_flow_parity.Whole:
    return test_flow_parity.load(write_flux(tmp_path_factory.mktemp("flow") / "dev"), cache)


@pytest.mark.parametrize("scheduler", FLOW_SCHEDULERS.values(), ids=FLOW_SCHEDULERS.keys())
def test_every_flow_scheduler_goes_on(scheduler: Scheduler, sd3: test_flow_parity.Whole) -> None:
    more = {"negative": sd3.say(NEGATIVE), "guidance": Guidance(4.0), "scheduler": scheduler}
    latent = empty_latent(sd3.parts.denoiser, 32, 32)

    require_going_on(partial(sd3.sample, latent, span=Span(4), **more), sd3.net.net)


@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_flux_goes_on(scale: float, flux: test_flow_parity.Whole) -> None:
    more = {"negative": flux.say(NEGATIVE), "guidance": Guidance(scale)}
    latent = empty_latent(flux.parts.denoiser, 48, 32, batch=2)

    require_going_on(partial(flux.sample, latent, span=Span(4), **more), flux.net.net)


def test_sdxl_goes_on(tmp_path: Path, cache: Path) -> None:
    base = oracle_sdxl.load(write_sdxl(tmp_path / "base"), cache)
    latent = empty_latent(base.parts.denoiser, 48, 32)

    require_going_on(
        partial(base.sample, latent, recipe("Euler ancestral"), span=Span(4)), base.unet.unet
    )


def test_a_class_transformer_goes_on(tmp_path: Path, cache: Path) -> None:
    dit = test_dit_parity.load(write_dit(tmp_path / "dit"), cache)

    require_going_on(partial(dit.sample, "207", recipe("DPM++ 2M"), span=Span(4)), dit.net.net)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        pytest.param("DDPMPipeline", {}, id="DDPM"),
        pytest.param(
            "DDPMPipeline",
            {"net": {"out_channels": 6}, "variance_type": "learned_range"},
            id="DDPM that learned its variance",
        ),
        pytest.param("DDIMPipeline", {}, id="DDIM"),
        pytest.param("ConsistencyModelPipeline", {}, id="consistency"),
        pytest.param("ScoreSdeVePipeline", {"correct_steps": 2}, id="VE with a corrector"),
        pytest.param("ScoreSdeVpPipeline", {}, id="VP"),
    ],
)
def test_a_model_of_pixels_goes_on(kind: str, more: dict[str, Any], make_pixel: MakePixels) -> None:
    model = make_pixel(kind, **more)

    require_going_on(partial(model.samples, Span(4), batch=2), model.net.net)
