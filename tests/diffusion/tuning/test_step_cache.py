"""Step caches: deep parts work in some calls only, and nothing is kept beyond a run."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Guidance
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.sampling import Span
from graphstudio.diffusion.tuning.applying import tuned_view
from graphstudio.diffusion.tuning.wires import tune
from tests.diffusion import test_flow_parity
from tests.diffusion.conftest import Loaded
from tests.diffusion.keeping import Shelf, counted
from tests.diffusion.oracle import NEGATIVE
from tests.diffusion.test_flow_parity import Whole
from tests.diffusion.tiny_flow import write_flux
from tests.diffusion.tuning.conftest import Paint, say

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return test_flow_parity.load(
        write_flux(tmp_path_factory.mktemp("flow") / "dev", layers=2, single_layers=2), cache
    )


def tuned(whole: Whole, **changes: Any) -> Whole:
    model = tune(whole.parts.denoiser, **changes)
    return Whole(whole.parts, tuned_view(whole.net, model.tuning), whole.vae, whole.texts)


@pytest.mark.parametrize(("every", "calls"), [(2, [0, 2, 4]), (3, [0, 3]), (5, [0])])
def test_deep_parts_of_a_unet_work_in_one_of_so_many_calls(
    every: int, calls: list[int], tiny: Loaded
) -> None:
    net: Any = tuned_view(tiny.unet, tune(tiny.parts.denoiser, cached_calls=every).tuning)
    worked: list[int] = []
    now = 0
    inner = net.unet.mid_block.resnets[0]
    inner.register_forward_hook(lambda *_: worked.append(now))
    sample = torch.randn(1, 4, 8, 8)
    net.forget()
    for now in range(5):
        net.at(now, 5).predict(sample, torch.tensor(500 - now), say(tiny, "a red cat"))

    assert worked == calls


def test_a_cached_call_of_the_same_question_gives_what_a_full_one_does(tiny: Loaded) -> None:
    net: Any = tuned_view(tiny.unet, tune(tiny.parts.denoiser, cached_calls=2).tuning)
    sample, when, cat = torch.randn(1, 4, 8, 8), torch.tensor(500), say(tiny, "a red cat")

    full = net.at(0, 2).predict(sample, when, cat)
    kept = net.at(1, 2).predict(sample, when, cat)

    assert torch.equal(full, tiny.unet.predict(sample, when, cat))
    assert torch.equal(kept, full)


def test_another_prompt_or_size_is_worked_out_in_full(tiny: Loaded) -> None:
    net: Any = tuned_view(tiny.unet, tune(tiny.parts.denoiser, cached_calls=9).tuning)
    when, small, large = torch.tensor(500), torch.randn(1, 4, 8, 8), torch.randn(1, 4, 16, 8)
    cat, dog = say(tiny, "a red cat"), say(tiny, "a green dog")

    net.at(0, 9).predict(small, when, cat)

    for call, asked in enumerate([(small, dog), (large, dog)], 1):
        found = net.at(call, 9).predict(asked[0], when, asked[1])
        assert torch.equal(found, tiny.unet.predict(asked[0], when, asked[1]))


def test_a_network_that_nobody_begins_calls_of_keeps_nothing(tiny: Loaded) -> None:
    net: Any = tuned_view(tiny.unet, tune(tiny.parts.denoiser, cached_calls=9).tuning)
    cat = say(tiny, "a red cat")

    for seed in range(3):
        sample = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(seed))
        found = net.predict(sample, torch.tensor(5), cat)
        assert torch.equal(found, tiny.unet.predict(sample, torch.tensor(5), cat))


def test_a_run_with_a_cache_keeps_no_states_and_says_why_when_it_is_long(paint: Paint) -> None:
    shelf, said = Shelf(), list[str]()

    paint(tuning={"cached_calls": 2}, steps=shelf, span=Span(12), warn=said.append)

    assert not shelf.states
    assert len(said) == 1
    assert "Step Cache" in said[0]


def test_blocks_of_flux_are_left_out_and_runs_repeat(flux: Whole) -> None:
    cached, latent = tuned(flux, cache_threshold=0.5), empty_latent(flux.parts.denoiser, 48, 32)
    paint = partial(cached.sample, latent, span=Span(6))
    plain = flux.sample(latent, span=Span(6))

    with counted(cached.net.net.transformer_blocks[1].ff) as calls:
        first = paint()

    assert torch.equal(paint(), first)
    assert not torch.equal(first, plain)
    assert (first - plain).abs().mean() < plain.abs().mean()
    assert 1 <= len(calls) < 6
    assert torch.equal(flux.sample(latent, span=Span(6)), plain)


def test_a_threshold_of_nearly_nothing_leaves_no_block_out(flux: Whole) -> None:
    cached, latent = tuned(flux, cache_threshold=1e-9), empty_latent(flux.parts.denoiser, 48, 32)

    assert torch.equal(cached.sample(latent), flux.sample(latent))


def test_true_guidance_of_flux_does_not_mix_its_two_prompts(flux: Whole) -> None:
    more = {"negative": flux.say(NEGATIVE), "guidance": Guidance(4.0), "span": Span(6)}
    cached, latent = tuned(flux, cache_threshold=1e-9), empty_latent(flux.parts.denoiser, 48, 32)

    assert torch.equal(cached.sample(latent, **more), flux.sample(latent, **more))


def test_a_picture_of_flux_does_not_depend_on_its_batch(flux: Whole) -> None:
    cached = tuned(flux, cache_threshold=0.5)
    both = cached.sample(empty_latent(flux.parts.denoiser, 48, 32, batch=2), span=Span(6))
    one = cached.sample(empty_latent(flux.parts.denoiser, 48, 32), span=Span(6))

    assert torch.equal(both[:1], one)
