import numpy as np
import pytest

from graphstudio.api.painting import Brush, Fill, Invert, write_mark
from graphstudio.diffusion.painting import Dot, painted
from graphstudio.errors import BadValue
from graphstudio.ui.painter import paper as papers
from graphstudio.ui.painter.paper import Paper

LINES = [
    write_mark(Brush(((0.2, 0.2), (0.8, 0.3)), size=0.2, hardness=0.2, opacity=0.7)),
    write_mark(Invert()),
    write_mark(Brush(((0.5, 0.5),), size=0.4, erases=True)),
    write_mark(Fill()),
]


def expected(count: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    return painted("".join(line + "\n" for line in LINES[:count]), 40, 30)


def test_marks_come_and_go_one_by_one() -> None:
    paper = Paper(40, 30)

    for count in (1, 2, 3, 4, 3, 2, 1, 0, 4):
        paper.show(LINES[:count])
        assert (paper.shown == expected(count)).all()


def test_only_what_changed_is_told() -> None:
    paper = Paper.of(40, 30, LINES[:2])
    before = paper.shown.copy()

    box = paper.show(LINES[:3])

    changed = np.argwhere(paper.shown != before)
    assert changed.min(0)[0] >= box.top
    assert changed.max(0)[1] < box.right
    assert (box.right - box.left) * (box.bottom - box.top) < 40 * 30


def test_pixels_that_are_not_kept_any_more_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_MOST_KEPT_BYTES", 0)
    paper = Paper.of(40, 30, LINES)

    assert paper.is_near(LINES[:3])
    assert not paper.is_near(LINES[:2])
    paper.show(LINES[:1])

    assert (paper.shown == expected(1)).all()


def test_a_stroke_that_is_lifted_leaves_nothing_behind() -> None:
    paper = Paper.of(40, 30, LINES[:1])

    first = paper.draw([Dot(10, 10, 5)], 1.0, 1.0, erases=True)
    second = paper.draw([Dot(10, 10, 5), Dot(20, 20, 5)], 1.0, 1.0, erases=True)
    assert (paper.shown != expected(1)).any()
    lifted = paper.lift()

    assert lifted == first.with_(second)
    assert (paper.shown == expected(1)).all()


def test_a_stroke_over_the_edge_is_cut_off() -> None:
    paper = Paper(40, 30)

    assert paper.draw([Dot(-50, 10, 5), Dot(-40, 10, 5)], 1.0, 1.0, erases=False).is_empty
    paper.draw([Dot(-50, 10, 5), Dot(5, 10, 5)], 1.0, 1.0, erases=False)

    assert paper.shown[10, 0] == 255


def test_what_is_no_mark_is_refused_and_changes_nothing() -> None:
    paper = Paper.of(40, 30, LINES[:1])

    with pytest.raises(BadValue):
        paper.show([LINES[1], "?"])

    assert (paper.shown == expected(1)).all()
