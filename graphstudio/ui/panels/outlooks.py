"""What a run will take, in the window's language: "about 12 s, 9 s to 16 s"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from graphstudio.engine.thrift import Thrift
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import Means, MemoryOutlook, NodeOutlook, Outlook
from graphstudio.ui.panels.times import duration

_MOST_NAMED = 3
_INSTANT_S = 0.05
_GIB = 1024**3


def about(estimate: Estimate) -> str:
    """Say a time with its range."""
    translate = QCoreApplication.translate
    if estimate.high < _INSTANT_S:
        return translate("Outlook", "no time to speak of")
    middle, low, high = (duration(one) for one in (estimate.middle, estimate.low, estimate.high))
    return translate("Outlook", "about {0}, {1} to {2}").format(middle, low, high)


def run_time(outlook: Outlook) -> str:
    """Say what a run takes, and of which nodes that is not known; "" where nothing would run."""
    if not outlook.nodes:
        return ""
    unknown = outlook.unknown
    known = about(outlook.seconds) if len(unknown) < len(outlook.nodes) else ""
    return "; ".join(part for part in (known, _not_known(unknown)) if part)


def memory(one: MemoryOutlook) -> str:
    """Say what the hungriest node needs at once, and what is free."""
    translate = QCoreApplication.translate
    middle, low, high = (
        f"{size / _GIB:.1f}" for size in (one.need.middle, one.need.low, one.need.high)
    )
    text = translate("Outlook", "Memory: about {0} GiB, {1} to {2}, for {3}")
    text = text.format(middle, low, high, one.title)
    if not one.is_measured:
        text = translate("Outlook", "{0} (a rule of thumb)").format(text)
    if one.free_bytes is None:
        return text
    free = translate("Outlook", "{0}; {1} GiB are free").format(
        text, f"{one.free_bytes / _GIB:.1f}"
    )
    return free if one.fits else translate("Outlook", "{0}: it will run sparingly").format(free)


def means(told: Means) -> list[str]:
    """Say what each node does to fit into memory, and what it costs."""
    translate = QCoreApplication.translate
    words = {
        Thrift.TIDY: translate("Outlook", "all other models wait meanwhile; same picture"),
        Thrift.GROUPS: translate("Outlook", "weights come block by block; slower, same picture"),
        Thrift.PIECES: translate("Outlook", "in pieces; slower, fine detail may differ"),
        Thrift.HALF: translate("Outlook", "in half precision; fine detail may differ"),
        Thrift.SEQUENTIAL: translate("Outlook", "weights come layer by layer; much slower"),
    }
    line = translate("Outlook", "{0}: {1} ({2} GiB instead of {3})")
    other = translate("Outlook", "{0}; {1} would help instead")
    said = []
    for one in told.nodes:
        need, whole = f"{one.need_bytes / _GIB:.1f}", f"{one.whole_bytes / _GIB:.1f}"
        text = line.format(one.title, words[one.rung], need, whole)
        titles = " / ".join(one.helping)
        said.append(other.format(text, titles) if titles else text)
    return said


def _not_known(nodes: Sequence[NodeOutlook]) -> str:
    translate = QCoreApplication.translate
    if not nodes:
        return ""
    names = ", ".join(one.title for one in nodes[:_MOST_NAMED])
    rest = len(nodes) - _MOST_NAMED
    if rest <= 0:
        return translate("Outlook", "not known yet for {0}").format(names)
    return translate("Outlook", "not known yet for {0} and {1} more").format(names, rest)
