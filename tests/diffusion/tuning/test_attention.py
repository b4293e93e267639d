"""Who computes attention, in one network and in no other."""

from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Tuning
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.tuning.applying import tuned_view
from graphstudio.diffusion.tuning.attention import _DispatchedAttention, choose, set_attention
from graphstudio.diffusion.tuning.installed import available
from graphstudio.diffusion.views import share
from graphstudio.errors import BadValue
from tests.diffusion import test_flow_parity
from tests.diffusion.conftest import Loaded
from tests.diffusion.test_flow_parity import Whole
from tests.diffusion.tiny_flow import write_flux, write_sd3
from tests.diffusion.tuning.conftest import CPU, Paint

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")


@pytest.fixture(scope="module", params=["sd3", "flux"])
def flow(request: Any, tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    write: Any = {"sd3": write_sd3, "flux": write_flux}[request.param]
    return test_flow_parity.load(write(tmp_path_factory.mktemp("flow") / "one"), cache)


@pytest.mark.parametrize("who", ["auto", "sdpa"])
def test_torchs_own_attention_is_what_networks_have_anyway(who: str, paint: Paint) -> None:
    assert torch.equal(paint(tuning={"attention": who}), paint())


@pytest.mark.parametrize("who", ["math", "sliced"])
def test_a_unet_says_the_same_whoever_computes_its_attention(who: str, paint: Paint) -> None:
    assert torch.allclose(paint(tuning={"attention": who}), paint(), atol=1e-3)


def test_a_transformer_takes_a_kernel_and_the_next_one_does_not(flow: Whole) -> None:
    latent = empty_latent(flow.parts.denoiser, 32, 32)
    plain = flow.sample(latent)
    view = tuned_view(flow.net, Tuning(attention="math"))
    other = Whole(flow.parts, view, flow.vae, flow.texts)

    assert torch.allclose(other.sample(latent), plain, atol=1e-3)
    assert torch.equal(flow.sample(latent), plain)


def test_a_kernel_that_diffusers_knows_gives_a_unet_what_torch_does(tiny: Loaded) -> None:
    from diffusers.models.attention_dispatch import AttentionBackendName

    unet, sample = share(tiny.unet.unet), torch.randn(2, 4, 8, 8)
    for one in unet.modules():
        if getattr(one, "processor", None) is not None:
            one.processor = _DispatchedAttention(AttentionBackendName.NATIVE)
    said = torch.randn(2, 77, 32)

    with torch.no_grad():
        found, plain = (net(sample, 5, said)[0] for net in (unet, tiny.unet.unet))

    assert torch.allclose(found, plain, atol=1e-6)


@pytest.mark.parametrize("who", ["flash", "xformers", "sage"])
def test_what_is_for_a_graphics_card_is_refused_elsewhere(who: str, tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="NVIDIA"):
        set_attention(tiny.unet.unet, who, CPU, torch.float32)


def test_what_counts_in_halves_is_refused_for_more(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="float16"):
        set_attention(tiny.unet.unet, "sage", torch.device("cuda"), torch.float32)


def test_slices_are_for_unets(flow: Whole) -> None:
    with pytest.raises(BadValue, match="does not fit"):
        tuned_view(flow.net, Tuning(attention="sliced"))


@pytest.mark.parametrize(
    ("device", "exact", "version", "chosen"),
    [
        ("cpu", torch.float32, "2.8", "sdpa"),
        ("cuda", torch.float16, "2.8", "flash"),
        ("cuda", torch.float32, "2.8", "sdpa"),
        ("cuda", torch.float16, "", "sdpa"),
    ],
)
def test_auto_goes_by_device_and_by_what_is_installed(
    device: str, exact: torch.dtype, version: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphstudio.diffusion.tuning.attention.version_of", lambda one: version)

    assert choose("auto", torch.device(device), exact) == chosen


def test_what_is_there_is_listed() -> None:
    found = available()

    assert list(found) == ["auto", "sdpa", "math", "flash", "xformers", "sage", "sliced"]
    assert all(found[one] for one in ("auto", "sdpa", "math", "sliced"))
