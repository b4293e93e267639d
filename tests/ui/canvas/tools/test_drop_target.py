"""Dropping nodes out of the library and files on a canvas."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from graphstudio.graph.document import Document
from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.drop_target import NODE_MIME, DroppedFiles
from tests.ui.canvas.tools.hand import Hand, wire

COPY = Qt.DropAction.CopyAction


def drop(hand: Hand, data: QMimeData, at: QPointF) -> bool:
    pixel: QPoint = hand.view.mapFromScene(at)
    buttons, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(pixel, COPY, data, buttons, held)
    QApplication.sendEvent(hand.view.viewport(), enter)
    event = QDropEvent(QPointF(pixel), COPY, data, buttons, held)
    QApplication.sendEvent(hand.view.viewport(), event)
    return enter.isAccepted()


def node_data(type_: str) -> QMimeData:
    data = QMimeData()
    data.setData(NODE_MIME, type_.encode())
    return data


def test_a_node_of_the_library_is_added_where_it_is_dropped(document: Document, hand: Hand) -> None:
    assert drop(hand, node_data("noise.seeded"), QPointF(640, 560))

    place = document.graph.places["seeded"]
    assert (place.x, place.y) == (640, 560)
    assert document.history.labels == ("Add Noise",)


def test_a_node_of_the_library_dropped_on_a_wire_goes_into_it(
    document: Document, hand: Hand
) -> None:
    drop(hand, node_data("latent.resize"), hand.wire("sampler.latent", "decode.latent"))

    assert wire("resize.latent", "decode.latent") in set(document.graph.wires)
    assert len(document.history.labels) == 1


def test_files_are_told_of_with_the_place_and_the_row(
    document: Document, hand: Hand, canvas: Canvas, tmp_path: Path
) -> None:
    told: list[DroppedFiles] = []
    canvas.files_dropped.connect(told.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])

    drop(hand, data, hand.row("prompt", "text"))
    drop(hand, data, QPointF(640, 560))

    assert told[0].files == (tmp_path / "a.png",)
    assert told[0].row == Port("prompt", "text")
    assert told[1].row is None
    assert told[1].position == QPointF(640, 560)
    assert document.history.labels == ()


def test_a_text_cannot_be_dropped(hand: Hand) -> None:
    data = QMimeData()
    data.setText("hello")

    assert not drop(hand, data, QPointF(640, 560))
