"""A picture whose words were drawn can be made again, though the word lists changed."""

from pathlib import Path

import graphstudio as gs
from graphstudio import paths
from graphstudio.workflow.pictures import read_run, read_workflow


def _colour(path: Path) -> object:
    from PIL import Image

    return Image.open(path).convert("RGB").getpixel((0, 0))


def test_a_picture_is_made_again_from_its_file_by_the_text_that_was_drawn(tmp_path: Path) -> None:
    paths.wildcards().mkdir(parents=True)
    words = paths.wildcards() / "colour.txt"
    words.write_text("102030\n405060\n708090\n")
    workflow = gs.Workflow()
    drawn = workflow.add("text.wildcards", id="draw", text="#__colour__", seed=3)
    solid = workflow.add("image.solid", colour=drawn, width=8, height=8)
    workflow.add("image.save", image=solid)
    (made,) = workflow.run(out=tmp_path).paths

    words.write_text("ffffff\n")
    again = gs.Workflow.load(made)
    (other,) = again.run(out=tmp_path).paths
    texts = read_run(made)["texts"]
    assert isinstance(texts, dict)
    again.set("draw.text", texts["draw.value"])
    (same,) = again.run(out=tmp_path).paths

    assert "__colour__" in read_workflow(made)
    assert _colour(other) == (255, 255, 255)
    assert _colour(same) == _colour(made) != _colour(other)
