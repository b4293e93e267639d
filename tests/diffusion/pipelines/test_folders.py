import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from graphstudio.api import Model, Noise, Pipeline, TestContext
from graphstudio.diffusion.pipelines.folders import open_pipeline
from graphstudio.diffusion.pipelines.requests import Request
from graphstudio.diffusion.pipelines.running import plan_calls, run_calls
from graphstudio.errors import ModelBroken, ModelMissing
from tests.diffusion.safety.tiny_checker import write_checker

NAME = "StableDiffusionPipeline"


@pytest.fixture
def folder(folder_of: Callable[[str], Path], tmp_path: Path) -> Path:
    """Give a Stable Diffusion of its own, to be spoilt."""
    return Path(shutil.copytree(folder_of(NAME), tmp_path / "model"))


def look(folder: Path) -> Model[Pipeline]:
    return open_pipeline(folder, cache=folder.parent / "digests")


def load(folder: Path) -> Any:
    return look(folder).source.load(torch.device("cpu"), torch.float32)


def rewrite(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def spoil(file: Path, change: Callable[[dict[str, torch.Tensor]], Any]) -> None:
    tensors = load_file(file)
    change(tensors)
    save_file(tensors, file, metadata={"format": "pt"})


def test_a_folder_says_what_it_is_before_anything_is_loaded(folder: Path) -> None:
    model = look(folder)

    weights = sum(one.stat().st_size for one in folder.rglob("*.safetensors"))
    assert (model.kind, model.name, model.fact("class_name")) == ("pipeline", "model", NAME)
    assert model.size_bytes == weights


def test_looking_at_a_folder_imports_no_torch(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; "
        "from graphstudio.diffusion.pipelines.folders import open_pipeline; "
        f"open_pipeline(Path({str(folder)!r}), cache=Path({str(folder.parent)!r})); "
        "print(sorted({'torch', 'diffusers', 'transformers'} & set(sys.modules)))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "changed",
    ["model_index.json", "unet/config.json", "scheduler/scheduler_config.json", "vae/config.json"],
)
def test_the_digest_depends_on_every_file(folder: Path, changed: str) -> None:
    before = look(folder).digest

    rewrite(folder / changed, _note="changed")

    assert look(folder).digest != before


def test_a_part_that_is_left_out_may_be_null(folder: Path) -> None:
    rewrite(folder / "model_index.json", safety_checker=[None, None], feature_extractor=None)

    assert "safety_checker" not in load(folder).parts


def test_a_safety_checker_that_comes_with_a_model_is_part_of_it(folder: Path) -> None:
    write_checker(folder)
    rewrite(
        folder / "model_index.json",
        safety_checker=["stable_diffusion", "StableDiffusionSafetyChecker"],
        feature_extractor=["transformers", "CLIPFeatureExtractor"],  # as older folders say
    )
    calls = plan_calls(NAME, Request("a cat", width=16, height=16, steps=1))

    made = run_calls(load(folder), calls, Noise(1), TestContext())

    assert made.pixels.shape == (1, 16, 16, 3)
    assert load(folder).parts["safety_checker"].config.projection_dim == 8


def test_what_the_constructor_is_told_besides_goes_along(folder: Path) -> None:
    rewrite(folder / "model_index.json", requires_safety_checker=False)

    assert load(folder).options == {"requires_safety_checker": False}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"unet": ["my_code", "Net"]}, "names my_code.Net as unet", id="library"),
        pytest.param({"unet": ["os", "system"]}, "names os.system as unet", id="standard library"),
        pytest.param({"_class_name": ["pipeline", "Mine"]}, "a pipeline of its own", id="pipeline"),
        pytest.param({"_class_name": 3}, "does not say which", id="no name"),
    ],
)
def test_code_of_others_is_refused_before_anything_is_loaded(
    folder: Path, changes: dict[str, Any], reason: str
) -> None:
    rewrite(folder / "model_index.json", **changes)

    with pytest.raises(ModelBroken, match=reason):
        look(folder)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(["diffusers", "NoSuchNet"], id="unknown"),
        pytest.param(["transformers", "pipeline"], id="a function"),
        pytest.param(["diffusers", "StableDiffusionPipeline"], id="a pipeline"),
        pytest.param(["transformers", "AutoModel"], id="whatever the config says"),
        pytest.param(["stable_diffusion", "torch"], id="a module"),
    ],
)
def test_a_part_that_neither_library_has_is_refused(folder: Path, part: list[str]) -> None:
    rewrite(folder / "model_index.json", vae=part)
    if part[0] != "diffusers":
        (folder / "vae/diffusion_pytorch_model.safetensors").rename(
            folder / "vae/model.safetensors"
        )

    with pytest.raises(ModelBroken, match=rf"vae should be a {part[0]}\.{part[1]}"):
        load(folder)


