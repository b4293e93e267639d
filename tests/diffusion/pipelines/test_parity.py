"""The official pipelines, called directly, are the oracle: bit for bit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from torch import Tensor

from graphstudio.api import Image, Mask, Model, Noise, Pipeline, TestContext
from graphstudio.diffusion.pipelines.requests import Request
from graphstudio.diffusion.pipelines.running import plan_calls, run_calls
from tests.diffusion.pipelines.tiny_pipelines import WRITERS

Open = Callable[[str], Model[Pipeline]]
PROMPT, NEGATIVE = "a photo of a red cat", "blue dog"
OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "Flux2KleinPipeline": (
        '{"text_encoder_out_layers": [1, 2]}',
        {"text_encoder_out_layers": (1, 2)},
    ),
    "PixArtSigmaPipeline": (
        '{"use_resolution_binning": false, "clean_caption": false}',
        {"use_resolution_binning": False, "clean_caption": False},
    ),
    "SanaPipeline": (
        '{"use_resolution_binning": false, "complex_human_instruction": null}',
        {"use_resolution_binning": False, "complex_human_instruction": None},
    ),
}


def official(kind: str, folder: Path, seed: int, **arguments: Any) -> Tensor:
    """Open a folder as diffusers does and call it; weights lie in memory of their own, as ours."""
    saved = diffusers.DiffusionPipeline.from_pretrained(folder, use_safetensors=True)
    wanted = getattr(diffusers, kind)
    pipeline = saved if type(saved) is wanted else wanted(**saved.components)
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module):
            for tensor in part.parameters():
                tensor.data = tensor.data.clone(memory_format=torch.contiguous_format)
    pipeline.set_progress_bar_config(disable=True)
    generator = torch.Generator("cpu").manual_seed(seed)
    made = pipeline(prompt=PROMPT, generator=generator, output_type="np", **arguments).images
    return torch.from_numpy(np.asarray(made))


def ours(model: Model[Pipeline], request: Request, seed: int) -> Image:
    calls = plan_calls(str(model.fact("class_name")), request)
    net = model.source.load(torch.device("cpu"), torch.float32)
    return run_calls(net, calls, Noise(seed), TestContext())


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITERS)
def test_each_picture_of_a_batch_is_the_one_that_the_official_pipeline_makes_alone(
    name: str, folder_of: Callable[[str], Path], opened: Open
) -> None:
    text, told = OPTIONS.get(name, ("", {}))
    negative = {} if name == "Flux2KleinPipeline" else {"negative_prompt": NEGATIVE}
    scale = "true_cfg_scale" if name == "QwenImagePipeline" else "guidance_scale"
    request = Request(
        prompt=PROMPT,
        negative=negative.get("negative_prompt", ""),
        width=64,
        height=32,
        steps=2,
        guidance=3.5,
        batch_size=2,
        options=text,
    )

    made = ours(opened(name), request, seed=5)

    arguments = {"width": 64, "height": 32, "num_inference_steps": 2, scale: 3.5}
    for place, seed in enumerate((5, 6)):
        wanted = official(name, folder_of(name), seed, **arguments, **negative, **told)
        assert torch.equal(made.pixels[place : place + 1], wanted)
    assert made.pixels.shape == (2, 32, 64, 3)
    assert made.pixels.dtype == torch.float32
    assert made.pixels.is_contiguous()
    assert not torch.equal(made.pixels[0], made.pixels[1])


def test_a_picture_that_is_wired_makes_it_image_to_image(
    folder_of: Callable[[str], Path], opened: Open
) -> None:
    name = "StableDiffusionPipeline"
    picture = Image(torch.rand(1, 64, 64, 3, generator=torch.Generator().manual_seed(1)))
    request = Request(prompt=PROMPT, steps=4, strength=0.5, image=picture)

    made = ours(opened(name), request, seed=5)

    eight_bits = (picture.pixels[0] * 255).round().to(torch.uint8).numpy()
    wanted = official(
        "StableDiffusionImg2ImgPipeline",
        folder_of(name),
        5,
        image=Pillow.fromarray(eight_bits),
        strength=0.5,
        num_inference_steps=4,
    )
    assert torch.equal(made.pixels, wanted)


def test_a_mask_that_is_wired_makes_it_inpainting(
    folder_of: Callable[[str], Path], opened: Open
) -> None:
    name = "StableDiffusionPipeline"
    mask = torch.zeros(1, 64, 64)
    mask[:, :, 32:] = 1
    request = Request(
        prompt=PROMPT,
        steps=2,
        width=64,
        height=64,
        image=Image(torch.full((1, 64, 64, 3), 1.0)),
        mask=Mask(mask),
    )

    made = ours(opened(name), request, seed=5)

    wanted = official(
        "StableDiffusionInpaintPipeline",
        folder_of(name),
        5,
        image=Pillow.new("RGB", (64, 64), "white"),
        mask_image=Pillow.fromarray((mask[0] * 255).to(torch.uint8).numpy()),
        width=64,
        height=64,
        num_inference_steps=2,
    )
    assert torch.equal(made.pixels, wanted)


def test_guidance_without_a_negative_prompt_pulls_where_it_is_called_true_cfg_scale(
    folder_of: Callable[[str], Path], opened: Open
) -> None:
    name, sizes = "QwenImagePipeline", {"width": 32, "height": 32}
    request = Request(prompt=PROMPT, steps=2, guidance=4.0, width=32, height=32)

    made = ours(opened(name), request, seed=5)

    told = {"num_inference_steps": 2, "negative_prompt": "", "true_cfg_scale": 4.0}
    assert torch.equal(made.pixels, official(name, folder_of(name), 5, **told, **sizes))
    told = {"num_inference_steps": 2, "true_cfg_scale": 1.0}
    assert not torch.equal(made.pixels, official(name, folder_of(name), 5, **told, **sizes))
