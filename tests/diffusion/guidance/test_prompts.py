"""Texts joined to one batch."""

import pytest
import torch

from graphstudio.api import Conditioning, Guidance
from graphstudio.diffusion.guidance import make_guide
from graphstudio.diffusion.guidance.prompts import join
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.guidance.listener import CPU, TIME, Listener, text


def test_texts_of_different_lengths_are_brought_to_one_without_changing_what_they_say(
    tiny: Loaded,
) -> None:
    sample = torch.randn(1, 4, 4, 4, generator=torch.Generator().manual_seed(1))
    long = Conditioning(tiny.clip.encode("red " * 160).embeds, "sd1")
    short = Conditioning(tiny.clip.encode("blue " * 80).embeds, "sd1")

    guide = make_guide(Guidance(4.0), long, short, [tiny.unet], batch=1, calls=10)
    found = guide.predict(tiny.unet, sample, TIME, 0.0)

    assert (long.embeds.shape[1], short.embeds.shape[1]) == (3 * 77, 2 * 77)
    with_long = tiny.unet.predict(sample, TIME, long)
    with_short = tiny.unet.predict(sample, TIME, short)
    assert torch.allclose(found, with_short + 4.0 * (with_long - with_short), atol=1e-4)


def test_one_text_a_picture_is_kept_apart() -> None:
    two = Conditioning(torch.stack([torch.zeros(77, 8), torch.ones(77, 8)]), "sd1")
    guide = make_guide(Guidance(1.0), two, None, [Listener()], batch=4, calls=10)

    answer = guide.predict(Listener(), torch.zeros(4, 4, 1, 1), TIME, 0.0)

    assert answer[:, 0, 0, 0].tolist() == [0, 0, 1, 1]


def test_a_text_for_a_number_of_pictures_that_does_not_fit_is_refused_by_its_name() -> None:
    with pytest.raises(BadValue, match=r"second conditioning is for 3 pictures .* holds 4"):
        join({"positive": text(1.0), "second": text(1.0, batch=3)}, 4, CPU)


def test_the_vector_for_the_whole_text_is_joined_as_the_text_is() -> None:
    one, other = (
        Conditioning(torch.full((1, 77, 8), value), "sdxl", torch.full((1, 6), value))
        for value in (1.0, 2.0)
    )

    pooled = join({"negative": one, "positive": other}, 2, CPU).joined.pooled

    assert pooled is not None
    assert pooled[:, 0].tolist() == [1, 1, 2, 2]


def test_a_text_that_lacks_the_vector_that_others_have_is_refused_by_its_name() -> None:
    whole = Conditioning(torch.zeros(1, 77, 8), "sdxl", torch.zeros(1, 6))

    with pytest.raises(BadValue, match="negative conditioning has no vector"):
        join({"negative": text(1.0), "positive": whole}, 1, CPU)
