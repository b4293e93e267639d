import json
import struct
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.session.opening import look_at
from graphstudio.workflow.pictures import write_png

_FLOW = '{"format": 1, "nodes": {}}'


def _weights(path: Path, shapes: dict[str, list[int]]) -> Path:
    """Write a safetensors file that has a header and zeros."""
    header, end = {}, 0
    for name, shape in shapes.items():
        size = 2
        for side in shape:
            size *= side
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(end))
    return path


@pytest.mark.parametrize(
    ("names", "kind", "message"),
    [
        pytest.param(
            ["model.diffusion_model.out.2.bias", "first_stage_model.decoder.conv_in.bias"],
            "checkpoint",
            "model is a checkpoint",
            id="checkpoint",
        ),
        pytest.param(["double_blocks.0.img_attn.qkv.weight"], "denoiser", "denoiser", id="flux"),
        pytest.param(
            ["lora_unet_down_blocks_0.lora_down.weight"], "lora", "model is a LoRA", id="kohya LoRA"
        ),
        pytest.param(
            ["unet.down_blocks.0.attn.to_q.lora_A.weight"], "lora", "a LoRA", id="diffusers LoRA"
        ),
        pytest.param(["control_model.zero_convs.0.0.bias"], "controlnet", "ControlNet", id="cn"),
        pytest.param(
            ["controlnet_cond_embedding.conv_in.bias", "down_blocks.0.resnets.0.conv1.bias"],
            "controlnet",
            "a ControlNet",
            id="diffusers ControlNet",
        ),
        pytest.param(["decoder.conv_in.bias", "encoder.conv_in.bias"], "vae", "a VAE", id="VAE"),
        pytest.param(["first_stage_model.decoder.conv_in.bias"], "vae", "a VAE", id="old VAE"),
        pytest.param(["emb_params"], "embedding", "a textual inversion", id="embedding"),
        pytest.param(["conv_first.weight"], "upscaler", "an upscaler", id="Real-ESRGAN"),
        pytest.param(["model.0.weight"], "upscaler", "an upscaler", id="ESRGAN"),
        pytest.param(["body.0.weight"], "upscaler", "an upscaler", id="Compact"),
        pytest.param(["block_1.c1_r.sk.bias", "conv_1.sk.bias"], "upscaler", "an", id="SPAN"),
        pytest.param(
            ["text_model.final_layer_norm.bias"], "text_encoder", "text encoder", id="text"
        ),
        pytest.param(["mystery"], "unknown", "kind that is not known", id="mystery"),
    ],
)
def test_weights_are_known_by_the_names_in_their_header(
    tmp_path: Path, names: list[str], kind: str, message: str
) -> None:
    file = _weights(tmp_path / "model", {name: [1] for name in names})

    found = look_at(file)

    assert found.kind == kind
    assert message in found.message


@pytest.mark.parametrize(
    ("name", "shape", "family"),
    [
        ("input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", [2, 768], "Stable Diffusion 1"),
        ("down_blocks.1.attentions.0.attn2.to_k.weight", [2, 1024], "Stable Diffusion 2"),
        ("down_blocks.1.attentions.0.attn2.to_k.weight", [2, 2048], "SDXL"),
        ("lora_unet_attn2_to_k.lora_down.weight", [2, 2048], "SDXL"),
        ("lora_unet_attn2_to_k.lora_up.weight", [2048, 768], ""),
        ("down_blocks.1.attentions.0.attn2.to_k.weight", [2, 5], ""),
        ("ip_adapter.1.to_k_ip.weight", [2, 768], "Stable Diffusion 1"),
    ],
)
def test_the_family_shows_in_the_width_of_what_cross_attention_reads(
    tmp_path: Path, name: str, shape: list[int], family: str
) -> None:
    found = look_at(_weights(tmp_path / "model.safetensors", {name: shape}))

    assert found.family.startswith(family)
    assert bool(found.family) == bool(family)


def test_a_workflow_and_a_picture_with_one_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "flow.json").write_text(_FLOW)
    (tmp_path / "noname").write_text("\ufeff \n" + _FLOW)
    picture = write_png(tmp_path / "fox.png", Image.new("RGB", (8, 8)), workflow=_FLOW, run={})

    kinds = [look_at(tmp_path / "flow.json").kind, look_at(tmp_path / "noname").kind]

    assert kinds == ["workflow", "workflow"]
    assert look_at(picture).kind == "picture_with_workflow"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.bmp", "a.tiff"])
def test_pictures_are_known_whatever_they_are_called(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / name)
    (tmp_path / name).rename(tmp_path / "noname")

    found = look_at(tmp_path / "noname")

    assert found.kind == "picture"
    assert found.message.startswith("noname is a ")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        pytest.param("a.ckpt", b"PK\x03\x04", "pickle", id="pickle"),
        pytest.param("a.gguf", b"GGUF\0\0\0\0", "GGUF", id="gguf"),
        pytest.param("a.txt", b"hello", "not known", id="text"),
        pytest.param("empty", b"", "not known", id="empty"),
        pytest.param("a.json", b"", "empty", id="empty JSON"),
        pytest.param("a.json", b"{", "cut off", id="half a JSON"),
        pytest.param("a.json", b'{"format": 99}', "Update GraphStudio", id="newer"),
        pytest.param("a.json", b'{"nodes": [], "links": []}', "ComfyUI", id="another program's"),
        pytest.param("a.json", b"[1]", "a list", id="a list"),
        pytest.param("a.safetensors", b"<html>", "web page", id="web page"),
        pytest.param("a.safetensors", b"version https://git-lfs", "Git LFS", id="LFS pointer"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n\0\0", "cut off", id="half a PNG"),
    ],
)
def test_what_is_of_no_use_says_why(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)

    found = look_at(tmp_path / name)

    assert found.kind == "unknown"
    assert message in found.message


