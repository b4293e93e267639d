"""Networks built empty and filled, against the official loaders bit for bit."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from torch import nn

from graphstudio.diffusion.building import build, fill
from graphstudio.diffusion.stored_weights import WeightFiles
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken
from tests.diffusion.tiny import Sizes, make_autoencoder, make_unet, write_model
from tests.diffusion.tiny_dit import write_dit
from tests.diffusion.tiny_flow import write_flux, write_sd3

CPU = torch.device("cpu")
PRECISIONS = (torch.float32, torch.float16, torch.bfloat16)
# Any: classes of untyped libraries
PARTS: Mapping[str, tuple[Any, str, str]] = {
    "unet": (diffusers.UNet2DConditionModel, "sd", "unet"),
    "vae": (diffusers.AutoencoderKL, "sd", "vae"),
    "clip": (transformers.CLIPTextModel, "sd", "text_encoder"),
    "projecting clip": (transformers.CLIPTextModelWithProjection, "sd3", "text_encoder"),
    "sd3": (diffusers.SD3Transformer2DModel, "sd3", "transformer"),
    "t5": (transformers.T5EncoderModel, "flux", "text_encoder_2"),
    "flux": (diffusers.FluxTransformer2DModel, "flux", "transformer"),
    "dit": (diffusers.DiTTransformer2DModel, "dit", "transformer"),
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of one model of each family."""
    folder = tmp_path_factory.mktemp("families")
    write_model(folder / "sd", Sizes())
    write_sd3(folder / "sd3")
    write_flux(folder / "flux")
    write_dit(folder / "dit")
    return folder


def official(kind: Any, folder: Path, precision: torch.dtype) -> nn.Module:
    """Load a network the official way."""
    name = "torch_dtype" if issubclass(kind, diffusers.ModelMixin) else "dtype"
    net: nn.Module = kind.from_pretrained(folder, local_files_only=True, **{name: precision})
    return net


def ours(kind: Any, folder: Path, precision: torch.dtype) -> nn.Module:
    """Load a network our way."""
    stem = "model" if issubclass(kind, transformers.PreTrainedModel) else "diffusion_pytorch_model"
    net = build(kind, json.loads((folder / "config.json").read_text()), what=folder)
    files = WeightFiles(find_weights(folder, stem).files)
    return fill(net, files, place=folder, precision=precision, device=CPU)


def everything(net: nn.Module) -> dict[str, torch.Tensor]:
    """Name all parameters and buffers, also those that no file holds."""
    return dict(net.named_parameters()) | dict(net.named_buffers())


@pytest.mark.parametrize("precision", PRECISIONS, ids=str)
@pytest.mark.parametrize("part", PARTS)
def test_all_weights_and_buffers_are_those_of_the_official_loader(
    part: str, precision: torch.dtype, models: Path
) -> None:
    kind, model, name = PARTS[part]
    folder = models / model / name

    wanted, found = (everything(load(kind, folder, precision)) for load in (official, ours))

    assert found.keys() == wanted.keys()
    assert {n: t.dtype for n, t in found.items()} == {n: t.dtype for n, t in wanted.items()}
    assert [n for n, t in found.items() if not torch.equal(t, wanted[n])] == []


def test_every_weight_lies_in_memory_of_its_own_and_aligned(models: Path) -> None:
    for kind, model, name in PARTS.values():
        net = ours(kind, models / model / name, torch.float32)

        own = [t for t in net.parameters() if t.numel()]
        assert all(t.data_ptr() % 64 == 0 and t.is_contiguous() for t in own)
        assert len({t.untyped_storage().data_ptr() for t in own}) == len(own)
        assert not any(t.requires_grad for t in own)
        assert not net.training


def test_what_t5_keeps_in_full_precision_stays_so_in_half(models: Path) -> None:
    kind, model, name = PARTS["t5"]

    found = everything(ours(kind, models / model / name, torch.float16))

    exact = {n for n, tensor in found.items() if tensor.dtype == torch.float32}
    assert exact
    assert all(".wo." in name for name in exact)