@pytest.mark.parametrize("file", ["unet/config.json", "tokenizer/tokenizer_config.json"])
def test_a_part_that_asks_for_code_that_comes_with_it_is_refused(folder: Path, file: str) -> None:
    rewrite(folder / file, auto_map={"AutoModel": "modeling.Net"})

    with pytest.raises(ModelBroken, match=r"auto_map"):
        look(folder)


def test_code_that_lies_in_the_folder_is_not_run(folder: Path) -> None:
    trap = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"
    for place in (folder / "pipeline.py", folder / "unet/unet.py", folder / "__init__.py"):
        place.write_text(trap)

    load(folder)

    assert not list(folder.rglob("ran"))


def test_a_folder_with_pickles_only_is_refused(folder: Path) -> None:
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))

    with pytest.raises(ModelMissing, match=r"unet holds its weights only as a pickle"):
        look(folder)


def test_everything_that_is_missing_is_told_at_once(folder: Path) -> None:
    shutil.rmtree(folder / "vae")
    (folder / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    for name in ("tokenizer.json", "vocab.json"):
        (folder / "tokenizer" / name).unlink(missing_ok=True)

    with pytest.raises(ModelMissing) as refused:
        look(folder)

    told = " ".join(refused.value.problems)
    assert len(refused.value.problems) == 3
    assert str(folder / "vae") in told
    assert str(folder / "unet" / "diffusion_pytorch_model.safetensors") in told
    assert str(folder / "tokenizer") in told


@pytest.mark.parametrize("place", ["missing", ""])
def test_a_folder_that_is_no_pipeline_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(ModelMissing, match=str(tmp_path / place)):
        look(tmp_path / place)


def test_a_part_that_the_pipeline_needs_and_that_is_not_named_is_refused(folder: Path) -> None:
    rewrite(folder / "model_index.json", vae=[None, None])

    with pytest.raises(ModelBroken, match="StableDiffusionPipeline needs vae"):
        load(folder)


def test_a_weight_that_is_missing_is_refused(folder: Path) -> None:
    spoil(
        folder / "unet" / "diffusion_pytorch_model.safetensors",
        lambda tensors: tensors.pop("conv_in.weight"),
    )

    with pytest.raises(ModelBroken, match=r"conv_in\.weight"):
        load(folder)


def test_a_weight_that_is_no_number_is_refused(folder: Path) -> None:
    spoil(
        folder / "text_encoder" / "model.safetensors",
        lambda tensors: next(iter(tensors.values())).fill_(float("nan")),
    )

    with pytest.raises(ModelBroken, match="not finite"):
        load(folder)


def test_a_tokenizer_of_another_encoder_is_refused(folder: Path) -> None:
    # Its words are forgotten: transformers opens that without a complaint.
    for name in ("tokenizer.json", "vocab.json", "merges.txt"):
        (folder / "tokenizer" / name).unlink(missing_ok=True)
    (folder / "tokenizer" / "vocab.json").write_text('{"a": 0}')
    (folder / "tokenizer" / "merges.txt").write_text("")

    with pytest.raises(ModelBroken, match="they do not belong together"):
        load(folder)
