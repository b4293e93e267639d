"""Which nodes a search finds, and in which order."""

import pytest

from graphstudio.graph.registry import Registry
from graphstudio.ui.search.finds import Habits, browse, heading, seek

TITLES = ("Favourites", "Recent")


def found(wanted: str, registry: Registry, habits: Habits | None = None) -> list[str]:
    sections = seek(wanted, registry.definitions, habits or Habits(), registry)
    return [find.definition.id for section in sections for find in section.finds]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        pytest.param("sample", "latent.sample", id="a title"),
        pytest.param("vd", "latent.decode", id="first letters of words"),
        pytest.param("ksampler", "latent.sample", id="a keyword of another program"),
        pytest.param("image.load", "image.load", id="an id"),
        pytest.param("load img", "image.load", id="parts of words"),
        pytest.param("prompt", "prompt.encode", id="what most people want first"),
        pytest.param("negative prompt", "prompt.encode", id="what a prompt is for"),
        pytest.param("sdxl refiner", "model.load", id="a model that one looks for"),
        pytest.param("sd3", "model.load", id="a family"),
        pytest.param("controlnet", "control.load", id="a title before a keyword"),
        pytest.param("guidance", "guidance.cfg", id="the plain one of many"),
        pytest.param("ckpt", "model.load_checkpoint", id="an ending"),
        pytest.param("safetensors", "model.load_checkpoint", id="an ending of many kinds"),
        pytest.param("gguf", "model.load_denoiser", id="an ending of one kind"),
        pytest.param("offload", "placing.on_device", id="what others call it"),
        pytest.param("xformers", "tuning.attention", id="a package"),
        pytest.param("low vram", "placing.on_device", id="a trouble"),
    ],
)
def test_what_is_meant_comes_first(registry: Registry, wanted: str, first: str) -> None:
    assert found(wanted, registry)[0] == first


@pytest.mark.parametrize(
    ("wanted", "nodes"),
    [
        pytest.param("speed", ("attention", "compile", "step_cache", "token_merging"), id="speed"),
        pytest.param("vram", ("float8", "vae_pieces"), id="memory"),
        pytest.param("fp8", ("float8",), id="a format"),
    ],
)
def test_a_wish_finds_every_node_that_helps(
    registry: Registry, wanted: str, nodes: tuple[str, ...]
) -> None:
    assert {f"tuning.{one}" for one in nodes} <= set(found(wanted, registry))


def test_a_word_of_the_help_finds_a_node_too(registry: Registry) -> None:
    assert "image.composite" in found("untouched", registry)


def test_no_node_is_found_twice(registry: Registry) -> None:
    ids = found("image", registry)

    assert len(ids) == len(set(ids))


def test_nothing_fits_nonsense(registry: Registry) -> None:
    assert found("zzzq", registry) == []


def test_favourites_and_recent_ones_come_before_the_categories(registry: Registry) -> None:
    habits = Habits(favourites=("latent.sample", "gone.away"), recent=("image.load",))

    sections = browse(registry.definitions, habits, TITLES)

    assert [section.title for section in sections[:3]] == ["Favourites", "Recent", "Control"]
    assert [find.definition.id for find in sections[0].finds] == ["latent.sample"]


def test_a_favourite_is_not_recent_too(registry: Registry) -> None:
    habits = Habits(favourites=("image.load",), recent=("image.load",))

    sections = browse(registry.definitions, habits, TITLES)

    assert "Recent" not in [section.title for section in sections]


def test_of_a_few_nodes_none_stands_twice(registry: Registry) -> None:
    few = registry.definitions[:4]

    sections = browse(few, Habits(favourites=(few[0].id,)), TITLES)

    assert sum(len(section.finds) for section in sections) == 4


def test_a_category_reads_like_a_heading() -> None:
    assert heading("image/colour") == "Image / Colour"
