"""Other people's libraries, kept from talking while they work."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import diffusers
import transformers


@contextmanager
def quiet() -> Iterator[None]:
    """Keep both libraries from writing over a progress bar; what they log is checked instead."""
    logs = (diffusers.logging, transformers.logging)
    before = [(log, log.get_verbosity(), log.is_progress_bar_enabled()) for log in logs]
    for log in logs:
        log.set_verbosity_error()
        log.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            # What diffusers calls deprecated in its own code (FluxPosEmbed) is nobody's business.
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        for log, verbosity, has_bar in before:
            log.set_verbosity(verbosity)
            if has_bar:
                log.enable_progress_bar()
