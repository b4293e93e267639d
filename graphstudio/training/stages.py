"""The stages of a training, each kept in the working folder: what lies there is not made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from graphstudio.training.autoencoder import AutoencoderTask, normalise_latents
from graphstudio.training.base import recipe_of
from graphstudio.training.dataset import described, pictures
from graphstudio.training.decoder import DecoderTask
from graphstudio.training.denoiser import DenoiserTask
from graphstudio.training.edges import EDGES_CAPTION_DROPOUT, EdgesTask
from graphstudio.training.latent_batches import LatentSource
from graphstudio.training.latents import prepare_latents
from graphstudio.training.text import TextAndReader, TextTask
from graphstudio.training.trainer import Task, Trained, TrainingProgress, train

if TYPE_CHECKING:
    from diffusers import AutoencoderKL

    from graphstudio.training.preset import Preset
    from graphstudio.training.recipe import Recipe
    from graphstudio.training.schedule import Course


class Stages:
    """The stages of one run, in the order in which they may be asked for."""

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
        """Encode the pictures and train a new U-Net on them."""
        preset = self._preset
        source = self._source(
            self.autoencoder_folder,
            self.text_folder,
            preset.denoiser,
            preset.recipe,
            preset.pictures,
        )
        return self._train("denoiser", DenoiserTask(preset.unet_sizes, source), preset.denoiser)

    def further_denoiser(self, start: Path) -> Trained:
        """Encode other pictures and let the U-Net of a pipeline folder learn on."""
        course = self._preset.further_denoiser
        source = self._further_source(start, course)
        return self._train("denoiser", DenoiserTask(start / "unet", source), course)

    def edges(self, base: Path) -> Trained:
        """Train a ControlNet for edges on a frozen pipeline folder.

        All time steps count alike: min-SNR weights all but silence the noisy ones, and those are
        where the edges have something to say.
        """
        course = self._preset.edges
        source = self._further_source(base, course)
        recipe = replace(source.recipe, gamma=None, caption_dropout=EDGES_CAPTION_DROPOUT)
        source = replace(source, recipe=recipe)
        return self._train("edges", EdgesTask(base / "unet", source, self._preset.side_px), course)

    def decoder(self) -> Trained:
        """Train the decoder on, by itself."""
        preset, course = self._preset, self._preset.decoder
        task = DecoderTask(
            self.autoencoder_folder, self._seed, preset.side_px, course.batch, course.shards
        )
        return self._train("decoder", task, course)

    def _further_source(self, start: Path, course: Course) -> LatentSource:
        recipe, count = recipe_of(start), self._preset.further_pictures
        return self._source(start / "vae", start / "text_encoder", course, recipe, count)

    def _source(
        self, autoencoder: Path, text_encoder: Path, course: Course, recipe: Recipe, count: int
    ) -> LatentSource:
        preset = self._preset
        latents = prepare_latents(
            autoencoder,
            seed=self._seed,
            side_px=preset.side_px,
            count=count,
            out=self._work / "latents.pt",
            processes=self._processes,
        )
        return LatentSource(latents, text_encoder, self._seed, course.batch, recipe)

    def _train(self, stage: str, task: Task, course: Course) -> Trained:
        preset = self._preset
        trained = train(
            stage,
            task,
            course,
            self._work / f"{stage}.pt",
            self._report,
            device=preset.device,
            processes=self._processes,
        )
        trained.model.cpu().eval()
        return trained
