from pathlib import Path

import pytest

from graphstudio.library.entries import Kind
from graphstudio.library.folders import ModelFolder
from graphstudio.library.layouts import Layout, recognise
from graphstudio.library.library import Library
from graphstudio.library.scans import find_changes
from tests.library.weights import write_weights


def _make(top: Path, *folders: str) -> Path:
    for folder in folders:
        (top / folder).mkdir(parents=True)
    return top


@pytest.mark.parametrize(
    ("folders", "layout"),
    [
        (["models/checkpoints", "models/loras"], "comfyui"),
        (["checkpoints", "text_encoders"], "comfyui"),
        (["models/Stable-diffusion", "models/Lora"], "a1111"),
        (["Stable-diffusion"], "a1111"),
        (["models--fox--den"], "huggingface"),
        (["loras", "upscalers"], "graphstudio"),
        (["loras"], "plain"),
        (["models/anything"], "plain"),
        ([], "plain"),
    ],
)
def test_a_layout_is_recognised_by_its_folders(
    tmp_path: Path, folders: list[str], layout: str
) -> None:
    assert recognise(_make(tmp_path, *folders)) == layout


def test_invoke_is_recognised_by_its_database_above_its_models_too(tmp_path: Path) -> None:
    _make(tmp_path, "models", "databases")
    (tmp_path / "databases" / "invokeai.db").touch()

    assert recognise(tmp_path) == recognise(tmp_path / "models") == "invokeai"


def test_a_folder_that_is_not_there_is_plain(tmp_path: Path) -> None:
    assert recognise(tmp_path / "nowhere") == "plain"


def _hints(path: Path, layout: Layout) -> dict[str, Kind | None]:
    found = find_changes([ModelFolder(path, layout)], {}, lambda: False).changed
    return {Path(one.path).name: one.hint for one in found}


def test_the_folders_of_comfyui_tell_kinds_and_the_program_beside_is_not_looked_at(
    tmp_path: Path,
) -> None:
    for place in ("models/loras/deep", "models/upscale_models", "models/odd", "custom_nodes"):
        write_weights(tmp_path / place / f"{Path(place).name}.pth")

    assert _hints(tmp_path, "comfyui") == {
        "deep.pth": "lora",
        "upscale_models.pth": "upscaler",
        "odd.pth": None,
    }


def test_the_embeddings_of_a1111_lie_beside_its_models(tmp_path: Path) -> None:
    for place in ("models/Lora", "models/ESRGAN", "embeddings", "venv"):
        write_weights(tmp_path / place / f"{Path(place).name}.pt")

    assert _hints(tmp_path, "a1111") == {
        "Lora.pt": "lora",
        "ESRGAN.pt": "upscaler",
        "embeddings.pt": "embedding",
    }


def test_of_the_hugging_face_cache_only_what_a_branch_points_to_counts(
    library: Library, tmp_path: Path
) -> None:
    top = tmp_path / "hub" / "models--fox--den"
    for commit in ("old", "new"):
        file = write_weights(tmp_path / f"{commit}.blob", filling=commit[:1].encode())
        place = top / "snapshots" / commit
        place.mkdir(parents=True)
        (place / "fox.safetensors").symlink_to(file)
    (top / "refs").mkdir()
    (top / "refs" / "main").write_text("new")
    library.add_folder(tmp_path / "hub")

    library.scan()

    (found,) = library.named("fox.safetensors")
    assert found.path == top / "snapshots" / "new" / "fox.safetensors"
    assert found.size_bytes == (tmp_path / "new.blob").stat().st_size


def test_a_model_folder_in_the_hugging_face_cache_is_named_by_its_repository(
    library: Library, tmp_path: Path
) -> None:
    place = tmp_path / "hub" / "models--fox--den" / "snapshots" / "abc"
    write_weights(place / "unet" / "diffusion_pytorch_model.safetensors")
    (place / "model_index.json").write_text('{"_class_name": "OddPipeline"}')
    library.add_folder(tmp_path / "hub")

    library.scan()

    entry = library.entry(place)
    assert entry is not None
    assert (entry.name, entry.title, entry.kind) == ("fox--den", "fox/den", "pipeline")
    assert entry.details["repository"] == "fox/den"
    assert entry.details["revision"] == "abc"
    assert library.named("fox/den") == library.named("fox--den") == [entry]
    assert library.entry(place / "unet" / "diffusion_pytorch_model.safetensors") is None


def test_further_folders_that_comfyui_names_are_looked_through(tmp_path: Path) -> None:
    program = _make(tmp_path / "ui", "models/checkpoints", "models/loras")
    for place in ("store/l1", "store/l2", "other/up"):
        write_weights(tmp_path / place / f"{Path(place).name}.pth")
    (program / "extra_model_paths.yaml").write_text(
        f"mine:\n  base_path: {tmp_path / 'store'}\n  loras: |\n    l1\n    l2\n"
        f"more:\n  upscale_models: {tmp_path / 'other' / 'up'}\n  custom_nodes: nodes\n"
    )

    assert _hints(program, "comfyui") == {"l1.pth": "lora", "l2.pth": "lora", "up.pth": "upscaler"}


@pytest.mark.parametrize("text", ["a: [", "- 1", "a: 3", "a:\n  loras: [1]", "\0"])
def test_a_list_of_further_folders_that_is_none_costs_only_itself(
    tmp_path: Path, text: str
) -> None:
    program = _make(tmp_path, "models/checkpoints")
    write_weights(tmp_path / "models" / "loras" / "fox.safetensors")
    (program / "extra_model_paths.yaml").write_text(text)

    changes = find_changes([ModelFolder(program, "comfyui")], {}, lambda: False)

    assert [Path(one.path).name for one in changes.changed] == ["fox.safetensors"]
    assert all("cannot be read" in one for one in changes.problems)
