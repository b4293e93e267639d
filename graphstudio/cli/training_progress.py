"""How far a training is, on the error stream: one line now and then."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphstudio.training.trainer import TrainingProgress

_TOLD_EVERY = 25  # steps


def show_progress(progress: "TrainingProgress") -> None:
    """Print the stage, its step and the time left, every few steps."""
    if progress.step % _TOLD_EVERY and progress.step < progress.steps:
        return
    minutes = progress.seconds_left / 60
    print(
        f"{progress.stage:12} step {progress.step} of {progress.steps}, "
        f"loss {progress.loss:.4f}, {minutes:.0f} min left",
        file=sys.stderr,
        flush=True,
    )


def quieten_libraries() -> None:
    """Keep the libraries' own bars and remarks out of our progress."""
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    for logging in (diffusers_logging, transformers_logging):
        logging.set_verbosity_error()
        logging.disable_progress_bar()
