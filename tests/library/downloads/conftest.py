"""A fake hub that the environment names, and no patience for the waits of real life."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from graphstudio.library.downloads import Fetched, Patience, Progress, fetch, read_wish
from tests.library.fake_hub import FakeHub, running, safetensors

IMPATIENT = Patience(connect_s=5, stall_s=0.3, attempts=3, first_wait_s=0, most_wait_s=5)


class MemoryKeyring(KeyringBackend):
    """Keep secrets for one test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types there
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def _no_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture(autouse=True)
def ring() -> Iterator[MemoryKeyring]:
    before, ring = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with running() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_HUB_OFFLINE", "0")
        hub.repositories["ada/styles"] = {"ink.safetensors": safetensors(400_000)}
        yield hub


def get(
    text: str = "ada/styles:ink.safetensors",
    *,
    kind: str = "lora",
    sha256: str = "",
    to: Path | None = None,
    told: list[Progress] | None = None,
    patience: Patience = IMPATIENT,
) -> Fetched:
    """Fetch what a text names."""
    hear = (lambda _: None) if told is None else told.append
    return fetch(read_wish(text, kind=kind, sha256=sha256, to=to), told=hear, patience=patience)


ink = partial(get, "ada/styles:ink.safetensors")
