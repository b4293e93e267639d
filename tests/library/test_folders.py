import os
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.errors import BadValue
from graphstudio.library.folders import add_folder, model_folders, remove_folder
from graphstudio.library.neighbours import neighbours


def test_the_own_folder_comes_first_and_what_ships_last() -> None:
    folders = model_folders()

    assert [one.path for one in folders] == [
        paths.models().absolute(),
        paths.bundled("resources").absolute() / "models",
    ]
    assert [one.is_shipped for one in folders] == [False, True]


def test_folders_of_the_environment_are_looked_through_and_cannot_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = os.pathsep.join([str(tmp_path), "", str(tmp_path / "nowhere"), str(tmp_path)])
    monkeypatch.setenv("GRAPHSTUDIO_MODEL_FOLDERS", named)

    added = model_folders()[1:-1]

    assert [one.path for one in added] == [tmp_path, tmp_path / "nowhere"]
    assert not any(one.is_removable for one in added)
    with pytest.raises(BadValue, match="none of the folders that were added"):
        remove_folder(tmp_path)


def test_an_added_folder_is_kept_until_it_is_removed(tmp_path: Path) -> None:
    added = add_folder(tmp_path)

    again = add_folder(tmp_path)

    assert added == again
    assert model_folders()[1] == added
    remove_folder(tmp_path)
    assert len(model_folders()) == 2


def test_a_file_and_a_folder_inside_another_one_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "inner").mkdir()
    add_folder(tmp_path)

    with pytest.raises(BadValue, match="is no folder"):
        add_folder(tmp_path / "file")
    with pytest.raises(BadValue, match="looked through already"):
        add_folder(tmp_path / "inner")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"folders": [3]}', '{"folders": "abc"}', '{"other": []}', "[" * 100_000]
)
def test_a_damaged_list_is_told_and_not_overwritten(tmp_path: Path, text: str) -> None:
    paths.config().mkdir(parents=True)
    file = paths.config() / "model-folders.json"
    file.write_text(text)

    with pytest.raises(BadValue, match="cannot be read"):
        add_folder(tmp_path)
    assert file.read_text() == text


def test_a_list_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    paths.config().parent.mkdir(parents=True, exist_ok=True)
    paths.config().write_text("in the way")

    with pytest.raises(BadValue, match="cannot be"):
        add_folder(tmp_path)


def test_folders_of_other_programs_are_offered_until_they_are_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    (tmp_path / "ComfyUI" / "models" / "checkpoints").mkdir(parents=True)
    (tmp_path / "ComfyUI" / "models" / "loras").mkdir()
    (tmp_path / "hub" / "models--fox--den").mkdir(parents=True)
    (tmp_path / "InvokeAI").mkdir()

    offered = neighbours()
    add_folder(tmp_path / "hub")

    assert [(one.path.name, one.layout) for one in offered] == [
        ("hub", "huggingface"),
        ("ComfyUI", "comfyui"),
    ]
    assert [one.path.name for one in neighbours()] == ["ComfyUI"]


def test_a_home_of_nobody_is_told_and_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_MODEL_FOLDERS", "~nobody-here/models")

    assert Path("~nobody-here/models").absolute() in [one.path for one in model_folders()]
    with pytest.raises(BadValue, match="is no folder"):
        add_folder(Path("~nobody-here/models"))
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", "~nobody-here/models")
    with pytest.raises(BadValue, match="GRAPHSTUDIO_MODELS is ~nobody-here/models, and nobody"):
        model_folders()