def test_weights_that_are_cut_short_are_told(tmp_path: Path) -> None:
    file = _weights(tmp_path / "model.safetensors", {"decoder.conv_in.bias": [100]})
    file.write_bytes(file.read_bytes()[:-10])

    found = look_at(file)

    assert found.kind == "unknown"
    assert "cut short" in found.message


def test_folders_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    for name in ("model", "part", "pictures", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "model" / "model_index.json").write_text("{}")
    (tmp_path / "part" / "config.json").write_text("{}")
    (tmp_path / "part" / "model.safetensors").write_text("")
    for name in ("a.PNG", "b.jpeg", "c.txt"):
        (tmp_path / "pictures" / name).write_text("")

    found = {name: look_at(tmp_path / name) for name in ("model", "part", "pictures", "empty")}

    assert found["model"].kind == "model_folder"
    assert found["pictures"].kind == "picture_folder"
    assert "2 pictures" in found["pictures"].message
    assert found["part"].kind == found["empty"].kind == "unknown"
    assert "Choose the folder above it" in found["part"].message


@pytest.mark.parametrize(
    ("pipeline", "kind"),
    [
        ("StableDiffusionXLPipeline", "model_folder"),
        ("DiTPipeline", "class_model_folder"),
        ("ConsistencyModelPipeline", "pixel_model_folder"),
        ("QwenImagePipeline", "pipeline_folder"),
        ("StableDiffusionControlNetPipeline", "pipeline_folder"),
    ],
)
def test_a_model_folder_is_known_by_the_pipeline_that_it_names(
    tmp_path: Path, pipeline: str, kind: str
) -> None:
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": pipeline}))

    assert look_at(tmp_path).kind == kind


def test_a_model_folder_that_is_damaged_is_one_still_so_that_its_node_says_what_is_wrong(
    tmp_path: Path,
) -> None:
    (tmp_path / "model_index.json").write_text('{"_class_name": [3')

    assert look_at(tmp_path).kind == "model_folder"


def test_an_ip_adapter_is_known_with_its_family(tmp_path: Path) -> None:
    names = {"image_proj.proj.weight": [8, 2], "ip_adapter.1.to_k_ip.weight": [2, 2048]}

    found = look_at(_weights(tmp_path / "plus.safetensors", names))

    assert (found.kind, found.family) == ("ip_adapter", "SDXL")
    assert found.message == "plus.safetensors is an IP-Adapter for SDXL."


@pytest.mark.parametrize(
    ("shape", "kind"),
    [([4, 768], "embedding"), ([1024], "embedding"), ([4, 5], "unknown"), ([], "unknown")],
)
def test_a_learned_word_under_its_own_name_is_known_by_its_width(
    tmp_path: Path, shape: list[int], kind: str
) -> None:
    assert look_at(_weights(tmp_path / "w.safetensors", {"<my-cat>": shape})).kind == kind


_PART_CONFIGS = [
    ('{"_class_name": "ControlNetModel"}', "controlnet_folder"),
    ('{"_class_name": "FluxControlNetModel"}', "controlnet_folder"),
    ('{"_class_name": "T2IAdapter"}', "controlnet_folder"),
    ('{"model_type": "clip_vision_model"}', "image_encoder_folder"),
    ('{"architectures": ["StableDiffusionSafetyChecker"]}', "safety_checker_folder"),
]


@pytest.mark.parametrize(("config", "kind"), _PART_CONFIGS)
def test_a_part_that_a_node_takes_by_itself_is_known_by_its_config(
    tmp_path: Path, config: str, kind: str
) -> None:
    (tmp_path / "config.json").write_text(config)
    (tmp_path / "model.safetensors").write_text("")

    assert look_at(tmp_path).kind == kind


@pytest.mark.parametrize(("config", "kind"), _PART_CONFIGS)
def test_the_weights_of_such_a_part_stand_for_its_folder(
    tmp_path: Path, config: str, kind: str
) -> None:
    (tmp_path / "config.json").write_text(config)
    (tmp_path / "diffusion_pytorch_model.fp16.safetensors").write_text("")

    found = look_at(tmp_path / "diffusion_pytorch_model.fp16.safetensors")

    assert (found.kind, found.path) == (kind, tmp_path)


@pytest.mark.parametrize("config", ['{"_class_name": "AutoencoderKL"}', "[]"])
def test_any_other_part_leads_to_the_folder_above_it(tmp_path: Path, config: str) -> None:
    (tmp_path / "config.json").write_text(config)
    (tmp_path / "model.safetensors").write_text("")

    assert "Choose the folder above it" in look_at(tmp_path).message


def test_an_upscaler_in_a_pickle_is_told_the_node_that_may_read_it(tmp_path: Path) -> None:
    for name in ("old.pth", "old.ckpt"):
        (tmp_path / name).write_bytes(b"PK")

    assert "Load Upscale Model" in look_at(tmp_path / "old.pth").message
    assert "Load Upscale Model" not in look_at(tmp_path / "old.ckpt").message


def test_the_root_of_a_disk_is_told_by_its_path() -> None:
    assert look_at(Path("/")).message.startswith("/ is a folder without pictures")


def test_what_is_not_there_says_so(tmp_path: Path) -> None:
    assert "is not there" in look_at(tmp_path / "gone").message


def test_a_picture_of_another_program_says_which(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("workflow", "{}")
    Image.new("RGB", (8, 8)).save(tmp_path / "comfy.png", pnginfo=info)

    found = look_at(tmp_path / "comfy.png")

    assert found.kind == "picture"
    assert "ComfyUI" in found.message
