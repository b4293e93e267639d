"""Tiny models for every test here: written once a session, loaded once a session."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import KDPM2AncestralDiscreteScheduler, KDPM2DiscreteScheduler

from graphstudio.diffusion.autoencoders import Autoencoder
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.diffusion.loading import load_autoencoder, load_clip, load_unet
from graphstudio.diffusion.sources import ClipFolder
from graphstudio.diffusion.texts import ClipEncoder
from tests.diffusion.tiny import Sizes, write_model
from tests.diffusion.tiny_pixel import LoadedPixels, MakePixels, load_pixel, write_pixel

torch.set_num_threads(1)  # two are slower for tiny models, and change the last bits


@dataclass(frozen=True)
class Loaded:
    """A model's handles and its networks, on the CPU in float32."""

    folder: Path
    parts: Pipeline
    unet: UNetDenoiser
    vae: Autoencoder
    clip: ClipEncoder


def load_all(folder: Path, cache: Path) -> Loaded:
    """Open a folder and load all its networks."""
    cpu, precision = torch.device("cpu"), torch.float32
    return Loaded(
        folder,
        open_folder(folder, cache=cache),
        load_unet(folder / "unet", "", cpu, precision),
        load_autoencoder(folder / "vae", "", cpu, precision),
        load_clip(ClipFolder(folder / "text_encoder", folder / "tokenizer"), cpu, precision),
    )


@pytest.fixture(scope="session", autouse=True)
def _quick_dpm2() -> Iterator[None]:
    """Spare DPM2 a schedule of all 1000 steps, 0.7 s each time one is made, that nobody reads."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (KDPM2DiscreteScheduler, KDPM2AncestralDiscreteScheduler):
            patch.setattr(kind, "set_timesteps", _without_first_schedule(kind.set_timesteps))
        yield


def _without_first_schedule(set_timesteps: Callable[..., None]) -> Callable[..., None]:
    @wraps(set_timesteps)
    def quick(
        scheduler: Any,  # Any: as those of the class
        num_inference_steps: int,
        device: Any = None,
        num_train_timesteps: int | None = None,
    ) -> None:
        is_being_made = num_train_timesteps is not None and not hasattr(scheduler, "_step_index")
        steps = 2 if is_being_made else num_inference_steps
        set_timesteps(scheduler, steps, device, num_train_timesteps)

    return quick


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for hashes."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Loaded:
    """Give a model of the usual layout: 77 tokens, 8 px a cell, predicts noise."""
    return load_all(write_model(tmp_path_factory.mktemp("models") / "tiny", Sizes()), cache)


@pytest.fixture(scope="session")
def inpaint(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Loaded:
    """Give an inpainting model: its U-Net has 9 input channels."""
    sizes = Sizes(is_inpaint=True)
    return load_all(write_model(tmp_path_factory.mktemp("models") / "inpaint", sizes), cache)


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Loaded:
    """Give a model of other sizes: 40 tokens, 4 px a cell, predicts velocity, trailing steps."""
    sizes = Sizes(
        width=16,
        length=40,
        autoencoder=(8, 8, 8),
        prediction="v_prediction",
        spacing="trailing",
    )
    return load_all(write_model(tmp_path_factory.mktemp("models") / "odd", sizes), cache)


@pytest.fixture
def make_pixel(tmp_path: Path, cache: Path) -> MakePixels:
    """Write a pixel-space model, open and load it."""

    def made(kind: str, *, name: str = "pixels", **more: Any) -> LoadedPixels:
        return load_pixel(write_pixel(tmp_path / name, kind, **more), cache)

    return made
