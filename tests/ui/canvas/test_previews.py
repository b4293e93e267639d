import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from graphstudio.ui.canvas.previews import LEAST_SHARE, MOST_SHARE, Picture
from tests.ui.canvas.conftest import preview


@pytest.mark.parametrize(
    ("width", "height", "share"),
    [(100, 50, 0.5), (10, 100, MOST_SHARE), (100, 1, LEAST_SHARE)],
)
def test_a_picture_keeps_its_shape_within_reason(
    qapp: QApplication, width: int, height: int, share: float
) -> None:
    picture = Picture.decode(preview("a", width, height))

    assert picture is not None
    assert picture.share == share


def test_a_narrow_picture_is_shown_whole_in_the_middle(qapp: QApplication) -> None:
    picture = Picture.decode(preview("a", 20, 100))
    assert picture is not None
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)

    picture.paint(painter, QRectF(0, 0, 200, 200), 1.0)

    painter.end()
    assert image.pixelColor(100, 100) == QColor("#3060C0")
    assert image.pixelColor(20, 100) == QColor("black")
