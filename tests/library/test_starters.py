"""The list of starter models, and what a message says of one that is missing."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from graphstudio import paths
from graphstudio.diffusion.families import TITLES
from graphstudio.library.entries import Kind
from graphstudio.library.starters import Starter, command_in, home_of, starter, starters, way_out


def test_a_missing_model_that_is_known_is_told_with_licence_size_and_command() -> None:
    said = way_out("stable-diffusion-xl-base-1.0", paths.models())

    assert "It is Stable Diffusion XL (CreativeML OpenRAIL++-M; about 6.9 GB)" in said
    assert said.endswith("graphstudio models get stable-diffusion-xl-base-1.0")


def test_a_gated_one_says_that_its_page_asks_first() -> None:
    assert "log in and agree" in way_out("FLUX.1-dev", Path("/models"))


def test_a_file_lands_where_its_loader_looks_for_it() -> None:
    name = "RealESRGAN_x4plus.safetensors"

    assert way_out(name, home_of("upscaler")).endswith(f"get {name}")
    assert way_out(name, Path("/my models")).endswith(f'get {name} --to "/my models"')


def test_nobody_knows_where_any_other_comes_from() -> None:
    assert way_out("my-own-mix", Path("/models")) == ""


@pytest.mark.parametrize("one", starters(), ids=lambda one: one.name)
def test_every_starter_is_complete(one: Starter) -> None:
    assert [other.name for other in starters()].count(one.name) == 1
    assert one.repository.count("/") == 1
    assert 0 < one.gigabytes < 200
    assert one.licence
    assert one.purpose.endswith(".")
    assert one.kind in get_args(Kind)
    assert one.family in ("", *TITLES)
    assert all(len(digest) == 64 for digest in one.sha256.values())


@pytest.mark.parametrize("name", [one.name for one in starters()])
@pytest.mark.parametrize("place", [Path("/my models"), Path("/models/loras")], ids=str)
def test_the_command_alone_is_found_in_the_message_that_ends_with_it(
    name: str, place: Path
) -> None:
    said = f"Load Model (load): it is missing.{way_out(name, place)}"

    command = command_in(said)

    assert command.startswith(f"graphstudio models get {name}")
    assert said.endswith(command)


def test_other_messages_hold_no_command() -> None:
    assert command_in("Load Model (load): no such folder. To get it: ask.") == ""


def test_a_starter_is_found_whatever_its_case() -> None:
    found = starter("flux.1-DEV")

    assert found is not None
    assert found.name == "FLUX.1-dev"


def test_a_file_goes_into_the_folder_of_its_kind_and_a_folder_into_the_models() -> None:
    by_name = {one.name: one for one in starters()}

    assert by_name["ip-adapter_sd15.safetensors"].place == paths.models() / "ip_adapters"
    assert by_name["image_encoder"].place == paths.models()
