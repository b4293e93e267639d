"""Train the built-in model from nothing: draw, caption, learn, write a diffusers folder.

Stages: autoencoder, text encoder, latents of the pictures, denoiser, decoder, folder, figures. Each
leaves its result in the working folder, so a run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from diffusers import AutoencoderKL, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextModel

from graphstudio.training import figures
from graphstudio.training.autoencoder import AutoencoderTask, normalise_latents
from graphstudio.training.card import model_card
from graphstudio.training.checkpoint import write_whole
from graphstudio.training.dataset import described, pictures
from graphstudio.training.decoder import DecoderTask, sharpened
from graphstudio.training.denoiser import DenoiserTask
from graphstudio.training.folder import build_pipeline, folder_bytes, save_folder
from graphstudio.training.latents import prepare_latents
from graphstudio.training.obedience import held_out_prompts
from graphstudio.training.preset import Preset
from graphstudio.training.sampling import sample
from graphstudio.training.schedule import Course
from graphstudio.training.sheet import contact_sheet, loss_curves
from graphstudio.training.text import TextAndReader, TextTask
from graphstudio.training.tokenizer import build_tokenizer
from graphstudio.training.trainer import Task, Trained, TrainingProgress, train

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
    autoencoder, text = stages.autoencoder(), stages.text()
    denoiser, decoder = stages.denoiser(), stages.decoder()
    pipeline = build_pipeline(
        sharpened(stages.autoencoder_folder, decoder.model),
        CLIPTextModel.from_pretrained(stages.text_folder),
        build_tokenizer(),
        cast("UNet2DConditionModel", denoiser.model),
    )
    save_folder(pipeline, out)
    curves = loss_curves(
        {
            "autoencoder": autoencoder.losses,
            "text encoder": text.losses,
            "denoiser": denoiser.losses,
            "decoder": decoder.losses,
        }
    )
    write_whole(out / "loss-curves.png", lambda path: curves.save(path, optimize=True))
    table = evaluate(out, preset, seed)
    weights = {
        "autoencoder": pipeline.vae.num_parameters(),
        "text": pipeline.text_encoder.num_parameters(),
        "denoiser": pipeline.unet.num_parameters(),
        "decoder": sum(weight.numel() for weight in decoder.model.parameters()),
    }
    card = model_card(preset, seed, table, weights)
    write_whole(out / "README.md", lambda path: _write_text(path, card))
    return TrainingSummary(out, table)


def evaluate(folder: Path, preset: Preset, seed: int) -> str:
    """Draw the contact sheet of a trained folder, and give its figures as a Markdown table."""
    pipeline = StableDiffusionPipeline.from_pretrained(folder, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    shown = sample(pipeline, SHOWN_PROMPTS, steps=preset.sample_steps, seed=seed)
    sheet = contact_sheet(shown, columns=8)
    write_whole(folder / "contact-sheet.png", lambda path: sheet.save(path, optimize=True))
    prompts = held_out_prompts(preset.test_prompts, seed)
    rows = [
        figures.obedience(pipeline, prompts, setting, seed)
        for setting in figures.settings(preset.sample_steps)
    ]
    reconstructed = figures.reconstruction(pipeline.vae, seed, preset.side_px, preset.test_prompts)
    return figures.figure_table(folder_bytes(folder), reconstructed, rows)


class Stages:
    """The stages of one run; what lies in the working folder already is not made again."""

    def __init__(
        self,
        preset: Preset,
        seed: int,
        work: Path,
        report: Callable[[TrainingProgress], None],
        processes: int,
    ) -> None:
        """Remember what to do; nothing runs yet."""
        self._preset = preset
        self._seed = seed
        self._work = work
        self._report = report
        self._processes = processes
        self.autoencoder_folder = work / "autoencoder"
        self.text_folder = work / "text_encoder"

    def autoencoder(self) -> Trained:
        """Train the autoencoder and save it, its latents brought to unit deviation."""
        preset, course = self._preset, self._preset.autoencoder
        sizes = preset.autoencoder_sizes
        task = AutoencoderTask(sizes, self._seed, preset.side_px, course.batch, course.shards)
        trained = self._train("autoencoder", task, course)
        if not (self.autoencoder_folder / "config.json").exists():
            model = cast("AutoencoderKL", trained.model.cpu().eval())
            samples = pictures(described(self._seed, range(1000, 1500)), preset.side_px)
            normalise_latents(model, samples)
            model.save_pretrained(self.autoencoder_folder)
        return trained

    def text(self) -> Trained:
        """Train the text encoder and save it without its reader."""
        course = self._preset.text
        task = TextTask(self._preset.text_sizes, self._seed, course.batch, course.shards)
        trained = self._train("text", task, course)
        if not (self.text_folder / "config.json").exists():
            model = cast("TextAndReader", trained.model.cpu().eval())
            model.encoder.save_pretrained(self.text_folder)
        return trained

    def denoiser(self) -> Trained:
        """Encode the pictures and train the U-Net on them."""
        preset, course = self._preset, self._preset.denoiser
        latents = prepare_latents(
            self.autoencoder_folder,
            seed=self._seed,
            side_px=preset.side_px,
            count=preset.pictures,
            out=self._work / "latents.pt",
            processes=self._processes,
        )
        task = DenoiserTask(
            preset.unet_sizes, self._seed, course.batch, course.shards, latents, self.text_folder
        )
        trained = self._train("denoiser", task, course)
        trained.model.cpu().eval()
        return trained

    def decoder(self) -> Trained:
        """Train the decoder on, by itself."""
        preset, course = self._preset, self._preset.decoder
        task = DecoderTask(
            self.autoencoder_folder, self._seed, preset.side_px, course.batch, course.shards
        )
        trained = self._train("decoder", task, course)
        trained.model.cpu().eval()
        return trained

    def _train(self, stage: str, task: Task, course: Course) -> Trained:
        preset = self._preset
        return train(
            stage,
            task,
            course,
            self._work / f"{stage}.pt",
            self._report,
            device=preset.device,
            processes=self._processes,
        )


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
