"""Networks that are stored in few bits: read where they can be, refused in words elsewhere."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from diffusers import QuantoConfig, UNet2DConditionModel

from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.loading import load_unet
from graphstudio.diffusion.quantised import METHODS, quantisation_of, require_readable
from graphstudio.errors import ModelBroken, RunError
from tests.diffusion.conftest import Loaded

# diffusers will drop it one day; folders that are stored so will still be there.
pytestmark = pytest.mark.filterwarnings("ignore:.*Quanto:FutureWarning")

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def packed(tiny: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    config = QuantoConfig(weights_dtype="int8")
    net = UNet2DConditionModel.from_pretrained(tiny.folder / "unet", quantization_config=config)
    net.save_pretrained(folder)
    return folder


def ask(net: UNet2DConditionModel) -> torch.Tensor:
    drawn = torch.Generator().manual_seed(1)
    width = int(net.config.cross_attention_dim)
    latent = torch.randn(1, 4, 8, 8, generator=drawn)
    text = torch.randn(1, 5, width, generator=drawn)
    answer: torch.Tensor = net(latent, torch.tensor([500]), text).sample
    return answer


def test_eight_bits_come_close_to_the_whole_numbers(tiny: Loaded, packed: Path) -> None:
    wanted = ask(tiny.unet.unet)

    found = ask(load_unet(packed, "", CPU, torch.float32).unet)

    assert 0 < (found - wanted).abs().mean() < 0.02 * wanted.abs().mean()


def test_what_is_read_is_what_was_stored(packed: Path) -> None:
    official = UNet2DConditionModel.from_pretrained(packed)

    ours = load_unet(packed, "", CPU, torch.float32).unet

    assert torch.equal(ask(ours), ask(official))


@pytest.mark.parametrize("name", ["bitsandbytes", "bitsandbytes_4bit", "torchao", "quanto"])
def test_the_config_names_who_reads_it(name: str, tmp_path: Path) -> None:
    method = quantisation_of(tmp_path, {"quantization_config": {"quant_method": name}})

    assert method is METHODS[name.split("_")[0]]


def test_plain_weights_are_not_quantised(tmp_path: Path) -> None:
    assert quantisation_of(tmp_path, {"sample_size": 8}) is None


@pytest.mark.parametrize("said", [7, {}, {"quant_method": None}, {"quant_method": "svdquant"}])
def test_what_is_not_known_is_refused_with_the_folder(said: object, tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match=str(tmp_path)):
        quantisation_of(tmp_path, {"quantization_config": said})


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphstudio.diffusion.quantised.find_spec", lambda name: None)

    with pytest.raises(RunError, match="pip install optimum-quanto"):
        require_readable(tmp_path, METHODS["quanto"], "cpu")


def test_a_missing_card_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphstudio.diffusion.quantised.find_spec", lambda name: object())

    with pytest.raises(RunError, match="NVIDIA cards alone; the device here is cpu"):
        require_readable(tmp_path, METHODS["bitsandbytes"], "cpu")


def test_a_weight_that_is_missing_is_refused(packed: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = Path(shutil.copytree(packed, tmp_path / "unet"))
    file = folder / "diffusion_pytorch_model.safetensors"
    tensors = load_file(file)
    del tensors["conv_in.bias"]
    save_file(tensors, file, metadata={"format": "pt"})

    with pytest.raises(ModelBroken, match="does not hold all weights"):
        load_unet(folder, "", CPU, torch.float32)


def test_scales_that_are_no_numbers_are_refused(packed: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = Path(shutil.copytree(packed, tmp_path / "unet"))
    file = folder / "diffusion_pytorch_model.safetensors"
    tensors = load_file(file)
    name = next(name for name in tensors if name.endswith("_scale") and tensors[name].ndim > 1)
    tensors[name] = torch.full_like(tensors[name], torch.nan)
    save_file(tensors, file, metadata={"format": "pt"})

    with pytest.raises(ModelBroken, match="not finite"):
        load_unet(folder, "", CPU, torch.float32)


def test_the_config_is_json_of_diffusers_own_making(packed: Path) -> None:
    said = json.loads((packed / "config.json").read_text())["quantization_config"]

    assert said["quant_method"] == "quanto"


def test_a_model_folder_tells_that_its_denoiser_is_quantised(
    tiny: Loaded, packed: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny.folder, tmp_path / "model"))
    shutil.rmtree(folder / "unet")
    shutil.copytree(packed, folder / "unet")

    parts = open_folder(folder, cache=None)

    assert parts.denoiser.fact("is_quantised") is True
    assert parts.text_encoder.fact("is_quantised") is None
