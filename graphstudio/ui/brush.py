"""Brushwork that everything in the window shares."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec

from PySide6.QtGui import QColor

P = ParamSpec("P")

_log = logging.getLogger(__name__)


def guarded(paint: Callable[P, None]) -> Callable[P, None]:
    """Log the first bad frame of a paint method; one thrown through Qt would end the program."""
    is_known = False

    @functools.wraps(paint)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        nonlocal is_known
        try:
            paint(*args, **kwargs)
        except Exception:  # noqa: BLE001 - whatever it is, Qt must not see it
            if not is_known:
                is_known = True
                _log.exception("%s could not paint", paint.__qualname__)

    return wrapper


def faded(colour: QColor, share: float) -> QColor:
    """Give a colour that covers only a share of what is below."""
    twin = QColor(colour)
    twin.setAlphaF(share)
    return twin
