"""Warm up: asked for in the menu, told in the status bar, stopped by Stop."""

import pytest

from graphstudio.session.worker.warmups import Warm, WarmTold
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.warmth import warmed

from .engine import FakeEngine


def begin(window: MainWindow, engine: FakeEngine) -> Warm:
    engine.get_ready()
    window.desk.commands.run("run.warm_up")
    asked = engine.sent[-1]
    assert isinstance(asked, Warm)
    return asked


def test_the_workflow_is_warmed_up_as_it_is_and_told_in_the_status_bar(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    asked = begin(window, engine)
    assert asked.workflow == page.sheet.text()

    engine.say(WarmTold(asked.run, 1, 3, "vae", "builtin"))
    assert window.status.currentMessage() == "Warming up, 2 of 3: builtin, VAE"

    over = WarmTold(asked.run, 3, 3, size_bytes=14 * 2**20, seconds=2.0, is_over=True)
    engine.say(over)
    assert window.status.currentMessage() == warmed(over)
    assert "3 models, 14 MiB" in warmed(over)


def test_stop_stops_it(window: MainWindow, page: GraphPage, engine: FakeEngine) -> None:
    asked = begin(window, engine)
    window.desk.commands.refresh()

    window.desk.commands.run("run.stop")

    assert engine.stopped == [asked.run]


def test_what_went_wrong_stays_in_a_bar(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    asked = begin(window, engine)

    engine.say(WarmTold(asked.run, problems=("vae.safetensors is cut short.",), is_over=True))

    assert "cut short" in window.questions.texts[0]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (WarmTold("w", is_over=True, is_stopped=True), "stopped"),
        (WarmTold("w", is_over=True), "needs no models"),
        (WarmTold("w", 2, 2, gone=("big",), is_over=True), "not in memory at once: big"),
    ],
)
def test_every_ending_has_words(told: WarmTold, words: str) -> None:
    assert words in warmed(told)
