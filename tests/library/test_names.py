import os
from pathlib import Path

import pytest

from graphstudio.library.index import index_file
from graphstudio.library.library import Library
from graphstudio.library.names import meant, offered
from tests.library.weights import CHECKPOINT, write_weights


def _is_file(path: Path) -> bool:
    return path.suffix == ".safetensors"


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name two further folders in the environment: ComfyUI's and a plain one."""
    comfy, plain = tmp_path / "comfy", tmp_path / "plain"
    (comfy / "models" / "checkpoints").mkdir(parents=True)
    (comfy / "models" / "loras").mkdir()
    plain.mkdir()
    monkeypatch.setenv("GRAPHSTUDIO_MODEL_FOLDERS", os.pathsep.join([str(comfy), str(plain)]))
    return tmp_path


def test_a_file_put_there_a_second_ago_is_offered_without_a_scan(more: Path) -> None:
    write_weights(more / "comfy" / "models" / "loras" / "fox.safetensors")
    write_weights(more / "comfy" / "models" / "checkpoints" / "big.safetensors", CHECKPOINT)
    write_weights(more / "plain" / "owl.safetensors")
    write_weights(more / "plain" / "other.safetensors", CHECKPOINT)

    assert offered(("lora",), [], _is_file) == ["fox.safetensors", "owl.safetensors"]
    assert offered(("checkpoint",), [], _is_file) == ["big.safetensors", "other.safetensors"]


def test_what_was_scanned_is_offered_by_kind_wherever_it_lies(more: Path, library: Library) -> None:
    deep = write_weights(more / "plain" / "a" / "b" / "deep.safetensors")
    library.add_folder(more / "plain")
    library.scan()

    assert offered(("lora",), [], _is_file) == ["deep.safetensors"]
    assert meant("deep", ("lora",), _is_file) == deep
    deep.unlink()
    assert offered(("lora",), [], _is_file) == []
    assert meant("deep", ("lora",), _is_file) is None


def test_one_name_for_two_models_becomes_the_path_of_each_outside_the_own_folder(
    more: Path, models: Path
) -> None:
    own = write_weights(models / "loras" / "fox.safetensors")
    other = write_weights(more / "plain" / "fox.safetensors")
    first = write_weights(more / "comfy" / "models" / "loras" / "owl.safetensors")
    second = write_weights(more / "plain" / "owl.safetensors", filling=b"\1")

    named = offered(("lora",), [own], _is_file)

    assert named[0] == "fox.safetensors"
    assert set(named[1:]) == {str(other), str(first), str(second)}
    assert meant("owl.safetensors", ("lora",), _is_file) == first


def test_a_link_to_a_model_of_the_own_folder_is_not_offered_twice(more: Path, models: Path) -> None:
    own = write_weights(models / "loras" / "fox.safetensors")
    (more / "plain" / "again.safetensors").symlink_to(own)

    assert offered(("lora",), [own], _is_file) == ["fox.safetensors"]


def test_a_repository_of_the_hugging_face_cache_is_named_without_a_slash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "hub" / "models--fox--den" / "snapshots" / "abc"
    write_weights(folder / "diffusion_pytorch_model.safetensors")
    (folder / "config.json").write_text('{"_class_name": "ControlNetModel"}')
    monkeypatch.setenv("GRAPHSTUDIO_MODEL_FOLDERS", str(tmp_path / "hub"))

    assert offered(("controlnet",), [], Path.is_dir) == ["fox--den"]
    assert meant("fox--den", ("controlnet",), Path.is_dir) == folder
    assert meant("fox/den", ("controlnet",), Path.is_dir) == folder


def test_what_ships_is_not_offered_a_second_time(library: Library) -> None:
    library.scan()

    assert offered(("model", "lora", "controlnet"), [], Path.exists) == []


def test_a_damaged_index_offers_what_lies_there(more: Path, library: Library) -> None:
    write_weights(more / "comfy" / "models" / "loras" / "fox.safetensors")
    library.close()
    index_file().write_bytes(b"no database" * 100)

    assert offered(("lora",), [], _is_file) == ["fox.safetensors"]
