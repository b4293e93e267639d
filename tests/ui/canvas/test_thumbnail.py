from PySide6.QtCore import QSize

from graphstudio.graph.document import Document
from graphstudio.graph.graph import Graph
from graphstudio.ui.canvas.thumbnail import paint_graph
from graphstudio.ui.theme.tokens import DARK, Theme


def test_a_thumbnail_has_the_size_asked_for_and_shows_the_graph(
    qapp: object, plain_document: Document, theme: Theme
) -> None:
    pixmap = paint_graph(plain_document.graph, theme, QSize(300, 200), 2.0)

    image = pixmap.toImage()
    colours = {image.pixelColor(x, 200).rgba() for x in range(0, 600, 3)}
    assert pixmap.size() == QSize(600, 400)
    assert len(colours) > 2


def test_an_empty_graph_gives_an_empty_thumbnail(qapp: object, plain_document: Document) -> None:
    empty = Graph(plain_document.graph.registry)

    image = paint_graph(empty, DARK, QSize(60, 40)).toImage()

    assert image.pixelColor(30, 20) == DARK.canvas
