import os

import pytest

from graphstudio.ui.theme import scale


def test_a_size_of_its_own_is_told_to_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(scale.VARIABLE, raising=False)

    scale.apply(150.0)
    told = os.environ.pop(scale.VARIABLE)

    assert told == "1.5"


def test_the_standard_size_leaves_it_to_the_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(scale.VARIABLE, raising=False)

    scale.apply(100.0)

    assert scale.VARIABLE not in os.environ


def test_what_the_environment_says_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(scale.VARIABLE, "2")

    scale.apply(150.0)

    assert os.environ[scale.VARIABLE] == "2"
