"""Tuned models on the wires: one order, keys of their own, and networks that share weights."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Curve, Guidance, Model, Tuning, WeakenedLayers, content_hash
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.foresight import facts_of
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.lora.patching import Patch, apply_lora, apply_over_time
from graphstudio.diffusion.tile_views import tile_denoiser
from graphstudio.diffusion.tuning.wires import tune, untuned
from graphstudio.engine.models import ModelStore
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.lora.making import kohya, make_numbers, write
from tests.diffusion.tuning.conftest import CPU, Paint

WAYS: dict[str, dict[str, Any]] = {
    "math": {"attention": "math"},
    "sliced": {"attention": "sliced"},
    "8 bits": {"float8": True},
    "channels last": {"channels_last": True},
    "step cache": {"cached_calls": 2},
    "merging": {"merged": 0.5},
    "8 bits, merging and cache": {"float8": True, "merged": 0.5, "cached_calls": 2},
}
EACH_WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


@pytest.fixture
def lora(tiny: Loaded, tmp_path: Path, cache: Path) -> Model[Any]:
    numbers = make_numbers(tiny.unet.unet, ("to_q", "to_k", "to_v", "conv1"))
    return open_lora(write(tmp_path / "one.safetensors", kohya("lora_unet", numbers)), cache=cache)


@EACH_WAY
def test_plain_pictures_stay_the_same_after_tuned_ones_and_tuned_ones_repeat(
    way: dict[str, Any], paint: Paint
) -> None:
    plain = paint()
    tuned = paint(tuning=way)

    assert torch.equal(paint(tuning=way), tuned)
    assert torch.equal(paint(), plain)
    assert torch.isfinite(tuned).all()
    assert tuned.is_contiguous()


@pytest.mark.parametrize("name", [name for name in WAYS if name not in {"math", "channels last"}])
def test_what_changes_the_arithmetic_changes_the_picture(name: str, paint: Paint) -> None:
    plain, tuned = paint(), paint(tuning=WAYS[name])

    assert not torch.equal(tuned, plain)
    assert (tuned - plain).abs().mean() < plain.abs().mean()


def test_each_way_has_a_digest_and_a_hash_of_its_own(tiny: Loaded) -> None:
    model = tiny.parts.denoiser
    made = [model, *(tune(model, **way) for way in WAYS.values())]

    assert len({one.digest for one in made}) == len(made)
    assert len({content_hash(one) for one in made}) == len(made)
    assert len(set(made)) == len(made)


@EACH_WAY
def test_what_is_known_of_a_model_before_the_run_stays(way: dict[str, Any], tiny: Loaded) -> None:
    stored = {"is_float8": True} if way.get("float8") else {}

    told = facts_of(tune(tiny.parts.denoiser, **way))

    assert told == {**facts_of(tiny.parts.denoiser), **stored}


def test_a_model_that_is_tuned_back_is_the_model_that_it_was(tiny: Loaded) -> None:
    model = tiny.parts.denoiser
    tuned = tune(tune(model, float8=True, merged=0.5), attention="math")

    assert tune(tuned, float8=False, merged=0.0, attention="") == model
    assert untuned(tuned) is model


def test_the_order_of_nodes_does_not_matter(tiny: Loaded, lora: Model[Any]) -> None:
    model, patch = tiny.parts.denoiser, Patch(lora, 0.8)

    one = tile_denoiser(apply_lora(tune(tune(model, merged=0.5), float8=True), patch), 64)
    other = tune(tune(tile_denoiser(apply_lora(model, patch), 64), float8=True), merged=0.5)

    assert one == other
    assert one.tuning == Tuning(float8=True, merged=0.5)


def test_a_view_shares_every_weight_with_its_base(tiny: Loaded, store: ModelStore) -> None:
    model = tiny.parts.denoiser
    tuned = tune(model, attention="math", merged=0.5, cached_calls=2)

    with (
        store.lease(model, CPU, torch.float32) as base,
        store.lease(tuned, CPU, torch.float32) as view,
    ):
        assert isinstance(base, UNetDenoiser)
        assert isinstance(view, UNetDenoiser)
        pairs = [*zip(base.unet.parameters(), view.unet.parameters(), strict=True)]

    assert pairs
    assert all(one is other for one, other in pairs)


def test_a_lora_under_8_bits_is_merged_in_full(
    tiny: Loaded, lora: Model[Any], store: ModelStore, paint: Paint
) -> None:
    patch = Patch(lora, 1.0)
    plain = paint(apply_lora(tiny.parts.denoiser, patch))
    tuned = paint(apply_lora(tune(tiny.parts.denoiser, float8=True), patch))
    without = paint(tuning={"float8": True})

    assert (tuned - plain).abs().mean() < (without - plain).abs().mean() / 2


def test_a_changing_model_is_tuned_throughout(tiny: Loaded, lora: Model[Any], paint: Paint) -> None:
    falling = Curve("points", points=((0.0, 1.0), (0.5, 1.0), (0.5, 0.0)))
    changing = apply_over_time(tiny.parts.denoiser, Patch(lora, 1.0), falling)

    tuned = tune(changing, attention="math")

    assert tuned.digest != changing.digest
    assert tuned.tuning.attention == "math"


def test_a_step_cache_is_refused_with_tiles_and_with_curves_whatever_comes_first(
    tiny: Loaded, lora: Model[Any]
) -> None:
    model, patch = tiny.parts.denoiser, Patch(lora, 1.0)
    falling = Curve("points", points=((0.0, 1.0), (0.5, 1.0), (0.5, 0.0)))
    cached = tune(model, cached_calls=2)

    with pytest.raises(BadValue, match="tiles"):
        tune(tile_denoiser(model), cached_calls=2)
    with pytest.raises(BadValue, match="tiles"):
        tile_denoiser(cached)
    with pytest.raises(BadValue, match="curve"):
        tune(apply_over_time(model, patch, falling), cached_calls=2)
    with pytest.raises(BadValue, match="curve"):
        apply_over_time(cached, patch, falling)


def test_all_that_cannot_be_is_said_at_once(tiny: Loaded) -> None:
    sd3 = replace(tiny.parts.denoiser, family="sd3", name="Three")

    with pytest.raises(BadValue, match=r"Three .*Merging is for U-Nets.*deep features is for"):
        tune(sd3, merged=0.5, cached_calls=2)


@pytest.mark.parametrize("what", ["flash", "xformers", "sage"])
def test_a_missing_package_is_named_as_pip_calls_it(
    what: str, tiny: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphstudio.diffusion.tuning.installed.version_of", lambda one: "")

    with pytest.raises(BadValue, match=r"pip install (flash-attn|xformers|sageattention)"):
        tune(tiny.parts.denoiser, attention=what)


@pytest.mark.parametrize("way", [{"cached_calls": 3}, {"merged": 0.5}, {"attention": "math"}])
def test_guidance_that_weakens_layers_is_right_beside(way: dict[str, Any], paint: Paint) -> None:
    pag = Guidance(3.0, away_from=(WeakenedLayers(2.0, "attention", ("down",)),))

    tuned = paint(tuning=way, guidance=pag)

    assert torch.equal(paint(tuning=way, guidance=pag), tuned)
    assert not torch.equal(tuned, paint(tuning=way, guidance=Guidance(3.0)))
    assert torch.allclose(tuned, paint(guidance=pag), atol=1.0)
