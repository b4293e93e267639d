"""`graphstudio train builtin`: make the built-in model again, or a larger one."""

import sys
from pathlib import Path

from graphstudio.errors import BadValue

_TOLD_EVERY = 25  # steps


def train(*, preset: str, out: Path, work: Path | None, seed: int, processes: int) -> int:
    """Train, showing progress; a killed training goes on where its work folder says.

    Raises:
        BadValue: There is no such preset, or a folder or seed cannot be used.
    """
    from graphstudio.training.builtin import train_builtin
    from graphstudio.training.preset import PRESETS
    from graphstudio.training.trainer import TrainingProgress

    if preset not in PRESETS:
        raise BadValue(f"--preset {preset}: choose one of {', '.join(PRESETS)}.")

    if processes < 1:
        raise BadValue(f"--processes {processes}: at least one has to do the work.")

    _quieten()

    def show(progress: TrainingProgress) -> None:
        if progress.step % _TOLD_EVERY and progress.step < progress.steps:
            return
        minutes = progress.seconds_left / 60
        print(
            f"{progress.stage:12} step {progress.step} of {progress.steps}, "
            f"loss {progress.loss:.4f}, {minutes:.0f} min left",
            file=sys.stderr,
            flush=True,
        )

    summary = train_builtin(
        out,
        preset=PRESETS[preset],
        seed=seed,
        work=work or out.parent / f"{out.name}-work",
        report=show,
        processes=processes,
    )
    print(summary.table)
    print(summary.folder)
    return 0


def _quieten() -> None:
    """Keep the libraries' own bars and remarks out of our progress."""
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    for logging in (diffusers_logging, transformers_logging):
        logging.set_verbosity_error()
        logging.disable_progress_bar()
