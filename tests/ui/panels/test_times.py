import pytest

from graphstudio.ui.panels.times import ago, day, duration


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        pytest.param(0.34, "340 ms", id="less than a second"),
        pytest.param(2.44, "2.4 s", id="a few seconds"),
        pytest.param(42.4, "42 s", id="less than a minute"),
        pytest.param(84, "1 min 24 s", id="minutes"),
        pytest.param(3 * 3600 + 120, "3 h 2 min", id="hours"),
    ],
)
def test_a_duration_is_told_in_the_units_that_matter(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        pytest.param(-5, "just now", id="a clock that was set back"),
        pytest.param(59, "just now", id="now"),
        pytest.param(61, "1 min ago", id="minutes"),
        pytest.param(7200, "2 h ago", id="hours"),
        pytest.param(30 * 3600, "yesterday", id="yesterday"),
    ],
)
def test_a_moment_is_told_as_people_say_it(gone: float, said: str) -> None:
    assert ago(1_000_000_000 - gone, 1_000_000_000) == said


def test_what_is_long_ago_is_told_by_its_date() -> None:
    assert "70" in ago(86_400 * 10, 1_000_000_000)


@pytest.mark.parametrize(
    ("gone_days", "said"),
    [
        pytest.param(0, "Today", id="today"),
        pytest.param(1, "Yesterday", id="yesterday"),
        pytest.param(400, "2000", id="long ago"),
    ],
)
def test_a_day_is_told_as_people_say_it(gone_days: int, said: str) -> None:
    assert said in day(1_000_000_000 - gone_days * 86_400, 1_000_000_000)
