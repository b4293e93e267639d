"""The doctor's findings come into the log, line by line."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from graphstudio.session.worker.protocol import LogLine
from graphstudio.ui.window.examination import Examination


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a short script be what is started, and give its file."""
    script = tmp_path / "doctor.py"
    starter = tmp_path / "python"
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}"\n')
    starter.chmod(0o755)
    monkeypatch.setattr("graphstudio.ui.window.examination.sys.executable", str(starter))
    return script


def test_each_finding_is_told_as_it_comes(qtbot: QtBot, doctor: Path) -> None:
    doctor.write_text('print("good  Python")\nprint()\nprint("bad   torch")')
    told: list[LogLine] = []
    parent = QObject()
    examination = Examination(told.append, parent)

    examination.start()
    qtbot.waitUntil(lambda: len(told) == 3, timeout=20_000)
    examination.end()

    assert [line.text for line in told[1:]] == ["good  Python", "bad   torch"]


def test_only_one_examination_is_under_way_and_it_can_be_ended(qtbot: QtBot, doctor: Path) -> None:
    doctor.write_text("import time\ntime.sleep(60)")
    told: list[LogLine] = []
    parent = QObject()
    examination = Examination(told.append, parent)

    examination.start()
    examination.start()
    examination.end()

    assert len(told) == 1
