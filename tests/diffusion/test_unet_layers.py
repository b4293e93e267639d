"""The blocks of a U-Net: found by words, switched off, brought back."""

import pytest
import torch
from torch import Tensor

from graphstudio.api import Conditioning
from graphstudio.diffusion.unet_layers import Weakness, find_blocks, weaken
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded

TIME = torch.tensor(500)


@pytest.fixture
def question(tiny: Loaded) -> tuple[Tensor, Tensor, Conditioning]:
    """Give something to ask the tiny network."""
    sample = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(5))
    return sample, TIME, Conditioning(tiny.clip.encode("a red cat").embeds, "sd1")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        pytest.param(["middle"], 1, id="one part"),
        pytest.param(["down", "up"], 3, id="all of two parts"),
        pytest.param(["down 1", " DOWN  1 ", "down"], 1, id="the same again"),
    ],
)
def test_words_name_blocks_each_once(words: list[str], count: int, tiny: Loaded) -> None:
    assert len(find_blocks(tiny.unet.unet, words)) == count


def test_all_words_that_name_nothing_are_refused_at_once_and_those_that_do_are_named(
    tiny: Loaded,
) -> None:
    # The second block down and the first up have no attention in the tiny network.
    with pytest.raises(BadValue, match=r"'down 2', 'roof'\. .* are: down 1, middle, up 2\."):
        find_blocks(tiny.unet.unet, ["roof", "middle", "down 2"])


def test_no_word_at_all_is_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="no layer chosen"):
        find_blocks(tiny.unet.unet, [])


def test_a_wrong_word_is_refused_before_the_block_is_entered(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="no layers 'roof'"):
        weaken(tiny.unet.unet, "layers", ["roof"])


@pytest.mark.parametrize("how", ["attention", "layers"])
@pytest.mark.parametrize("layer", ["down", "middle", "up"])
def test_what_is_switched_off_changes_the_answer_and_comes_back_exactly(
    how: Weakness, layer: str, tiny: Loaded, question: tuple[Tensor, Tensor, Conditioning]
) -> None:
    before = tiny.unet.predict(*question)

    with tiny.unet.weakened(how, [layer]):
        weak = tiny.unet.predict(*question)

    assert not torch.allclose(weak, before, atol=1e-3)
    assert torch.equal(tiny.unet.predict(*question), before)


@pytest.mark.parametrize("how", ["attention", "layers"])
def test_an_error_leaves_nothing_behind(how: Weakness, tiny: Loaded) -> None:
    blocks = find_blocks(tiny.unet.unet, ["down", "middle", "up"])
    before = [(block.attn1.processor, dict(vars(block))) for block in blocks]

    with pytest.raises(KeyError), weaken(tiny.unet.unet, how, ["down", "middle", "up"]):
        raise KeyError

    after = [(block.attn1.processor, dict(vars(block))) for block in blocks]
    assert all(new is old for (new, _), (old, _) in zip(after, before, strict=True))
    assert [own for _, own in after] == [own for _, own in before]


def test_a_forward_that_somebody_put_on_a_block_comes_back(tiny: Loaded) -> None:
    block = find_blocks(tiny.unet.unet, ["middle"])[0]
    mine = block.forward
    block.forward = mine

    with weaken(tiny.unet.unet, "layers", ["middle"]):
        assert block.forward is not mine

    assert block.forward is mine
    del block.forward


def test_perturbed_attention_leaves_the_look_at_the_prompt_alone(tiny: Loaded) -> None:
    block = find_blocks(tiny.unet.unet, ["middle"])[0]
    at_prompt = block.attn2.processor

    with weaken(tiny.unet.unet, "attention", ["middle"]):
        assert block.attn2.processor is at_prompt
        assert block.attn1.processor is not at_prompt
