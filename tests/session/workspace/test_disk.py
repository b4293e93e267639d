import logging
import os
import threading
from pathlib import Path

import pytest

from graphstudio.session.workspace.disk import Disk, sync_file, sync_folder


def test_a_job_is_run_in_another_thread(disk: Disk) -> None:
    ran = threading.Event()
    threads: list[int] = []

    def job() -> None:
        threads.append(threading.get_ident())
        ran.set()

    disk.soon(job)

    assert ran.wait(5)
    assert threads != [threading.get_ident()]


def test_a_job_that_is_asked_for_often_runs_once() -> None:
    disk = Disk(delay_s=60)
    ran: list[str] = []

    def job() -> None:
        ran.append("once")

    for _ in range(100):
        disk.soon(job)
    disk.close()

    assert ran == ["once"]


def test_closing_runs_what_is_left_and_ends_the_thread() -> None:
    disk = Disk(delay_s=60)
    ran: list[str] = []

    disk.soon(lambda: ran.append("left"))
    disk.close()

    assert ran == ["left"]
    assert "disk" not in [thread.name for thread in threading.enumerate()]


def test_a_job_that_fails_is_logged_and_the_others_run(caplog: pytest.LogCaptureFixture) -> None:
    disk = Disk(delay_s=60)
    ran: list[str] = []

    def fail() -> None:
        raise OSError("the disk is on fire")

    with caplog.at_level(logging.WARNING):
        disk.soon(fail)
        disk.soon(lambda: ran.append("next"))
        disk.close()

    assert "the disk is on fire" in caplog.text
    assert ran == ["next"]


def test_a_file_and_its_folder_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    (tmp_path / "file").write_text("data")

    sync_file(tmp_path / "file")

    assert len(synced) == 2


def test_syncing_what_is_gone_does_nothing(tmp_path: Path) -> None:
    sync_file(tmp_path / "gone")
    sync_folder(tmp_path / "gone")
