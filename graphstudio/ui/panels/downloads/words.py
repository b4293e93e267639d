"""How far a download is, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from graphstudio.library.downloads import Progress
from graphstudio.session.models.fetching import FetchItem
from graphstudio.ui.panels.times import duration
from graphstudio.wording import say_bytes


def state_words(item: FetchItem) -> str:
    """Say what became of a download, or how far it is."""
    translate = QCoreApplication.translate
    if item.state == "running" and item.progress is not None:
        return progress_words(item.progress)
    if item.state == "done" and item.unchecked:
        return translate(
            "Downloads", "Here. The origin gives no hash: only size and form were checked."
        )
    return {
        "waiting": translate("Downloads", "Waits for the one before it."),
        "running": translate("Downloads", "Asking what there is…"),
        "stopping": translate("Downloads", "Stopping…"),
        "paused": translate("Downloads", "Stopped. What came is kept."),
        "failed": item.message,
        "done": translate("Downloads", "Here, checked."),
    }[item.state]


def progress_words(progress: Progress) -> str:
    """Say how far it is: "1.2 of 6.5 GiB, 48 MiB/s, 1 min 50 s left"."""
    translate = QCoreApplication.translate
    if progress.note:
        return progress.note
    if progress.stage == "asking":
        return translate("Downloads", "Asking what there is…")
    if progress.stage == "checking":
        return translate("Downloads", "Checking {0}…").format(progress.file)
    done, speed = say_bytes(progress.done_bytes), say_bytes(progress.bytes_per_s)
    if not progress.total_bytes:
        return translate("Downloads", "{0}, {1}/s").format(done, speed)
    total = say_bytes(progress.total_bytes)
    if progress.seconds_left is None:
        return translate("Downloads", "{0} of {1}, {2}/s").format(done, total, speed)
    left = duration(progress.seconds_left)
    return translate("Downloads", "{0} of {1}, {2}/s, {3} left").format(done, total, speed, left)
