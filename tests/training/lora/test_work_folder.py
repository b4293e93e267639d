"""A work folder belongs to one training, wherever its pictures and model lie."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graphstudio.errors import BadValue
from graphstudio.training.lora.plan import Prior
from graphstudio.training.lora.run import check
from graphstudio.training.lora.work_folder import claim
from tests.training.lora.conftest import MakePlan


def test_the_same_training_may_claim_again_from_elsewhere(
    make_plan: MakePlan, pictures: Path, sd1: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    prior = Prior("a dog", pictures)
    claim(work, check(make_plan(prior=prior), "cpu"))
    moved = make_plan(
        data=shutil.copytree(pictures, tmp_path / "moved"),
        base=shutil.copytree(sd1, tmp_path / "model"),
        out=tmp_path / "other.safetensors",
        checkpoint_every=1,
        prior=Prior("a dog", tmp_path / "moved"),
    )

    claim(work, check(moved, "cpu"))

    assert (work / "plan.json").exists()


@pytest.mark.parametrize(
    ("file", "named"),
    [
        pytest.param("0.txt", "picture files", id="caption"),
        pytest.param("1.png", "picture files", id="picture"),
    ],
)
def test_changed_pictures_are_another_training(
    make_plan: MakePlan, pictures: Path, tmp_path: Path, file: str, named: str
) -> None:
    data = shutil.copytree(pictures, tmp_path / "data")
    claim(tmp_path / "work", check(make_plan(data=data), "cpu"))
    (data / file).write_bytes((data / ("2" + file[1:])).read_bytes())

    with pytest.raises(BadValue, match=named):
        claim(tmp_path / "work", check(make_plan(data=data), "cpu"))


def test_other_weights_are_another_training(
    make_plan: MakePlan, sdxl: Path, tmp_path: Path
) -> None:
    claim(tmp_path / "work", check(make_plan(), "cpu"))

    with pytest.raises(BadValue, match="base weights"):
        claim(tmp_path / "work", check(make_plan(base=sdxl), "cpu"))
