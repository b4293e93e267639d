"""Which edits run the tail of a picture alone, and which run all of it."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from graphstudio.api import (
    Cancelled,
    Control,
    Curve,
    DualGuidance,
    Guidance,
    Latent,
    Lead,
    Mask,
    Noise,
    PerpendicularGuidance,
    PicturePrompt,
    ProjectedGuidance,
    TestContext,
    WeakenedLayers,
    ZeroStarGuidance,
)
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.control_folders import open_controlnet
from graphstudio.diffusion.image_encoder_folders import open_image_encoder
from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.leading import lend_leaders
from graphstudio.diffusion.parts import combine, during, placed_in, weighted
from graphstudio.diffusion.sampling import Span
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.keeping import Shelf, counted
from tests.diffusion.test_resuming import paint, picture, say
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_adapters import make_ip_adapter, write_image_encoder, write_ip_adapter

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
STEPS = 5
LEFT = Mask(torch.cat([torch.ones(1, 32, 16), torch.zeros(1, 32, 16)], dim=2))


@pytest.fixture(scope="module")
def control(tiny: Loaded, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Control:
    """Give a ControlNet and a picture prompt, both acting in the whole run."""
    folder = tmp_path_factory.mktemp("leading")
    edges = open_controlnet(write_controlnet(folder / "edges", Sizes()), cache=cache)
    eyes = open_image_encoder(write_image_encoder(folder / "eyes"), cache=cache)
    file = folder / "plain.safetensors"
    write_ip_adapter(file, make_ip_adapter(tiny.unet.unet, "plain", 8))
    prompt = PicturePrompt(open_ip_adapter(file, cache=cache), eyes, picture())
    return Control((Lead(edges, picture()),), (prompt,))


def paint_led(tiny: Loaded, control: Control, **more: Any) -> Tensor:
    latent = empty_latent(tiny.parts.denoiser, 32, 32)
    with ExitStack() as loans:
        leaders = lend_leaders(TestContext(), loans, control, tiny.parts.denoiser, latent)
        return paint(tiny, leaders=leaders, **more)


def lead(control: Control, **changes: Any) -> Control:
    """Change how the ControlNet leads."""
    return replace(control, leads=(replace(control.leads[0], **changes),))


def speak(control: Control, **changes: Any) -> Control:
    """Change how the picture speaks."""
    return replace(control, prompts=(replace(control.prompts[0], **changes),))


def points(last: float) -> Guidance:
    return Guidance(curve=Curve("points", points=((0.0, 5.0), (0.6, 4.0), (1.0, last))))


def timed(tiny: Loaded, second: str) -> Any:
    """Say one thing in the first half of the run and another in the second."""
    red = during(say(tiny, "a red cat"), 0.0, 0.5)
    return combine(red, during(say(tiny, second), 0.5, 1.0))


TAILS = {
    "guidance ends": (
        lambda tiny: {"guidance": Guidance(5.0)},
        lambda tiny: {"guidance": Guidance(5.0, end=0.6)},
        3,
    ),
    "the tail of a curve": (
        lambda tiny: {"guidance": points(4.0)},
        lambda tiny: {"guidance": points(9.0)},
        4,
    ),
    "a negative that acts later": (
        lambda tiny: {"guidance": Guidance(5.0, start=0.4)},
        lambda tiny: {"guidance": Guidance(5.0, start=0.4), "negative": say(tiny, "dog")},
        2,
    ),
    "another kind of guidance that acts later": (
        lambda tiny: {"guidance": Guidance(5.0, start=0.4)},
        lambda tiny: {"guidance": ProjectedGuidance(5.0, start=0.4)},
        2,
    ),
    "a weaker answer that acts later": (
        lambda tiny: {"guidance": Guidance(5.0)},
        lambda tiny: {"guidance": Guidance(5.0, away_from=(WeakenedLayers(2.0, start=0.4),))},
        2,
    ),
    "more calls without a prediction": (
        lambda tiny: {"guidance": ZeroStarGuidance(5.0, zero_calls=1)},
        lambda tiny: {"guidance": ZeroStarGuidance(5.0, zero_calls=2)},
        1,
    ),
    "a word that changes": (
        lambda tiny: {"positive": say(tiny, "a [red:green:0.4] cat")},
        lambda tiny: {"positive": say(tiny, "a [red:blue:0.4] cat")},
        2,
    ),
    "a word that changes after a step": (
        lambda tiny: {"positive": say(tiny, "a [red:green:3] cat")},
        lambda tiny: {"positive": say(tiny, "a [red:green:4] cat")},
        3,
    ),
    "a prompt in the second half": (
        lambda tiny: {"positive": timed(tiny, "a dog")},
        lambda tiny: {"positive": timed(tiny, "a circle")},
        3,
    ),
    "going on for more steps": (
        lambda tiny: {"span": Span(STEPS, end=0.6)},
        lambda tiny: {"span": Span(STEPS)},
        3,
    ),
    "stopping earlier": (
        lambda tiny: {"span": Span(STEPS)},
        lambda tiny: {"span": Span(STEPS, end=0.4)},
        2,
    ),
}


@pytest.mark.parametrize(("before", "after", "same"), TAILS.values(), ids=TAILS.keys())
def test_an_edit_that_acts_late_runs_the_tail_alone(
    before: Any, after: Any, same: int, tiny: Loaded
) -> None:
    shelf, edited = Shelf(), after(tiny)
    paint(tiny, **before(tiny), steps=shelf)
    with counted(tiny.unet.unet) as whole:
        plain = paint(tiny, **edited)

    with counted(tiny.unet.unet) as tail:
        found = paint(tiny, **edited, steps=shelf)

    assert shelf.resumed[-1] == same
    assert torch.equal(found, plain)
    assert len(tail) < len(whole)


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        pytest.param(lead, 1.0, 0.6, id="a ControlNet ends earlier"),
        pytest.param(lead, 0.6, 1.0, id="a ControlNet ends later"),
        pytest.param(speak, 1.0, 0.6, id="an IP-Adapter ends earlier"),
        pytest.param(speak, 0.6, 1.0, id="an IP-Adapter ends later"),
    ],
)
def test_what_leads_runs_the_tail_alone_when_its_end_moves(
    change: Any, before: float, after: float, tiny: Loaded, control: Control
) -> None:
    shelf = Shelf()
    paint_led(tiny, change(control, end=before), steps=shelf)
    plain = paint_led(tiny, change(control, end=after))

    with counted(tiny.unet.unet) as calls:
        found = paint_led(tiny, change(control, end=after), steps=shelf)

    assert torch.equal(found, plain)
    assert len(calls) == 2


def test_a_control_that_never_leads_changes_nothing(tiny: Loaded, control: Control) -> None:
    shelf = Shelf()
    paint(tiny, steps=shelf)
    none = speak(lead(control, strength=0.0), strength=0.0)

    with counted(tiny.unet.unet) as calls:
        paint_led(tiny, none, steps=shelf)

    assert not calls


def test_handing_over_earlier_runs_the_second_sampler_alone(tiny: Loaded) -> None:
    def both(at: float, **more: Any) -> Tensor:
        half = Latent(paint(tiny, span=Span(STEPS, end=at), **more), "sd1")
        span = Span(STEPS, start=at, adds_noise=False)
        return paint(tiny, span=span, latent=half, positive=say(tiny, "blue"), **more)

    shelf = Shelf()
    both(0.8, steps=shelf)
    plain = both(0.4)

    with counted(tiny.unet.unet) as calls:
        found = both(0.4, steps=shelf)

    assert torch.equal(found, plain)
    assert len(calls) == 3


def test_a_run_that_was_stopped_goes_on_where_it_was(tiny: Loaded) -> None:
    def stop_after_two(calls: Any, /, *, done: int = 0) -> Any:
        yield from [*calls][: 2 - done]
        raise Cancelled

    shelf = Shelf()
    with pytest.raises(Cancelled):
        paint(tiny, steps=shelf, track=stop_after_two)

    with counted(tiny.unet.unet) as calls:
        found = paint(tiny, steps=shelf)

    assert torch.equal(found, paint(tiny))
    assert len(calls) == STEPS - 2


def drawn(seed: int = 1) -> Tensor:
    return torch.randn(1, 4, 4, 4, generator=torch.Generator().manual_seed(seed))


PAINTED = {"latent": Latent(drawn(), "sd1"), "span": Span(STEPS, 0.8)}
MASKED = {"latent": Latent(drawn(), "sd1", mask=torch.full((1, 1, 4, 4), 0.5))}

WEAKER = WeakenedLayers(2.0)


def _plain(tiny: Loaded) -> dict[str, Any]:
    del tiny
    return {}


EARLY: dict[str, tuple[Any, Any]] = {
    "prompt": (_plain, lambda tiny: {"positive": say(tiny, "a green cat")}),
    "negative": (_plain, lambda tiny: {"negative": say(tiny, "dog")}),
    "scale": (_plain, lambda tiny: {"guidance": Guidance(5.5)}),
    "rescale": (_plain, lambda tiny: {"guidance": Guidance(5.0, 0.3)}),
    "start of guidance": (_plain, lambda tiny: {"guidance": Guidance(5.0, start=0.1)}),
    "kind of guidance": (_plain, lambda tiny: {"guidance": ProjectedGuidance(5.0)}),
    "weaker answer": (_plain, lambda tiny: {"guidance": Guidance(5.0, away_from=(WEAKER,))}),
    "neutral prompt": (
        lambda tiny: {"guidance": PerpendicularGuidance(5.0, neutral=say(tiny, ""))},
        lambda tiny: {"guidance": PerpendicularGuidance(5.0, neutral=say(tiny, "on"))},
    ),
    "second prompt": (
        lambda tiny: {"guidance": DualGuidance(5.0, second=say(tiny, "dog"))},
        lambda tiny: {"guidance": DualGuidance(5.0, second=say(tiny, "cat"))},
    ),
    "scale of the second prompt": (
        lambda tiny: {"guidance": DualGuidance(5.0, second=say(tiny, "dog"))},
        lambda tiny: {"guidance": DualGuidance(5.0, second=say(tiny, "dog"), second_scale=2.0)},
    ),
    "weight of a part": (
        lambda tiny: {"positive": combine(say(tiny, "cat"), say(tiny, "dog"))},
        lambda tiny: {"positive": combine(say(tiny, "cat"), weighted(say(tiny, "dog"), 0.5))},
    ),
    "place of a part": (
        lambda tiny: {"positive": combine(say(tiny, "cat"), say(tiny, "dog"))},
        lambda tiny: {"positive": combine(say(tiny, "cat"), placed_in(say(tiny, "dog"), LEFT))},
    ),
    "seed": (_plain, lambda tiny: {"noise": Noise(4)}),
    "variation": (_plain, lambda tiny: {"noise": Noise(3, ((9, 0.1),))}),
    "scheduler": (_plain, lambda tiny: {"scheduler": recipe("DDIM")}),
    "scheduler's option": (_plain, lambda tiny: {"scheduler": recipe("DPM++ 2M SDE", order=1)}),
    "option of each step": (
        lambda tiny: {"scheduler": recipe("DDIM")},
        lambda tiny: {"scheduler": recipe("DDIM", eta=0.5)},
    ),
    "levels": (_plain, lambda tiny: {"scheduler": recipe("DPM++ 2M SDE", sigmas="karras")}),
    "steps": (_plain, lambda tiny: {"span": Span(STEPS + 1)}),
    "size": (_plain, lambda tiny: {"latent": empty_latent(tiny.parts.denoiser, 48, 32)}),
    "batch": (_plain, lambda tiny: {"latent": empty_latent(tiny.parts.denoiser, 32, 32, 2)}),
    "picture": (
        lambda tiny: PAINTED,
        lambda tiny: {**PAINTED, "latent": Latent(drawn(2), "sd1")},
    ),
    "strength": (lambda tiny: PAINTED, lambda tiny: {**PAINTED, "span": Span(STEPS, 0.6)}),
    "noise added or not": (
        lambda tiny: {**PAINTED, "span": Span(STEPS, start=0.2)},
        lambda tiny: {**PAINTED, "span": Span(STEPS, start=0.2, adds_noise=False)},
    ),
    "mask": (
        lambda tiny: MASKED,
        lambda tiny: {"latent": replace(MASKED["latent"], mask=torch.full((1, 1, 4, 4), 0.4))},
    ),
    "what grey means": (
        lambda tiny: MASKED,
        lambda tiny: {"latent": replace(MASKED["latent"], is_gradual=True)},
    ),
    "model": (_plain, lambda tiny: {"model": replace(tiny.parts.denoiser, digest="another")}),
    "precision": (_plain, lambda tiny: {"precision": torch.bfloat16}),
}


@pytest.mark.parametrize(("before", "after"), EARLY.values(), ids=EARLY.keys())
def test_an_edit_that_acts_from_the_beginning_runs_all(
    before: Any, after: Any, tiny: Loaded
) -> None:
    shelf, edited = Shelf(), after(tiny)
    paint(tiny, **before(tiny), steps=shelf)

    found = paint(tiny, **edited, steps=shelf)

    assert shelf.resumed == [0, 0]
    assert torch.equal(found, paint(tiny, **edited))


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        pytest.param(lead, {"image": picture(seed=6)}, id="picture that is followed"),
        pytest.param(lead, {"strength": 0.5}, id="strength"),
        pytest.param(lead, {"is_guess": True}, id="guessing"),
        pytest.param(lead, {"start": 0.2}, id="start"),
        pytest.param(speak, {"image": picture(seed=6)}, id="picture that speaks"),
        pytest.param(speak, {"strength": 0.5}, id="strength of a picture"),
        pytest.param(speak, {"mask": LEFT}, id="where it speaks"),
        pytest.param(speak, {"start": 0.2}, id="when it begins to speak"),
    ],
)
def test_what_leads_from_the_beginning_runs_all_when_it_changes(
    change: Any, changes: dict[str, Any], tiny: Loaded, control: Control
) -> None:
    shelf, edited = Shelf(), change(control, **changes)
    paint_led(tiny, control, steps=shelf)

    found = paint_led(tiny, edited, steps=shelf)

    assert shelf.resumed == [0, 0]
    assert torch.equal(found, paint_led(tiny, edited))


def test_another_number_of_threads_runs_all(tiny: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    paint(tiny, steps=shelf)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 7)

    paint(tiny, steps=shelf)

    assert shelf.resumed == [0, 0]


def test_what_is_for_people_alone_runs_nothing(tiny: Loaded) -> None:
    shelf = Shelf()
    paint(tiny, steps=shelf)
    said = replace(say(tiny, "a red cat"), text="something else")

    paint(tiny, positive=said, model=replace(tiny.parts.denoiser, name="other"), steps=shelf)

    assert shelf.resumed == [0, STEPS]


def test_what_never_acted_is_looked_at_even_where_all_is_kept(tiny: Loaded) -> None:
    """A wrong wire is refused with states and without."""
    shelf, span = Shelf(), Span(STEPS, end=0.4)
    paint(tiny, span=span, guidance=Guidance(5.0, end=0.5), steps=shelf)
    wrong = WeakenedLayers(2.0, layers=("no such layer",), start=0.6)
    guidance = Guidance(5.0, end=0.5, away_from=(wrong,))

    with pytest.raises(BadValue, match="no such layer"):
        paint(tiny, span=span, guidance=guidance, steps=shelf)
