"""Every fault on the way is got over or refused, and nothing half-written is ever used."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.api import Cancelled
from graphstudio.diffusion.digests import known_digest
from graphstudio.errors import DownloadError
from graphstudio.library.downloads import (
    Patience,
    Progress,
    fetch,
    of_reference,
    read_wish,
    transfer,
)
from graphstudio.library.references import Origin, Reference
from tests.library.fake_hub import TOKEN, FakeHub, Fault, running, safetensors, sha256

from .conftest import IMPATIENT, get, ink

CONTENT = safetensors(400_000)


@pytest.fixture
def final() -> Path:
    return paths.models() / "loras" / "ink.safetensors"


def staged() -> list[str]:
    """Name what is under way; locks stay and hold nothing."""
    place = paths.models() / "loras" / ".downloads"
    files = [one for one in place.rglob("*") if one.is_file() and one.suffix != ".lock"]
    return sorted(one.name for one in files)


def test_a_file_arrives_whole_with_its_hash_known(hub: FakeHub, final: Path) -> None:
    fetched = ink()

    assert fetched.path == final
    assert final.read_bytes() == CONTENT
    assert fetched.new_bytes == len(CONTENT)
    assert not fetched.unchecked
    assert known_digest(final, paths.digests()) == sha256(CONTENT)
    assert staged() == []


def test_a_cut_connection_is_taken_up_where_it_broke(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(cut_after=100_000), Fault(cut_after=150_000))
    told: list[Progress] = []

    fetched = ink(told=told)

    assert final.read_bytes() == CONTENT
    assert fetched.new_bytes == len(CONTENT)
    ranges = [one.headers.get("range") for one in hub.requests("ink.safetensors")]
    assert ranges == [None, "bytes=100000-", "bytes=250000-"]
    assert any("broke" in one.note for one in told if one.stage == "waiting")


def test_a_stalled_server_is_asked_again_for_the_rest(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(stall_after=120_000))

    fetched = ink()

    assert final.read_bytes() == CONTENT
    assert fetched.new_bytes == len(CONTENT)


def test_a_server_that_never_gets_further_is_given_up_and_the_part_kept(
    hub: FakeHub, final: Path
) -> None:
    hub.script("ink.safetensors", Fault(cut_after=100_000), *[Fault(cut_after=0)] * 9)

    with pytest.raises(DownloadError, match="it goes on where it stopped"):
        ink()

    assert not final.exists()
    assert staged() == ["ink.safetensors.part", "ink.safetensors.part.json"]
    hub.faults.clear()
    assert ink().new_bytes == len(CONTENT) - 100_000
    assert final.read_bytes() == CONTENT


def test_many_cuts_end_nothing_while_each_attempt_gets_further(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", *[Fault(cut_after=30_000)] * 12)

    ink()

    assert final.read_bytes() == CONTENT


def test_a_server_that_ignores_ranges_sends_all_again(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(cut_after=100_000), Fault(ignores_range=True))

    fetched = ink()

    assert final.read_bytes() == CONTENT
    assert fetched.new_bytes == len(CONTENT) + 100_000


def test_content_that_changes_in_the_middle_is_never_mixed(hub: FakeHub, tmp_path: Path) -> None:
    newer = safetensors(500_000, seed=2)
    hub.plain["mix.safetensors"] = CONTENT
    hub.script("mix.safetensors", Fault(cut_after=100_000), Fault(content=newer))

    fetched = get(f"{hub.url}/plain/files/1/mix.safetensors", to=tmp_path)

    assert (tmp_path / "mix.safetensors").read_bytes() == newer
    assert fetched.unchecked == ("mix.safetensors",)


def test_without_a_name_for_the_content_nothing_is_taken_up(hub: FakeHub, tmp_path: Path) -> None:
    hub.plain["mix.safetensors"] = CONTENT
    hub.etags["mix.safetensors"] = 'W/"weak"'
    hub.script("mix.safetensors", Fault(cut_after=100_000), *[Fault(cut_after=0)] * 9)
    with pytest.raises(DownloadError):
        get(f"{hub.url}/plain/files/1/mix.safetensors", to=tmp_path)
    hub.faults.clear()

    fetched = get(f"{hub.url}/plain/files/1/mix.safetensors", to=tmp_path)

    assert fetched.new_bytes == len(CONTENT)


def test_wrong_content_is_refused_and_nothing_of_it_kept(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(content=safetensors(400_000, seed=9)))

    with pytest.raises(DownloadError, match="another hash"):
        ink()

    assert not final.exists()
    assert staged() == []
    assert len(hub.requests("ink.safetensors")) == 1


def test_an_old_part_that_went_bad_is_replaced(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(cut_after=100_000), *[Fault(cut_after=0)] * 9)
    with pytest.raises(DownloadError):
        ink()
    hub.faults.clear()
    (part,) = (final.parent / ".downloads").rglob("*.part")
    part.write_bytes(bytes(100_000))

    with pytest.raises(DownloadError, match="is no safetensors file"):
        ink()
    assert staged() == []
    ink()

    assert final.read_bytes() == CONTENT


def test_an_old_part_with_a_wrong_end_is_fetched_anew_at_once(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(cut_after=100_000), *[Fault(cut_after=0)] * 9)
    with pytest.raises(DownloadError):
        ink()
    hub.faults.clear()
    (part,) = (final.parent / ".downloads").rglob("*.part")
    part.write_bytes(CONTENT[:99_000] + bytes(1000))

    ink()

    assert final.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(CONTENT + b"more", "should have", id="too long"),
        pytest.param(CONTENT[:-9], "should have", id="too short"),
    ],
)
def test_another_size_than_listed_is_refused(
    hub: FakeHub, final: Path, content: bytes, said: str
) -> None:
    hub.script("ink.safetensors", *[Fault(content=content)] * 3)

    with pytest.raises(DownloadError, match=said):
        ink()

    assert not final.exists()


def test_a_web_page_instead_of_weights_is_refused(hub: FakeHub, tmp_path: Path) -> None:
    hub.plain["mix.safetensors"] = CONTENT
    hub.script("mix.safetensors", Fault(html=True))

    with pytest.raises(DownloadError, match="web page instead of weights"):
        get(f"{hub.url}/plain/files/1/mix.safetensors", to=tmp_path)

    assert not list(tmp_path.glob("*.safetensors"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"<html>a page that calls itself binary</html>", "web page", id="html"),
        pytest.param(b"version https://git-lfs.github.com/spec/v1\noid", "LFS pointer", id="lfs"),
        pytest.param(b"PK\x03\x04" + bytes(99), "is no safetensors file", id="zip"),
        pytest.param(b"\x08", "is no safetensors file", id="nearly nothing"),
    ],
)
def test_what_is_no_weights_is_refused_by_its_first_bytes(
    hub: FakeHub, tmp_path: Path, content: bytes, said: str
) -> None:
    hub.plain["mix.safetensors"] = content

    with pytest.raises(DownloadError, match=said):
        get(f"{hub.url}/plain/files/1/mix.safetensors", to=tmp_path)

    assert [one.suffix for one in tmp_path.rglob("*.safetensors*")] == [".lock"]


@pytest.mark.parametrize("status", [500, 503, 408])
def test_trouble_of_the_server_passes(hub: FakeHub, final: Path, status: int) -> None:
    hub.script("ink.safetensors", Fault(status=status), Fault(status=status))

    ink()

    assert final.read_bytes() == CONTENT


def test_too_many_requests_wait_as_long_as_the_server_asks(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(status=429, headers={"Retry-After": "1"}))
    told: list[Progress] = []

    ink(told=told)

    (waited,) = [one.note for one in told if one.stage == "waiting"]
    assert waited.endswith("too many requests from here. Trying again in 1.0 s.")
    assert final.read_bytes() == CONTENT


def test_a_wait_of_hours_is_told_instead_of_sat_through(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(status=429, headers={"Retry-After": "7200"}))

    with pytest.raises(DownloadError, match="asks to wait 2 h 0 min"):
        ink()

    assert not final.exists()


def test_trouble_while_listing_passes_too(hub: FakeHub, final: Path) -> None:
    hub.script("/revision/main", Fault(status=500), Fault(html=True))

    ink()

    assert final.read_bytes() == CONTENT


def test_a_redirect_never_takes_the_token_along(
    hub: FakeHub, final: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with running() as elsewhere:
        elsewhere.plain["blob.safetensors"] = CONTENT
        target = f"{elsewhere.url}/plain/blob.safetensors?signature=x"
        hub.script("ink.safetensors", Fault(redirect=target))

        ink()

        (asked,) = elsewhere.asked
        assert "authorization" not in asked.headers
    assert hub.requests("ink.safetensors")[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert final.read_bytes() == CONTENT


def test_a_circle_of_redirects_ends(hub: FakeHub) -> None:
    hub.script("ink.safetensors", *[Fault(redirect="/ada/styles/resolve/x/ink.safetensors")] * 20)

    with pytest.raises(DownloadError, match="for ever"):
        ink()


def test_too_small_a_disk_is_told_before_the_first_byte(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = type(shutil.disk_usage("."))(10**9, 10**9 - 1000, 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)

    with pytest.raises(DownloadError, match="no room for ink"):
        ink()

    assert not hub.requests("ink.safetensors")


def test_a_disk_that_fills_up_keeps_the_part_and_says_what_is_missing(
    hub: FakeHub, final: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = transfer._write
    written = 0

    def fill_up(take: Callable[[memoryview], int | None], block: bytes) -> None:
        nonlocal written
        if written + len(block) > 262_144:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written += len(block)
        write(take, block)

    monkeypatch.setattr(transfer, "_write", fill_up)

    with pytest.raises(DownloadError, match=r"disk is full.*KiB are missing"):
        ink()

    assert not final.exists()
    assert "ink.safetensors.part" in staged()
    monkeypatch.undo()


def test_stopping_keeps_what_came_and_the_next_time_goes_on(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(cut_after=100_000))
    wish = read_wish("ada/styles:ink.safetensors", kind="lora")
    stops = threading.Event()

    def hear(progress: Progress) -> None:
        if progress.stage == "waiting":
            stops.set()

    with pytest.raises(Cancelled):
        fetch(wish, told=hear, is_stopped=stops.is_set, patience=IMPATIENT)
    assert not final.exists()

    assert ink().new_bytes == len(CONTENT) - 100_000
    assert final.read_bytes() == CONTENT


def test_a_file_that_is_there_is_not_fetched_again(hub: FakeHub, final: Path) -> None:
    ink()
    before = len(hub.requests("ink.safetensors"))

    again = ink()

    assert again.kept == ("ink.safetensors",)
    assert len(hub.requests("ink.safetensors")) == before


def test_a_file_with_other_content_is_never_written_over(hub: FakeHub, final: Path) -> None:
    final.parent.mkdir(parents=True)
    final.write_bytes(safetensors(400_000, seed=7))

    with pytest.raises(DownloadError, match="other content, and is left as it is"):
        ink()

    assert final.read_bytes() == safetensors(400_000, seed=7)


def test_a_known_hash_must_be_that_of_the_hub(hub: FakeHub) -> None:
    with pytest.raises(DownloadError, match="no longer what it was"):
        ink(sha256="0" * 64)

    assert not hub.requests("ink.safetensors")


def test_a_known_hash_checks_a_plain_address(hub: FakeHub, tmp_path: Path) -> None:
    hub.plain["mix.safetensors"] = CONTENT
    url = f"{hub.url}/plain/files/1/mix.safetensors"

    with pytest.raises(DownloadError, match="another hash"):
        get(url, to=tmp_path, sha256="0" * 64)
    fetched = get(url, to=tmp_path, sha256=sha256(CONTENT))

    assert fetched.unchecked == ()


_CHILD = """
from graphstudio.library.downloads import Patience, fetch, read_wish
wish = read_wish("ada/styles:ink.safetensors", kind="lora")
fetch(wish, patience=Patience(stall_s=60))
"""


def _half_way(final: Path) -> subprocess.Popen[bytes]:
    """Start a process that fetches, and wait until it has half of it."""
    part = final.parent / ".downloads" / final.name / f"{final.name}.part"
    child = subprocess.Popen([sys.executable, "-c", _CHILD])
    for _ in range(600):
        if part.exists() and part.stat().st_size == 200_000:
            return child
        time.sleep(0.05)
    child.kill()
    raise AssertionError("It never got half way.")


def test_a_killed_process_leaves_a_part_that_the_next_one_goes_on_with(
    hub: FakeHub, final: Path
) -> None:
    hub.script("ink.safetensors", Fault(stall_after=200_000))
    with _half_way(final) as child:
        child.send_signal(signal.SIGKILL)

    assert not final.exists()
    assert staged() == ["ink.safetensors.part", "ink.safetensors.part.json"]
    assert ink().new_bytes < len(CONTENT)
    assert final.read_bytes() == CONTENT


def test_two_processes_never_fetch_the_same_at_once(hub: FakeHub, final: Path) -> None:
    hub.script("ink.safetensors", Fault(stall_after=200_000))
    with _half_way(final) as child:
        with pytest.raises(DownloadError, match="being downloaded already"):
            ink()
        child.kill()

    ink()

    assert final.read_bytes() == CONTENT


def test_progress_grows_to_the_whole_and_tells_speed(hub: FakeHub) -> None:
    told: list[Progress] = []

    ink(told=told)

    assert told[0].stage == "asking"
    assert told[-1].stage == "checking"
    assert told[-1].done_bytes == told[-1].total_bytes == len(CONTENT)
    fetching = [one for one in told if one.stage == "fetching"]
    assert all(one.seconds_left is not None for one in fetching if one.bytes_per_s)


def test_offline_means_offline(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    with pytest.raises(DownloadError, match="HF_HUB_OFFLINE is set"):
        ink()

    assert hub.asked == []


def test_the_note_beside_a_part_holds_no_secret(hub: FakeHub, tmp_path: Path) -> None:
    hub.plain["mix.safetensors"] = CONTENT
    hub.script("mix.safetensors", Fault(cut_after=9000), *[Fault(cut_after=0)] * 9)

    with pytest.raises(DownloadError) as raised:
        get(f"{hub.url}/plain/files/1/mix.safetensors?token=hush", to=tmp_path)

    (note,) = tmp_path.rglob("*.part.json")
    assert "hush" not in note.read_text()
    assert json.loads(note.read_text())["url"] == f"{hub.url}/plain/files/1/mix.safetensors"
    assert "hush" not in str(raised.value)


def test_nobody_answering_is_told(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.close()
    monkeypatch.setattr(hub, "close", lambda: None)
    quick = Patience(connect_s=1, stall_s=1, attempts=2, first_wait_s=0)

    with pytest.raises(DownloadError, match="cannot be reached"):
        ink(patience=quick)


def test_a_damaged_file_goes_to_the_trash_only_when_the_new_one_is_whole(
    hub: FakeHub, final: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    content = hub.repositories["ada/styles"]["ink.safetensors"]
    final.parent.mkdir(parents=True)
    final.write_bytes(content[:1000])
    origin = Origin(repository="ada/styles", file="ink.safetensors")
    wish = of_reference(Reference("ink.safetensors", "lora", origin=origin), over=final)
    hub.script("ink.safetensors", Fault(status=404))

    with pytest.raises(DownloadError):
        fetch(wish, patience=IMPATIENT)
    during = final.read_bytes()
    fetched = fetch(wish, patience=IMPATIENT)

    assert during == content[:1000]
    assert fetched.path == final
    assert final.read_bytes() == content
    (trashed,) = (tmp_path / "data" / "Trash" / "files").iterdir()
    assert trashed.read_bytes() == content[:1000]
