"""What is shown while a run goes on: small, encoded, and never a reason to fail."""

import io
from pathlib import Path

import PIL.Image
import pytest
import torch

from graphstudio.api import Image, Latent, Mask
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.session.worker.previews import SIDE_PX, Previews
from graphstudio.session.worker.protocol import Previewed
from graphstudio.session.worker.tints import Tints


@pytest.fixture
def previews(tmp_path: Path) -> Previews:
    tints = Tints(MemoryCache(1 << 20), Devices("cpu"), tmp_path / "tints")
    return Previews(tints, tmp_path / "previews")


def opened(shown: Previewed | None) -> PIL.Image.Image:
    assert shown is not None
    return PIL.Image.open(io.BytesIO(shown.image))


def test_a_small_picture_is_shown_pixel_for_pixel(previews: Previews) -> None:
    pixels = torch.rand(2, 16, 24, 3)

    shown = previews.show("n", Image(pixels))

    assert shown is not None
    assert (shown.width, shown.height, shown.is_final, shown.path) == (24, 16, True, "")
    picture = opened(shown)
    assert picture.size == (24, 16)
    assert picture.getpixel((3, 2)) == tuple((pixels[0, 2, 3] * 255).round().int().tolist())


def test_a_large_picture_is_shown_small_and_is_whole_in_a_file(previews: Previews) -> None:
    shown = previews.show("n", Image(torch.full((1, 300, 1200, 3), 0.5)))

    assert shown is not None
    assert (shown.width, shown.height) == (1200, 300)
    assert opened(shown).size == (SIDE_PX, 128)
    with PIL.Image.open(shown.path) as whole:
        assert whole.size == (1200, 300)


def test_a_picture_that_has_a_file_is_not_written_again(previews: Previews, tmp_path: Path) -> None:
    shown = previews.show("n", Image(torch.zeros(1, 8, 1024, 3)), path=tmp_path / "p.png")

    assert shown is not None
    assert shown.path == str(tmp_path / "p.png")
    assert not (tmp_path / "previews").exists()


def test_transparency_is_kept(previews: Previews) -> None:
    assert opened(previews.show("n", Image(torch.zeros(1, 8, 8, 4)))).mode == "RGBA"


def test_a_mask_is_shown_in_grey(previews: Previews) -> None:
    picture = opened(previews.show("n", Mask(torch.ones(1, 8, 8))))

    assert (picture.mode, picture.getpixel((0, 0))) == ("L", 255)


def test_a_latent_is_enlarged_and_says_how_large_its_picture_will_be(previews: Previews) -> None:
    shown = previews.show("n", Latent(torch.randn(1, 4, 16, 32), "sd1"))

    assert shown is not None
    assert (shown.width, shown.height, shown.is_final) == (256, 128, False)
    assert opened(shown).size == (256, 128)


def test_a_large_latent_is_no_larger_than_a_preview(previews: Previews) -> None:
    assert opened(previews.show("n", Latent(torch.randn(1, 4, 256, 128), "sd1"))).size == (256, 512)


def test_latents_that_come_quickly_are_left_out(previews: Previews) -> None:
    latent = Latent(torch.randn(1, 4, 8, 8), "sd1")

    shown = [previews.show("n", latent) for _ in range(3)]

    assert [one is not None for one in shown] == [True, False, False]


def test_what_cannot_be_shown_is_left_out_and_logged(
    previews: Previews, caplog: pytest.LogCaptureFixture
) -> None:
    shown = previews.show("n", Image(torch.full((1, 8, 8, 3), float("nan"))))

    assert shown is None
    assert "cannot be shown" in caplog.text


def test_only_the_latest_whole_pictures_stay_on_disk(
    previews: Previews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphstudio.session.worker.previews._MOST_KEPT", 2)

    shown = [previews.show("n", Image(torch.zeros(1, 8, 520, 3))) for _ in range(3)]

    kept = {str(one) for one in (tmp_path / "previews").iterdir()}
    assert kept == {one.path for one in shown[1:] if one is not None}


def test_a_latent_that_is_pixels_is_shown_as_these(previews: Previews) -> None:
    colours = torch.tensor([1.0, 0.0, -1.0])[:, None, None].expand(1, 3, 16, 16)

    shown = previews.show("n", Latent(colours, "pixel_ddpm", scale=1))

    assert shown is not None
    assert (shown.width, shown.height, shown.is_final) == (16, 16, False)
    red, green, blue = opened(shown).getpixel((40, 40))  # type: ignore[misc]  # Pillow says float
    assert red > 240
    assert 120 < green < 135
    assert blue < 15
