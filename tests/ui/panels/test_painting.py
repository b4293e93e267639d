from PySide6.QtCore import QRectF

from graphstudio.ui.panels.painting import fitted


def test_a_picture_is_fitted_into_the_middle_of_a_box() -> None:
    assert fitted(200, 100, QRectF(0, 0, 100, 100)) == QRectF(0, 25, 100, 50)


def test_a_picture_without_a_size_takes_no_room() -> None:
    assert fitted(0, 0, QRectF(0, 0, 100, 100)).isEmpty()
