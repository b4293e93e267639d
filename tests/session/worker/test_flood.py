"""A log that can be read, whatever a node prints."""

from graphstudio.session.worker.flood import MOST_LINES, Dam
from graphstudio.session.worker.protocol import LogLine

LINE = LogLine("info", "stdout", "again")


def test_lines_beyond_the_most_are_held_back_and_counted_in_the_next_second() -> None:
    said: list[LogLine] = []
    now = [0.0]
    dam = Dam(said.append, clock=lambda: now[0])
    for _ in range(MOST_LINES + 7):
        dam(LINE)

    now[0] = 1.5
    dam(LINE)

    assert len(said) == MOST_LINES + 2
    assert said[-2].text == "7 lines came too fast to be shown."
    assert said[-1] == LINE


def test_slow_lines_all_come_through() -> None:
    said: list[LogLine] = []
    now = [0.0]
    dam = Dam(said.append, clock=lambda: now[0])
    for _ in range(2000):
        now[0] += 0.1
        dam(LINE)

    assert said == [LINE] * 2000
