"""The model that is shipped: whole, small, loadable offline, and obedient."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from diffusers import AutoencoderKL, StableDiffusionPipeline, UNet2DConditionModel
from PIL import Image
from transformers import CLIPTextModel

from graphstudio.training.judge import judge
from graphstudio.training.sampling import SAMPLERS, sample

FOLDER = Path(__file__).parents[2] / "resources" / "models" / "builtin"
pytestmark = [
    # Code of others: diffusers' schedulers give numpy a torch tensor the old way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
RED_ON_BLUE = "a red circle on a blue background"


@pytest.fixture(scope="module")
def pipeline() -> StableDiffusionPipeline:
    loaded = StableDiffusionPipeline.from_pretrained(FOLDER, local_files_only=True)
    loaded.set_progress_bar_config(disable=True)
    return loaded


def test_the_folder_is_at_most_20_megabytes_and_readable_by_all() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) <= 20_000_000
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in files)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        pytest.param(UNet2DConditionModel, "unet", id="unet"),
        pytest.param(AutoencoderKL, "vae", id="vae"),
        pytest.param(CLIPTextModel, "text_encoder", id="text-encoder"),
    ],
)
def test_no_weight_is_missing(
    kind: type[UNet2DConditionModel | AutoencoderKL | CLIPTextModel], part: str
) -> None:
    model, info = kind.from_pretrained(
        FOLDER / part, local_files_only=True, output_loading_info=True
    )

    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    assert not any(parameter.is_meta for parameter in model.parameters())


def test_the_tokenizer_fits_the_text_encoder(pipeline: StableDiffusionPipeline) -> None:
    assert len(pipeline.tokenizer) == pipeline.text_encoder.config.vocab_size
    assert pipeline.tokenizer.model_max_length == 77
    assert len(pipeline.tokenizer(RED_ON_BLUE).input_ids) == 9


def test_the_contact_sheet_is_small() -> None:
    path = FOLDER / "contact-sheet.png"

    assert path.stat().st_size < 400_000
    assert np.asarray(Image.open(path)).std() > 20


@pytest.mark.slow
def test_a_red_circle_on_a_blue_background_is_red_on_blue(
    pipeline: StableDiffusionPipeline,
) -> None:
    verdicts = [judge(picture) for picture in sample(pipeline, [RED_ON_BLUE] * 8, steps=20)]

    assert all(verdict.background == "blue" for verdict in verdicts)
    assert all("red" in [shape.colour for shape in verdict.shapes] for verdict in verdicts)


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_every_common_sampler_works_in_twelve_steps(
    pipeline: StableDiffusionPipeline, sampler: str
) -> None:
    picture = sample(pipeline, [RED_ON_BLUE], sampler=sampler, steps=12, seed=1)[0]

    verdict = judge(picture)

    assert picture.shape == (128, 128, 3)
    assert verdict.background == "blue"
    assert "red" in [shape.colour for shape in verdict.shapes]
