"""Networks loaded from the layouts and precisions that are found in the wild."""

import shutil
from pathlib import Path

import diffusers
import pytest
import torch
from safetensors.torch import load_file, save_file

from graphstudio.api import Guidance, TestContext
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.loading import load_autoencoder, load_clip, load_unet
from graphstudio.diffusion.sampling import Span
from graphstudio.diffusion.sources import ClipFolder
from tests.diffusion.conftest import Loaded, load_all
from tests.diffusion.oracle import ask_pipeline, ask_us, make_pipeline

CPU = torch.device("cpu")


def test_a_folder_that_the_official_pipeline_saved_is_read(
    tiny: Loaded, tmp_path: Path, cache: Path
) -> None:
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, recipe("DDIM"))
    pipeline.save_pretrained(tmp_path / "saved")

    parts = open_folder(tmp_path / "saved", cache=cache)

    assert parts.scheduler.name == "DDIMScheduler"
    with TestContext().load(parts.text_encoder) as clip:
        assert torch.equal(
            clip.encode("a cat", clip_skip=0).embeds, tiny.clip.encode("a cat").embeds
        )


def test_a_whole_folder_agrees_with_the_official_loader(tiny: Loaded) -> None:
    pipeline = diffusers.StableDiffusionPipeline.from_pretrained(
        tiny.folder, local_files_only=True, safety_checker=None, requires_safety_checker=False
    )
    pipeline.set_progress_bar_config(disable=True)
    latent = empty_latent(tiny.parts.denoiser, 32, 32)

    wanted = ask_pipeline(pipeline, scale=7.5, steps=5, seeds=[3], width=32, height=32)
    found = ask_us(tiny, latent, tiny.parts.scheduler, guidance=Guidance(7.5), span=Span(5), seed=3)

    # Not bit for bit: weights of another load lie elsewhere in memory (64-byte alignment).
    assert torch.allclose(found, wanted, atol=1e-3)


def test_text_encoders_of_older_libraries_are_read(tiny: Loaded, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny.folder / "text_encoder", tmp_path / "text_encoder"))
    weights = load_file(folder / "model.safetensors")
    older = {f"text_model.{name}": tensor for name, tensor in weights.items()}
    older["text_model.embeddings.position_ids"] = torch.arange(77)[None]
    save_file(older, folder / "model.safetensors", metadata={"format": "pt"})

    clip = load_clip(ClipFolder(folder, tiny.folder / "tokenizer"), CPU, torch.float32)

    assert torch.equal(clip.encode("a red cat").embeds, tiny.clip.encode("a red cat").embeds)
    assert torch.equal(
        clip.encode("a cat", clip_skip=1).embeds, tiny.clip.encode("a cat", clip_skip=1).embeds
    )


@pytest.mark.parametrize("precision", [torch.float16, torch.bfloat16])
def test_half_precision_runs_and_gives_full_precision(precision: torch.dtype, tiny: Loaded) -> None:
    folder = tiny.folder
    half = Loaded(
        folder,
        tiny.parts,
        load_unet(folder / "unet", "", CPU, precision),
        load_autoencoder(folder / "vae", "", CPU, precision),
        load_clip(ClipFolder(folder / "text_encoder", folder / "tokenizer"), CPU, precision),
    )
    latent = empty_latent(tiny.parts.denoiser, 32, 32)

    found, wanted = (
        ask_us(one, latent, recipe("DDIM"), guidance=Guidance(2.0), span=Span(4), seed=3)
        for one in (half, tiny)
    )

    assert half.unet.unet.dtype == precision
    assert found.dtype == torch.float32
    assert (found - wanted).abs().max() < 0.2 * wanted.std()
    decoded = half.vae.decode(wanted)
    assert decoded.dtype == torch.float32
    assert torch.allclose(decoded, tiny.vae.decode(wanted), atol=0.1)
    encoded = half.vae.encode(decoded.clamp(-1, 1))
    assert encoded.dtype == torch.float32


def test_loading_says_nothing(tiny: Loaded, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load_all(tiny.folder, cache)

    assert capfd.readouterr() == ("", "")


def test_a_tokenizer_without_its_length_takes_that_of_the_encoder(
    tiny: Loaded, tmp_path: Path
) -> None:
    words = Path(shutil.copytree(tiny.folder / "tokenizer", tmp_path / "tokenizer"))
    config = words / "tokenizer_config.json"
    config.write_text(config.read_text().replace('"model_max_length": 77', '"unused": 77'))

    clip = load_clip(ClipFolder(tiny.folder / "text_encoder", words), CPU, torch.float32)

    assert clip.length == 77
    assert torch.equal(clip.encode("a red cat").embeds, tiny.clip.encode("a red cat").embeds)
