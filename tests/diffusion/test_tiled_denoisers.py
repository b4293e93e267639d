"""Denoisers that work in tiles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from graphstudio.api import (
    Conditioning,
    Control,
    Guidance,
    Image,
    Latent,
    Lead,
    Noise,
    Residuals,
    WeakenedLayers,
)
from graphstudio.diffusion.catalogue import SchedulerName, recipe
from graphstudio.diffusion.control_folders import open_controlnet
from graphstudio.diffusion.controlnets import Leader, join_leaders, make_leaders
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.loading import load_controlnet
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.lora.patching import Patch, apply_lora
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.diffusion.tile_views import TileView, tile_denoiser
from graphstudio.diffusion.tiled_denoisers import TiledDenoiser, tell_place
from graphstudio.diffusion.tiles import Tile, blend_tiles, lay_tiles
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.lora.conftest import view
from tests.diffusion.lora.making import kohya, make_numbers, write
from tests.diffusion.oracle import lend
from tests.diffusion.tiny import Sizes, write_controlnet

CPU = torch.device("cpu")
NOTHING = Conditioning(torch.zeros(1, 1, 4), "sd1")
NOW = torch.tensor(1)


class Local:
    """Predict with one convolution: what a cell becomes depends on one cell around it."""

    device = CPU

    def __init__(self) -> None:
        torch.manual_seed(1)
        self.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.seen: list[Tensor] = []
        self.told: list[Conditioning] = []

    @torch.no_grad()
    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        self.seen.append(sample)
        self.told.append(conditioning)
        found: Tensor = self.conv(sample)
        return found


def drawn(*shape: int, seed: int = 2) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def run(
    model: Loaded, net: Any, latent: Latent, scheduler: SchedulerName = "DDIM", **options: Any
) -> Tensor:
    texts = model.parts.text_encoder
    more: dict[str, Any] = {"guidance": Guidance(5.0), "span": Span(3)} | options
    return sample(
        model.parts.denoiser,
        net,
        latent,
        encode_prompt(texts, model.clip, "a red cat"),
        encode_prompt(texts, model.clip, ""),
        scheduler=recipe(scheduler),
        noise=Noise(1),
        **more,
    ).samples


@pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
@pytest.mark.parametrize("scheduler", ["DDIM", "Euler ancestral", "Heun"])
@pytest.mark.parametrize("size", [(64, 64), (48, 64)])
def test_a_picture_no_larger_than_a_tile_is_painted_as_without_tiles(
    scheduler: SchedulerName, size: tuple[int, int], tiny: Loaded
) -> None:
    latent = empty_latent(tiny.parts.denoiser, *size)
    tiled = TiledDenoiser(tiny.unet, side=8, overlap=4, step=1, scale=8)

    assert torch.equal(run(tiny, tiled, latent, scheduler), run(tiny, tiny.unet, latent, scheduler))


@pytest.mark.parametrize("size", [(17, 40), (9, 9), (32, 8), (33, 21)])
@pytest.mark.parametrize("overlap", [4, 6, 9])
def test_a_local_network_gives_the_same_in_tiles_right_up_to_the_seams(
    size: tuple[int, int], overlap: int
) -> None:
    net, latent = Local(), drawn(2, 4, *size)

    tiled = TiledDenoiser(net, side=12, overlap=overlap, step=1, scale=8)
    found = tiled.predict(latent, NOW, NOTHING)

    assert torch.allclose(found, net.predict(latent, NOW, NOTHING), atol=1e-5)


@pytest.mark.parametrize("dropped", [0, 1, 2])
def test_the_weights_of_a_cell_sum_to_one(dropped: int) -> None:
    tiles = lay_tiles(23, 31, side=8, overlap=4)

    found = blend_tiles(
        lambda tile: torch.ones(1, 1, tile.tall, tile.wide),
        tiles,
        (23, 31),
        overlap=4,
        dropped=dropped,
    )

    assert torch.allclose(found, torch.ones(1, 1, 23, 31), atol=1e-6)


def test_every_tile_is_as_large_as_was_asked_and_begins_at_whole_tokens() -> None:
    net = Local()

    TiledDenoiser(net, 12, 4, step=2, scale=8).predict(drawn(1, 4, 26, 40), NOW, NOTHING)

    assert {tuple(one.shape) for one in net.seen} == {(1, 4, 12, 12)}
    assert all(one.is_contiguous() for one in net.seen)
    starts = {
        (tile.top % 2, tile.left % 2) for tile in lay_tiles(26, 40, side=12, overlap=4, step=2)
    }
    assert starts == {(0, 0)}


def test_a_batch_gives_each_picture_what_it_gets_alone() -> None:
    tiled, latent = TiledDenoiser(Local(), 8, 2, 1, 8), drawn(3, 4, 14, 20)

    found = tiled.predict(latent, NOW, NOTHING)

    alone = torch.cat([tiled.predict(one[None], NOW, NOTHING) for one in latent])
    assert torch.allclose(found, alone, atol=1e-5)


def test_a_tile_is_told_where_it_was_cut_out_of_the_picture() -> None:
    sizes = torch.tensor([[256.0, 320.0, 0.0, 16.0, 256.0, 320.0]])
    base, refiner = (
        replace(NOTHING, sizes=one)
        for one in (sizes, torch.tensor([[256.0, 320.0, 0.0, 0.0, 6.0]]))
    )
    tile = Tile(top=5, left=3, tall=12, wide=10)

    assert tell_place(base, tile, 8).sizes.tolist() == [[256, 320, 40, 40, 96, 80]]  # type: ignore[union-attr]
    assert tell_place(refiner, tile, 8).sizes.tolist() == [[256, 320, 40, 24, 6]]  # type: ignore[union-attr]
    assert tell_place(NOTHING, tile, 8) is NOTHING
    assert sizes[0, 2] == 0


def test_each_tile_is_told_its_own_place() -> None:
    net = Local()
    told = replace(NOTHING, sizes=torch.tensor([[128.0, 64.0, 0.0, 0.0, 128.0, 64.0]]))

    TiledDenoiser(net, 8, 0, 1, 8).predict(drawn(1, 4, 16, 8), NOW, told)

    found = [one.sizes[0].tolist() for one in net.told if one.sizes is not None]
    assert found == [[128, 64, 0, 0, 64, 64], [128, 64, 64, 0, 64, 64]]


class Leading:
    """A ControlNet that adds what it is shown, one number a cell."""

    device = CPU

    def ask(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        hint: Tensor,
        *,
        strength: float,
        is_guess: bool,
    ) -> Residuals:
        assert hint.shape[-2:] == tuple(side * 8 for side in sample.shape[-2:])
        return Residuals((), strength * hint[:, :1, ::8, ::8])


class Led(Local):
    """A denoiser that answers with what it is led by."""

    def predict_led(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None,
    ) -> Tensor:
        assert residuals is not None
        assert residuals.middle is not None
        return residuals.middle.expand(-1, 4, -1, -1)


def test_each_tile_follows_its_own_part_of_a_controlnets_picture(tiny: Loaded) -> None:
    hint = drawn(1, 3, 20 * 8, 28 * 8)
    leader = Leader(Lead(tiny.parts.denoiser, Image(hint), 0.5), Leading(), hint)  # type: ignore[arg-type]
    tiled = TiledDenoiser(Led(), side=8, overlap=4, step=1, scale=8)

    found = join_leaders(tiled, [leader]).predict(drawn(1, 4, 20, 28), NOW, NOTHING)

    wanted = 0.5 * hint[:, :1, ::8, ::8].expand(-1, 4, -1, -1)
    assert torch.allclose(found, wanted, atol=1e-6)


def test_a_picture_of_one_tile_is_led_as_without_tiles(
    tiny: Loaded, tmp_path: Path, cache: Path
) -> None:
    folder = write_controlnet(tmp_path / "edges", Sizes())
    lead = Lead(open_controlnet(folder, cache=cache), Image(torch.rand(1, 64, 64, 3)))
    latent = empty_latent(tiny.parts.denoiser, 64, 64)
    net = load_controlnet(folder, "", CPU, torch.float32)
    hints = make_hints(Control((lead,)), tiny.parts.denoiser, latent, lend(tiny.vae))
    leaders = make_leaders(Control((lead,)), [net], hints)
    tiled = TiledDenoiser(tiny.unet, 8, 4, 1, 8)

    found = run(tiny, tiled, latent, leaders=leaders)

    assert torch.equal(found, run(tiny, tiny.unet, latent, leaders=leaders))
    assert not torch.equal(found, run(tiny, tiny.unet, latent))


def test_a_network_that_cannot_be_led_or_weakened_says_so_in_tiles_too() -> None:
    tiled = TiledDenoiser(Local(), 8, 4, 1, 8)
    leader = Leader(Lead(None, Image(torch.ones(1))), Leading(), torch.ones(1, 3, 64, 64))  # type: ignore[arg-type]

    with pytest.raises(BadValue, match="cannot be led by a ControlNet"):
        join_leaders(tiled, [leader]).predict(drawn(1, 4, 8, 8), NOW, NOTHING)
    with pytest.raises(BadValue, match="cannot be switched off"):
        tiled.weakened("attention", ["middle"])


def test_guidance_that_weakens_layers_works_in_tiles(tiny: Loaded) -> None:
    latent = empty_latent(tiny.parts.denoiser, 128, 64)
    tiled = TiledDenoiser(tiny.unet, 8, 4, 1, 8)
    away = Guidance(5.0, away_from=(WeakenedLayers(3.0, "attention", ("down",)),))

    found = run(tiny, tiled, latent, guidance=away)

    assert found.isfinite().all()
    assert not torch.equal(found, run(tiny, tiled, latent))


def test_a_view_shares_the_network_and_names_another_model(tiny: Loaded) -> None:
    base = tiny.parts.denoiser

    tiled = tile_denoiser(base, 64, 0.25)
    assert isinstance(tiled.source, TileView)
    net = tiled.source.view(tiny.unet, ())

    assert isinstance(net, TiledDenoiser)
    assert net.net is tiny.unet
    assert (net.side, net.overlap, net.scale) == (8, 2, 8)
    assert tiled.facts == base.facts
    assert tiled.digest not in {base.digest, tile_denoiser(base, 128, 0.25).digest}
    assert tile_denoiser(tiled, 64, 0.25).source == tiled.source
    assert tile_denoiser(base).digest == tile_denoiser(base, 64).digest


def test_tiles_that_show_too_little_are_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match=r"Tiles of 32 px are too small for tiny\. Choose 64 px"):
        tile_denoiser(tiny.parts.denoiser, 32)


def test_a_lora_is_put_on_the_network_behind_the_tiles(
    tiny: Loaded, tmp_path: Path, cache: Path
) -> None:
    numbers = make_numbers(tiny.unet.unet, ("to_q", "to_v"))
    file = write(tmp_path / "lora.safetensors", kohya("lora_unet", numbers))
    tiled = TiledDenoiser(tiny.unet, 8, 4, 1, 8)
    latent = empty_latent(tiny.parts.denoiser, 64, 64)

    patch = Patch(open_lora(file, cache=cache), 1.0)
    model = apply_lora(tile_denoiser(tiny.parts.denoiser, 64, 0.5), patch)

    merged = view(tiny.parts.denoiser, tiny.unet, cache, (file, 1.0, ""))
    assert isinstance(model.source, TileView)
    found = model.source.view(merged, ())
    assert isinstance(found, TiledDenoiser)
    assert model.source.base.digest == apply_lora(tiny.parts.denoiser, patch).digest
    assert torch.equal(run(tiny, found, latent), run(tiny, merged, latent))
    assert not torch.equal(run(tiny, found, latent), run(tiny, tiled, latent))


def test_tiles_stay_outermost_and_a_lora_is_reckoned_with_its_size(
    tiny: Loaded, tmp_path: Path, cache: Path
) -> None:
    numbers = make_numbers(tiny.unet.unet, ("to_q", "to_v"))
    file = write(tmp_path / "lora.safetensors", kohya("lora_unet", numbers))
    patch, base = Patch(open_lora(file, cache=cache), 1.0), tiny.parts.denoiser

    after, before = (
        apply_lora(tile_denoiser(base, 64), patch),
        tile_denoiser(apply_lora(base, patch), 64),
    )
    again = tile_denoiser(after, 128)

    assert after.digest == before.digest
    assert isinstance(after.source, TileView)
    assert after.source.base.size_bytes > 0, "what the LoRA changes is not shared"
    assert isinstance(again.source, TileView)
    assert again.source.side == 16
    assert not isinstance(again.source.base.source, TileView)
    assert apply_lora(tile_denoiser(base, 64), Patch(patch.lora, 0.0)).digest == (
        tile_denoiser(base, 64).digest
    )
