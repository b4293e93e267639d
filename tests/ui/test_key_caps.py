import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from graphstudio.ui import key_caps
from graphstudio.ui.theme.tokens import DARK


@pytest.mark.parametrize(
    ("shortcut", "expected"),
    [
        pytest.param("Ctrl+Shift+Z", ("Ctrl", "Shift", "Z"), id="three keys"),
        pytest.param("F", ("F",), id="one key"),
        pytest.param("Ctrl++", ("Ctrl", "+"), id="the plus key"),
        pytest.param("+", ("+",), id="plus alone"),
        pytest.param("Ctrl+,", ("Ctrl", ","), id="the comma key"),
        pytest.param("G, G", ("G", "G"), id="one after the other"),
        pytest.param("", (), id="none"),
    ],
)
def test_each_key_has_a_cap_of_its_own(shortcut: str, expected: tuple[str, ...]) -> None:
    assert key_caps.caps(shortcut) == expected


@pytest.mark.usefixtures("qapp")
def test_caps_are_drawn_as_wide_as_they_say() -> None:
    image = QImage(200, 40, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)

    key_caps.paint(painter, QPointF(10, 20), "Ctrl+K", DARK)
    painter.end()

    inked = [x for x in range(200) if image.pixelColor(x, 20).alpha()]
    assert inked[0] == 10
    assert inked[-1] == pytest.approx(9 + key_caps.width("Ctrl+K"), abs=1)
