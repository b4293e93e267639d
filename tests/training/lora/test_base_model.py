"""Base models: their family and noise schedule come from the folder; other families are refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.errors import ModelBroken, ModelMissing
from graphstudio.paths import builtin_model
from graphstudio.training.lora.base_model import load_base, read_base
from graphstudio.training.losses import alpha_bars


def edit(file: Path, **changes: Any) -> None:  # Any: JSON
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def test_the_built_in_model_predicts_velocity(tmp_path: Path) -> None:
    facts = read_base(builtin_model())

    assert (facts.family, facts.prediction) == ("sd1", "v_prediction")
    assert (facts.native_px, facts.scale_px) == (128, 8)


def test_sdxl_has_two_text_encoders(sdxl: Path) -> None:
    base = load_base(read_base(sdxl), "cpu", "fp32")

    assert base.facts.family == "sdxl"
    assert base.facts.is_empty_zero
    assert [type(part.net).__name__ for part in base.texts] == [
        "CLIPTextModel",
        "CLIPTextModelWithProjection",
    ]


def test_the_noise_schedule_is_that_of_the_folder(sd1: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(sd1, tmp_path / "model")
    usual = load_base(read_base(folder), "cpu", "fp32").alphas
    edit(
        folder / "scheduler" / "scheduler_config.json",
        beta_schedule="linear",
        beta_start=1e-4,
        beta_end=0.02,
    )

    changed = load_base(read_base(folder), "cpu", "fp32").alphas

    assert torch.allclose(usual, alpha_bars("scaled_linear"), atol=1e-5)
    assert torch.allclose(changed, alpha_bars("linear"), atol=1e-5)


def test_nothing_of_a_base_model_learns(sd1: Path) -> None:
    base = load_base(read_base(sd1), "cpu", "bf16")

    nets = (base.unet, base.autoencoder, base.texts[0].net)
    assert not any(weight.requires_grad for net in nets for weight in net.parameters())
    assert base.unet.dtype == torch.bfloat16
    assert base.autoencoder.dtype == torch.float32


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("StableDiffusion3Pipeline", id="sd3"),
        pytest.param("FluxPipeline", id="flux"),
        pytest.param(None, id="says nothing"),
    ],
)
def test_other_families_are_refused_with_those_that_work(
    sd1: Path, tmp_path: Path, kind: str | None
) -> None:
    folder = shutil.copytree(sd1, tmp_path / "model")
    edit(folder / "model_index.json", _class_name=kind)

    with pytest.raises(ModelBroken) as caught:
        read_base(folder)

    said = str(caught.value)
    assert str(kind) in said
    assert "StableDiffusionPipeline" in said
    assert "StableDiffusionXLPipeline" in said


@pytest.mark.parametrize(
    ("file", "changes", "said"),
    [
        pytest.param(
            "scheduler/scheduler_config.json",
            {"prediction_type": "sample"},
            "neither epsilon nor v_prediction",
            id="prediction",
        ),
        pytest.param("unet/config.json", {"in_channels": 9}, "inpainting model", id="inpainting"),
        pytest.param("unet/config.json", {"time_cond_proj_dim": 16}, "distilled", id="LCM"),
        pytest.param("text_encoder/config.json", {"hidden_size": 1024}, "another family", id="sd2"),
    ],
)
def test_models_that_cannot_be_trained_are_refused(
    sd1: Path, tmp_path: Path, file: str, changes: dict[str, Any], said: str
) -> None:
    folder = shutil.copytree(sd1, tmp_path / "model")
    edit(folder / file, **changes)

    with pytest.raises(ModelBroken, match=said):
        read_base(folder)


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"no model_index\.json|no model folder"):
        read_base(tmp_path)


def test_a_second_text_encoder_without_weights_is_refused(sdxl: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(sdxl, tmp_path / "model")
    edit(folder / "text_encoder_2" / "config.json", num_hidden_layers=4)

    with pytest.raises(ModelBroken, match="weights are missing"):
        load_base(read_base(folder), "cpu", "fp32")
