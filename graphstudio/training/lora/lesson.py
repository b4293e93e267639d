"""Teaching a LoRA: the loss of a batch, with the prior beside it where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import nn

from graphstudio.training.lora.adapter import TEXT_TARGETS, add_adapter
from graphstudio.training.lora.base_model import DTYPES, BaseFacts, load_base
from graphstudio.training.lora.picture_folder import CaptionedPicture
from graphstudio.training.lora.plan import LoraPlan
from graphstudio.training.lora.samples import Sample, SampleSource, Ways
from graphstudio.training.lora.texts import TextReader
from graphstudio.training.losses import denoising_loss, noised

# Gradients of half-precision layers vanish below 6e-8 (Micikevicius et al., arXiv:1710.03740,
# section 3.2). A fixed factor keeps no state, so that a killed training can go on.
_FP16_SCALE: Final = 1024.0


@dataclass(frozen=True, slots=True)
class LoraTask:
    """Learn these pictures.

    Attributes:
        plan: How.
        facts: The base model.
        side_px: Of the pictures.
        targets: Endings of the U-Net's layers that get an adapter.
        pictures: With the captions as they are learned, trigger included.
        class_pictures: For prior preservation; empty without.
    """

    plan: LoraPlan
    facts: BaseFacts
    side_px: int
    targets: tuple[str, ...]
    pictures: tuple[CaptionedPicture, ...]
    class_pictures: tuple[CaptionedPicture, ...] = ()

    def open(self, device: str) -> LoraLesson:
        """Load the base model and put fresh adapters on it, always the same ones."""
        return LoraLesson(self, device)


class LoraLesson:
    """A frozen model with adapters; ``model`` is the adapters alone."""

    def __init__(self, task: LoraTask, device: str) -> None:
        """Load everything."""
        plan = task.plan
        self._task = task
        self._device = torch.device(device)
        self.base = load_base(task.facts, device, plan.precision)
        self.model: nn.Module = nn.ParameterList(self._adapters())
        if plan.is_checkpointing:
            self.base.unet.enable_gradient_checkpointing()
        self._texts = TextReader(self.base, device, is_learning=plan.trains_text)
        self._sources = [
            self._source(name, pictures)
            for name, pictures in (("lora", task.pictures), ("prior", task.class_pictures))
            if pictures
        ]
        if plan.precision == "fp16":
            for weight in self.model.parameters():
                # torch's own stubs leave this method untyped.
                weight.register_hook(_unscaled)  # type: ignore[no-untyped-call]

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the denoising loss of one batch."""
        plan = self._task.plan
        first = (step * plan.accumulate + shard) * plan.batch
        parts = [
            [source.at(place) for place in range(first, first + plan.batch)]
            for source in self._sources
        ]
        losses = self._losses([sample for part in parts for sample in part], len(parts))
        # DreamBooth, arXiv:2208.12242, eq. 2: the class counts lambda times.
        weight = plan.prior.weight if plan.prior else 0.0
        loss = losses[0] + weight * losses[1] if len(losses) > 1 else losses[0]
        return _scaled(loss) if plan.precision == "fp16" else loss

    def cut_captions(self) -> list[str]:
        """List the captions that are too long for a text encoder."""
        return self._texts.cut_captions([one.caption for one in self._task.pictures])

    def _losses(self, samples: Sequence[Sample], parts: int) -> list[torch.Tensor]:
        """Give the mean loss of each of so many equal parts of a batch."""
        clean, noise = (
            torch.stack([getattr(sample, name) for sample in samples]).to(self._device)
            for name in ("clean", "noise")
        )
        times = torch.tensor([sample.time for sample in samples])
        alphas = self.base.alphas[times].to(self._device)
        found = self._predict(noised(clean, noise, alphas), times.to(self._device), samples)
        prediction, gamma = self._task.facts.prediction, self._task.plan.snr_gamma
        chunks = (whole.chunk(parts) for whole in (found, clean, noise, alphas))
        return [
            denoising_loss(guess, signal, drawn, shares, prediction, gamma)
            for guess, signal, drawn, shares in zip(*chunks, strict=True)
        ]

    def _predict(
        self, mixed: torch.Tensor, times: torch.Tensor, samples: Sequence[Sample]
    ) -> torch.Tensor:
        dtype = DTYPES[self._task.plan.precision]
        with torch.autocast(self._device.type, dtype, enabled=dtype != torch.float32):
            told = self._texts.read([sample.caption for sample in samples])
            more = None
            if told.pooled is not None:
                more = {"text_embeds": told.pooled.to(dtype), "time_ids": self._time_ids(samples)}
            answer: torch.Tensor = self.base.unet(
                mixed.to(dtype).contiguous(memory_format=torch.channels_last),
                times,
                encoder_hidden_states=told.states.to(dtype),
                added_cond_kwargs=more,
            ).sample
        return answer

    def _time_ids(self, samples: Sequence[Sample]) -> torch.Tensor:
        """Say sizes as SDXL is told them: (batch, 6), arXiv:2307.01952, section 2.2."""
        side = self._task.side_px
        rows = [(*sample.framing, side, side) for sample in samples]
        return torch.tensor(rows, dtype=torch.float32, device=self._device)

    def _adapters(self) -> list[nn.Parameter]:
        plan = self._task.plan
        wanted: list[tuple[Any, tuple[str, ...]]] = [(self.base.unet, self._task.targets)]
        if plan.trains_text:
            wanted += [(part.net, TEXT_TARGETS) for part in self.base.texts]
        return [
            weight
            for net, targets in wanted
            for weight in add_adapter(
                net, targets, rank=plan.rank, alpha=plan.strength, seed=plan.seed
            )
        ]

    def _source(self, name: str, pictures: Sequence[CaptionedPicture]) -> SampleSource:
        plan = self._task.plan
        ways = Ways(
            side_px=self._task.side_px,
            is_centred=plan.is_centred,
            is_flipping=plan.is_flipping,
            caption_dropout=plan.caption_dropout if name == "lora" else 0.0,
            noise_offset=plan.noise_offset,
            seed=plan.seed,
        )
        return SampleSource(name, pictures, ways, self.base.autoencoder, len(self.base.alphas))


def _scaled(loss: torch.Tensor) -> torch.Tensor:
    """Scale the gradient of a loss, and leave its value."""
    return loss.detach() + (loss - loss.detach()) * _FP16_SCALE


def _unscaled(gradient: torch.Tensor) -> torch.Tensor:
    # What overflowed is left out of this step.
    return torch.nan_to_num(gradient / _FP16_SCALE, nan=0.0, posinf=0.0, neginf=0.0)
