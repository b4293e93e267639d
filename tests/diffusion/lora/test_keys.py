import pytest

from graphstudio.diffusion.lora.keys import read_entries

HADA = ("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b")


def names(stem: str, *endings: str) -> list[str]:
    return [f"{stem}{ending}" for ending in endings]


@pytest.mark.parametrize(
    ("found", "style", "part"),
    [
        pytest.param(
            names("lora_unet_mid_block_x", ".lora_down.weight", ".lora_up.weight", ".alpha"),
            "kohya",
            "unet",
            id="kohya",
        ),
        pytest.param(
            names("lora_te2_x", ".lora_down.weight", ".lora_up.weight", ".dora_scale"),
            "kohya",
            "text_encoder_2",
            id="kohya, second text encoder",
        ),
        pytest.param(
            names("lora_te1_x", *(f".{one}" for one in HADA), ".alpha"),
            "kohya",
            "text_encoder",
            id="LoHa",
        ),
        pytest.param(
            names("unet.x", ".lora_A.weight", ".lora_B.weight", ".lora_magnitude_vector"),
            "peft",
            "unet",
            id="peft",
        ),
        pytest.param(
            names("unet.x", ".lokr_w1", ".lokr_w2_a", ".lokr_w2_b"), "peft", "unet", id="LoKr"
        ),
        pytest.param(
            names("text_encoder.x", ".lora.down.weight", ".lora.up.weight"),
            "diffusers",
            "text_encoder",
            id="diffusers",
        ),
        pytest.param(
            names("mid_block.x.to_q", "_lora.down.weight", "_lora.up.weight"),
            "diffusers_old",
            "unet",
            id="diffusers of before",
        ),
        pytest.param(
            names("single_blocks.1.processor.qkv_lora", ".down.weight", ".up.weight"),
            "diffusers_old",
            "unet",
            id="XLabs, single",
        ),
        pytest.param(
            names("double_blocks.1.processor.qkv_lora1", ".down.weight", ".up.weight"),
            "xlabs",
            "unet",
            id="XLabs",
        ),
        pytest.param(
            names("transformer.x", ".lora_A.weight", ".lora_B.weight"),
            "peft",
            "unet",
            id="peft, a transformer",
        ),
        pytest.param(
            names("lora_te3_x", ".lora_down.weight", ".lora_up.weight", ".alpha"),
            "kohya",
            "text_encoder_3",
            id="kohya, T5",
        ),
        pytest.param(
            names(
                "text_encoder_2.x", ".lora_linear_layer.down.weight", ".lora_linear_layer.up.weight"
            ),
            "diffusers_text",
            "text_encoder_2",
            id="diffusers, text",
        ),
    ],
)
def test_the_names_of_one_layer_become_one_entry(found: list[str], style: str, part: str) -> None:
    (entry,), unknown = read_entries(found)

    assert (entry.style, entry.part, unknown) == (style, part, ())
    assert sorted(entry.keys.values()) == sorted(found)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(["unet.x.lora_A.weight"], id="the other half is missing"),
        pytest.param(["lora_unet_x.alpha"], id="alpha alone"),
        pytest.param(names("lora_unet_x", *(f".{one}" for one in HADA[:3])), id="half a LoHa"),
        pytest.param(names("lora_unet_x", ".lokr_w1", ".lokr_w2_a"), id="half a LoKr"),
        pytest.param(["lora_unet_x.diff"], id="an unknown ending"),
        pytest.param(["unet.x.lora_B.bias"], id="a bias"),
        pytest.param(names("vae.x", ".lora_A.weight", ".lora_B.weight"), id="an unknown network"),
        pytest.param(
            names("unet.x", ".lora_A.weight", ".lora_B.weight", ".lokr_w1"), id="two kinds at once"
        ),
        pytest.param(["conv_in.weight"], id="a model's own weight"),
    ],
)
def test_a_name_that_says_nothing_known_is_handed_back(found: list[str]) -> None:
    whole = names("unet.y", ".lora_A.weight", ".lora_B.weight")

    entries, unknown = read_entries([*whole, *found])

    assert [one.stem for one in entries] == ["unet.y"]
    assert sorted(unknown) == sorted(found)
