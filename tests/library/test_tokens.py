"""Tokens come from the variable, the keyring or the hub's own file, and are never shown."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring

from graphstudio.errors import BadValue, NoKeyring
from graphstudio.library.tokens import find_token, forget_token, has_keyring, keep_token
from tests.library.downloads.conftest import MemoryKeyring, _no_tokens, ring

__all__ = ["_no_tokens", "ring"]

HUB = "https://hub.example"


def test_the_keyring_keeps_one_token_for_each_hub(ring: MemoryKeyring) -> None:
    keep_token(" hf_one\n", HUB)

    found = find_token(HUB)

    assert found is not None
    assert (found.value, found.source) == ("hf_one", "the keyring")
    assert find_token("https://other.example") is None
    assert ring.kept == {("graphstudio", "hub.example"): "hf_one"}


def test_a_token_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_hush")

    found = find_token(HUB)

    assert "hf_hush" not in f"{found} {found!r}"


def test_the_variable_comes_before_the_keyring_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "huggingface" / "token"
    file.parent.mkdir()
    file.write_text("hf_file\n")

    sources = [str(find_token(HUB))]
    keep_token("hf_ring", HUB)
    sources.append(str(find_token(HUB)))
    monkeypatch.setenv("HF_TOKEN", "hf_variable")
    sources.append(str(find_token(HUB)))

    assert sources == [
        f"the token from {file}",
        "the token from the keyring",
        "the token from HF_TOKEN",
    ]


@pytest.mark.parametrize("value", ["hf_one\nhf_two", "two words", "hf_\x1b[31m", "hf_é"])
def test_a_variable_that_holds_no_token_is_refused_without_showing_it(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", value)

    with pytest.raises(BadValue, match="HF_TOKEN holds no token") as refused:
        find_token(HUB)

    assert value not in str(refused.value)


def test_forgetting_says_whether_there_was_one() -> None:
    keep_token("hf_one", HUB)

    assert forget_token(HUB)
    assert not forget_token(HUB)


@pytest.mark.parametrize("value", ["", "two words", "hf_ü"])
def test_what_is_no_token_is_refused(value: str) -> None:
    with pytest.raises(BadValue, match="no token"):
        keep_token(value, HUB)


def test_a_machine_without_a_keyring_says_what_else_there_is() -> None:
    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]  # as keyring ships it

    assert not has_keyring()
    assert find_token(HUB) is None
    with pytest.raises(NoKeyring, match="HF_TOKEN"):
        keep_token("hf_one", HUB)
