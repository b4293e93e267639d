import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF, QRawFont

from graphstudio import paths
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.fonts import Weight


@pytest.mark.parametrize(
    ("weight", "number"), [("regular", 400), ("medium", 500), ("semibold", 600)]
)
def test_inter_is_there_in_every_weight(weight: Weight, number: int) -> None:
    found = QFontInfo(fonts.ui(12, weight))

    assert found.family() == "Inter"
    assert found.weight() == number


def test_all_figures_are_equally_wide() -> None:
    metrics = QFontMetricsF(fonts.ui(13))

    assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("8888"))


def test_what_the_interface_writes_is_in_the_font() -> None:
    font = QRawFont.fromFont(fonts.ui())

    assert all(font.supportsCharacter(ord(letter)) for letter in "Aaß…→·≤µ±↑⌘⇧")


def test_loading_twice_does_nothing() -> None:
    fonts.load()
    fonts.load()

    assert QFontInfo(fonts.ui()).family() == "Inter"


def test_the_licence_lies_beside_the_font() -> None:
    folder = paths.bundled("resources") / "fonts" / "inter"

    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text("utf-8")
