import pytest
import torch
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.lettering import Lettering, write_text
from graphstudio.errors import BadValue

BLACK = Image(torch.zeros(1, 64, 128, 3))


def ink(image: Image) -> Tensor:
    return (image.pixels != 0).any(-1)[0]


def lines_of(image: Image) -> int:
    """Count the runs of rows that hold letters."""
    rows = ink(image).any(1).int()
    return int((rows.diff(prepend=torch.zeros(1, dtype=torch.int32)) == 1).sum())


def test_an_empty_text_changes_nothing() -> None:
    assert write_text(BLACK, " \n", Lettering()) is BLACK


def test_letters_are_of_their_colour_and_the_rest_stays() -> None:
    written = write_text(BLACK, "HH", Lettering(32), colour=torch.tensor([1.0, 0.5, 0.0])).pixels

    assert written[0, 0, 0].tolist() == [0, 0, 0]
    seen = written[written[..., 0] > 0]
    assert torch.allclose(seen[:, 1], seen[:, 0] / 2, atol=1e-6)
    assert seen[:, 0].max() == 1
    assert seen[:, 2].max() == 0


def test_places_go_from_edge_to_edge() -> None:
    style = Lettering(24)
    left, right = (ink(write_text(BLACK, "Hg", style, x=x, y=y)) for x, y in ((0, 0), (1, 1)))

    assert left[:, :4].any()
    assert not left[40:].any()
    assert right[:, -4:].any()
    assert right[-4:].any()
    assert not right[:24].any()


def test_letters_without_a_tail_stand_as_high_as_those_with_one() -> None:
    high, deep = (
        ink(write_text(BLACK, text, Lettering(24), x=0, y=1)).any(1).nonzero()[0]
        for text in ("H", "Hg")
    )

    assert torch.equal(high, deep)


def test_long_lines_are_broken_between_words_and_breaks_are_kept() -> None:
    style = Lettering(12)

    assert lines_of(write_text(BLACK, "HHH HHH", style)) == 1
    assert lines_of(write_text(BLACK, "HHH HHH", style, width=0.3)) == 2
    assert lines_of(write_text(BLACK, "H\nH\nH", style)) == 3
    assert lines_of(write_text(BLACK, "HHHHHHHHHHHHHHHHHHHHHHHH", style)) == 1


def test_an_outline_is_all_around_letters_that_stay_as_they_are() -> None:
    grey = Image(torch.full((1, 96, 128, 3), 0.5))
    red = torch.tensor([1.0, 0.0, 0.0])

    found = write_text(grey, "HO\nOH", Lettering(32, outline_px=3), outline=red).pixels[0]

    white = (found == 1).all(-1)
    around = torch.nn.functional.max_pool2d(white[None].float(), 3, 1, 1)[0] > 0
    assert white.any()
    # Whatever touches a letter is letter, outline, or a mix of both: red is full, never grey.
    assert found[around][:, 0].min() > 0.99


def test_opacity_thins_letters_and_outline_alike() -> None:
    grey = Image(torch.full((1, 64, 128, 3), 0.5))

    found = write_text(grey, "HO", Lettering(32, outline_px=2), opacity=0.5).pixels

    assert found.max().item() == pytest.approx(0.75)
    assert found.min().item() == pytest.approx(0.25)


def test_every_picture_of_a_batch_gets_the_text_and_alpha_grows_under_it() -> None:
    clear = Image(torch.zeros(2, 64, 128, 4))

    written = write_text(clear, "H", Lettering(32)).pixels

    assert torch.equal(written[0], written[1])
    assert written[..., 3].max() == 1


def test_letters_that_the_font_lacks_are_named() -> None:
    with pytest.raises(BadValue, match="no あ 猫:"):
        write_text(BLACK, "猫 H あ", Lettering())
