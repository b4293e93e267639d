"""Train the built-in model from nothing: draw, caption, learn, write a diffusers folder.

Stages: autoencoder, text encoder, latents of the pictures, denoiser, decoder, folder, figures. Each
leaves its result in the working folder, so a run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from diffusers import AutoencoderKL, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextModel

from graphstudio.training.base import recipe_of
from graphstudio.training.card import model_card
from graphstudio.training.checkpoint import write_text, write_whole
from graphstudio.training.decoder import sharpened
from graphstudio.training.folder import build_pipeline, save_folder
from graphstudio.training.measures.figures import CARD, write_figures
from graphstudio.training.measures.questions import ask, questions_for
from graphstudio.training.measures.subject import Subject, load_subject
from graphstudio.training.preset import Preset
from graphstudio.training.sampling import sample
from graphstudio.training.sheet import contact_sheet, loss_curves
from graphstudio.training.stages import Stages
from graphstudio.training.tokenizer import build_tokenizer
from graphstudio.training.trainer import Trained, TrainingProgress

SHOWN_PROMPTS = (
    "a red circle on a blue background",
    "a big green star",
    "a small red circle in the top left of a blue background",
    "a red square to the left of a yellow circle, white background",
    "a purple heart on a yellow background",
    "a big orange diamond on a black background",
    "a pink heart above a blue star",
    "a yellow triangle on the right on a green background",
    "a small house under a big sun, mountains behind",
    "snowy mountains at night with a moon",
    "a boat with a red sail on the right on the sea at sunset",
    "a red house on the right and a pine tree on the left in the snow, a sun in the middle",
    "a yellow house on the left and a tree on the right, clouds",
    "a white boat in the middle on the sea at night under a big moon on the right",
    "a house on the right at sunset, mountains behind, a sun on the left",
    "a tree in the middle on green hills by day, clouds",
)


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """Where the model is, and its figures as a Markdown table."""

    folder: Path
    table: str


def train_builtin(
    out: Path,
    *,
    preset: Preset,
    seed: int,
    work: Path,
    report: Callable[[TrainingProgress], None],
    processes: int = 1,
) -> TrainingSummary:
    """Train the built-in model and write it to ``out``, with card, contact sheet and curves.

    Args:
        out: The diffusers folder to write.
        preset: Sizes and step counts.
        seed: Of pictures, weights and noise; the same seed gives the same model on the same kind of
            machine.
        work: Where checkpoints live. A second call with the same folder goes on where the first was
            killed.
        report: Told after every step.
        processes: How many processes share the work on a CPU; the result does not depend on it.
    """
    stages = Stages(preset, seed, work, report, processes)
    trained = {
        "autoencoder": stages.autoencoder(),
        "text encoder": stages.text(),
        "denoiser": stages.denoiser(),
        "decoder": stages.decoder(),
    }
    pipeline = build_pipeline(
        sharpened(stages.autoencoder_folder, trained["decoder"].model),
        CLIPTextModel.from_pretrained(stages.text_folder),
        build_tokenizer(),
        cast("UNet2DConditionModel", trained["denoiser"].model),
        preset.recipe,
    )
    return _finish(pipeline, trained, out, preset, seed)


def refine_builtin(
    start: Path,
    out: Path,
    *,
    preset: Preset,
    seed: int,
    work: Path,
    report: Callable[[TrainingProgress], None],
    processes: int = 1,
) -> TrainingSummary:
    """Let the U-Net of a finished built-in model learn on, and write the better model to ``out``.

    Autoencoder and text encoder stay; the pictures are those of ``seed``, which should be one that
    the model has not seen. Otherwise as ``train_builtin``.
    """
    stages = Stages(preset, seed, work, report, processes)
    denoiser = stages.further_denoiser(start)
    pipeline = build_pipeline(
        AutoencoderKL.from_pretrained(start / "vae"),
        CLIPTextModel.from_pretrained(start / "text_encoder"),
        build_tokenizer(),
        cast("UNet2DConditionModel", denoiser.model),
        recipe_of(start),
    )
    return _finish(pipeline, {"denoiser": denoiser}, out, preset, seed)


def _finish(
    pipeline: StableDiffusionPipeline,
    stages: Mapping[str, Trained],
    out: Path,
    preset: Preset,
    seed: int,
) -> TrainingSummary:
    save_folder(pipeline, out)
    curves = loss_curves({name: trained.losses for name, trained in stages.items()})
    write_whole(out / "loss-curves.png", lambda path: curves.save(path, optimize=True))
    weights = {
        "autoencoder": pipeline.vae.num_parameters(),
        "text encoder": pipeline.text_encoder.num_parameters(),
        "denoiser": pipeline.unet.num_parameters(),
        "decoder": sum(weight.numel() for weight in pipeline.vae.decoder.parameters()),
    }
    write_text(
        out / CARD, model_card(preset, seed, weights, is_refined="text encoder" not in stages)
    )
    subject = load_subject(out, prompts=preset.test_prompts, steps=preset.sample_steps)
    draw_contact_sheet(subject, out)
    tables = {name: ask(subject, name) for name in questions_for(subject)}
    write_figures(out, tables, f"graphstudio train measure {out.as_posix()}")
    return TrainingSummary(out, "\n\n".join(table.markdown() for table in tables.values()))


def draw_contact_sheet(subject: Subject, out: Path) -> None:
    """Show what the model can do, in one picture."""
    shown = sample(subject.pipeline, SHOWN_PROMPTS, steps=subject.steps, seed=subject.seed)
    sheet = contact_sheet(shown, columns=8)
    write_whole(out / "contact-sheet.png", lambda path: sheet.save(path, optimize=True))
