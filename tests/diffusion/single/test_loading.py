"""What is loaded out of one file is, bit for bit, what was stored in it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import gguf
import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from graphstudio.api import Model
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.single.files import Wish
from graphstudio.diffusion.single.opening import open_checkpoint
from graphstudio.diffusion.single.parts import open_controlnet, open_denoiser, open_texts
from graphstudio.diffusion.single.storage import OpenWeights, read_shapes
from graphstudio.errors import ModelBroken
from tests.diffusion.broken import files
from tests.diffusion.conftest import Loaded
from tests.diffusion.single.originals import (
    openclip,
    original_control,
    original_unet,
    original_vae,
    read_part,
    under,
    wrapped,
    write_checkpoint,
)
from tests.diffusion.single.originals_flow import original_flux, original_sd3
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_flow import write_flux, write_sd3
from tests.diffusion.tiny_sdxl import write_sdxl

State = dict[str, Tensor]
_CPU = torch.device("cpu")


def _save(state: State, file: Path) -> Path:
    save_file({name: one.contiguous().clone() for name, one in state.items()}, file)
    return file


def _weights(model: Model[Any], precision: torch.dtype = torch.float32) -> State:
    net = model.source.load(_CPU, precision)
    state: State = _network(net).state_dict()
    return state


def _network(net: Any) -> Any:
    names = ("unet", "transformer", "net", "encoders", "clips")
    return next(getattr(net, name) for name in names if hasattr(net, name))


def _are_equal(ours: State, theirs: State) -> bool:
    return ours.keys() == theirs.keys() and all(
        torch.equal(ours[name], theirs[name].to(ours[name].dtype)) for name in theirs
    )


def test_each_part_of_a_checkpoint_has_the_bits_that_its_folder_has(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    file = tmp_path / "tiny.safetensors"
    write_checkpoint(tiny.folder, file)

    parts = open_checkpoint(file, Wish(cache, config=tiny.folder))

    assert _are_equal(_weights(parts.denoiser), tiny.unet.unet.state_dict())
    assert _are_equal(_weights(parts.vae), tiny.vae.net.state_dict())
    assert _are_equal(_weights(parts.text_encoder), tiny.clip.net.state_dict())


def test_a_unet_has_the_bits_that_diffusers_reads_from_the_file(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    file = tmp_path / "tiny.safetensors"
    write_checkpoint(tiny.folder, file, half=True)
    theirs = diffusers.UNet2DConditionModel.from_single_file(
        str(file), config=str(tiny.folder), subfolder="unet", torch_dtype=torch.float16
    )

    ours = _weights(open_denoiser(file, Wish(cache, config=tiny.folder)), torch.float16)

    assert _are_equal(ours, theirs.state_dict())


def test_an_inpainting_file_is_known_by_its_channels(
    inpaint: Loaded, cache: Path, tmp_path: Path
) -> None:
    file = tmp_path / "inpaint.safetensors"
    write_checkpoint(inpaint.folder, file)

    found = open_denoiser(file, Wish(cache, config=inpaint.folder))

    assert found.fact("is_inpaint") is True
    assert _are_equal(_weights(found), inpaint.unet.unet.state_dict())


def test_sdxl_reads_its_second_text_encoder_from_openclips_names(
    cache: Path, tmp_path: Path
) -> None:
    folder = write_sdxl(tmp_path / "xl")
    clip = "conditioner.embedders."
    file = _save(
        under("model.diffusion_model.", original_unet(read_part(folder, "unet"), 1))
        | under("first_stage_model.", original_vae(read_part(folder, "vae"), 4))
        | under(f"{clip}0.transformer.", wrapped(read_part(folder, "text_encoder")))
        | under(f"{clip}1.model.", openclip(wrapped(read_part(folder, "text_encoder_2")))),
        tmp_path / "xl.safetensors",
    )
    wanted = open_folder(folder, cache=cache)

    found = open_checkpoint(file, Wish(cache, config=folder))

    assert found.denoiser.facts == wanted.denoiser.facts
    assert _are_equal(_weights(found.denoiser), _weights(wanted.denoiser))
    ours, theirs = (
        one.text_encoder.source.load(_CPU, torch.float32).encode("a red cat")
        for one in (found, wanted)
    )
    assert ours.pooled is not None
    assert theirs.pooled is not None
    assert torch.equal(ours.embeds, theirs.embeds)
    assert torch.equal(ours.pooled, theirs.pooled)


@pytest.mark.parametrize("prefix", ["", "model.diffusion_model."])
@pytest.mark.parametrize("family", ["sd3", "flux"])
def test_a_transformer_has_the_bits_that_its_folder_has(
    cache: Path, tmp_path: Path, family: str, prefix: str
) -> None:
    folder = (write_sd3 if family == "sd3" else write_flux)(tmp_path / family)
    state = read_part(folder, "transformer")
    named = original_sd3(state, 2) if family == "sd3" else original_flux(state)
    file = _save(under(prefix, named), tmp_path / "net.safetensors")

    found = open_denoiser(file, Wish(cache, config=folder))

    assert found.family == family
    assert _are_equal(_weights(found), _weights(open_folder(folder, cache=cache).denoiser))


def test_text_encoders_come_out_of_several_files_in_any_order(cache: Path, tmp_path: Path) -> None:
    folder = write_flux(tmp_path / "flux")
    clip = _save(wrapped(read_part(folder, "text_encoder")), tmp_path / "l.safetensors")
    t5 = _save(read_part(folder, "text_encoder_2"), tmp_path / "t5.safetensors")
    net = open_folder(folder, cache=cache).text_encoder.source.load(_CPU, torch.float32)
    wanted = net.encode("a red cat")

    found = open_texts([t5, clip], Wish(cache, config=folder), "flux")

    ours = found.source.load(_CPU, torch.float32).encode("a red cat")
    assert ours.pooled is not None
    assert wanted.pooled is not None
    assert torch.equal(ours.embeds, wanted.embeds)
    assert torch.equal(ours.pooled, wanted.pooled)
    with pytest.raises(ModelBroken, match="lacks T5"):
        open_texts([clip], Wish(cache, config=folder), "flux")


@pytest.mark.parametrize("prefix", ["control_model.", "", None])
def test_a_controlnet_of_either_layout_has_the_bits_of_its_folder(
    cache: Path, tmp_path: Path, prefix: str | None
) -> None:
    folder = write_controlnet(tmp_path / "edges", Sizes())
    state = read_part(tmp_path, "edges")
    named = state if prefix is None else under(prefix, original_control(state, 1))
    file = _save(named, tmp_path / "net.safetensors")

    found = open_controlnet(file, Wish(cache, config=folder))

    assert found.fact("conditioning_width") == 32
    assert _are_equal(_weights(found), state)


def _scaled(state: State) -> State:
    found: State = {"scaled_fp8": torch.zeros(2, dtype=torch.float8_e4m3fn)}
    for name, one in state.items():
        found[name] = one.to(torch.float8_e4m3fn)
        if name.endswith(".weight"):
            found[name.removesuffix(".weight") + ".scale_weight"] = torch.tensor([0.5])
    return found


def test_weights_in_eight_bits_are_widened_with_their_scales(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    original = original_unet(read_part(tiny.folder, "unet"), 1)
    plain = {name: one.to(torch.float8_e4m3fn) for name, one in original.items()}
    wish = Wish(cache, config=tiny.folder)

    narrow = _weights(open_denoiser(_save(plain, tmp_path / "plain.safetensors"), wish))
    scaled = _weights(open_denoiser(_save(_scaled(original), tmp_path / "s.safetensors"), wish))

    for name, one in tiny.unet.unet.state_dict().items():
        stored = one.to(torch.float8_e4m3fn).float()
        assert torch.equal(narrow[name], stored)
        assert torch.equal(scaled[name], stored * (0.5 if name.endswith(".weight") else 1.0))


@pytest.mark.parametrize("kind", ["Q8_0", "Q4_0", "Q5_1", "F16", "BF16"])
def test_blocks_of_gguf_become_what_their_reference_says(tmp_path: Path, kind: str) -> None:
    file, type_ = tmp_path / "net.gguf", gguf.GGMLQuantizationType[kind]
    values = np.random.default_rng(3).standard_normal((6, 64)).astype(np.float32)
    packed = gguf.quantize(values, type_)
    writer = gguf.GGUFWriter(file, "flux")
    writer.add_tensor("a.weight", packed, raw_dtype=type_)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    found = OpenWeights(file).tensor("a.weight")

    assert read_shapes(file) == {"a.weight": (6, 64)}
    assert torch.equal(found.float(), torch.from_numpy(gguf.dequantize(packed, type_)))


def _write_gguf(folder: Path, file: Path) -> Path:
    writer = gguf.GGUFWriter(file, "flux")
    for name, one in original_flux(read_part(folder, "transformer")).items():
        writer.add_tensor(name, one.contiguous().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def test_a_transformer_in_gguf_is_read(cache: Path, tmp_path: Path) -> None:
    folder = write_flux(tmp_path / "flux")
    file = _write_gguf(folder, tmp_path / "flux.gguf")

    found = open_denoiser(file, Wish(cache, config=folder))

    assert _are_equal(_weights(found), _weights(open_folder(folder, cache=cache).denoiser))


def _spoil_end(file: Path) -> None:
    content = file.read_bytes()
    kept = len(content) * 9 // 10
    file.write_bytes(content[:kept] + b"\xff" * (len(content) - kept))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(files.cut(0.001), id="cut in its header"),
        pytest.param(files.cut(0.5), id="cut in half"),
        pytest.param(files.cut(0.9999), id="last bytes lost"),
        pytest.param(files.write(b"<!doctype html><html></html>" * 9), id="web page"),
        pytest.param(files.write(b"GGUF\x03\0\0\0" + b"\xff" * 99), id="header of nonsense"),
        pytest.param(files.write(b"GGUF\x09\0\0\0" + bytes(99)), id="version of the future"),
        pytest.param(_spoil_end, id="tail of 0xFF"),
    ],
)
def test_a_damaged_gguf_is_refused_with_its_name(
    damage: Callable[[Path], None], cache: Path, tmp_path: Path
) -> None:
    folder = write_flux(tmp_path / "flux")
    file = _write_gguf(folder, tmp_path / "flux.gguf")
    damage(file)

    with pytest.raises(ModelBroken, match=re.escape(str(file))):
        _weights(open_denoiser(file, Wish(cache, config=folder)))


def test_a_quantisation_that_is_not_known_is_refused_by_its_sign(
    cache: Path, tmp_path: Path
) -> None:
    file = _save({"x.weight": torch.zeros(2), "x.comfy_quant": torch.zeros(2)}, tmp_path / "q.st")

    with pytest.raises(ModelBroken, match=r"quantised.*x\.comfy_quant"):
        open_denoiser(file, Wish(cache))


def test_a_missing_weight_is_named(tiny: Loaded, cache: Path, tmp_path: Path) -> None:
    state = original_unet(read_part(tiny.folder, "unet"), 1)
    del state["middle_block.0.in_layers.2.weight"]
    file = _save(state, tmp_path / "net.safetensors")

    with pytest.raises(ModelBroken, match=r"mid_block\.resnets\.0\.conv1\.weight"):
        _weights(open_denoiser(file, Wish(cache, config=tiny.folder)))


def test_a_file_whose_end_was_never_written_is_refused(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    file = tmp_path / "tiny.safetensors"
    write_checkpoint(tiny.folder, file)
    content = bytearray(file.read_bytes())
    content[-300_000:] = bytes(300_000)
    file.write_bytes(content)
    parts = open_checkpoint(file, Wish(cache, config=tiny.folder))

    with pytest.raises(ModelBroken, match="nothing but zeros at its end"):
        parts.vae.source.load(_CPU, torch.float32)
