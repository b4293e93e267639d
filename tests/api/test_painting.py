import json

import pytest

from graphstudio.api.painting import (
    MOST_CHARACTERS,
    UNITS,
    Brush,
    Ellipse,
    Fill,
    Invert,
    Mark,
    Outline,
    read_mark,
    read_painting,
    write_mark,
)
from graphstudio.errors import BadValue

MARKS = [
    pytest.param(Brush(((0.25, 0.5),)), id="a dot"),
    pytest.param(
        Brush(((0.25, 0.5), (0.75, -0.125)), (0.5, 1.0), 0.125, 0.5, 0.75, True),
        id="a soft stroke with pressure that leads over the edge",
    ),
    pytest.param(Outline(((0.0, 0.0), (0.5, 0.0), (0.0, 0.5)), 0.25), id="an outline"),
    pytest.param(Ellipse((0.125, 0.25), (0.5, 1.0), erases=True), id="an ellipse"),
    pytest.param(Fill(), id="fill"),
    pytest.param(Invert(), id="invert"),
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_comes_back_from_its_line(mark: Mark) -> None:
    line = write_mark(mark)

    assert "\n" not in line
    assert read_mark(line) == mark


def test_places_are_kept_to_an_eighth_of_a_pixel_of_a_large_picture() -> None:
    mark = Brush(((1 / 3, 2 / 3), (0.123456, 0.654321)))

    back = read_mark(write_mark(mark))

    assert isinstance(back, Brush)
    for place, kept in zip(mark.places, back.places, strict=True):
        assert kept == pytest.approx(place, abs=0.5 / UNITS)


def test_what_leads_very_far_away_can_be_read_again() -> None:
    assert read_mark(write_mark(Brush(((-9.0, 0.5), (9.0, 0.5))))) == Brush(
        ((-1.0, 0.5), (2.0, 0.5))
    )


def test_a_long_stroke_takes_few_characters() -> None:
    stroke = Brush(tuple((0.1 + number / 1000, 0.5) for number in range(500)))

    assert len(write_mark(stroke)) < 500 * 6


def test_an_empty_text_is_an_empty_painting() -> None:
    assert read_painting("") == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("{", "is no JSON", id="half a line"),
        pytest.param("[1]", "must be an object", id="a list"),
        pytest.param("{}", "nobody knows: null", id="no kind"),
        pytest.param('{"mark":["brush"]}', "nobody knows", id="a kind that is no text"),
        pytest.param('{"mark":"spray"}', "There is brush, outline", id="another kind"),
        pytest.param('{"mark":"fill","size":1}', "has 'size', which", id="a stranger"),
        pytest.param('{"mark":"brush"}', "list of whole numbers in 'points'", id="no points"),
        pytest.param('{"mark":"brush","points":[1]}', "needs pairs", id="half a point"),
        pytest.param('{"mark":"brush","points":[]}', "1 or more", id="no point"),
        pytest.param('{"mark":"brush","points":[1.5,2]}', "whole numbers", id="a fraction"),
        pytest.param('{"mark":"brush","points":[true,2]}', "whole numbers", id="a yes"),
        pytest.param('{"mark":"brush","points":[99999,0]}', "is not from", id="a huge step"),
        pytest.param(
            '{"mark":"brush","points":[60000,0,60000,0]}', "too far away", id="far outside"
        ),
        pytest.param(
            '{"mark":"brush","points":[1,2],"pressure":[1,2]}', "2 pressures for 1", id="pressures"
        ),
        pytest.param('{"mark":"brush","points":[1,2],"size":3}', "from 0 to 2", id="too large"),
        pytest.param('{"mark":"brush","points":[1,2],"size":NaN}', "'size'", id="not a number"),
        pytest.param('{"mark":"fill","erases":1}', "has 'erases'", id="fill cannot erase"),
        pytest.param(
            '{"mark":"ellipse","box":[1,2,3,4],"erases":1}', "true or false", id="half erased"
        ),
        pytest.param('{"mark":"ellipse","box":[1,2,3]}', "4 numbers", id="half a box"),
        pytest.param('{"mark":"outline","points":[1,2,3,4]}', "3 or more", id="a line"),
    ],
)
def test_what_is_no_mark_is_refused_with_its_line(line: str, told: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_painting(f'{{"mark":"fill"}}\n{line}\n')

    assert "line 2 of the painting" in str(caught.value)
    assert told in str(caught.value)


def test_all_damaged_lines_are_told_at_once() -> None:
    with pytest.raises(BadValue, match=r"line 1 .*line 5 .*and 2 lines more") as caught:
        read_painting("?\n" * 7)

    assert len(caught.value.problems) == 7


def test_a_painting_beyond_all_measure_is_refused_unread() -> None:
    with pytest.raises(BadValue, match="clear it"):
        read_painting("x" * (MOST_CHARACTERS + 1))


def test_each_line_is_json_that_other_programs_read() -> None:
    assert json.loads(write_mark(Ellipse((0.0, 0.0), (0.5, 1.0)))) == {
        "mark": "ellipse",
        "box": [0, 0, UNITS // 2, UNITS],
    }
