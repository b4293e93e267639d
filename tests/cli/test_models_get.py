"""`graphstudio models get` and its like, against a hub on loopback."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.cli.exits import BAD_GRAPH, FAILED
from tests.library.downloads.conftest import MemoryKeyring, _no_tokens, hub, ring
from tests.library.fake_hub import TOKEN, FakeHub

from .conftest import Command

__all__ = ["_no_tokens", "hub", "ring"]

INK = "ada/styles:ink.safetensors"


def test_a_model_is_fetched_and_its_place_printed(graphstudio: Command, hub: FakeHub) -> None:
    done = graphstudio("models", "get", INK, "--kind", "lora")

    place = paths.models() / "loras" / "ink.safetensors"
    assert (done.code, done.out) == (0, f"{place}\n")
    assert place.is_file()
    assert "same" in graphstudio("models", "get", INK, "--kind", "lora").err


def test_machines_read_json_lines(graphstudio: Command, hub: FakeHub) -> None:
    done = graphstudio("models", "get", INK, "--kind", "lora", "--json")

    *progress, end = [json.loads(line) for line in done.out.splitlines()]
    assert {one["event"] for one in progress} == {"progress"}
    assert end["event"] == "done"
    assert end["path"].endswith("ink.safetensors")


def test_offline_refuses_with_words(graphstudio: Command, hub: FakeHub) -> None:
    done = graphstudio("models", "get", INK, "--kind", "lora", "--offline")

    assert done.code == FAILED
    assert "nothing is downloaded" in done.err
    assert hub.asked == []


def test_a_wrong_word_is_told_before_anything_is_fetched(
    graphstudio: Command, hub: FakeHub
) -> None:
    done = graphstudio("models", "get", INK, "what is this")

    assert done.code == BAD_GRAPH
    assert hub.asked == []


def test_starters_are_listed_with_licence_and_size(graphstudio: Command) -> None:
    listed = graphstudio("models", "starters").out
    facts = json.loads(graphstudio("models", "starters", "--json").out)

    assert "FLUX.1-dev" in listed
    assert "asks to agree first" in listed
    assert all(one["licence"] and not one["is_here"] for one in facts)


def test_a_token_is_kept_used_and_forgotten_and_never_printed(
    graphstudio: Command, hub: FakeHub, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{TOKEN}\n"))

    told = [graphstudio("models", one) for one in ("login", "whoami", "logout", "whoami")]

    assert [one.code for one in told] == [0, 0, 0, FAILED]
    assert told[1].out == "ada, by the token from the keyring\n"
    assert not any(TOKEN in one.out + one.err for one in told)
    assert ring.kept == {}


def test_a_folder_that_cannot_be_made_is_told(
    graphstudio: Command, hub: FakeHub, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")

    done = graphstudio("models", "get", INK, "--to", tmp_path / "file" / "x")

    assert done.code == FAILED
    assert "cannot be made: Not a directory" in done.err
