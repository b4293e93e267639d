"""What a file holds shows in the names and shapes of its header; no torch is needed."""

from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.diffusion.families import FLUX, SD1, SD2, SDXL
from graphstudio.diffusion.single.contents import Contents, Shapes, config_of, read_contents
from graphstudio.diffusion.single.files import Opened, Wish
from graphstudio.diffusion.single.opening import describe_denoiser
from graphstudio.errors import ModelBroken

_CROSS = "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight"


def _unet(width: int, channels: int = 4, prefix: str = "model.diffusion_model.") -> Shapes:
    return {
        f"{prefix}input_blocks.0.0.weight": (320, channels, 3, 3),
        f"{prefix}{_CROSS}": (320, width),
    }


def _flux(channels: int = 64, *, has_guidance: bool) -> Shapes:
    guidance: Shapes = {"guidance_in.in_layer.weight": (3072, 256)} if has_guidance else {}
    return {
        "img_in.weight": (3072, channels),
        **{f"double_blocks.{n}.img_attn.qkv.weight": (9216, 3072) for n in range(8)},
        **{f"single_blocks.{n}.linear1.weight": (21504, 3072) for n in range(38)},
        **guidance,
    }


def _sd3(blocks: int, *, has_second: bool = False) -> Shapes:
    second: Shapes = {"joint_blocks.0.x_block.attn2.qkv.weight": (1, 1)} if has_second else {}
    names = (f"joint_blocks.{number}.x_block.attn.qkv.weight" for number in range(blocks))
    return {**dict.fromkeys(names, (4608, 1536)), **second}


def _open(shapes: Shapes, prediction: str = "") -> Opened:
    wish = Wish(None, prediction=prediction)
    return Opened(Path("net.gguf"), shapes, read_contents(shapes), wish)


@pytest.mark.parametrize(
    ("shapes", "config"),
    [
        pytest.param(_unet(768), SD1, id="sd1"),
        pytest.param(_unet(1024, prefix=""), SD2, id="sd2"),
        pytest.param(_unet(2048), SDXL, id="sdxl"),
        pytest.param(_unet(1280), "sdxl_refiner", id="refiner"),
        pytest.param(_unet(32), "", id="unknown"),
        pytest.param(_sd3(24), "sd3_medium", id="sd3"),
        pytest.param(_sd3(24, has_second=True), "sd35_medium", id="sd3.5 medium"),
        pytest.param(_sd3(38), "sd35_large", id="sd3.5 large"),
        pytest.param(_sd3(7), "", id="other sd3"),
        pytest.param(_flux(has_guidance=True), FLUX, id="flux"),
    ],
)
def test_the_family_of_a_denoiser_shows(shapes: Shapes, config: str) -> None:
    assert config_of(shapes, read_contents(shapes)) == config
    assert not config or (paths.model_configs() / config).is_dir()


def test_flux_dev_and_schnell_differ_in_guidance_and_in_how_they_are_spaced() -> None:
    _, dev = describe_denoiser(_open(_flux(has_guidance=True)))
    _, schnell = describe_denoiser(_open(_flux(has_guidance=False)))

    assert dev.net["guidance_embeds"] is True
    assert schnell.net["guidance_embeds"] is False
    assert dev.net["num_layers"] == 8
    assert dev.schedule["use_dynamic_shifting"] is True
    assert schnell.schedule["shift"] == 1.0


def test_a_flux_that_sees_a_picture_is_refused_by_its_name() -> None:
    with pytest.raises(ModelBroken, match=r"Flux\.1 Fill"):
        describe_denoiser(_open(_flux(384, has_guidance=True)))


def test_an_inpainting_unet_has_nine_channels() -> None:
    _, described = describe_denoiser(_open(_unet(768, 9)))

    assert described.net["in_channels"] == 9


def test_a_unet_that_sees_a_picture_in_another_way_is_refused() -> None:
    with pytest.raises(ModelBroken, match="sees 8 channels"):
        describe_denoiser(_open(_unet(768, 8)))


@pytest.mark.parametrize(
    ("shapes", "asked", "prediction"),
    [
        pytest.param(_unet(768), "", "epsilon", id="sd1"),
        pytest.param(_unet(1024), "", "v_prediction", id="sd2"),
        pytest.param(_unet(1024), "epsilon", "epsilon", id="sd2 asked"),
        pytest.param({**_unet(2048), "v_pred": (0,)}, "", "v_prediction", id="marked"),
    ],
)
def test_what_a_denoiser_predicts_is_told_or_usual(
    shapes: Shapes, asked: str, prediction: str
) -> None:
    _, described = describe_denoiser(_open(shapes, asked))

    assert described.schedule["prediction_type"] == prediction


def test_a_model_trained_on_pure_noise_starts_there() -> None:
    shapes = {**_unet(2048), "v_pred": (0,), "ztsnr": (0,)}

    _, described = describe_denoiser(_open(shapes))

    assert described.schedule["rescale_betas_zero_snr"] is True
    assert described.schedule["timestep_spacing"] == "trailing"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        pytest.param("distilled_guidance_layer.in_proj.weight", "Chroma", id="chroma"),
        pytest.param("txt_norm.weight", "Qwen-Image", id="qwen"),
        pytest.param("lora_unet_x.lora_down.weight", "It is a LoRA", id="lora"),
        pytest.param("control_model.input_hint_block.0.weight", "Load ControlNet", id="control"),
        pytest.param("mystery", "no kind that is known", id="unknown"),
    ],
)
def test_what_is_no_denoiser_is_named(name: str, word: str) -> None:
    with pytest.raises(ModelBroken, match=word):
        describe_denoiser(_open({name: (3, 3)}))


def test_text_encoders_are_found_under_any_prefix_in_the_order_of_families() -> None:
    words = "embeddings.token_embedding.weight"
    shapes = {
        f"text_encoders.clip_g.transformer.text_model.{words}": (49408, 1280),
        f"text_encoders.clip_l.transformer.text_model.{words}": (49408, 768),
        "text_encoders.t5xxl.transformer.encoder.block.0.layer.0.SelfAttention.q.weight": (
            4096,
            4096,
        ),
        "text_encoders.t5xxl.transformer.shared.weight": (32128, 4096),
    }

    found: Contents = read_contents(shapes)

    assert [(one.width, one.is_t5) for one in found.texts] == [
        (768, False),
        (1280, False),
        (4096, True),
    ]
    assert found.texts[0].prefix == "text_encoders.clip_l.transformer."
