"""Tiny base models and a folder of pictures, written once a session."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from graphstudio.training.lora.plan import LoraPlan
from tests.diffusion.tiny import Sizes, write_model
from tests.diffusion.tiny_sdxl import write_sdxl

torch.set_num_threads(1)  # two are slower for tiny models, and change the last bits

MakePlan = Callable[..., LoraPlan]


@pytest.fixture(scope="session")
def sd1(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a model that predicts epsilon."""
    return write_model(tmp_path_factory.mktemp("sd1"), Sizes())


@pytest.fixture(scope="session")
def sdxl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sdxl(tmp_path_factory.mktemp("sdxl"))


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give five pictures of 64 to 96 pixels with captions."""
    folder = tmp_path_factory.mktemp("pictures")
    noise = np.random.default_rng(3)
    captions = ("a red circle", "a cat", "a dog", "a green square", "a photo of a cat")
    for number, caption in enumerate(captions):
        pixels = noise.integers(0, 255, (64, 64 + 8 * number, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
        (folder / f"{number}.txt").write_text(caption)
    return folder


@pytest.fixture
def make_plan(tmp_path: Path, sd1: Path, pictures: Path) -> MakePlan:
    """Give plans of four steps for the tiny SD 1.x; keywords change them."""

    def make(**changes: Any) -> LoraPlan:  # Any: fields of every type
        plan = LoraPlan(
            data=pictures,
            base=sd1,
            out=tmp_path / "lora.safetensors",
            work=tmp_path / "work",
            device="cpu",
            rank=2,
            steps=4,
            batch=2,
            rate=1e-2,
            checkpoint_every=2,
        )
        return replace(plan, **changes)

    return make
