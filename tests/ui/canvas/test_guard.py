import logging

import pytest

from graphstudio.ui.canvas.guard import PaintGuard


def test_one_bad_frame_is_logged_once_and_not_thrown(caplog: pytest.LogCaptureFixture) -> None:
    guard = PaintGuard()

    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            with guard:
                raise ValueError("no colour")

    assert len(caplog.records) == 1


def test_an_interrupt_goes_through() -> None:
    with pytest.raises(KeyboardInterrupt), PaintGuard():
        raise KeyboardInterrupt
