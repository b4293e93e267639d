"""Denoisers that change in the middle of a run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import torch
from torch import Tensor

from graphstudio.api import (
    Conditioning,
    Curve,
    Denoiser,
    Guidance,
    Model,
    Noise,
    WeakenedLayers,
    WeakerModel,
    content_hash,
)
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.changing import (
    LEVELS,
    Changing,
    acting_model,
    is_changing,
    lend_denoiser,
    steps_of,
    variants_of,
)
from graphstudio.diffusion.fitting import require_fit
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.lora.loading import LoraWeights
from graphstudio.diffusion.lora.patching import LoraView, Patch, apply_lora, apply_over_time
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.diffusion.tile_views import TileView, tile_denoiser
from graphstudio.engine.devices import Devices
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.lora import making

STEPS = 10
JUMP = Curve("points", points=((0.0, 1.5), (0.6, 1.5), (0.6, 0.4)))
OFF = Curve("points", points=((0.0, 1.5), (0.6, 1.5), (0.6, 0.0)))
SLOPE = Curve("points", points=((0.0, 0.0), (1.0, 1.0)))

Paint = Callable[..., Tensor]


@pytest.fixture
def fox(tiny: Loaded, cache: Path, tmp_path: Path) -> Model[LoraWeights]:
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION)
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))
    return open_lora(file, cache=cache)


@pytest.fixture
def base(tiny: Loaded) -> Model[Denoiser]:
    return tiny.parts.denoiser


@pytest.fixture
def say(tiny: Loaded) -> Callable[[str], Conditioning]:
    return lambda text: encode_prompt(tiny.parts.text_encoder, tiny.clip, text)


class Lending:
    """Lend networks as the engine does, and note who is lent when."""

    def __init__(self) -> None:
        self.devices = Devices("cpu", 2**30)
        self.lent: list[str] = []
        self.most = 0
        self._out = 0

    @contextmanager
    def __call__(self, model: Model[Denoiser]) -> Iterator[Denoiser]:
        """Lend one."""
        self.lent.append(model.name)
        self._out += 1
        self.most = max(self.most, self._out)
        with self.devices.lease(model) as net:
            yield net
        self._out -= 1


@pytest.fixture
def lending() -> Lending:
    return Lending()


@pytest.fixture
def paint(lending: Lending, say: Callable[[str], Conditioning]) -> Paint:
    """Sample with DDIM, in as many samplers as there are models and spans."""

    def run(
        *turns: tuple[Model[Denoiser], Span], guidance: Guidance | None = None, side: int = 32
    ) -> Tensor:
        latent = empty_latent(turns[0][0], side, side)
        for model, span in turns:
            with ExitStack() as loans:
                latent = sample(
                    model,
                    lend_denoiser(lending, loans, model, start=span.start),
                    latent,
                    say("a red cat"),
                    say("a dog"),
                    scheduler=recipe("DDIM"),
                    guidance=guidance or Guidance(4.0),
                    noise=Noise(3),
                    span=span,
                )
        return latent.samples

    return run


def halves(at: float) -> tuple[Span, Span]:
    return Span(STEPS, end=at), Span(STEPS, start=at, adds_noise=False)


@pytest.mark.parametrize(
    ("curve", "steps"),
    [
        pytest.param(Curve(), ((0.0, 0.7),), id="constant"),
        pytest.param(JUMP, ((0.0, 1.5), (0.6, 0.4)), id="jump"),
        pytest.param(Curve("points", points=((0.4, -1.3),)), ((0.0, -1.3),), id="one point"),
        pytest.param(
            Curve("points", points=((0.2, 0.33), (0.5, 0.33), (0.5, 0.0), (1.0, 0.0))),
            ((0.0, 0.33), (0.5, 0.0)),
            id="flat beside the levels",
        ),
        pytest.param(
            Curve("points", points=((0.0, 0.2), (0.3, 0.2), (0.3, 0.2), (1.0, 0.2))),
            ((0.0, 0.2),),
            id="a jump to where it was",
        ),
    ],
)
def test_flat_parts_and_jumps_stay_as_they_are(
    curve: Curve, steps: tuple[tuple[float, float], ...]
) -> None:
    assert steps_of(curve, 0.7) == steps


def test_a_slope_has_so_many_levels_and_is_exact_at_so_many_steps() -> None:
    steps = steps_of(SLOPE, 1.0)

    at_call = [[value for place, value in steps if place <= call / 20][-1] for call in range(20)]
    assert len({value for _, value in steps}) == LEVELS + 1
    assert at_call == pytest.approx([call / 20 for call in range(20)])
    assert [place for place, _ in steps] == sorted(place for place, _ in steps)


def test_a_slope_is_never_further_from_its_stairs_than_half_a_level() -> None:
    curve = Curve("points", points=((0.0, 1.0), (0.3, -0.4), (0.7, 0.9), (1.0, 0.25)))
    steps = steps_of(curve, 1.0)

    for number in range(1000):
        place = number / 1000
        found = [value for start, value in steps if start <= place][-1]
        assert abs(found - curve.at(place, 1.0)) <= 1.4 / LEVELS / 2 + 1e-6


def test_going_up_and_down_uses_the_same_levels() -> None:
    peak = steps_of(Curve("points", points=((0.0, 0.0), (0.5, 1.0), (1.0, 0.0))), 1.0)

    assert len({value for _, value in peak}) == LEVELS + 1


@pytest.mark.parametrize("shape", ["linear", "cosine"])
def test_the_other_shapes_are_stairs_too(shape: str) -> None:
    steps = steps_of(Curve(shape, last=0.0), 1.0)  # type: ignore[arg-type]  # one of its shapes

    assert steps[0] == (0.0, 1.0)
    assert steps[-1][1] == 0.0
    assert len(steps) == LEVELS + 1


def test_a_curve_that_changes_nothing_is_the_plain_lora(
    base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    flat = Curve("points", points=((0.0, 0.5), (1.0, 0.5)))

    found = apply_over_time(base, Patch(fox, 2.0), flat)

    assert found == apply_lora(base, Patch(fox, 0.5))
    assert isinstance(found.source, LoraView)


@pytest.mark.parametrize("curve", [JUMP, OFF], ids=["weaker", "off"])
@pytest.mark.parametrize("at", [0.6, 0.2 * 3])
def test_a_lora_that_jumps_equals_two_samplers(
    curve: Curve, at: float, base: Model[Denoiser], fox: Model[LoraWeights], paint: Paint
) -> None:
    first, rest = halves(at)
    late = curve.points[-1][1]

    found = paint((apply_over_time(base, Patch(fox, 1.0), curve), Span(STEPS)))
    wanted = paint(
        (apply_lora(base, Patch(fox, 1.5)), first), (apply_lora(base, Patch(fox, late)), rest)
    )

    assert torch.equal(found, wanted)
    assert not torch.equal(found, paint((apply_lora(base, Patch(fox, 1.5)), Span(STEPS))))


def test_what_is_switched_off_is_switched_off_in_the_one_that_acts(
    base: Model[Denoiser], fox: Model[LoraWeights], paint: Paint
) -> None:
    first, rest = halves(0.6)
    guidance = Guidance(3.0, away_from=(WeakenedLayers(2.0),))

    found = paint((apply_over_time(base, Patch(fox, 1.0), JUMP), Span(STEPS)), guidance=guidance)
    wanted = paint(
        (apply_lora(base, Patch(fox, 1.5)), first),
        (apply_lora(base, Patch(fox, 0.4)), rest),
        guidance=guidance,
    )

    assert torch.equal(found, wanted)


def test_one_network_at_a_time_is_lent_and_only_those_that_act(
    base: Model[Denoiser], fox: Model[LoraWeights], paint: Paint, lending: Lending
) -> None:
    model = apply_over_time(base, Patch(fox, 1.0), OFF)

    paint((model, Span(STEPS, end=0.3)))
    assert lending.lent == ["tiny + fox"]
    paint((model, Span(STEPS)))

    assert lending.lent[1:] == ["tiny + fox", "tiny"]
    assert lending.most == 1
    assert [one.leases for one in lending.devices.loaded] == [0] * len(lending.devices.loaded)


def test_in_tiles_each_of_them_is_tiled(
    base: Model[Denoiser], fox: Model[LoraWeights], paint: Paint
) -> None:
    first, rest = halves(0.6)
    tiled = tile_denoiser(apply_over_time(base, Patch(fox, 1.0), JUMP), 64)
    patched = apply_over_time(tile_denoiser(base, 64), Patch(fox, 1.0), JUMP)

    found = paint((tiled, Span(STEPS)), side=96)
    wanted = paint(
        (tile_denoiser(apply_lora(base, Patch(fox, 1.5)), 64), first),
        (tile_denoiser(apply_lora(base, Patch(fox, 0.4)), 64), rest),
        side=96,
    )

    assert all(isinstance(one.source, TileView) for _, one in variants_of(tiled))
    assert patched == tiled
    assert torch.equal(found, wanted)


def test_a_second_lora_goes_on_every_one_and_two_curves_meet(
    base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    changing = apply_over_time(base, Patch(fox, 1.0), OFF)
    early = Curve("points", points=((0.0, 0.3), (0.2, 0.3), (0.2, 0.5)))

    more = apply_lora(changing, Patch(fox, 0.1))
    both = apply_over_time(changing, Patch(fox, 1.0), early)

    assert [strengths(one) for _, one in variants_of(more)] == [[1.5, 0.1], [0.1]]
    assert [(start, strengths(one)) for start, one in variants_of(both)] == [
        (0.0, [1.5, 0.3]),
        (0.2, [1.5, 0.5]),
        (0.6, [0.5]),
    ]


def strengths(model: Model[Denoiser]) -> list[float]:
    assert isinstance(model.source, LoraView)
    return [one.strength for one in model.source.patches]


def test_what_a_call_depends_on_is_the_model_that_acts_there_and_no_later_one(
    base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    one, other = (apply_over_time(base, Patch(fox, 1.0), curve) for curve in (JUMP, OFF))

    digests = [
        [acting_model(model, call, STEPS).digest for call in range(STEPS)] for model in (one, other)
    ]

    assert [a == b for a, b in zip(*digests, strict=True)] == [True] * 6 + [False] * 4
    assert content_hash(one) != content_hash(other)
    assert len({one.digest, other.digest, base.digest, *digests[0]}) == 5
    assert acting_model(base, 3, STEPS) is base


def test_a_changing_model_keeps_its_facts_and_says_what_it_needs_with_its_base(
    base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    model = apply_over_time(base, Patch(fox, 1.0), JUMP)

    assert is_changing(model)
    assert (model.kind, model.family, model.facts) == (base.kind, base.family, base.facts)
    assert model.name == "tiny + fox"
    assert model.size_bytes == base.size_bytes + apply_lora(base, Patch(fox, 1.0)).size_bytes


def test_nobody_but_a_sampler_can_load_it(
    base: Model[Denoiser], fox: Model[LoraWeights], lending: Lending
) -> None:
    model = apply_over_time(base, Patch(fox, 1.0), JUMP)

    assert isinstance(model.source, Changing)
    with pytest.raises(BadValue, match=r"only the denoiser of Sample.*Clear curve"), lending(model):
        pytest.fail("it was lent")


def test_as_a_worse_model_it_is_refused_before_the_first_step(
    base: Model[Denoiser], fox: Model[LoraWeights], say: Callable[[str], Conditioning]
) -> None:
    model = apply_over_time(base, Patch(fox, 1.0), JUMP)
    guidance = Guidance(1.0, away_from=(WeakerModel(1.0, model),))

    with pytest.raises(BadValue, match=r"worse model tiny . fox changes in the middle"):
        require_fit(base, empty_latent(base, 32, 32), say("a"), None, guidance)
