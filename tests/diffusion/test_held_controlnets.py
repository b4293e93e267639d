"""Flux asks its ControlNets once a call, about the positive prompt: however the prompts are."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from graphstudio.api import Area, Guidance
from graphstudio.diffusion.parts import combine, placed_in
from graphstudio.diffusion.tiled_denoisers import TiledDenoiser
from tests.diffusion.oracle import NEGATIVE
from tests.diffusion.oracle_controlnets import Opened, canvas, guide_picture, opened, sample
from tests.diffusion.test_flow_parity import Whole, load
from tests.diffusion.tiny_flow import write_controlnet_flux, write_flux

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    folder = tmp_path_factory.mktemp("held") / "flux"
    return load(write_flux(folder, layers=3, single_layers=4), cache)


@pytest.fixture(scope="module")
def depth(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Opened:
    folder = tmp_path_factory.mktemp("held") / "depth"
    return opened(write_controlnet_flux(folder, num_layers=2), cache)


def test_a_picture_no_larger_than_a_tile_is_led_as_without_tiles(
    flux: Whole, depth: Opened
) -> None:
    tiled = Whole(
        flux.parts,
        TiledDenoiser(flux.net, side=6, overlap=2, step=2, scale=8),
        flux.vae,
        flux.texts,
    )
    lead = depth.lead(guide_picture(), flux)
    more = {"guidance": Guidance(4.0), "negative": flux.say(NEGATIVE)}

    plain, found = (sample(one, canvas(flux), [lead], [depth.net], **more) for one in (flux, tiled))

    assert torch.equal(found, plain)


def test_a_negative_prompt_that_stands_there_twice_says_what_it_says_once(
    flux: Whole, depth: Opened
) -> None:
    lead, negative = depth.lead(guide_picture(), flux), flux.say(NEGATIVE)

    once, twice = (
        sample(flux, canvas(flux), [lead], [depth.net], guidance=Guidance(4.0), negative=one)
        for one in (negative, combine(negative, negative))
    )

    assert torch.equal(twice, once)


def test_a_positive_prompt_in_two_places_leads_the_negative_in_each_as_one_does(
    flux: Whole, depth: Opened
) -> None:
    lead, said = depth.lead(guide_picture(), flux), flux.say("a red cat")
    left = placed_in(said, Area(0, 0, 0.5, 1))
    right = placed_in(said, Area(0.5, 0, 0.5, 1))
    more = {"guidance": Guidance(4.0), "negative": flux.say(NEGATIVE)}

    whole, halves = (
        sample(flux, canvas(flux), [lead], [depth.net], positive=one, **more)
        for one in (said, combine(left, right))
    )

    assert torch.equal(halves, whole)
