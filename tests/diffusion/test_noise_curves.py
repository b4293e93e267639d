"""The curve of noise levels: which numbers it shows, and what is drawn where."""

from typing import Any

import pytest
import torch
from PIL import Image as Pillow

from graphstudio.diffusion import charts, noise_curves
from graphstudio.diffusion.catalogue import CATALOGUE, Entry, SchedulerName, recipe
from graphstudio.diffusion.charts import HEIGHT_PX, WIDTH_PX, Chart, draw_chart
from graphstudio.diffusion.levels import with_levels
from graphstudio.diffusion.noise_curves import plot_curve
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded

ENTRIES = [pytest.param(entry, id=entry.name) for entry in CATALOGUE if entry.fits == "noise"]
BLUE = (110, 168, 254)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Chart]:
    """Give the charts that were asked for; a small picture stands for each."""
    seen: list[Chart] = []

    def note(chart: Chart) -> Pillow.Image:
        seen.append(chart)
        return Pillow.new("RGB", (4, 4))

    monkeypatch.setattr(noise_curves, "draw_chart", note)
    return seen


def chart_of(*values: float) -> Chart:
    """Give a chart of these values."""
    return Chart(values, title="Title", note="Note.", across="Step", up="Sigma")


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_curve_has_a_level_for_each_step_and_one_for_the_end(
    entry: Entry, tiny: Loaded, drawn: list[Chart]
) -> None:
    plot_curve(recipe(entry.name), tiny.parts.denoiser, steps=6)

    extra = {"PNDM": 1, "PNDM with Runge-Kutta": 9}.get(entry.name, 0)
    assert len(drawn[0].values) == 7 + extra
    assert drawn[0].across == ("Call of the network" if extra else "Step")
    assert drawn[0].title == entry.name
    assert min(drawn[0].values) == drawn[0].values[-1] < 0.04


@pytest.mark.parametrize(
    ("name", "options", "title"),
    [
        ("Euler", {"sigmas": "karras", "spacing": "trailing"}, "Euler, Karras, trailing"),
        ("DPM++ 2M SDE", {"sigmas": "beta"}, "DPM++ 2M SDE, beta"),
        ("DDIM", {}, "DDIM"),
    ],
)
def test_a_title_says_what_was_chosen(
    name: SchedulerName, options: dict[str, Any], title: str, tiny: Loaded, drawn: list[Chart]
) -> None:
    plot_curve(recipe(name, **options), tiny.parts.denoiser, steps=6)

    assert drawn[0].title == title


def test_custom_sigmas_are_named_and_shown(tiny: Loaded, drawn: list[Chart]) -> None:
    by_hand = with_levels(recipe("Euler"), (9.0, 4.0, 1.0), "sigmas")

    plot_curve(by_hand, tiny.parts.denoiser, steps=3)

    assert drawn[0].title == "Euler, custom sigmas"
    assert drawn[0].note == "3 steps. Noise falls from 9 to 1, and ends at 0."
    assert drawn[0].values == [9.0, 4.0, 1.0, 0.0]


def test_one_step_is_a_straight_fall(tiny: Loaded, drawn: list[Chart]) -> None:
    plot_curve(recipe("Euler", spacing="trailing"), tiny.parts.denoiser, steps=1)

    assert drawn[0].note == "1 step. Noise falls from 14.61 to 0."


def test_a_scheduler_that_does_not_fit_is_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="Flow Euler is for flow models"):
        plot_curve(recipe("Flow Euler"), tiny.parts.denoiser, steps=4)


def test_a_curve_is_an_image_of_one_size(tiny: Loaded) -> None:
    pixels = plot_curve(recipe("Heun"), tiny.parts.denoiser, steps=4).pixels

    assert pixels.shape == (1, HEIGHT_PX, WIDTH_PX, 3)
    assert pixels.dtype == torch.float32
    assert pixels.is_contiguous()


def test_a_line_goes_from_the_top_on_the_left_to_the_axis_on_the_right() -> None:
    picture = draw_chart(chart_of(10, 5, 0))

    assert picture.getpixel((84, 144)) == BLUE
    assert picture.getpixel((502, 328)) == BLUE
    assert picture.getpixel((920, 512)) == BLUE


def test_what_lies_under_the_line_is_tinted_and_what_is_above_is_not() -> None:
    picture = draw_chart(chart_of(10, 5, 0))

    below, above = picture.getpixel((300, 480)), picture.getpixel((800, 200))
    assert above == (34, 36, 40)
    assert below != above


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param((14.6, 1.0, 0.0), ["0", "5", "10", "15", "0", "1", "2"], id="noise"),
        pytest.param((1.0, 0.0), ["0", "0.2", "0.4", "0.6", "0.8", "1", "0", "1"], id="flow"),
        pytest.param((0.0, 0.0), ["0", "0.2", "0.4", "0.6", "0.8", "1", "0", "1"], id="nothing"),
    ],
)
def test_axes_have_round_numbers(
    values: tuple[float, ...], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _written(chart_of(*values), monkeypatch)[4:] == words


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (4, ["0", "1", "2", "3", "4"]),
        (20, ["0", "2", "4", "6", "8", "10", "12", "14", "16", "18", "20"]),
        (28, ["0", "5", "10", "15", "20", "25", "28"]),
        (51, ["0", "10", "20", "30", "40", "50"]),
        (1000, ["0", "100", "200", "300", "400", "500", "600", "700", "800", "900", "1000"]),
    ],
)
def test_steps_are_counted_in_round_numbers_and_the_end_where_there_is_room(
    steps: int, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    falling = chart_of(*(1 - i / steps for i in range(steps + 1)))

    assert _written(falling, monkeypatch)[-len(words) :] == words


def _written(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Draw a chart, and give all that is written in it in the order of writing."""
    words: list[str] = []
    monkeypatch.setattr(charts, "_write", lambda _pen, _place, text, *_, **__: words.append(text))
    draw_chart(chart)
    return words
