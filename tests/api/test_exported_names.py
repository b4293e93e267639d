import inspect
import typing
from typing import Any

import pytest

from graphstudio import api

PUBLIC = {name for name in vars(api) if not name.startswith("_")}
MODULES = {name for name in PUBLIC if inspect.ismodule(getattr(api, name))}
ALIASES = {"Fingerprint", "ModelFacts", "Upgrade", "Facts", "Foresee"}


def test_every_public_name_is_exported_and_sorted() -> None:
    assert sorted(PUBLIC - MODULES) == sorted(api.__all__)
    assert api.__all__ == sorted(api.__all__)


@pytest.mark.parametrize("name", sorted(set(api.__all__) - ALIASES))
def test_every_name_has_a_docstring_of_its_own_with_a_full_stop(name: str) -> None:
    thing = getattr(api, name)

    summary = (thing.__doc__ or "").partition("\n\n")[0].strip()
    assert summary.endswith((".", ":"))
    assert not summary.startswith(f"{name}(")  # what a dataclass writes when nobody does


@pytest.mark.parametrize("name", sorted(set(api.__all__) - ALIASES))
def test_every_public_method_has_a_docstring(name: str) -> None:
    thing = getattr(api, name)
    methods = [
        member
        for label, member in vars(thing).items()
        if inspect.isfunction(member) and not label.startswith("_")
    ]

    assert [method.__qualname__ for method in methods if not method.__doc__] == []


@pytest.mark.parametrize("name", ["Image", "Latent", "Conditioning", "Range", "NodeMark", "Model"])
def test_every_field_of_a_value_is_explained(name: str) -> None:
    thing: Any = getattr(api, name)
    fields = list(thing.__dataclass_fields__)

    assert [field for field in fields if f"{field}:" not in (thing.__doc__ or "")] == []


@pytest.mark.parametrize("name", sorted(ALIASES))
def test_aliases_are_types(name: str) -> None:
    assert typing.get_origin(getattr(api, name)) is not None
