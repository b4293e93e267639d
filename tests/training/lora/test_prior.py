"""Class pictures: what lacks is made by the base model, and each hangs on its number alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from graphstudio.training.lora.base_model import read_base
from graphstudio.training.lora.prior import add_class_pictures

pytestmark = [
    pytest.mark.slow,
    # Code of others: diffusers' schedulers give numpy a torch tensor the old way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


def fill(folder: Path, base: Path, wanted: int) -> list[str]:
    told: list[str] = []
    add_class_pictures(
        folder,
        "a dog",
        wanted,
        read_base(base),
        side_px=64,
        seed=5,
        device="cpu",
        precision="fp32",
        tell=told.append,
    )
    return told


def test_lacking_pictures_are_made_and_others_stay(sd1: Path, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "red").save(tmp_path / "mine.png")

    told = fill(tmp_path, sd1, 3)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "class-0000.png",
        "class-0001.png",
        "mine.png",
    ]
    assert told == [f"3 of 3 pictures of the class are in {tmp_path}"]
    with Image.open(tmp_path / "class-0001.png") as made:
        assert made.size == (64, 64)


def test_a_killed_making_ends_with_the_same_pictures(sd1: Path, tmp_path: Path) -> None:
    fill(tmp_path / "whole", sd1, 3)

    fill(tmp_path / "cut", sd1, 1)
    fill(tmp_path / "cut", sd1, 3)

    whole, cut = (
        [path.read_bytes() for path in sorted((tmp_path / name).iterdir())]
        for name in ("whole", "cut")
    )
    assert whole == cut
    assert len(set(whole)) == 3


def test_a_full_folder_loads_no_model(sd1: Path, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "mine.png")

    assert fill(tmp_path, sd1, 1) == []


def test_sdxl_makes_its_own_class(sdxl: Path, tmp_path: Path) -> None:
    fill(tmp_path, sdxl, 1)

    with Image.open(tmp_path / "class-0000.png") as made:
        assert made.size == (64, 64)
