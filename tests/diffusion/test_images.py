"""Pictures read, scaled and laid over each other."""

from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import torch

from graphstudio.api import Image, Mask
from graphstudio.diffusion.choices import FitMethod, ScaleMethod
from graphstudio.diffusion.images import (
    composite,
    from_pillow,
    load_image,
    resize_image,
    resize_mask,
    to_pillow,
)
from graphstudio.errors import BadValue


@pytest.fixture
def photo() -> PIL.Image.Image:
    """Give a picture of 6 x 4 px with a red corner at its top left."""
    picture = PIL.Image.new("RGB", (6, 4), "blue")
    picture.putpixel((0, 0), (255, 0, 0))
    return picture


def test_a_picture_survives_the_way_there_and_back(photo: PIL.Image.Image) -> None:
    image = from_pillow([photo, photo])

    assert image.pixels.shape == (2, 4, 6, 3)
    assert image.pixels.is_contiguous()
    assert [one.tobytes() for one in to_pillow(image)] == [photo.tobytes()] * 2


def test_loading_turns_a_picture_the_right_way_up(photo: PIL.Image.Image, tmp_path: Path) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    photo.save(tmp_path / "turned.png", exif=exif)

    image, mask = load_image(tmp_path / "turned.png")

    assert image.pixels.shape == (1, 6, 4, 3)
    assert image.pixels[0, 0, 3].tolist() == [1, 0, 0]
    assert mask.values.shape == (1, 6, 4)
    assert mask.values.max() == 0


def test_what_is_transparent_becomes_a_mask(tmp_path: Path) -> None:
    picture = PIL.Image.new("RGBA", (2, 1), (10, 20, 30, 255))
    picture.putpixel((1, 0), (0, 0, 0, 0))
    picture.save(tmp_path / "hole.png")

    image, mask = load_image(tmp_path / "hole.png")

    assert image.pixels.shape == (1, 1, 2, 4)
    assert mask.values.tolist() == [[[0, 1]]]


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "YCbCr", "HSV", "RGBA", "PA"])
def test_pictures_of_every_mode_are_read(mode: str) -> None:
    image = from_pillow([PIL.Image.new("RGB", (3, 2), "white").convert(mode)])

    assert image.pixels.dtype == torch.float32
    assert image.pixels[..., :3].min() > 0.95


def test_sixteen_bits_are_kept(tmp_path: Path) -> None:
    values = np.array([[0, 257, 65535]], dtype=np.uint16)
    PIL.Image.fromarray(values).save(tmp_path / "deep.png")

    image, _ = load_image(tmp_path / "deep.png")

    assert image.pixels[0, 0, :, 0].tolist() == pytest.approx([0, 257 / 65535, 1])


def test_of_an_animation_the_first_frame_is_read(photo: PIL.Image.Image, tmp_path: Path) -> None:
    other = PIL.Image.new("RGB", photo.size, "green")
    photo.save(tmp_path / "moving.gif", save_all=True, append_images=[other])

    image, _ = load_image(tmp_path / "moving.gif")

    assert image.pixels[0, 3, 5].tolist() == pytest.approx([0, 0, 1], abs=0.02)


