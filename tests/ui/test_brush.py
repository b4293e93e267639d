import logging

import pytest

from graphstudio.ui.brush import guarded


def test_a_bad_frame_is_logged_once_and_not_thrown(caplog: pytest.LogCaptureFixture) -> None:
    @guarded
    def paint() -> None:
        raise ValueError("no brush")

    with caplog.at_level(logging.ERROR):
        paint()
        paint()

    assert len(caplog.records) == 1
