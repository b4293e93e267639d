import pytest
import torch

from graphstudio.api import Image
from graphstudio.diffusion.batches import join_batch, take_from_batch
from graphstudio.errors import BadValue


def grey(*levels: float, channels: int = 3) -> Image:
    return Image(torch.tensor(levels)[:, None, None, None].repeat(1, 2, 3, channels))


def levels(image: Image) -> list[float]:
    return image.pixels[:, 0, 0, 0].tolist()


def test_joined_pictures_keep_their_order_and_become_rgba_when_one_is() -> None:
    joined = join_batch(grey(0.25, 0.5), grey(0.75, channels=4))

    assert levels(joined) == [0.25, 0.5, 0.75]
    assert joined.pixels[:, 0, 0, 3].tolist() == [1, 1, 0.75]


def test_pictures_of_two_sizes_make_no_batch() -> None:
    with pytest.raises(BadValue, match=r"first picture is 3 x 2 px, the second 4 x 2 px"):
        join_batch(grey(0.5), Image(torch.zeros(1, 2, 4, 3)))


@pytest.mark.parametrize(
    ("number", "count", "expected"),
    [(1, 1, [0.25]), (2, 2, [0.5, 0.75]), (-1, 1, [0.75]), (-3, 3, [0.25, 0.5, 0.75])],
)
def test_pictures_are_counted_from_one_or_from_the_end(
    number: int, count: int, expected: list[float]
) -> None:
    assert levels(take_from_batch(grey(0.25, 0.5, 0.75), number, count)) == expected


@pytest.mark.parametrize(("number", "count"), [(0, 1), (4, 1), (-4, 1), (3, 2), (-1, 2)])
def test_a_picture_that_is_not_there_is_refused_with_how_many_there_are(
    number: int, count: int
) -> None:
    with pytest.raises(BadValue, match="has 3 pictures"):
        take_from_batch(grey(0.25, 0.5, 0.75), number, count)
