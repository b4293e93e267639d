import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from graphstudio.ui.canvas.grid import Grid, spacing
from graphstudio.ui.theme.tokens import DARK


@pytest.mark.parametrize(("zoom", "pitch"), [(2.0, 24), (0.6, 24), (0.5, 96), (0.1, 384)])
def test_dots_are_fewer_from_further_away(zoom: float, pitch: float) -> None:
    assert spacing(zoom) == pitch


@pytest.mark.parametrize("zoom", [1.0, 1.15, 0.87])
def test_dots_do_not_drift_apart_over_many_tiles(qapp: QApplication, zoom: float) -> None:
    image = QImage(2000, 4, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(zoom, zoom)

    Grid(DARK).paint(painter, QRectF(0, 0, 2000 / zoom, 4 / zoom), zoom, 1.0)

    painter.end()
    assert qapp is not None
    for at in range(1, 60):
        x = round(at * 24 * zoom)
        if x < 1990:
            near = {image.pixel(x + step, 0) for step in (-1, 0, 1)}
            assert near & {DARK.dots.rgb(), DARK.dots_strong.rgb()}, x
    assert image.pixelColor(round(12 * zoom), 0) == DARK.canvas
