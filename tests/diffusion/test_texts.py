"""Text to conditioning."""

import pytest
import torch

from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.texts import Token, encode_prompt, split_tokens
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import make_pipeline

PROMPTS = ["a photo of a red cat", "", "xyzzy, blue!? 100%", "é ü 日本 \U0001f600", "a " * 60]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_one_unweighted_chunk_equals_the_official_pipeline(prompt: str, tiny: Loaded) -> None:
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, recipe("DDIM"))

    with torch.no_grad():
        wanted, _ = pipeline.encode_prompt(prompt, torch.device("cpu"), 1, False)
    found = tiny.clip.encode(prompt).embeds

    assert torch.equal(found, wanted)


def test_the_tokenizer_decides_the_length(odd: Loaded) -> None:
    pipeline = make_pipeline("StableDiffusionPipeline", odd, recipe("DDIM"))

    with torch.no_grad():
        wanted, _ = pipeline.encode_prompt("a red cat", torch.device("cpu"), 1, False)
    found = odd.clip.encode("a red cat").embeds

    assert found.shape == (1, 40, 16)
    assert torch.equal(found, wanted)


def test_a_long_prompt_is_laid_end_to_end(tiny: Loaded) -> None:
    embeds = tiny.clip.encode("red " * 100).embeds

    assert embeds.shape == (1, 2 * 77, 32)
    assert embeds.is_contiguous()
    assert torch.equal(embeds[:, :77], tiny.clip.encode("red " * 75).embeds)
    assert torch.equal(embeds[:, 77:], tiny.clip.encode("red " * 25).embeds)


def test_a_weight_moves_a_word_away_from_the_empty_prompt(tiny: Loaded) -> None:
    plain, empty = tiny.clip.encode("a red cat").embeds, tiny.clip.encode("").embeds

    heavy = tiny.clip.encode("a (red:1.5) cat").embeds

    red = 2  # after begin and "a"
    wanted = empty[:, red] + 1.5 * (plain[:, red] - empty[:, red])
    assert torch.allclose(heavy[:, red], wanted, atol=1e-6)
    others = [place for place in range(77) if place != red]
    assert torch.equal(heavy[:, others], plain[:, others])


def test_a_word_of_weight_zero_says_what_the_empty_prompt_says(tiny: Loaded) -> None:
    assert torch.equal(tiny.clip.encode("(red:0)").embeds[:, 1], tiny.clip.encode("").embeds[:, 1])


def test_a_weight_of_one_changes_nothing(tiny: Loaded) -> None:
    assert torch.equal(
        tiny.clip.encode("(a red cat:1.0)").embeds, tiny.clip.encode("a red cat").embeds
    )


def test_escaped_brackets_are_read_as_text(tiny: Loaded) -> None:
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, recipe("DDIM"))

    with torch.no_grad():
        wanted, _ = pipeline.encode_prompt("a cat (red)", torch.device("cpu"), 1, False)

    assert torch.equal(tiny.clip.encode(r"a cat \(red\)").embeds, wanted)


@pytest.mark.parametrize("skip", [-1, 3, 99])
def test_a_skip_that_leaves_no_layer_is_refused(skip: int, tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="leaves no layer: this text encoder has 3"):
        tiny.clip.encode("a cat", clip_skip=skip)


def test_skipping_layers_changes_the_text(tiny: Loaded) -> None:
    full, skipped = (tiny.clip.encode("a cat", clip_skip=skip).embeds for skip in (0, 1))

    assert not torch.equal(full, skipped)


def test_conditioning_knows_its_family_and_text(tiny: Loaded) -> None:
    conditioning = encode_prompt(tiny.parts.text_encoder, tiny.clip, "a cat")

    assert (conditioning.family, conditioning.text) == ("sd1", "a cat")


def test_chunks_are_cut_between_words() -> None:
    ends = [True, False, True, False, False, True]
    tokens = [Token(place, 1.0, is_word_end) for place, is_word_end in enumerate(ends)]

    chunks = [[token.id for token in chunk] for chunk in split_tokens(tokens, 4)]

    assert chunks == [[0, 1, 2], [3, 4, 5]]


def test_a_word_longer_than_a_chunk_is_cut() -> None:
    tokens = [Token(place, 1.0, is_word_end=False) for place in range(7)]

    assert [len(chunk) for chunk in split_tokens(tokens, 3)] == [3, 3, 1]
