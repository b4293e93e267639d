from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image as Pillow

import graphstudio as gs
from graphstudio.api import Image, Mask, TestContext
from graphstudio.errors import BadValue, NodeFailed
from graphstudio.workflow.pictures import read_workflow

Call = Callable[..., Any]

BLACK, WHITE, RED = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (1.0, 0.0, 0.0)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Write a picture of one red pixel and one that nobody sees."""
    path = tmp_path / "photo.png"
    drawn = Pillow.new("RGBA", (2, 1), (255, 0, 0, 255))
    drawn.putpixel((1, 0), (0, 51, 0, 0))
    drawn.save(path)
    return path


def strip(*colours: tuple[float, ...]) -> Image:
    """Make a picture of one row."""
    return Image(torch.tensor([[colours]]))


def flat(width: int, height: int, batch: int = 1) -> Image:
    return Image(torch.full((batch, height, width, 3), 0.5))


def test_loading_gives_the_picture_and_a_mask_of_what_is_transparent(
    call: Callable[[str], Call], photo: Path
) -> None:
    loaded = call("image.load")(photo)

    assert loaded.image.pixels[0, 0].tolist() == [[1, 0, 0, 1], [0, pytest.approx(0.2), 0, 0]]
    assert loaded.mask.values.tolist() == [[[0, 1]]]


def test_a_picture_without_transparency_has_an_empty_mask(
    call: Callable[[str], Call], tmp_path: Path
) -> None:
    Pillow.new("L", (3, 2), 255).save(tmp_path / "grey.png")

    loaded = call("image.load")(tmp_path / "grey.png")

    assert torch.equal(loaded.image.pixels, torch.ones(1, 2, 3, 3))
    assert torch.equal(loaded.mask.values, torch.zeros(1, 2, 3))


def test_what_is_no_picture_is_refused_by_name(call: Callable[[str], Call], tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_text("this is no picture")

    with pytest.raises(BadValue, match=r"nowhere\.png is not there"):
        call("image.load")(tmp_path / "nowhere.png")
    with pytest.raises(BadValue, match=r"notes\.png is no picture that can be read"):
        call("image.load")(tmp_path / "notes.png")
    with pytest.raises(BadValue, match="is a folder"):
        call("image.load")(tmp_path)


def test_a_torn_picture_is_refused_and_not_filled_with_grey(
    call: Callable[[str], Call], tmp_path: Path
) -> None:
    whole = tmp_path / "whole.png"
    Pillow.effect_noise((64, 64), 80).save(whole)
    (tmp_path / "torn.png").write_bytes(whole.read_bytes()[:900])

    with pytest.raises(BadValue, match=r"torn\.png is damaged"):
        call("image.load")(tmp_path / "torn.png")


def test_an_overwritten_picture_is_read_again(photo: Path, studio: gs.Studio) -> None:
    workflow = gs.Workflow(studio=studio)
    loaded = workflow.add("image.load", file=str(photo))
    before = workflow.run(targets=[loaded.id]).values[loaded.id][0]

    Pillow.new("RGB", (2, 1), (0, 0, 255)).save(photo)
    after = workflow.run(targets=[loaded.id]).values[loaded.id][0]

    assert before.pixels.shape[-1] == 4
    assert after.pixels[0, 0].tolist() == [[0, 0, 1], [0, 0, 1]]


def test_a_picture_that_is_gone_is_an_error_of_its_node(tmp_path: Path, studio: gs.Studio) -> None:
    workflow = gs.Workflow(studio=studio)
    loaded = workflow.add("image.load", id="photo", file=str(tmp_path / "gone.png"))
    workflow.add("image.save", image=loaded["image"])

    with pytest.raises(NodeFailed, match=r"photo.*gone\.png is not there"):
        workflow.run()


def test_saving_hands_picture_and_name_to_whoever_runs(
    call: Callable[[str], Call], context: TestContext
) -> None:
    image = flat(2, 2)

    call("image.save")(context, image, "fox")

    assert context.saved == [("fox", image)]
    assert call("image.save")(context, image) is None
    assert context.saved[1][0] == "picture"


def test_a_saved_batch_is_a_numbered_file_for_each_picture_with_its_workflow(
    photo: Path, tmp_path: Path, studio: gs.Studio
) -> None:
    workflow = gs.Workflow(studio=studio)
    loaded = workflow.add("image.load", file=str(photo))
    workflow.add("image.save", id="keep", image=loaded["image"], name="fox")

    paths = [workflow.run(out=tmp_path / "out").paths for _ in range(2)]

    assert [one.name for (one,) in paths] == ["fox_0001.png", "fox_0002.png"]
    assert '"keep"' in read_workflow(paths[0][0])
    with Pillow.open(paths[0][0]) as saved:
        assert saved.getpixel((0, 0)) == (255, 0, 0, 255)


@pytest.mark.parametrize("name", ["../fox", "a/b", "", "..", "fox\n", "what?"])
def test_a_name_by_wire_that_is_no_file_name_is_refused_and_nothing_is_written(
    photo: Path, tmp_path: Path, studio: gs.Studio, name: str
) -> None:
    workflow = gs.Workflow(studio=studio)
    loaded = workflow.add("image.load", file=str(photo))
    workflow.add("image.save", image=loaded["image"], name=workflow.add("value.text", text=name))

    with pytest.raises(NodeFailed, match=r"begins? a file's name"):
        workflow.run(out=tmp_path / "out")

    assert not list(tmp_path.rglob("*_0001*"))


def test_a_preview_is_shown_and_not_saved(
    call: Callable[[str], Call], context: TestContext
) -> None:
    image = flat(2, 2)

    call("image.preview")(context, image)

    assert context.previews == [image]
    assert not context.saved


@pytest.mark.parametrize(
    ("options", "size"),
    [
        pytest.param({"width": 64, "height": 32}, (64, 32), id="both sides"),
        pytest.param({"width": 64, "height": 0}, (64, 32), id="height follows"),
        pytest.param({"width": 0, "height": 64}, (128, 64), id="width follows"),
        pytest.param(
            {"width": 0, "height": 0, "multiple_of": 16}, (96, 48), id="neither: only rounded"
        ),
        pytest.param({"width": 0, "height": 0, "multiple_of": 1}, (100, 50), id="neither at all"),
        pytest.param({"width": 61, "height": 0}, (64, 32), id="rounded to eights"),
        pytest.param({"width": 61, "height": 0, "multiple_of": 1}, (61, 30), id="to pixels"),
        pytest.param({"width": 90, "height": 0, "multiple_of": 64}, (64, 64), id="never nought"),
    ],
)
def test_resizing_finds_the_sides_that_were_left_out_and_rounds_both(
    call: Callable[[str], Call], options: dict[str, int], size: tuple[int, int]
) -> None:
    resized = call("image.resize")(flat(100, 50), **options).pixels

    assert (resized.shape[2], resized.shape[1]) == size


@pytest.mark.parametrize(
    ("fit", "left", "right"),
    [
        pytest.param("stretch", RED, WHITE, id="stretch shows all of it, narrower"),
        pytest.param("crop", BLACK, BLACK, id="crop shows its middle"),
    ],
)
def test_other_proportions_are_made_to_fit(
    call: Callable[[str], Call], fit: str, left: tuple[float, ...], right: tuple[float, ...]
) -> None:
    wide = Image(strip(RED, RED, BLACK, BLACK, WHITE, WHITE).pixels.repeat(1, 2, 1, 1))

    fitted = call("image.resize")(wide, 2, 2, "nearest", fit, 1).pixels

    assert fitted[0, :, 0].tolist() == [list(left)] * 2
    assert fitted[0, :, 1].tolist() == [list(right)] * 2


def test_padding_shows_all_of_it_between_black_bars(call: Callable[[str], Call]) -> None:
    white = Image(torch.ones(1, 2, 4, 3))

    padded = call("image.resize")(white, 4, 4, fit="pad", multiple_of=4).pixels[0, :, :, 0]

    assert padded.tolist() == [[0] * 4, [1] * 4, [1] * 4, [0] * 4]


def test_pixel_art_keeps_its_hard_pixels_with_nearest_and_not_with_lanczos(
    call: Callable[[str], Call],
) -> None:
    pair = Image(strip(BLACK, WHITE).pixels.repeat(1, 2, 1, 1))

    hard, smooth = (
        call("image.resize")(pair, 8, 8, method, "stretch").pixels
        for method in ("nearest", "lanczos")
    )

    assert set(hard.unique().tolist()) == {0, 1}
    assert len(smooth.unique()) > 2


def test_a_composite_mixes_the_two_by_the_mask(call: Callable[[str], Call]) -> None:
    mask = Mask(torch.tensor([[[0.0, 0.25, 1.0]]]))

    mixed = call("image.composite")(strip(RED, RED, RED), strip(WHITE, WHITE, WHITE), mask)

    assert mixed.pixels[0, 0].tolist() == [[1, 0, 0], [1, 0.25, 0.25], [1, 1, 1]]


def test_where_the_mask_is_black_every_pixel_stays_exactly_as_it_was(
    call: Callable[[str], Call],
) -> None:
    below = Image(torch.rand(1, 8, 8, 3, generator=torch.Generator().manual_seed(1)))

    laid = call("image.composite")(below, flat(8, 8), Mask(torch.zeros(1, 8, 8)))

    assert torch.equal(laid.pixels, below.pixels)


def test_pictures_of_two_sizes_do_not_compose(call: Callable[[str], Call]) -> None:
    with pytest.raises(BadValue, match="below is 4 x 4 px, the picture above is 8 x 4 px"):
        call("image.composite")(flat(4, 4), flat(8, 4), Mask(torch.ones(1, 4, 4)))


@pytest.mark.parametrize("name", ["", "a/b", ".hidden", " x", "what?", "n" * 101])
def test_a_name_that_no_file_can_have_is_refused_before_the_run(
    studio: gs.Studio, name: str
) -> None:
    workflow = gs.Workflow(studio=studio)

    with pytest.raises(BadValue, match="begins a file's name"):
        workflow.add("image.save", name=name)
