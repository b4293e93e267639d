from PySide6.QtCore import QPointF

from graphstudio.ui.canvas.geometry import (
    HEADER,
    ROW,
    Socket,
    collapsed_shape,
    open_shape,
    reroute_shape,
)


def test_inputs_and_outputs_stand_side_by_side() -> None:
    shape = open_shape([Socket("a"), Socket("b")], [Socket("x")], width=200)

    assert shape.socket("a", "input") == QPointF(0, HEADER + 6 + ROW / 2)
    assert shape.socket("x", "output") == QPointF(200, HEADER + 6 + ROW / 2)
    assert shape.socket("b", "input") == QPointF(0, HEADER + 6 + ROW * 1.5)


def test_knobs_stand_below_what_can_only_be_wired_whatever_their_order() -> None:
    shape = open_shape([Socket("knob", "knob"), Socket("model")], [])

    knob, model = shape.inputs

    assert knob.name == "knob"
    assert knob.rect.top() >= model.rect.bottom()


def test_a_text_is_several_rows_high_until_it_is_wired() -> None:
    free = open_shape([Socket("text", "text")], [])
    wired = open_shape([Socket("text", "text", is_wired=True)], [])

    assert free.height > wired.height + 2 * ROW


def test_a_wired_knob_keeps_its_row_and_loses_its_field() -> None:
    shape = open_shape([Socket("steps", "knob", is_wired=True), Socket("cfg", "knob")], [])

    steps = shape.row("steps")

    assert steps is not None
    assert steps.field.isNull()
    assert [row.name for row in shape.knobs] == ["cfg"]


def test_nothing_overlaps_below_the_rows() -> None:
    shape = open_shape([Socket("a", "knob")], [], preview=0.5, message=40)

    assert shape.row("a") is not None
    assert shape.preview.top() >= shape.inputs[0].rect.bottom()
    assert shape.message.top() > shape.preview.bottom()
    assert shape.height > shape.message.bottom()


def test_all_sockets_of_a_collapsed_node_are_at_the_middle_of_its_header() -> None:
    shape = collapsed_shape([Socket("a"), Socket("b")], [Socket("x")], 240)

    assert shape.socket("a", "input") == shape.socket("b", "input") == QPointF(0, HEADER / 2)
    assert shape.socket("x", "output") == QPointF(240, HEADER / 2)


def test_a_reroute_takes_at_its_left_and_gives_at_its_right() -> None:
    shape = reroute_shape([Socket("value")], [Socket("value")])

    taken, given = shape.socket("value", "input"), shape.socket("value", "output")

    assert taken is not None
    assert given is not None
    assert taken.x() < given.x()
    assert taken.y() == given.y()


def test_a_socket_of_no_such_name_is_nowhere() -> None:
    assert open_shape([Socket("a")], []).socket("a", "output") is None
