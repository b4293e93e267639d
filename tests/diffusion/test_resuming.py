"""A run that goes on in the middle equals one that was never interrupted, bit for bit."""

from contextlib import ExitStack
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, get_args

import diffusers
import pytest
import torch
from torch import Tensor

from graphstudio.api import (
    Conditioning,
    Control,
    Guidance,
    Image,
    Latent,
    Lead,
    Mask,
    Noise,
    PicturePrompt,
    ProjectedGuidance,
    Scheduler,
    TestContext,
    WeakenedLayers,
)
from graphstudio.diffusion.catalogue import SchedulerName, find_entry, recipe
from graphstudio.diffusion.control_folders import open_controlnet
from graphstudio.diffusion.image_encoder_folders import open_image_encoder
from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
from graphstudio.diffusion.latents import empty_latent, inpaint_latent
from graphstudio.diffusion.leading import lend_leaders
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.lora.patching import Patch, apply_lora
from graphstudio.diffusion.noise import make_generators
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.diffusion.tiled_denoisers import TiledDenoiser
from tests.diffusion.conftest import Loaded
from tests.diffusion.keeping import Shelf, counted, require_going_on
from tests.diffusion.lora import making
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_adapters import make_ip_adapter, write_image_encoder, write_ip_adapter

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
CPU = torch.device("cpu")
STEPS = 5

NAMES = [name for name in get_args(SchedulerName) if find_entry(name).fits == "noise"]
SCHEDULERS = {
    **{name: recipe(name) for name in NAMES},
    "DDIM, eta 1": recipe("DDIM", eta=1.0),
    "DPM++ 2M, Karras": recipe("DPM++ 2M", sigmas="karras"),
    "DPM++ 2M, order 3": recipe("DPM++ 2M", order=3),
    "DPM++ 2S, order 3": recipe("DPM++ 2S", order=3),
    "UniPC, order 3": recipe("UniPC", order=3),
    "Euler, churned": recipe("Euler", options={"s_churn": 3.0}),
}


def paint(loaded: Loaded, **more: Any) -> Tensor:
    """Sample with what most tests do not care about filled in."""
    options: dict[str, Any] = {
        "model": loaded.parts.denoiser,
        "net": loaded.unet,
        "latent": empty_latent(loaded.parts.denoiser, 32, 32),
        "positive": say(loaded, "a red cat"),
        "negative": say(loaded, "blue"),
        "scheduler": recipe("DPM++ 2M SDE"),
        "guidance": Guidance(5.0),
        "noise": Noise(3),
        "span": Span(STEPS),
    } | more
    names = ("model", "net", "latent", "positive", "negative")
    return sample(*[options.pop(name) for name in names], **options).samples


@cache
def say(loaded: Loaded, text: str) -> Conditioning:
    return encode_prompt(loaded.parts.text_encoder, loaded.clip, text)


def picture(seed: int = 5) -> Image:
    return Image(torch.rand(1, 32, 32, 3, generator=torch.Generator().manual_seed(seed)))


@pytest.mark.parametrize(
    "scheduler",
    [
        pytest.param(scheduler, id=name, marks=[pytest.mark.slow] if "Runge" in name else [])
        for name, scheduler in SCHEDULERS.items()
    ],
)
def test_every_scheduler_goes_on_after_every_call(scheduler: Scheduler, tiny: Loaded) -> None:
    latent = empty_latent(tiny.parts.denoiser, 32, 32, batch=2)

    require_going_on(partial(paint, tiny, latent=latent, scheduler=scheduler), tiny.unet.unet)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"guidance": ProjectedGuidance(6.0, momentum=-0.5)}, id="averaging"),
        pytest.param(
            {"guidance": Guidance(4.0, away_from=(WeakenedLayers(2.0),))}, id="two asks a call"
        ),
        pytest.param({"guidance": Guidance(1.0), "negative": None}, id="without guidance"),
        pytest.param({"span": Span(STEPS, end=0.6)}, id="stopped early"),
        pytest.param({"noise": Noise(3, ((8, 0.3),))}, id="a variation"),
    ],
)
def test_a_run_goes_on_after_every_call(more: dict[str, Any], tiny: Loaded) -> None:
    require_going_on(partial(paint, tiny, **more), tiny.unet.unet)


