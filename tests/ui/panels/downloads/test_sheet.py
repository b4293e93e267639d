"""The sheet that gets models, with a queue that fetches nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from pytestqt.qtbot import QtBot

from graphstudio.api import Cancelled
from graphstudio.errors import AccessRefused, DownloadError
from graphstudio.library.downloads import Fetched, IsStopped, Progress, Told, Wish
from graphstudio.session.models.fetching import FetchQueue
from graphstudio.ui.panels.downloads import DownloadsSheet
from graphstudio.ui.theme.appearance import Appearance
from tests.library.downloads.conftest import MemoryKeyring, _no_tokens, ring

__all__ = ["_no_tokens", "ring"]

TURBO, FLUX, SD = "sdxl-turbo", "FLUX.1-dev", "stable-diffusion-v1-5"


class Script:
    def __init__(self, place: Path) -> None:
        self.place = place
        self.open = threading.Event()

    def __call__(self, wish: Wish, *, told: Told, is_stopped: IsStopped) -> Fetched:
        if wish.name == FLUX and not keyring.get_password("graphstudio", "huggingface.co"):
            raise AccessRefused("Agree first.", "https://huggingface.co/flux")
        if wish.name == "ddpm-celebahq-256":
            raise DownloadError("The disk is full.")
        gib = 2**30
        told(Progress(wish.title, "fetching", "unet", 2 * gib, 7 * gib, 48 * 2**20, 110.0))
        while not self.open.wait(0.01):
            if is_stopped():
                raise Cancelled
        return Fetched(self.place / wish.title, 10)


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return Script(tmp_path)


@pytest.fixture
def sheet(
    qtbot: QtBot,
    appearance: Appearance,
    tmp_path: Path,
    script: Script,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[DownloadsSheet]:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    queue = FetchQueue(tmp_path / "downloads.json", script)
    sheet = DownloadsSheet(appearance, queue)
    qtbot.addWidget(sheet)
    sheet.resize(640, 720)
    sheet.show()
    yield sheet
    script.open.set()
    queue.close()


def test_every_starter_has_a_card_with_licence_and_size(sheet: DownloadsSheet) -> None:
    card = sheet.card(FLUX)

    assert "33.7 GB · non-commercial, asks to agree first" in card.accessibleDescription()
    assert card.get.isVisible()
    assert not card.stop.isVisible()
    assert not card.bar.isVisible()


def test_one_click_fetches_and_tells_how_far_it_is(
    sheet: DownloadsSheet, script: Script, qtbot: QtBot
) -> None:
    card = sheet.card(TURBO)

    card.get.click()
    qtbot.waitUntil(lambda: "left" in card.state.text())
    assert card.state.text() == "2.0 GiB of 7.0 GiB, 48 MiB/s, 1 min 50 s left"
    assert card.bar.value() == 286
    assert card.stop.isVisible()
    script.open.set()
    qtbot.waitUntil(lambda: card.state.text() == "Here, checked.")

    assert not card.get.isVisible()


def test_stopping_keeps_it_and_going_on_is_offered(sheet: DownloadsSheet, qtbot: QtBot) -> None:
    card = sheet.card(TURBO)
    card.get.click()
    qtbot.waitUntil(lambda: card.stop.isVisible() and card.bar.isVisible())

    card.stop.click()
    qtbot.waitUntil(lambda: card.state.text() == "Stopped. What came is kept.")

    assert card.get.text() == "Go on"
    card.remove.click()
    qtbot.waitUntil(lambda: card.get.text() == "Get")


def test_a_failure_is_told_on_the_card(sheet: DownloadsSheet, qtbot: QtBot) -> None:
    card = sheet.card("ddpm-celebahq-256")

    card.get.click()
    qtbot.waitUntil(lambda: card.state.text() == "The disk is full.")

    assert card.state.property("role") == "danger"


def test_a_gated_model_asks_for_a_token_that_goes_to_the_keyring(
    sheet: DownloadsSheet, ring: MemoryKeyring, script: Script, qtbot: QtBot
) -> None:
    script.open.set()
    sheet.card(FLUX).get.click()
    qtbot.waitUntil(sheet.token.isVisible)
    assert not sheet.token.keep.isEnabled()

    sheet.token.field.setText("hf_hush")
    sheet.token.keep.click()
    qtbot.waitUntil(lambda: sheet.card(FLUX).state.text() == "Here, checked.")

    assert ring.kept == {("graphstudio", "huggingface.co"): "hf_hush"}
    assert sheet.token.field.text() == ""
    assert not sheet.token.isVisible()


def test_any_other_model_is_asked_for_by_name(sheet: DownloadsSheet, qtbot: QtBot) -> None:
    sheet.other.setText("what is this")
    sheet.ask.click()
    assert "no starter model" in sheet.wrong.text()

    sheet.other.setText("ada/fox")
    sheet.ask.click()
    qtbot.waitUntil(lambda: any(one.wish.repository == "ada/fox" for one in sheet.cards))

    assert not sheet.wrong.isVisible()
    qtbot.waitUntil(lambda: sheet.card("fox").stop.isVisible())


def test_a_search_hides_what_does_not_fit(sheet: DownloadsSheet) -> None:
    sheet.search.setText("edges sdxl")

    shown = [one.wish.name for one in sheet.cards if one.isVisible()]

    assert shown == ["t2i-adapter-canny-sdxl-1.0"]
    sheet.search.setText("no such thing")
    assert sheet.is_empty
