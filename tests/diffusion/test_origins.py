from pathlib import Path

import pytest

from graphstudio.diffusion.origins import ORIGINS, command_in, way_out


def test_a_missing_model_that_is_known_is_told_with_licence_size_place_and_command() -> None:
    said = way_out("stable-diffusion-xl-base-1.0", Path("/models"))

    assert "It is Stable Diffusion XL (CreativeML OpenRAIL++-M; about 6.9 GB)" in said
    assert "hf download stabilityai/stable-diffusion-xl-base-1.0 --local-dir" in said
    assert str(Path("/models/stable-diffusion-xl-base-1.0")) in said


def test_a_gated_one_says_that_its_page_asks_first() -> None:
    assert "log in and agree" in way_out("FLUX.1-dev", Path("/models"))


def test_a_file_lands_where_its_loader_looks_for_it() -> None:
    place = Path("/models/upscalers")

    said = way_out("RealESRGAN_x4plus.safetensors", place)

    command = "hf download Comfy-Org/Real-ESRGAN_repackaged RealESRGAN_x4plus.safetensors"
    assert said.endswith(f'{command} --local-dir "{place}"')


@pytest.mark.parametrize(
    ("name", "came"),
    [
        pytest.param("ip-adapter_sd15.safetensors", "ip-adapter_sd15.safetensors", id="a file"),
        pytest.param("image_encoder", "image_encoder", id="a folder"),
    ],
)
def test_what_arrives_in_a_folder_of_its_repository_is_told_to_be_moved(
    name: str, came: str
) -> None:
    place = Path("/models")

    said = way_out(name, place)

    assert f'arrives as "{place / "models" / came}": move it to "{place / name}".' in said


def test_of_an_image_encoder_no_pickle_is_downloaded() -> None:
    said = way_out("image_encoder", Path("/models"))

    folder = "models/image_encoder"
    assert f"h94/IP-Adapter {folder}/config.json {folder}/model.safetensors --local-dir" in said


def test_nobody_knows_where_any_other_comes_from() -> None:
    assert way_out("my-own-mix", Path("/models")) == ""


@pytest.mark.parametrize("one", ORIGINS, ids=lambda one: one.name)
def test_every_origin_is_complete(one: object) -> None:
    names = [origin.name for origin in ORIGINS]
    assert len(set(names)) == len(names)
    assert isinstance(one, type(ORIGINS[0]))
    assert one.repository.count("/") == 1
    assert 0 < one.gigabytes < 200
    assert one.licence


@pytest.mark.parametrize("name", [one.name for one in ORIGINS])
def test_the_command_alone_is_found_in_the_message_that_ends_with_it(name: str) -> None:
    said = f"Load Model (load): it is missing.{way_out(name, Path('/my models'))}"

    command = command_in(said)

    assert command.startswith("hf download ")
    assert said.endswith(command)


def test_other_messages_hold_no_command() -> None:
    assert command_in("Load Model (load): no such folder. To get it: ask.") == ""