def test_files_that_are_no_pictures_are_refused(tmp_path: Path, photo: PIL.Image.Image) -> None:
    (tmp_path / "text.png").write_text("hello")
    photo.resize((200, 200)).save(tmp_path / "whole.png")
    cut = (tmp_path / "whole.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(cut[: len(cut) // 2])

    with pytest.raises(BadValue, match=r"nothing\.png is not there"):
        load_image(tmp_path / "nothing.png")
    with pytest.raises(BadValue, match="is a folder"):
        load_image(tmp_path)
    with pytest.raises(BadValue, match=r"text\.png is no picture"):
        load_image(tmp_path / "text.png")
    with pytest.raises(BadValue, match=r"cut\.png is damaged"):
        load_image(tmp_path / "cut.png")


def test_pictures_of_different_sizes_are_no_batch(photo: PIL.Image.Image) -> None:
    with pytest.raises(BadValue, match="one size"):
        from_pillow([photo, photo.resize((5, 5))])


@pytest.mark.parametrize("method", ["lanczos", "bicubic", "bilinear", "area", "nearest"])
def test_a_plain_picture_stays_plain(method: ScaleMethod) -> None:
    plain = Image(torch.tensor([0.123, 0.5, 0.9]).expand(2, 8, 8, 3).contiguous())

    larger = resize_image(plain, 13, 5, method=method)

    assert larger.pixels.shape == (2, 5, 13, 3)
    assert torch.allclose(larger.pixels, plain.pixels[:, :1, :1].expand(2, 5, 13, 3), atol=1e-5)
    assert larger.pixels.is_contiguous()


@pytest.mark.parametrize(("fit", "corner"), [("stretch", 1.0), ("crop", 1.0), ("pad", 0.0)])
def test_other_proportions_are_fitted(fit: FitMethod, corner: float) -> None:
    white = Image(torch.ones(1, 10, 20, 3))

    square = resize_image(white, 16, 16, fit=fit)

    assert square.pixels.shape == (1, 16, 16, 3)
    assert square.pixels[0, 0, 0, 0].item() == pytest.approx(corner)
    assert square.pixels[0, 8, 8, 0].item() == pytest.approx(1.0)


def test_hidden_colours_do_not_bleed() -> None:
    pixels = torch.zeros(1, 4, 4, 4)
    pixels[:, :, :2] = torch.tensor([1.0, 0.0, 0.0, 1.0])
    pixels[:, :, 2:] = torch.tensor([0.0, 1.0, 0.0, 0.0])  # green that nobody sees

    smaller = resize_image(Image(pixels), 3, 3, method="bilinear").pixels

    seen = smaller[..., 3] > 0.01
    assert smaller[..., 1][seen].max() < 1e-5


@pytest.mark.parametrize("size", [(0, 4), (4, -1)])
def test_no_size_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(BadValue, match="is no size"):
        resize_image(Image(torch.ones(1, 2, 2, 3)), *size)


def test_masks_are_scaled_like_pictures() -> None:
    values = torch.zeros(1, 4, 4)
    values[:, :2] = 1

    assert resize_mask(Mask(values), 8, 8, method="nearest").values[0, :, 0].tolist() == [
        *([1.0] * 4),
        *([0.0] * 4),
    ]


def test_a_picture_is_laid_over_another_where_the_mask_is_chosen() -> None:
    black, white = Image(torch.zeros(1, 1, 3, 3)), Image(torch.ones(2, 1, 3, 3))
    mask = Mask(torch.tensor([[[0.0, 0.5, 1.0]]]))

    both = composite(black, white, mask)

    assert both.pixels.shape == (2, 1, 3, 3)
    assert both.pixels[0, 0, :, 0].tolist() == [0, 0.5, 1]


def test_layers_of_different_sizes_are_refused() -> None:
    with pytest.raises(BadValue, match="below is 3 x 3 px, the picture above is 5 x 4 px"):
        composite(
            Image(torch.zeros(1, 3, 3, 3)),
            Image(torch.zeros(1, 4, 5, 3)),
            Mask(torch.zeros(1, 3, 3)),
        )


def test_a_picture_with_numbers_that_are_none_is_never_saved_as_black() -> None:
    pixels = torch.full((1, 2, 2, 3), 0.5)
    pixels[0, 0, 0, 0] = float("nan")

    with pytest.raises(BadValue, match="NaN"):
        to_pillow(Image(pixels))


def test_a_picture_of_another_shape_is_refused() -> None:
    with pytest.raises(BadValue, match=r"\(8, 8\)"):
        to_pillow(Image(torch.zeros(8, 8)))
