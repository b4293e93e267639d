"""What diffusers writes to its log, caught."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def overhear(tell: Callable[[str], None]) -> Iterator[None]:
    """Tell what diffusers remarks meanwhile, once each, instead of writing over a progress bar."""
    ear, log = _Ear(logging.WARNING), logging.getLogger("diffusers")
    before, log.handlers = (log.handlers, log.level), [ear]
    log.setLevel(logging.WARNING)  # somebody may have told the library to be quieter
    try:
        yield
    finally:
        log.handlers = before[0]
        log.setLevel(before[1])
    for message in dict.fromkeys(ear.messages):
        tell(message)


def say_nothing(message: str) -> None:
    """Take a remark and do nothing with it."""
    del message


class _Ear(logging.Handler):
    """Remember what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
