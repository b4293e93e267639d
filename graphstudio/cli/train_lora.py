"""`graphstudio train lora`: a LoRA from a folder of pictures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.cli.training_progress import show_progress
from graphstudio.paths import builtin_model

if TYPE_CHECKING:
    import argparse

_EPILOG = """Captions: NAME.txt beside NAME.png, .jpg or .webp; or metadata.jsonl with "file_name"
and "text" on each line; or one --prompt for all. Pictures are scaled until their shorter side is
the resolution, and cut to a square; smaller ones are enlarged. A training that was
killed goes on from its work folder when the same command is given again."""


def add(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    lora = kinds.add_parser("lora", help="a LoRA from a folder of pictures", epilog=_EPILOG)
    lora.add_argument("data", type=Path, metavar="FOLDER", help="the pictures and their captions")
    lora.add_argument(
        "--base", type=Path, metavar="DIR", help="the model it is for (the one that ships)"
    )
    lora.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .safetensors file")
    lora.add_argument("--work", type=Path, metavar="DIR", help="for checkpoints (OUT-work)")
    lora.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps (auto)")
    lora.add_argument("--seed", type=int, default=0, help="same seed, same LoRA (0)")
    _add_network(lora)
    _add_pictures(lora)
    _add_course(lora)
    _add_prior(lora)
    lora.set_defaults(begin=train_lora)


def train_lora(arguments: argparse.Namespace) -> int:
    """Train, showing progress; a killed training goes on where its work folder says.

    Raises:
        BadValue: Options, pictures, captions or the model cannot be used; it names all problems.
    """
    from graphstudio.training.lora import plan, run

    prior = plan.Prior(
        prompt=arguments.class_prompt,
        folder=arguments.class_pictures,
        count=arguments.prior_count,
        weight=arguments.prior_weight,
    )
    out: Path = arguments.out
    summary = run.train_lora(
        plan.LoraPlan(
            data=arguments.data,
            base=arguments.base or builtin_model(),
            out=out,
            work=arguments.work or out.with_name(f"{out.stem}-work"),
            device=arguments.device,
            seed=arguments.seed,
            rank=arguments.rank,
            alpha=arguments.alpha,
            targets=tuple(arguments.targets),
            trains_text=arguments.text_encoder,
            precision=arguments.precision,
            is_checkpointing=arguments.gradient_checkpointing,
            resolution_px=arguments.resolution,
            is_centred=arguments.centre_crop,
            is_flipping=arguments.flip,
            prompt=arguments.prompt,
            trigger=arguments.trigger,
            caption_dropout=arguments.caption_dropout,
            steps=arguments.steps,
            batch=arguments.batch,
            accumulate=arguments.accumulate,
            rate=arguments.rate,
            warmup=arguments.warmup,
            schedule=arguments.schedule,
            checkpoint_every=arguments.checkpoint_every,
            snr_gamma=arguments.snr_gamma,
            noise_offset=arguments.noise_offset,
            prior=prior if arguments.class_prompt else None,
        ),
        show_progress,
        _tell,
    )
    print(summary.table)
    print(summary.file)
    print(f"loss curve: {summary.curve}", file=sys.stderr)
    return 0


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _add_network(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is learned")
    group.add_argument("--rank", type=int, default=8, help="size of the LoRA (8)")
    group.add_argument("--alpha", type=float, help="its strength is alpha / rank (the rank)")
    group.add_argument(
        "--targets",
        nargs="+",
        default=["attention"],
        metavar="NAME",
        help="attention, linear (with feed-forward), all (with convolutions), or endings of layer "
        "names such as to_q (attention)",
    )
    group.add_argument(
        "--text-encoder", action="store_true", help="train the text encoder's attention too"
    )
    group.add_argument(
        "--precision", default="fp32", help="fp32, bf16, or fp16: on CUDA only (fp32)"
    )
    group.add_argument(
        "--gradient-checkpointing", action="store_true", help="less memory, a third slower"
    )


def _add_pictures(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("pictures and captions")
    group.add_argument(
        "--resolution", type=int, metavar="PX", help="side of the pictures (the model's own)"
    )
    group.add_argument(
        "--centre-crop", action="store_true", help="always cut out the middle, not by chance"
    )
    group.add_argument("--flip", action="store_true", help="mirror every other picture")
    group.add_argument("--prompt", default="", metavar="TEXT", help="one caption for all")
    group.add_argument("--trigger", default="", metavar="WORD", help="stands before each caption")
    group.add_argument(
        "--caption-dropout", type=float, default=0.0, metavar="SHARE", help="captions emptied (0)"
    )


def _add_course(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how long and how fast")
    group.add_argument("--steps", type=int, default=500, help="updates of the weights (500)")
    group.add_argument("--batch", type=int, default=4, help="pictures at a time (4)")
    group.add_argument("--accumulate", type=int, default=1, help="batches that make a step (1)")
    group.add_argument("--rate", type=float, default=1e-4, help="learning rate (1e-4)")
    group.add_argument("--warmup", type=int, default=0, help="steps in which the rate rises (0)")
    group.add_argument(
        "--schedule", default="constant", help="constant, linear or cosine (constant)"
    )
    group.add_argument("--checkpoint-every", type=int, default=100, metavar="STEPS", help="(100)")
    group.add_argument(
        "--snr-gamma", type=float, metavar="GAMMA", help="min-SNR weighting, 5 is usual (none)"
    )
    group.add_argument(
        "--noise-offset", type=float, default=0.0, help="for very dark and bright pictures (0)"
    )


def _add_prior(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("prior preservation (DreamBooth)")
    group.add_argument("--class-prompt", default="", metavar="TEXT", help="such as: a dog")
    group.add_argument(
        "--class-pictures", type=Path, metavar="DIR", help="what lacks is made there (WORK/class)"
    )
    group.add_argument("--prior-count", type=int, default=100, help="pictures of the class (100)")
    group.add_argument("--prior-weight", type=float, default=1.0, help="of their loss (1)")
