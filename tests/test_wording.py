"""Sizes and times in words."""

import pytest

from graphstudio.wording import on_one_line, say_bytes, say_duration


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (196_608, "192 KiB"),
        (5 * 2**20, "5.0 MiB"),
        (430 * 2**20, "430 MiB"),
        (2**29, "0.5 GiB"),
        (12.34 * 2**30, "12.3 GiB"),
    ],
)
def test_sizes_are_written_for_people(count: float, wanted: str) -> None:
    assert say_bytes(count) == wanted


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        (0.004, "4 ms"),
        (0.25, "0.2 s"),
        (9.94, "9.9 s"),
        (59.4, "59 s"),
        (80, "1 min 20 s"),
        (7500, "2 h 5 min"),
    ],
)
def test_times_are_written_for_people(seconds: float, wanted: str) -> None:
    assert say_duration(seconds) == wanted


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("Zürich ☃ 中文", "Zürich ☃ 中文", id="letters"),
        pytest.param("two\nlines\r", "two\\nlines\\r", id="line ends"),
        pytest.param("\x1b[31mred", "\\x1b[31mred", id="colours of a terminal"),
        pytest.param("bad\udcff", "bad\\udcff", id="bytes that are no letters"),
    ],
)
def test_a_name_stays_on_its_line(name: str, shown: str) -> None:
    assert on_one_line(name) == shown
