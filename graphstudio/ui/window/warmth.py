"""A warm-up in words, while it goes on and at its end."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from graphstudio.session.models.wording import say_kind
from graphstudio.session.worker.warmups import WarmTold
from graphstudio.ui.panels.times import duration
from graphstudio.wording import say_bytes


def warming(told: WarmTold) -> str:
    """Say which network is loaded now."""
    text = QCoreApplication.translate("Warmth", "Warming up, {number} of {total}: {name}, {kind}")
    return text.format(
        number=told.done + 1, total=told.total, name=told.name, kind=say_kind(told.kind)
    )


def warmed(told: WarmTold) -> str:
    """Say how a warm-up ended."""
    translate = QCoreApplication.translate
    if told.is_stopped:
        return translate("Warmth", "Warm-up stopped")
    if told.problems:
        return translate("Warmth", "Warm-up failed")
    if not told.total:
        return translate("Warmth", "Nothing to warm up: this workflow needs no models")
    facts = {"size": say_bytes(told.size_bytes), "time": duration(told.seconds)}
    if told.gone:
        text = translate("Warmth", "Warm after {time}; not in memory at once: {names}")
        return text.format(names=", ".join(told.gone), **facts)
    text = translate("Warmth", "Warm: {count} models, {size}, in {time}")
    return text.format(count=told.done, **facts)
