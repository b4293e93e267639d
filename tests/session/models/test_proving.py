"""A model is checked whole: whatever its kind, it is loaded and asked, or its fault is told."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from spandrel.architectures.Compact import Compact

from graphstudio import paths
from graphstudio.engine.devices import Devices
from graphstudio.library.entries import Entry
from graphstudio.session.models.proving import Proof, look_at, prove, say_proof
from tests.diffusion.broken import files
from tests.diffusion.lora.making import ATTENTION, kohya, make_numbers
from tests.diffusion.tiny import Sizes, make_unet, write_controlnet, write_model
from tests.diffusion.tiny_adapters import (
    make_ip_adapter,
    write_image_encoder,
    write_ip_adapter,
    write_t2i_adapter,
)
from tests.diffusion.tiny_dit import write_dit
from tests.diffusion.tiny_flow import (
    write_controlnet_flux,
    write_controlnet_sd3,
    write_flux,
    write_sd3,
)
from tests.diffusion.tiny_pixel import NETS, write_pixel
from tests.diffusion.tiny_sdxl import (
    write_controlnet_union_xl,
    write_controlnet_xl,
    write_refiner,
    write_sdxl,
)

# Of spandrel's own code, where an upscaler is built as others do.
pytestmark = pytest.mark.filterwarnings("ignore:Initializing zero-element tensors:UserWarning")

Write = Callable[[Path], Path]
PARTS = ["denoiser", "text_encoder", "vae"]


def proven(path: Path) -> Proof:
    return prove(look_at(path), Devices("cpu"), lambda step: None)


def sd1(folder: Path) -> Path:
    return write_model(folder / "model", Sizes())


def lora(folder: Path) -> Path:
    file = folder / "lora.safetensors"
    save_file(kohya("lora_unet", make_numbers(make_unet(Sizes()), ATTENTION)), file)
    return file


def embedding(folder: Path) -> Path:
    file = folder / "word.safetensors"
    save_file({"emb_params": torch.randn(2, 768)}, file)
    return file


def ip_adapter(folder: Path) -> Path:
    return write_ip_adapter(folder / "ip.safetensors", make_ip_adapter(make_unet(Sizes()), "plus"))


def upscaler(folder: Path) -> Path:
    file = folder / "upscaler.safetensors"
    torch.manual_seed(4)
    net = Compact(num_feat=8, num_conv=2, upscale=2)
    save_file(net.state_dict(), file)
    return file


@pytest.mark.parametrize(
    ("write", "parts"),
    [
        pytest.param(sd1, PARTS, id="SD 1.x"),
        pytest.param(lambda to: write_sdxl(to / "m"), PARTS, id="SDXL"),
        pytest.param(lambda to: write_refiner(to / "m"), PARTS, id="refiner"),
        pytest.param(lambda to: write_sd3(to / "m"), PARTS, id="SD 3"),
        pytest.param(lambda to: write_flux(to / "m"), PARTS, id="Flux"),
        pytest.param(lambda to: write_dit(to / "m"), ["denoiser", "vae"], id="DiT"),
        *(
            pytest.param(lambda to, kind=kind: write_pixel(to / "m", kind), ["denoiser"], id=kind)
            for kind in NETS
        ),
        pytest.param(lambda to: write_controlnet(to / "c", Sizes()), ["controlnet"], id="control"),
        pytest.param(lambda to: write_controlnet_xl(to / "c"), ["controlnet"], id="control XL"),
        pytest.param(lambda to: write_controlnet_union_xl(to / "c"), ["controlnet"], id="union"),
        pytest.param(lambda to: write_controlnet_sd3(to / "c"), ["controlnet"], id="control SD 3"),
        pytest.param(lambda to: write_controlnet_flux(to / "c"), ["controlnet"], id="control Flux"),
        pytest.param(lambda to: write_t2i_adapter(to / "t"), ["t2i_adapter"], id="T2I-Adapter"),
        pytest.param(lambda to: write_image_encoder(to / "i"), ["image_encoder"], id="encoder"),
        pytest.param(ip_adapter, ["ip_adapter"], id="IP-Adapter"),
        pytest.param(lora, ["lora"], id="LoRA"),
        pytest.param(embedding, ["embedding"], id="embedding"),
        pytest.param(upscaler, ["upscaler"], id="upscaler"),
    ],
)
def test_every_network_of_a_good_model_is_loaded_and_answers(
    write: Write, parts: list[str], tmp_path: Path
) -> None:
    found = proven(write(tmp_path))

    assert found.problems == ()
    assert [one.kind for one in found.parts] == parts
    assert all(one.is_tried for one in found.parts)


@pytest.mark.parametrize("name", ["builtin", "builtin-edges", "builtin-pencil/pencil.safetensors"])
def test_what_ships_with_the_program_is_good(name: str) -> None:
    found = proven(paths.builtin_model().parent / name)

    assert found.problems == ()


@pytest.mark.parametrize("write", [lora, embedding, ip_adapter, upscaler])
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        pytest.param(files.cut(0.7), "cut short", id="cut"),
        pytest.param(files.with_weights(files.not_a_number), "not finite", id="NaN"),
        pytest.param(files.write(b"<!doctype html><html></html>" * 9), "web page", id="web page"),
        pytest.param(files.pickled, "pickle", id="pickle renamed"),
        pytest.param(files.with_weights(files.blank), "nothing but zeros", id="only zeros"),
    ],
)
def test_a_broken_file_of_any_kind_is_told_with_its_name_and_the_reason(
    damage: Callable[[Path], None], reason: str, write: Write, tmp_path: Path
) -> None:
    file = write(tmp_path)
    damage(file)

    (told,) = proven(file).problems

    assert str(file) in told
    assert reason in told


def test_each_broken_network_of_a_model_is_told_and_the_others_are_tried(tmp_path: Path) -> None:
    folder = sd1(tmp_path)
    files.with_weights(files.not_a_number)(folder / "vae/diffusion_pytorch_model.safetensors")
    files.with_weights(files.lose)(folder / "unet/diffusion_pytorch_model.safetensors")

    found = proven(folder)

    assert [bool(one.problem) for one in found.parts] == [True, False, True]
    assert "1 weights are missing" in found.problems[0]
    assert "not finite" in found.problems[1]


def test_weights_that_are_finite_and_answer_in_no_numbers_are_told(tmp_path: Path) -> None:
    folder = sd1(tmp_path)

    def overflow(weights: dict[str, torch.Tensor]) -> None:
        weights["conv_out.weight"][:] = 3e38

    files.with_weights(overflow)(folder / "unet/diffusion_pytorch_model.safetensors")

    (told,) = proven(folder).problems

    assert "what it answers is not finite" in told


def test_content_that_is_not_what_its_origin_publishes_is_told(tmp_path: Path) -> None:
    blob = tmp_path / "blobs" / ("0" * 64)
    blob.parent.mkdir()
    shutil.copy(lora(tmp_path), blob)
    link = tmp_path / "linked.safetensors"
    link.symlink_to(blob)

    found = proven(link)

    assert found.has_origin
    assert "not what its origin publishes" in found.problem


def test_a_pickle_is_opened_only_when_that_is_asked_for(tmp_path: Path) -> None:
    weights = load_file(upscaler(tmp_path))
    file = tmp_path / "upscaler.pth"
    torch.save(weights, file)
    entry = Entry(file, "upscaler", size_bytes=file.stat().st_size)  # by the folder it lies in

    refused, allowed = (
        prove(entry, Devices("cpu"), lambda step: None, allows_pickle=allows)
        for allows in (False, True)
    )

    assert "is a pickle" in refused.problem
    assert allowed.problems == ()


def test_a_result_is_said_with_the_verdict_last(tmp_path: Path) -> None:
    folder = sd1(tmp_path)
    files.with_weights(files.lose)(folder / "unet/diffusion_pytorch_model.safetensors")

    first, *_, last = say_proof(proven(folder))

    assert first.startswith(str(folder))
    assert last == "model cannot be used."
