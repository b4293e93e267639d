"""Strengths of what leads, as curves over the run."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from torch import Tensor

from graphstudio.api import (
    Conditioning,
    Control,
    ControlNet,
    Curve,
    Guidance,
    Image,
    Lead,
    Model,
    Noise,
    PicturePrompt,
    Residuals,
    TestContext,
)
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.control_folders import open_leading
from graphstudio.diffusion.controlnets import Leader, make_leaders
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.image_encoder_folders import open_image_encoder
from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.leading import lend_leaders
from graphstudio.diffusion.picture_prompts import PromptLeader
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.diffusion.turns import leads_at
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import lend
from tests.diffusion.oracle_controlnets import canvas
from tests.diffusion.oracle_controlnets import guide_picture as flow_picture
from tests.diffusion.oracle_controlnets import opened as opened_flow
from tests.diffusion.oracle_controlnets import sample as sample_flow
from tests.diffusion.test_flow_parity import load as load_flow
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_adapters import (
    make_ip_adapter,
    write_image_encoder,
    write_ip_adapter,
    write_t2i_adapter,
)
from tests.diffusion.tiny_flow import write_controlnet_sd3, write_sd3

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
CPU = torch.device("cpu")
UNTIL = Curve("points", points=((0.0, 1.0), (0.6, 1.0), (0.6, 0.0)))
FROM = Curve("points", points=((0.0, 0.0), (0.6, 0.0), (0.6, 1.0)))
FALLING = Curve("points", points=((0.0, 1.0), (1.0, 0.2)))
ONE = Curve("points", points=((0.0, 1.0),))

Make = Callable[..., Control]


class Counting:
    """A network that leads and counts how often it is asked, and how strongly."""

    def __init__(self, net: ControlNet) -> None:
        self.net = net
        self.strengths: list[float] = []

    @property
    def device(self) -> torch.device:
        """Be where the network is."""
        return self.net.device

    def ask(
        self, sample: Tensor, timestep: Tensor, conditioning: Conditioning, hint: Tensor, **how: Any
    ) -> Residuals:
        """Ask the network."""
        self.strengths.append(how["strength"])
        return self.net.ask(sample, timestep, conditioning, hint, **how)


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Model[ControlNet]:
    folder = write_controlnet(tmp_path_factory.mktemp("nets") / "edges", Sizes())
    return open_leading(folder, cache=cache)


@pytest.fixture(scope="module")
def sketch(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Model[ControlNet]:
    folder = write_t2i_adapter(tmp_path_factory.mktemp("adapters") / "sketch")
    return open_leading(folder, cache=cache)


@pytest.fixture(scope="module")
def makers(
    tiny: Loaded,
    edges: Model[ControlNet],
    sketch: Model[ControlNet],
    tmp_path_factory: pytest.TempPathFactory,
    cache: Path,
) -> dict[str, Make]:
    """Make what leads, of each kind."""
    folder, image = tmp_path_factory.mktemp("speaking"), picture()
    state = make_ip_adapter(tiny.unet.unet, "plain", 8)
    adapter = open_ip_adapter(write_ip_adapter(folder / "a.safetensors", state), cache=cache)
    eyes = open_image_encoder(write_image_encoder(folder / "eyes"), cache=cache)
    return {
        "controlnet": lambda **how: Control((Lead(edges, image, **how),)),
        "t2i": lambda **how: Control((Lead(sketch, image, **how),)),
        "ip": lambda **how: Control(prompts=(PicturePrompt(adapter, eyes, image, **how),)),
    }


def picture() -> Image:
    generator = torch.Generator().manual_seed(1)
    return Image(torch.rand(1, 32, 48, 3, generator=generator).round())


def paint(tiny: Loaded, leaders: Sequence[Leader | PromptLeader], steps: int, scale: float) -> Any:
    texts = tiny.parts.text_encoder
    return sample(
        tiny.parts.denoiser,
        tiny.unet,
        empty_latent(tiny.parts.denoiser, 48, 32),
        encode_prompt(texts, tiny.clip, "a red cat"),
        encode_prompt(texts, tiny.clip, "a dog"),
        scheduler=recipe("DDIM"),
        guidance=Guidance(scale),
        noise=Noise(4),
        span=Span(steps),
        leaders=leaders,
    ).samples


def led(tiny: Loaded, control: Control, steps: int = 7, scale: float = 4.0) -> Tensor:
    """Paint with what leads, loaded for it alone."""
    latent = empty_latent(tiny.parts.denoiser, 48, 32)
    with ExitStack() as loans:
        leaders = lend_leaders(TestContext(), loans, control, tiny.parts.denoiser, latent)
        return cast("Tensor", paint(tiny, leaders, steps, scale))


@pytest.mark.parametrize("kind", ["controlnet", "t2i", "ip"])
@pytest.mark.parametrize("steps", [5, 7])
def test_a_curve_that_drops_to_nought_is_an_end_and_one_that_rises_from_it_a_start(
    kind: str, steps: int, tiny: Loaded, makers: dict[str, Make]
) -> None:
    make = makers[kind]

    ended, ending = (led(tiny, make(**how), steps) for how in ({"curve": UNTIL}, {"end": 0.6}))
    begun, beginning = (led(tiny, make(**how), steps) for how in ({"curve": FROM}, {"start": 0.6}))

    assert torch.equal(ended, ending)
    assert torch.equal(begun, beginning)
    assert not torch.equal(ended, begun)


@pytest.mark.parametrize("kind", ["controlnet", "t2i", "ip"])
def test_a_curve_of_one_value_is_that_strength_and_a_falling_one_is_not(
    kind: str, tiny: Loaded, makers: dict[str, Make]
) -> None:
    make = makers[kind]

    plain, curved, falling = (
        led(tiny, make(strength=strength, curve=curve), 5)
        for strength, curve in ((1.0, Curve()), (0.3, ONE), (1.0, FALLING))
    )

    assert torch.equal(curved, plain)
    assert not torch.equal(falling, plain)


@pytest.mark.parametrize("count", [4, 5, 7, 10, 20, 30, 33])
@pytest.mark.parametrize("place", [0.25, 1 / 3, 0.5, 0.6, 0.7])
def test_a_jump_leads_in_the_calls_in_which_an_end_or_a_start_there_leads(
    count: int, place: float, edges: Model[ControlNet]
) -> None:
    down = Curve("points", points=((0.0, 1.0), (place, 1.0), (place, 0.0)))
    up = Curve("points", points=((0.0, 0.0), (place, 0.0), (place, 1.0)))
    pairs = (
        (Lead(edges, picture(), curve=down), Lead(edges, picture(), end=place)),
        (Lead(edges, picture(), curve=up), Lead(edges, picture(), start=place)),
    )

    for curved, bounded in pairs:
        found, wanted = (
            [leads_at(one, call, count) for call in range(count)] for one in (curved, bounded)
        )

        assert found == wanted


def test_the_network_is_asked_with_the_strength_of_the_call_and_not_where_it_is_nought(
    tiny: Loaded, edges: Model[ControlNet]
) -> None:
    counting = Counting(edges.source.load(CPU, torch.float32))
    curve = Curve("points", points=((0.0, 0.8), (0.4, 0.0), (0.6, 0.0), (0.8, 0.5)))
    control = Control((Lead(edges, picture(), curve=curve),))
    latent = empty_latent(tiny.parts.denoiser, 48, 32)
    hints = make_hints(control, tiny.parts.denoiser, latent, lend(tiny.vae))

    paint(tiny, make_leaders(control, [counting], hints), 10, 1.0)

    # Calls 4 to 6 rest: in call 6 the curve comes from 0.
    assert [round(one, 6) for one in counting.strengths] == [0.8, 0.6, 0.4, 0.2, 0.25, 0.5, 0.5]


def test_a_steady_network_is_asked_once_however_its_strength_changes(
    tiny: Loaded, sketch: Model[ControlNet], monkeypatch: pytest.MonkeyPatch
) -> None:
    net: Any = sketch.source.load(CPU, torch.float32)
    asked: list[float] = []
    whole = type(net).ask

    def note(self: Any, *args: Any, **how: Any) -> Residuals:
        asked.append(how["strength"])
        return cast("Residuals", whole(self, *args, **how))

    monkeypatch.setattr(type(net), "ask", note)
    control = Control((Lead(sketch, picture(), curve=FALLING),))
    latent = empty_latent(tiny.parts.denoiser, 48, 32)
    hints = make_hints(control, tiny.parts.denoiser, latent, lend(tiny.vae))

    found = paint(tiny, make_leaders(control, [net], hints), 5, 1.0)

    assert asked == [1.0]
    assert not torch.equal(found, led(tiny, Control((Lead(sketch, picture()),)), 5, 1.0))


def test_the_controlnet_of_a_flow_model_follows_a_curve_too(
    tmp_path_factory: pytest.TempPathFactory, cache: Path
) -> None:
    folder = tmp_path_factory.mktemp("flow")
    whole = load_flow(write_sd3(folder / "sd3"), cache)
    net = opened_flow(write_controlnet_sd3(folder / "depth"), cache)

    found, wanted, plain = (
        sample_flow(whole, canvas(whole), [net.lead(flow_picture(), whole, **how)], [net.net])
        for how in ({"curve": UNTIL}, {"end": 0.6}, {})
    )

    assert torch.equal(found, wanted)
    assert not torch.equal(found, plain)
