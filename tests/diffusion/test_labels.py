"""Class labels by name and by number."""

import json
from pathlib import Path

import pytest

from graphstudio.api import Denoiser, Model
from graphstudio.diffusion.conditioning import unconditional
from graphstudio.diffusion.labels import choose_labels
from graphstudio.diffusion.pixel_folders import PixelUNetFolder
from graphstudio.diffusion.sources import ClassTransformerFolder
from graphstudio.errors import BadValue
from tests.diffusion.tiny_dit import NAMES


def model(names: dict[str, str] = NAMES) -> Model[Denoiser]:
    facts = (("classes", 1000), ("labels", json.dumps(names)))
    source = ClassTransformerFolder(Path("nowhere"))
    return Model("denoiser", "dit", "tiny", "digest", 1, source, facts)


def of_pixels(classes: int | None) -> Model[Denoiser]:
    """Give a consistency model that paints classes by number, or none."""
    facts = () if classes is None else (("classes", classes),)
    source = PixelUNetFolder(Path("nowhere"))
    return Model("denoiser", "pixel_cm", "dots", "digest", 1, source, facts)


def numbers(text: str, each: int = 1) -> list[int]:
    found = choose_labels(model(), text, each).conditioning.labels
    assert found is not None
    return [int(one) for one in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("goldfish", [1], id="first name"),
        pytest.param("carassius AURATUS", [1], id="another name in other case"),
        pytest.param("  great   white shark ", [2], id="spaces"),
        pytest.param("tench, Tinca tinca", [0], id="all names"),
        pytest.param("man-eater, white shark", [2], id="two names of one"),
        pytest.param("207", [207], id="number"),
        pytest.param("999; 0", [999, 0], id="numbers"),
        pytest.param("goldfish; tench\n207\n", [1, 0, 207], id="several"),
        pytest.param("goldfish; goldfish", [1, 1], id="the same twice"),
        pytest.param("", [1000], id="no class"),
        pytest.param(" ;\n; ", [1000], id="nothing but separators"),
        pytest.param("goldfish; 1000", [1, 1000], id="no class by its number"),
        pytest.param("maillot", [638], id="a whole list goes before one of its names"),
        pytest.param("maillot, tank suit", [639], id="a longer list"),
    ],
)
def test_a_label_is_a_name_or_a_number(text: str, wanted: list[int]) -> None:
    assert numbers(text) == wanted


def test_each_label_stands_for_several_pictures_next_to_each_other() -> None:
    found = choose_labels(model(), "goldfish; 207; 5", each=2)

    assert numbers("goldfish; 207; 5", each=2) == [1, 1, 207, 207, 5, 5]
    assert found.count == 6
    assert found.names == "goldfish\ngolden retriever\n5"
    assert found.conditioning.embeds.shape == (1, 0, 0)
    assert choose_labels(model(), "").names == "no class"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("goldfsh", "Did you mean goldfish?", id="misspelt"),
        pytest.param("retriever", "Did you mean golden retriever?", id="a part of the name"),
        pytest.param("spaceship", "a number from 0 to 999", id="nothing near"),
        pytest.param("1001", "There is no class 1001", id="beyond"),
        pytest.param("9" * 5000, "There is no class 9999", id="more digits than Python reads"),
        pytest.param("-1", 'no class "-1"', id="below"),
        pytest.param("tub", "435 (bathtub, bathing tub, bath, tub) and 876 (tub, vat)", id="both"),
        pytest.param("crane", "134 (crane) and 517 (crane). Write the number", id="two cranes"),
        pytest.param("goldfish, tench", 'no class "goldfish, tench"', id="two by a comma"),
        pytest.param(",", 'no class ","', id="a comma"),
    ],
)
def test_a_label_that_does_not_tell_is_refused_with_what_may_be_meant(text: str, said: str) -> None:
    with pytest.raises(BadValue) as caught:
        choose_labels(model(), text)

    assert said in str(caught.value)


def test_every_wrong_label_is_reported() -> None:
    with pytest.raises(BadValue) as caught:
        choose_labels(model(), "goldfsh; 207; 2000")

    assert len(caught.value.problems) == 2


def test_a_folder_without_names_takes_numbers() -> None:
    assert choose_labels(model({}), "7").names == "7"
    with pytest.raises(BadValue, match=r"lists no names\. Choose a number"):
        choose_labels(model({}), "goldfish")


def test_a_pixel_space_model_is_told_a_class_by_its_number() -> None:
    found = choose_labels(of_pixels(5), "4; 0")

    assert found.conditioning.labels is not None
    assert found.conditioning.labels.tolist() == [4, 0]
    assert found.names == "4\n0"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "dots was trained without a class that stands for none", id="empty"),
        pytest.param("5", "There is no class 5. Choose a number from 0 to 4.", id="none of DiT"),
        pytest.param("6", "There is no class 6. Choose a number from 0 to 4.", id="beyond"),
    ],
)
def test_a_pixel_space_model_has_no_number_for_no_class(text: str, said: str) -> None:
    with pytest.raises(BadValue) as caught:
        choose_labels(of_pixels(5), text)

    assert said in str(caught.value)
    assert "5 is no class" not in str(caught.value)


def test_a_pixel_space_model_without_classes_is_not_said_to_read_texts() -> None:
    with pytest.raises(BadValue, match=r"paints one kind of picture\. Use No Prompt"):
        choose_labels(of_pixels(None), "3")


@pytest.mark.parametrize("known", [model(), of_pixels(5)], ids=["DiT", "pixels"])
def test_no_prompt_stands_in_for_no_class(known: Model[Denoiser]) -> None:
    with pytest.raises(BadValue, match=r"paints classes and has to be told one\. Use Class Label"):
        unconditional(known)