def test_attention_of_old_autoencoders_is_found_under_its_old_names(tmp_path: Path) -> None:
    make_autoencoder(Sizes()).save_pretrained(tmp_path)
    file = tmp_path / "diffusion_pytorch_model.safetensors"
    old = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    weights = load_file(file)
    for new_name, old_name in old.items():
        weights = {
            n.replace(f".{new_name}.", f".{old_name}."): tensor for n, tensor in weights.items()
        }
    save_file(weights, file, metadata={"format": "pt"})

    wanted, found = (
        everything(load(diffusers.AutoencoderKL, tmp_path, torch.float32))
        for load in (official, ours)
    )

    assert any(".query." in name for name in weights)
    assert found.keys() == wanted.keys()
    assert all(torch.equal(found[name], wanted[name]) for name in wanted)


@pytest.mark.parametrize("kept", ["shared.weight", "encoder.embed_tokens.weight"])
def test_either_name_of_the_words_of_t5_will_do(kept: str, models: Path, tmp_path: Path) -> None:
    kind, model, name = PARTS["t5"]
    folder = Path(shutil.copytree(models / model / name, tmp_path / "t5"))
    file = folder / "model.safetensors"
    weights = load_file(file)
    words = next(weights.pop(n) for n in list(weights) if "shared" in n or "embed_tokens" in n)
    save_file({**weights, kept: words}, file, metadata={"format": "pt"})

    net: Any = ours(kind, folder, torch.float32)

    assert torch.equal(net.shared.weight, words)
    assert net.encoder.embed_tokens.weight is net.shared.weight


def test_weights_in_memory_are_copied_and_never_changed(models: Path) -> None:
    folder = models / "sd" / "unet"
    weights = load_file(folder / "diffusion_pytorch_model.safetensors")
    before = {name: tensor.clone() for name, tensor in weights.items()}
    kind = diffusers.UNet2DConditionModel
    net = build(kind, json.loads((folder / "config.json").read_text()), what=folder)

    fill(net, weights, place=folder, precision=torch.float32, device=CPU)

    assert all(torch.equal(weights[name], before[name]) for name in before)
    assert all(torch.equal(t, before[name]) for name, t in net.state_dict().items())
    shared = {t.data_ptr() for t in weights.values()} & {t.data_ptr() for t in net.parameters()}
    assert not shared


def _lose(weights: dict[str, torch.Tensor]) -> None:
    del weights["conv_in.weight"]


def _reshape(weights: dict[str, torch.Tensor]) -> None:
    weights["conv_in.bias"] = torch.zeros(3)


def _break(weights: dict[str, torch.Tensor]) -> None:
    weights["conv_in.bias"][1] = float("inf")


def _widen(weights: dict[str, torch.Tensor]) -> None:
    weights["conv_in.bias"][1] = 1e6


def _blank(weights: dict[str, torch.Tensor]) -> None:
    for tensor in weights.values():
        tensor.zero_()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(_lose, "conv_in.weight", id="missing"),
        pytest.param(_reshape, "conv_in.bias has 3 and should have 8", id="shape"),
        pytest.param(_break, "conv_in.bias holds numbers that are not finite", id="infinite"),
        pytest.param(_widen, "too large for float16", id="overflow"),
        pytest.param(_blank, "nothing but zeros", id="zeros"),
    ],
)
def test_weights_in_memory_are_not_believed_either(
    damage: Callable[[dict[str, torch.Tensor]], None], words: str
) -> None:
    whole = make_unet(Sizes())
    weights = {name: tensor.detach().clone() for name, tensor in whole.state_dict().items()}
    damage(weights)
    net = build(type(whole), dict(whole.config), what=Path("somewhere"))

    with pytest.raises(ModelBroken, match=words) as caught:
        fill(net, weights, place=Path("a/file"), precision=torch.float16, device=CPU)

    assert "a/file" in str(caught.value)


def test_a_built_network_has_no_weights_and_real_buffers(models: Path) -> None:
    for kind, model, name in PARTS.values():
        config = json.loads((models / model / name / "config.json").read_text())

        net = build(kind, config, what=models)

        assert all(t.is_meta for t in net.parameters())
        assert not any(t.is_meta for t in net.buffers())


def test_a_config_of_packed_weights_is_refused_for_plain_ones() -> None:
    config = {"quantization_config": {"quant_method": "quanto"}}

    with pytest.raises(ModelBroken, match="/models/packed describes weights that were packed"):
        build(diffusers.UNet2DConditionModel, config, what=Path("/models/packed"))
