"""What people read when the engine's process is gone."""

import signal

import pytest

from graphstudio.session.worker.endings import (
    BROKEN,
    DEVICE_LOST,
    explain,
    explain_failed_start,
    explain_wish,
)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        pytest.param(-signal.SIGKILL, "ran out of memory", id="killed"),
        pytest.param(-signal.SIGSEGV, "native code (SIGSEGV)", id="segfault"),
        pytest.param(-signal.SIGABRT, "native code (SIGABRT)", id="abort"),
        pytest.param(-signal.SIGTERM, "(signal SIGTERM)", id="another signal"),
        pytest.param(-40, "(signal 40)", id="a signal without a name"),
        pytest.param(0xC0000005, "native code (code 0xc0000005)", id="access violation on Windows"),
        pytest.param(1, "(exit code 1)", id="exit"),
        pytest.param(BROKEN, "closed the pipe", id="broken"),
        pytest.param(DEVICE_LOST, "graphics card stopped answering", id="device lost"),
    ],
)
def test_each_end_has_its_reason_and_says_what_to_do(code: int, told: str) -> None:
    text = explain(code, is_broken=False, last_words="")

    assert told in text
    assert "It was started again" in text


def test_the_last_words_are_told_where_they_may_help() -> None:
    assert "Its last words: no luck" in explain(1, is_broken=False, last_words="no luck")


def test_an_engine_that_cannot_be_started_does_not_claim_to_be() -> None:
    text = explain_failed_start(explain(1, is_broken=False, last_words="no torch"))

    assert "started again" not in text
    assert "no torch" in text
    assert "graphstudio doctor" in text


def test_an_end_that_was_wanted_blames_nobody() -> None:
    assert "asked for" in explain_wish()