@pytest.mark.parametrize("name", ["DPM++ 2M", "Heun", "Euler ancestral"])
@pytest.mark.parametrize("span", [Span(6, strength=0.7), Span(6, start=0.5, end=0.9)])
def test_image_to_image_goes_on(name: SchedulerName, span: Span, tiny: Loaded) -> None:
    drawn = torch.randn(1, 4, 4, 4, generator=torch.Generator().manual_seed(1))
    more = {"latent": Latent(drawn, "sd1"), "scheduler": recipe(name), "span": span}

    require_going_on(partial(paint, tiny, **more), tiny.unet.unet)


def test_a_second_sampler_goes_on(tiny: Loaded) -> None:
    half = Latent(paint(tiny, span=Span(6, end=0.5)), "sd1")
    span = Span(6, start=0.5, adds_noise=False)

    require_going_on(partial(paint, tiny, latent=half, span=span), tiny.unet.unet)


@pytest.mark.parametrize("is_gradual", [False, True])
@pytest.mark.parametrize("name", ["DPM++ 2M", "Heun", "DDPM"])
def test_a_masked_run_goes_on(name: SchedulerName, is_gradual: bool, tiny: Loaded) -> None:
    mask = torch.linspace(0, 1, 16).reshape(1, 1, 4, 4)
    drawn = torch.randn(1, 4, 4, 4, generator=torch.Generator().manual_seed(1))
    latent = Latent(drawn, "sd1", mask=mask, is_gradual=is_gradual)

    require_going_on(partial(paint, tiny, latent=latent, scheduler=recipe(name)), tiny.unet.unet)


def test_an_inpainting_model_goes_on(inpaint: Loaded) -> None:
    values = torch.zeros(1, 32, 32)
    values[:, :16] = 1
    latent = inpaint_latent(inpaint.parts.vae, inpaint.vae, picture(), Mask(values))

    require_going_on(partial(paint, inpaint, latent=latent), inpaint.unet.unet)


def test_a_led_run_goes_on(tiny: Loaded, cache: Path, tmp_path: Path) -> None:
    edges = open_controlnet(write_controlnet(tmp_path / "edges", Sizes()), cache=cache)
    eyes = open_image_encoder(write_image_encoder(tmp_path / "eyes"), cache=cache)
    state = make_ip_adapter(tiny.unet.unet, "plain", 8)
    file = write_ip_adapter(tmp_path / "plain.safetensors", state)
    prompt = PicturePrompt(open_ip_adapter(file, cache=cache), eyes, picture(), end=0.8)
    control = Control((Lead(edges, picture(), 0.7, end=0.6),), (prompt,))
    with ExitStack() as loans:
        latent = empty_latent(tiny.parts.denoiser, 32, 32)
        leaders = lend_leaders(TestContext(), loans, control, tiny.parts.denoiser, latent)

        require_going_on(partial(paint, tiny, leaders=leaders), tiny.unet.unet)


def test_a_patched_model_goes_on_from_its_own_states_alone(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION)
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))
    model = apply_lora(tiny.parts.denoiser, Patch(open_lora(file, cache=cache), 0.5))
    net: Any = model.source.load(CPU, torch.float32)

    require_going_on(partial(paint, tiny, model=model, net=net), net.unet)


def test_a_run_in_tiles_goes_on(tiny: Loaded) -> None:
    latent = empty_latent(tiny.parts.denoiser, 96, 64)
    net = TiledDenoiser(tiny.unet, side=8, overlap=2, step=1, scale=8)

    require_going_on(partial(paint, tiny, net=net, latent=latent), tiny.unet.unet)


def test_a_state_says_how_the_picture_looks_and_what_kind_of_latent_it_is(tiny: Loaded) -> None:
    shelf = Shelf()
    shown: list[Latent] = []

    paint(tiny, steps=shelf, preview=shown.append)

    states = [shelf.read(key) for key in shelf.states]
    assert len(states) == len(shown) == STEPS
    for state, preview in zip(states, shown, strict=True):
        assert torch.equal(state.tensors["clean"], preview.samples)
        assert (state.values["family"], state.values["scale"]) == ("sd1", 8)


def test_nothing_in_a_kept_state_changes_with_the_run(tiny: Loaded) -> None:
    class Holding(Shelf):
        """Hold the very states beside their bytes."""

        def keep(self, key: str, state: Any, **more: Any) -> None:
            super().keep(key, state, **more)
            held[key] = state

    held: dict[str, Any] = {}
    shelf = Holding()

    paint(tiny, scheduler=recipe("UniPC"), steps=shelf)

    for key, state in held.items():
        was = shelf.read(key)
        assert state.tensors.keys() == was.tensors.keys()
        assert all(torch.equal(one, was.tensors[name]) for name, one in state.tensors.items())


