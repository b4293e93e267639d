"""What a LoRA training is to do: every option, as one value that can be checked and kept."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, isfinite, pi
from pathlib import Path
from typing import Final

from graphstudio.training.schedule import Course

SCHEDULES: Final = ("constant", "linear", "cosine")
PRECISIONS: Final = ("fp32", "bf16", "fp16")


@dataclass(frozen=True, slots=True)
class Prior:
    """Prior preservation of DreamBooth: Ruiz et al., arXiv:2208.12242, eq. 2.

    Attributes:
        prompt: The class, such as "a dog".
        folder: Where its pictures are; None for the work folder's "class".
        count: How many there have to be; the base model makes those that lack.
        weight: Lambda of the paper.
    """

    prompt: str
    folder: Path | None = None
    count: int = 100
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class LoraPlan:
    """Everything that a LoRA hangs on.

    Attributes:
        data: Pictures and captions.
        base: A diffusers folder.
        out: The .safetensors file to write.
        work: Where checkpoints live.
        device: "auto" is CUDA where there is one, else the processor.
        rank: Rank of the two matrices.
        alpha: Their product counts alpha / rank times; None for the rank.
        targets: Names of ``adapter.GROUPS``, or endings of layer names.
        trains_text: Whether the text encoders learn too.
        precision: Of the frozen networks; the LoRA itself is always float32.
        is_checkpointing: Whether the U-Net's activations are worked out twice instead of kept.
        resolution_px: Side of the squares that are learned from; None for the model's own.
        is_centred: Whether crops are the middle, not left to chance.
        is_flipping: Whether pictures are mirrored by chance.
        prompt: One caption for all pictures; "" reads their own.
        trigger: Stands before each caption.
        caption_dropout: Share of captions that are emptied, 0..1.
        steps: Updates of the weights.
        batch: Pictures at a time.
        accumulate: Batches that make one step.
        rate: Learning rate of AdamW.
        warmup: Steps in which it rises.
        schedule: "constant", "linear" or "cosine": how it falls, to a hundredth.
        checkpoint_every: Steps between two checkpoints.
        snr_gamma: The cap of min-SNR weights (arXiv:2303.09556); None weighs all times alike.
        noise_offset: Deviation of what is added to a whole channel of the noise, so that pictures
            may be darker or brighter than the average.
        prior: Prior preservation; None for none.
    """

    data: Path
    base: Path
    out: Path
    work: Path
    device: str = "auto"
    seed: int = 0
    rank: int = 8
    alpha: float | None = None
    targets: tuple[str, ...] = ("attention",)
    trains_text: bool = False
    precision: str = "fp32"
    is_checkpointing: bool = False
    resolution_px: int | None = None
    is_centred: bool = False
    is_flipping: bool = False
    prompt: str = ""
    trigger: str = ""
    caption_dropout: float = 0.0
    steps: int = 500
    batch: int = 4
    accumulate: int = 1
    rate: float = 1e-4
    warmup: int = 0
    schedule: str = "constant"
    checkpoint_every: int = 100
    snr_gamma: float | None = None
    noise_offset: float = 0.0
    prior: Prior | None = None

    @property
    def strength(self) -> float:
        """Give alpha."""
        return float(self.rank) if self.alpha is None else self.alpha

    @property
    def class_folder(self) -> Path:
        """Give the folder of the class pictures."""
        chosen = self.prior.folder if self.prior else None
        return chosen or self.work / "class"

    def course(self) -> Course:
        """Say how fast to learn at each step."""
        kind = _CosineCourse if self.schedule == "cosine" else Course
        return kind(
            steps=self.steps,
            batch=self.batch,
            rate=self.rate,
            shards=self.accumulate,
            warmup=self.warmup,
            anneal=self.steps if self.schedule == "linear" else 0,
            # A LoRA's runs are too short to average over.
            ema_decay=0.0,
            checkpoint_every=self.checkpoint_every,
        )

    def caption(self, text: str) -> str:
        """Put the trigger before a caption."""
        return ", ".join(part for part in (self.trigger, text) if part)


@dataclass(frozen=True, slots=True)
class _CosineCourse(Course):
    """A rate that falls like half a wave of cosine (Loshchilov and Hutter, arXiv:1608.03983)."""

    def rate_at(self, step: int) -> float:
        """Give the learning rate of a step that starts at 0."""
        rise = min(1.0, (step + 1) / max(self.warmup, 1))
        fall = self.floor + (1 - self.floor) * 0.5 * (1 + cos(pi * step / self.steps))
        return self.rate * rise * fall


def option_problems(plan: LoraPlan) -> list[str]:
    """Say what is wrong with the numbers and words of a plan; files are not looked at."""
    least = (
        ("--rank", plan.rank),
        ("--steps", plan.steps),
        ("--batch", plan.batch),
        ("--accumulate", plan.accumulate),
        ("--checkpoint-every", plan.checkpoint_every),
    )
    above = (
        ("--alpha", 1.0 if plan.alpha is None else plan.alpha),
        ("--rate", plan.rate),
        ("--snr-gamma", 1.0 if plan.snr_gamma is None else plan.snr_gamma),
    )
    found = [f"{name} {value}: choose at least 1." for name, value in least if value < 1]
    found += [
        f"{name} {value}: choose a number above 0."
        for name, value in above
        if not (value > 0 and isfinite(value))
    ]
    if plan.warmup < 0:
        found.append(f"--warmup {plan.warmup}: choose 0 or more steps.")
    if plan.noise_offset < 0:
        found.append(f"--noise-offset {plan.noise_offset}: choose 0 or more; 0.1 is much.")
    if not 0 <= plan.caption_dropout <= 1:
        found.append(f"--caption-dropout {plan.caption_dropout}: choose a share from 0 to 1.")
    for name, value, choices in (
        ("--schedule", plan.schedule, SCHEDULES),
        ("--precision", plan.precision, PRECISIONS),
    ):
        if value not in choices:
            found.append(f"{name} {value}: choose one of {', '.join(choices)}.")
    if plan.prior and plan.prior.count < 1:
        found.append(f"--prior-count {plan.prior.count}: choose at least 1.")
    if plan.prior and plan.prior.weight < 0:
        found.append(f"--prior-weight {plan.prior.weight}: choose 0 or more; 1 is usual.")
    return found + _file_problems(plan.out)


def _file_problems(out: Path) -> list[str]:
    if out.suffix != ".safetensors":
        return [f"--out {out}: its name must end with .safetensors."]
    if out.is_dir():
        return [f"--out {out} is a folder. Name a file in it."]
    if not out.parent.is_dir():
        return [f"--out {out}: the folder {out.parent} is not there. Make it, or choose another."]
    return []
