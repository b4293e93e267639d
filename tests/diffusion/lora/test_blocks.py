import pytest

from graphstudio.diffusion.lora.blocks import read_blocks
from graphstudio.errors import BadValue

LAYERS = {
    "down_blocks.0.attentions.0.proj_in": "in0",
    "down_blocks.1.resnets.0.conv1": "in1",
    "mid_block.attentions.0.proj_in": "mid",
    "up_blocks.2.attentions.0.proj_in": "out2",
    "time_embedding.linear_1": "rest",
    "conv_in": "rest",
}


def weights(text: str) -> list[float]:
    blocks = read_blocks(text)
    return [blocks.of(layer) for layer in LAYERS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [1, 1, 1, 1, 1, 1], id="nothing"),
        pytest.param("in=0.5, mid=0, out=2, rest=3", [0.5, 0.5, 0, 2, 3, 3], id="sides"),
        pytest.param("in1=.25", [1, 0.25, 1, 1, 1, 1], id="a level"),
        pytest.param("in=0,in1=-1", [0, -1, 1, 1, 1, 1], id="a level over its side"),
        pytest.param(" OUT2 = 0.5 ", [1, 1, 1, 0.5, 1, 1], id="blanks and capitals"),
    ],
)
def test_a_layer_gets_the_weight_of_its_block(text: str, expected: list[float]) -> None:
    assert weights(text) == expected


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("transformer_blocks.3.attn.to_q", 0.5),
        ("transformer_blocks.4.attn.to_q", 0.25),
        ("single_transformer_blocks.7.proj_mlp", 0.0),
        ("single_transformer_blocks.8.proj_mlp", 1.0),
        ("x_embedder", 2.0),
    ],
)
def test_blocks_of_a_transformer_are_double_and_single(layer: str, expected: float) -> None:
    assert read_blocks("double=0.5, double4=0.25, single7=0, rest=2").of(layer) == expected


def test_two_spellings_of_the_same_weights_are_the_same() -> None:
    assert read_blocks("out=1.0,in=.5") == read_blocks(" in = 0.5, OUT=1")


def test_every_mistake_is_reported_with_the_names_that_there_are() -> None:
    with pytest.raises(BadValue, match=r"in=0\.5, mid=1, out=0") as caught:
        read_blocks("down=1, in=, mid2=1, out=1, out=2, in0=99, ,")

    assert len(caught.value.problems) == 7
    assert caught.value.problems[2] == 'Blocks: "mid2": mid has no levels.'
