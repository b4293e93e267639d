import pytest
import torch

from graphstudio.api import Image
from graphstudio.diffusion.choices import Comparison
from graphstudio.diffusion.sheets import compare, contact_sheet
from graphstudio.errors import BadValue

WHITE = torch.ones(3)


def greys(*levels: float, width: int = 3, height: int = 2, channels: int = 3) -> Image:
    return Image(torch.tensor(levels)[:, None, None, None].repeat(1, height, width, channels))


def test_pictures_lie_in_rows_with_the_ground_around_them() -> None:
    sheet = contact_sheet(greys(0.2, 0.4, 0.6), columns=2, gap=1, ground=WHITE).pixels[0, :, :, 0]

    assert sheet.tolist() == [
        pytest.approx(row)
        for row in (
            [1, 1, 1, 1, 1, 1, 1, 1, 1],
            [1, 0.2, 0.2, 0.2, 1, 0.4, 0.4, 0.4, 1],
            [1, 0.2, 0.2, 0.2, 1, 0.4, 0.4, 0.4, 1],
            [1, 1, 1, 1, 1, 1, 1, 1, 1],
            [1, 0.6, 0.6, 0.6, 1, 1, 1, 1, 1],
            [1, 0.6, 0.6, 0.6, 1, 1, 1, 1, 1],
            [1, 1, 1, 1, 1, 1, 1, 1, 1],
        )
    ]


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (4, 2), (5, 3), (9, 3)])
def test_a_sheet_is_about_square_unless_told_otherwise(count: int, columns: int) -> None:
    sheet = contact_sheet(greys(*[0.5] * count, width=4, height=4), gap=0)

    assert sheet.pixels.shape[2] == 4 * columns


def test_labels_are_dark_on_light_and_light_on_dark() -> None:
    batch = greys(0.5, 0.5, width=64, height=8)

    light, dark = (
        contact_sheet(batch, ground=ground, labels=["HH"], label_px=16).pixels
        for ground in (WHITE, torch.zeros(3))
    )

    assert light.shape == dark.shape == (1, 2 * 8 + 8 + 28, 2 * 64 + 3 * 8, 3)
    assert light.min() == 0
    assert dark.max() == 1
    assert light[0, -28:, 80:].min() == 1, "the second picture has no label"


def test_more_labels_than_pictures_are_refused() -> None:
    with pytest.raises(BadValue, match="3 labels for 2 pictures"):
        contact_sheet(greys(0, 1), labels=["a", "b", "c"])


def test_a_row_has_its_name_at_its_left_and_the_pictures_stay_as_they_are() -> None:
    batch = greys(0.5, 0.5, 0.5, 0.5, width=20, height=40)

    plain = contact_sheet(batch, columns=2, gap=2, ground=WHITE).pixels[0]
    named = contact_sheet(
        batch, columns=2, gap=2, ground=WHITE, row_labels=["", "HHHHH"], label_px=16
    ).pixels[0]

    strip = named[:, : -plain.shape[1]]
    assert torch.equal(named[:, -plain.shape[1] :], plain)
    assert strip[:44].min() == 1, "the first row has no name"
    dark = (strip[44:, :, 0] < 0.5).nonzero()
    assert len(dark) > 10
    assert abs(dark[:, 0].float().mean() - 20) < 6, "the name stands in the middle of its row"
    assert 8 <= dark[:, 1].min() <= dark[:, 1].max() < strip.shape[1] - 8, "all of it is seen"


def test_more_names_than_rows_are_refused() -> None:
    with pytest.raises(BadValue, match="3 row labels for 2 rows"):
        contact_sheet(greys(0, 1, 0, 1), columns=2, row_labels=["a", "b", "c"])


def test_a_split_shows_one_picture_and_then_the_other() -> None:
    found = compare(greys(0.2, width=6), greys(0.8, width=6), "split", place=0.5).pixels[0, 0]

    assert found[:, 0].tolist() == pytest.approx([0.2, 0.2, 1, 0, 0.8, 0.8])


@pytest.mark.parametrize(("place", "level"), [(0.0, 0.8), (1.0, 0.2)])
def test_a_split_at_the_edge_is_one_picture_alone(place: float, level: float) -> None:
    found = compare(greys(0.2), greys(0.8), "split", place=place).pixels

    assert torch.allclose(found, torch.tensor(level))


def test_side_by_side_repeats_one_picture_for_a_batch_and_keeps_transparency() -> None:
    found = compare(greys(0.2), greys(0.4, 0.8, channels=4)).pixels

    assert found.shape == (2, 2, 6, 4)
    assert found[1, 0, :, 3].tolist() == pytest.approx([1, 1, 1, 0.8, 0.8, 0.8])


def test_a_difference_is_black_where_nothing_differs_and_can_be_made_clearer() -> None:
    one = greys(0.5)

    assert compare(one, one, "difference").pixels.max() == 0
    found = compare(one, greys(0.4), "difference", gain=5).pixels
    assert torch.allclose(found, torch.tensor(0.5), atol=1e-6)


@pytest.mark.parametrize("how", ["side by side", "split", "difference"])
def test_pictures_of_two_sizes_are_not_compared(how: Comparison) -> None:
    with pytest.raises(BadValue, match="first picture is 3 x 2 px, the second picture is 4 x 2 px"):
        compare(greys(0), greys(0, width=4), how)
