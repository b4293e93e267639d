"""Why a node will run or not, in the window's language: the engine's layer speaks English alone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from graphstudio.session.forecast import Forecast


def reason_of(forecast: Forecast) -> str:
    """Give the reason; one that nobody translated, such as of a skipped node, as it is."""
    translate = QCoreApplication.translate
    known = {
        "it has effects or no stable answer, so it runs every time": translate(
            "Forecast", "it has effects or no stable answer, so it runs every time"
        ),
        "it depends on a node that runs every time": translate(
            "Forecast", "it depends on a node that runs every time"
        ),
        "what it reads cannot be read right now; the run will say why": translate(
            "Forecast", "what it reads cannot be read right now; the run will say why"
        ),
        "no result is kept for what it depends on": translate(
            "Forecast", "no result is kept for what it depends on"
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
