"""Why a node will run or not, in the window's language: the engine's layer speaks English alone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from graphstudio.engine.why import Change
from graphstudio.session.forecast import Forecast


def reason_of(forecast: Forecast) -> str:
    """Give the reason; one that nobody translated, such as of a skipped node, as it is.

    Several changes stand below each other.
    """
    translate = QCoreApplication.translate
    if forecast.changes and forecast.verdict != "if asked":
        told = [change_words(one, forecast.node) for one in forecast.changes]
        return told[0] if len(told) == 1 else "".join(f"\n· {one}" for one in told)
    known = {
        "it has effects or no stable answer, so it runs every time": translate(
            "Forecast", "it has effects or no stable answer, so it runs every time"
        ),
        "what it reads cannot be read right now; the run will say why": translate(
            "Forecast", "what it reads cannot be read right now; the run will say why"
        ),
        "everything that needs it is kept": translate(
            "Forecast", "everything that needs it is kept"
        ),
        "nothing that it depends on has changed": translate(
            "Forecast", "nothing that it depends on has changed"
        ),
        "only a lazy input needs it": translate("Forecast", "only a lazy input needs it"),
    }
    return known.get(forecast.why, forecast.why)


def change_words(change: Change, node: str) -> str:
    """Say a change as a reason for a node, with the name of the node that it is of if another."""
    translate = QCoreApplication.translate
    told = {
        "value": "{name}: {old} → {new}",
        "file": translate("Forecast", "{name}: what is in the file changed"),
        "content": translate("Forecast", "the model or the list that it reads changed"),
        "code": translate("Forecast", "the code of its pack changed"),
        "version": translate("Forecast", "its version changed from {old} to {new}"),
        "wire": "{name}: {old} → {new}",
        "new": translate("Forecast", "it has not run yet"),
        "gone": translate("Forecast", "nothing changed; its result is not kept"),
        "other": translate("Forecast", "its result is not the one that was used before"),
        "every time": translate("Forecast", "it runs every time"),
    }[change.kind]
    nothing = translate("Forecast", "nothing")
    words = told.format(name=change.name, old=change.old or nothing, new=change.new or nothing)
    return words if change.node == node else f"{change.title}: {words}"
