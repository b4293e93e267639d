"""Networks that work in pieces: the same picture nearly, and afterwards exactly as they were."""

import torch
from torch import Tensor

from graphstudio.api import Conditioning
from graphstudio.diffusion.autoencoders import SPARING_TILE_PX
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.engine.thrift import Thrifty
from tests.diffusion.conftest import Loaded


def predicted(net: UNetDenoiser) -> Tensor:
    draw = torch.Generator().manual_seed(1)
    sample = torch.randn(2, 4, 8, 8, generator=draw)
    width = net.unet.config.cross_attention_dim
    said = Conditioning(torch.randn(2, 77, width, generator=draw), "sd1")
    return net.predict(sample, torch.tensor(500), said)


def test_attention_in_slices_predicts_the_same_and_is_undone(tiny: Loaded) -> None:
    net = tiny.unet
    assert isinstance(net, Thrifty)
    before, processors = predicted(net), dict(net.unet.attn_processors)

    with net.sparing() as (frugal, words):
        sliced = predicted(frugal)
        assert "slices" in words
        assert {type(one).__name__ for one in net.unet.attn_processors.values()} == {
            "SlicedAttnProcessor"
        }

    assert torch.allclose(sliced, before, atol=1e-5)
    assert net.unet.attn_processors == processors
    assert torch.equal(predicted(net), before)


def test_attention_that_somebody_else_changed_stays_as_it_is(tiny: Loaded) -> None:
    net = tiny.unet
    before = dict(net.unet.attn_processors)

    with net.sparing(), net.sparing() as (_, words):
        assert words == ""

    assert net.unet.attn_processors == before


def test_a_vae_takes_tiles_where_nobody_asked_for_any(tiny: Loaded) -> None:
    vae = tiny.vae
    assert isinstance(vae, Thrifty)
    small = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    side = 2 * SPARING_TILE_PX // 8
    large = torch.randn(1, 4, 4, side, generator=torch.Generator().manual_seed(1))

    with vae.sparing() as (frugal, words):
        assert "tiles" in words
        assert torch.equal(frugal.decode(small), vae.decode(small))
        assert torch.equal(frugal.decode(large), vae.decode(large, tile_px=SPARING_TILE_PX))

    assert vae.most_px == 0
