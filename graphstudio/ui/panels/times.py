"""Times as people say them: how long something took, and how long ago it was."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale


def duration(seconds: float) -> str:
    """Say how long something takes, in the two largest units that matter: "1 min 20 s"."""
    if seconds < 1:
        return QCoreApplication.translate("Times", "{0} ms").format(round(seconds * 1000))
    if seconds < 10:
        return QCoreApplication.translate("Times", "{0} s").format(f"{seconds:.1f}")
    whole = round(seconds)
    if whole < 60:
        return QCoreApplication.translate("Times", "{0} s").format(whole)
    if whole < 3600:
        return QCoreApplication.translate("Times", "{0} min {1} s").format(*divmod(whole, 60))
    return QCoreApplication.translate("Times", "{0} h {1} min").format(*divmod(whole // 60, 60))


def ago(moment: float, now: float) -> str:
    """Say when something was, seen from now: "just now", "5 min ago", "yesterday", a date.

    Args:
        moment: Seconds since 1970.
        now: Seconds since 1970.
    """
    gone = max(now - moment, 0.0)
    if gone < 60:
        return QCoreApplication.translate("Times", "just now")
    if gone < 3600:
        return QCoreApplication.translate("Times", "{0} min ago").format(int(gone // 60))
    if gone < 24 * 3600:
        return QCoreApplication.translate("Times", "{0} h ago").format(int(gone // 3600))
    if gone < 48 * 3600:
        return QCoreApplication.translate("Times", "yesterday")
    day = _day(moment)
    return QLocale().toString(day, QLocale.FormatType.ShortFormat)


def day(moment: float, now: float) -> str:
    """Say on which day something was: "Today", "Yesterday", or its date.

    Args:
        moment: Seconds since 1970.
        now: Seconds since 1970.
    """
    date, today = _day(moment), _day(now)
    if date == today:
        return QCoreApplication.translate("Times", "Today")
    if date == today.addDays(-1):
        return QCoreApplication.translate("Times", "Yesterday")
    return QLocale().toString(date, QLocale.FormatType.LongFormat)


def _day(moment: float) -> QDate:
    return QDateTime.fromSecsSinceEpoch(int(moment)).date()