def test_going_on_changes_nothing_in_the_state_that_it_goes_on_from(tiny: Loaded) -> None:
    shelf = Shelf()
    paint(tiny, scheduler=recipe("UniPC"), steps=shelf)
    key = [*shelf.states][2]
    state = shelf.read(key)

    class Lending(Shelf):
        """Lend one state itself."""

        def find(self, keys: Any) -> Any:
            return keys.index(key), state

    paint(tiny, scheduler=recipe("UniPC"), steps=Lending())

    was = shelf.read(key).tensors
    assert all(torch.equal(one, was[name]) for name, one in state.tensors.items())


def test_where_all_is_kept_nothing_is_asked_and_the_steps_are_told(tiny: Loaded) -> None:
    shelf = Shelf()
    plain = paint(tiny, steps=shelf)

    with counted(tiny.unet.unet) as calls:
        again = paint(tiny, steps=shelf)

    assert torch.equal(again, plain)
    assert not calls
    assert shelf.passed == [(1, STEPS, STEPS)]


def test_progress_counts_the_calls_that_are_not_run_again(tiny: Loaded) -> None:
    shelf, seen = Shelf(), []
    paint(tiny, steps=shelf)

    def track(calls: Any, /, *, done: int = 0) -> Any:
        seen.append((done, [*calls]))
        return iter(calls)

    paint(tiny, steps=shelf.only(1), track=track)

    assert seen == [(2, [2, 3, 4])]


def test_large_latents_are_kept_once_in_several_calls_and_at_the_end(
    tiny: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    latent, shelf = empty_latent(tiny.parts.denoiser, 32, 32), Shelf()
    # So many bytes that two of the five states fit.
    most = latent.samples.nbytes * 7 * 2
    monkeypatch.setattr("graphstudio.diffusion.resuming._MOST_BYTES", most)

    paint(tiny, latent=latent, steps=shelf)

    assert shelf.told == [(3, STEPS), (5, STEPS)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DPMSolverSDEScheduler", "draws its noise from a source that cannot be saved"),
        ("ForeignScheduler", "Nobody has tried whether ForeignScheduler"),
    ],
)
def test_a_scheduler_that_cannot_be_restored_says_why_and_is_run_whole(
    name: str, words: str, tiny: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf()
    kind = type(name, (diffusers.DDIMScheduler,), {})
    monkeypatch.setattr(diffusers, name, kind, raising=False)
    told: list[str] = []

    paint(tiny, scheduler=Scheduler(name), span=Span(11), steps=shelf, warn=told.append)

    assert len(told) == 1
    assert words in told[0]
    assert not shelf.states


def test_a_short_run_and_one_that_may_keep_nothing_anyway_are_no_matter(
    tiny: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type("ForeignScheduler", (diffusers.DDIMScheduler,), {})
    monkeypatch.setattr(diffusers, "ForeignScheduler", kind, raising=False)
    foreign, told = Scheduler("ForeignScheduler"), list[str]()

    paint(tiny, scheduler=foreign, span=Span(10), steps=Shelf(), warn=told.append)
    paint(tiny, scheduler=foreign, span=Span(11), warn=told.append)
    paint(tiny, span=Span(11), steps=Shelf(), warn=told.append)

    assert told == []


def test_a_model_that_cannot_be_told_from_others_is_run_whole(tiny: Loaded) -> None:
    shelf = Shelf()

    paint(tiny, model=replace(tiny.parts.denoiser, digest=""), steps=shelf)

    assert not shelf.states


def test_a_state_has_a_generator_for_each_picture(tiny: Loaded) -> None:
    shelf = Shelf()
    latent = empty_latent(tiny.parts.denoiser, 32, 32, batch=2)

    paint(tiny, latent=latent, scheduler=recipe("DDIM"), steps=shelf)

    last = shelf.read([*shelf.states][-1]).tensors
    fresh = make_generators(Noise(3), 2)
    for place, generator in enumerate(fresh):
        torch.randn(4, 4, 4, generator=generator)
        assert torch.equal(last[f"generator.{place}"], generator.get_state())
