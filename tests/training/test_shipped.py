"""The model that is shipped: whole, small, loadable offline, and obedient."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from diffusers import AutoencoderKL, ControlNetModel, StableDiffusionPipeline, UNet2DConditionModel
from PIL import Image
from transformers import CLIPTextModel

from graphstudio.paths import builtin_edges, builtin_lora
from graphstudio.training.judge import judge
from graphstudio.training.measures.questions import QUESTIONS, ask
from graphstudio.training.measures.subject import load_subject
from graphstudio.training.obedience import held_out_prompts, mark, mean_marks
from graphstudio.training.sampling import SAMPLERS, sample
from graphstudio.training.scene_obedience import mark_scene, scene_prompts

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


@pytest.mark.slow
def test_held_out_prompts_are_obeyed(pipeline: StableDiffusionPipeline) -> None:
    prompts = held_out_prompts(24, seed=0)

    made = sample(pipeline, [prompt.text for prompt in prompts], seed=0)

    marks = mean_marks(
        [mark(picture, prompt.wanted) for picture, prompt in zip(made, prompts, strict=True)]
    )
    assert marks.background >= 0.95
    assert marks.shape >= 0.85
    assert marks.whole >= 0.75


@pytest.mark.slow
def test_landscapes_show_what_their_prompts_name(pipeline: StableDiffusionPipeline) -> None:
    prompts = scene_prompts(16, seed=0)

    made = sample(pipeline, [prompt.text for prompt in prompts], seed=0)

    marks = [
        mark_scene(picture, prompt.named).element
        for picture, prompt in zip(made, prompts, strict=True)
    ]
    assert float(np.mean(marks)) >= 0.85


@pytest.mark.slow
def test_the_pencil_style_grows_with_its_weight() -> None:
    subject = load_subject(FOLDER, prompts=40, lora=builtin_lora())

    style = [float(row[1]) for row in ask(subject, "lora").rows]

    assert style[0] < 0.1
    assert style[-1] > style[2] > style[0]
    assert style[-1] >= 0.3


def test_the_pencil_example_is_small_and_readable_by_all() -> None:
    files = [path for path in builtin_lora().parent.rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) <= 2_000_000
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in files)


@pytest.mark.slow
def test_pictures_follow_edges_far_better_with_the_controlnet() -> None:
    subject = load_subject(FOLDER, prompts=40, controlnet=builtin_edges())

    exactly, within_one_px = (
        [float(cell.split(" ")[0]) for cell in column]
        for column in list(zip(*ask(subject, "edges").rows, strict=True))[1:]
    )

    assert exactly[1] >= 2.5 * exactly[0]
    assert within_one_px[1] >= 2.5 * within_one_px[0]


def test_the_controlnet_is_at_most_10_megabytes_and_readable_by_all() -> None:
    files = [path for path in builtin_edges().rglob("*") if path.is_file()]

    assert 1_000_000 < sum(path.stat().st_size for path in files) <= 10_000_000
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in files)


def test_no_weight_of_the_controlnet_is_missing() -> None:
    model, info = ControlNetModel.from_pretrained(
        builtin_edges(), local_files_only=True, output_loading_info=True
    )

    assert not info["missing_keys"]
    assert not any(parameter.is_meta for parameter in model.parameters())


def test_every_figure_stands_in_the_card_with_its_command() -> None:
    card = (FOLDER / "README.md").read_text(encoding="utf-8")

    for name in QUESTIONS:
        assert f"--ask {name}" in card
