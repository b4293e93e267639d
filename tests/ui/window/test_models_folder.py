import os
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.ui.settings import Settings
from graphstudio.ui.window.models_folder import VARIABLE, ModelsFolder


def test_the_preferences_say_where_models_are(settings: Settings, tmp_path: Path) -> None:
    folder = ModelsFolder(settings)
    settings.models_folder = str(tmp_path)

    folder.point()

    assert paths.models() == tmp_path
    assert os.environ[VARIABLE] == str(tmp_path)  # the engine's process inherits it


def test_without_a_preference_it_is_where_it_was(settings: Settings, tmp_path: Path) -> None:
    before = paths.models()
    folder = ModelsFolder(settings)
    settings.models_folder = str(tmp_path)
    folder.point()
    settings.models_folder = ""

    folder.point()

    assert paths.models() == before


def test_a_variable_that_was_not_set_is_unset_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    folder = ModelsFolder(settings)
    settings.models_folder = str(tmp_path)
    folder.point()
    settings.models_folder = ""

    folder.point()

    assert VARIABLE not in os.environ
