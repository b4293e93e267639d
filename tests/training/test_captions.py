"""Captions say what is drawn, in plain English, and the tokenizer knows all their words."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from graphstudio.training.captions import caption
from graphstudio.training.scenes import Landscape, ShapePicture, Time, describe, single_shape
from graphstudio.training.tokenizer import MAX_LENGTH, build_tokenizer, byte_pairs

FIFTY = range(50)


def ways(description: ShapePicture | Landscape) -> set[str]:
    return {caption(description, Random(number)) for number in range(200)}


def test_a_single_shape_is_called_by_its_colour_and_place() -> None:
    picture = single_shape(Random(0), "orange", "star", "small", ("top", "left"), "blue")

    said = ways(picture)

    assert len(said) > 20
    assert all("orange star" in text and "top left" in text and "blue" in text for text in said)
    assert all(any(word in text for word in ("small", "little", "tiny")) for text in said)


def test_only_a_white_background_goes_unsaid() -> None:
    on_white = single_shape(Random(0), "red", "circle", "medium", ("center", "center"), "white")
    on_blue = single_shape(Random(0), "red", "circle", "medium", ("center", "center"), "blue")

    assert "a red circle" in ways(on_white)
    assert all("blue" in text for text in ways(on_blue))
    assert "a red circle on a blue background" in ways(on_blue)


def test_both_shapes_of_a_pair_are_told_whichever_comes_first() -> None:
    pair = next(
        picture
        for index in range(1000)
        if isinstance(picture := describe(0, index), ShapePicture) and picture.relation == "left"
    )

    said = ways(pair)

    assert all(shape.colour.replace("gray", "") in text for text in said for shape in pair.shapes)
    assert any(" right of " in text for text in said)
    assert any(" left of " in text for text in said)


@pytest.mark.parametrize("time", ["night", "sunset"])
def test_a_landscape_that_is_not_by_day_says_so(time: Time) -> None:
    scenes = [
        scene
        for index in range(1500)
        if isinstance(scene := describe(0, index), Landscape) and scene.time == time
    ]

    words = {"night": ("night",), "sunset": ("sunset", "evening")}[time]

    assert all(any(word in text for word in words) for text in ways(scenes[0]) | ways(scenes[1]))


def test_captions_have_right_articles_and_spaces() -> None:
    for index in range(1000):
        text = caption(describe(0, index), Random(index))

        words = text.replace(",", "").split()

        for article, word in pairwise(words):
            assert article != "a" or word[0] not in "aeiou", text
            assert article != "an" or word[0] in "aeiou", text
        assert text == " ".join(text.split())


def test_every_word_of_a_caption_is_one_token() -> None:
    tokenizer = build_tokenizer()

    for index in range(200):
        text = caption(describe(1, index), Random(index))
        words = text.replace(",", " ,").split()

        assert len(tokenizer(text).input_ids) == len(words) + 2
        assert len(words) + 2 <= MAX_LENGTH


def test_later_words_never_break_up_earlier_ones() -> None:
    vocabulary, merges = byte_pairs(["star", "start", "art", "tar"])

    assert {"star</w>", "start</w>", "art</w>", "tar</w>"} <= set(vocabulary)
    assert len(merges) == len(set(merges))


def test_unknown_words_become_letters_not_an_error() -> None:
    tokenizer = build_tokenizer()

    assert tokenizer.tokenize("zebra") == ["z", "e", "b", "r", "a</w>"]
