import torch

from graphstudio.api import Image
from graphstudio.diffusion.histograms import draw_histogram, histogram


def test_tones_are_counted_for_each_channel_and_luma() -> None:
    image = Image(torch.tensor([[[[1.0, 0.0, 0.0], [1.0, 1.0, 1.0]]]]))

    counted = histogram(image)[0]

    assert counted.sum(-1).tolist() == [1, 1, 1, 1]
    assert counted[0, 255] == 1
    assert counted[1, [0, 255]].tolist() == [0.5, 0.5]
    assert counted[3, [round(0.2126 * 255), 255]].tolist() == [0.5, 0.5]


def test_what_nobody_sees_is_not_counted() -> None:
    image = Image(torch.tensor([[[[0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]]]))

    assert histogram(image)[0, :, 255].tolist() == [1, 1, 1, 1]
    assert histogram(Image(torch.zeros(1, 1, 1, 4))).sum() == 0


def test_dark_tones_are_drawn_at_the_left_and_each_picture_by_itself() -> None:
    dark = torch.rand(1, 32, 32, 3, generator=torch.Generator().manual_seed(1)) * 0.4
    both = Image(torch.cat([dark, 1 - dark]))

    drawn = draw_histogram(both, height=64).pixels

    assert drawn.shape == (2, 64, 512, 3)
    assert drawn[0, :, :200].mean() > 2 * drawn[0, :, 312:].mean()
    assert drawn[1, :, 312:].mean() > 2 * drawn[1, :, :200].mean()
    assert torch.equal(draw_histogram(Image(dark), height=64).pixels, drawn[:1])


def test_rare_tones_show_when_heights_are_logarithms() -> None:
    image = torch.rand(1, 64, 64, 3, generator=torch.Generator().manual_seed(1)) * 0.4
    image[0, 0, 0] = 1

    plain, logarithmic = (
        draw_histogram(Image(image), height=128, is_logarithmic=how).pixels[0, -40:, -2:]
        for how in (False, True)
    )

    assert logarithmic.mean() > plain.mean() + 0.3
