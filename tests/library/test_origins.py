"""Where a model came from is known again: after a scan, a restart, another name."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from graphstudio.library.library import Library, open_library
from graphstudio.library.origins import OriginBook, cached_origin, without_secrets
from graphstudio.library.references import Origin
from tests.library.weights import write_weights

HUB = Origin("", "owner/fox", "c0ffee", "fox.safetensors")


def keep(file: Path, origin: Origin = HUB) -> None:
    with closing(OriginBook()) as book:
        book.keep(file, origin)


def test_an_origin_outlives_scans_and_restarts(library: Library, models: Path) -> None:
    file = write_weights(models / "loras" / "fox.safetensors")
    keep(file)
    library.scan()

    with closing(open_library()) as again:
        assert library.origin(file) == again.origin(file) == HUB


def test_an_origin_follows_a_renamed_file(library: Library, models: Path) -> None:
    file = write_weights(models / "loras" / "fox.safetensors")
    library.scan()
    keep(file)
    renamed = file.rename(file.with_name("cat.safetensors"))
    library.scan()

    assert library.origin(renamed) == HUB


def test_a_copy_has_the_origin_of_its_content(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()
    keep(file)
    library.hashed(file)
    copy = write_weights(models / "loras" / "copy.safetensors")

    assert library.origin(copy) is None
    library.scan()
    library.hashed(copy)
    assert library.origin(copy) == HUB


def test_what_took_the_place_of_a_download_has_not_its_origin(
    library: Library, models: Path
) -> None:
    file = write_weights(models / "fox.safetensors")
    keep(file)
    write_weights(file, {"x.lora_down.weight": [9, 9]})
    library.scan()

    assert library.origin(file) is None


@pytest.mark.parametrize(
    ("place", "origin"),
    [
        pytest.param("", Origin("", "ada/big--fox", "abc"), id="repository"),
        pytest.param("a/fox.gguf", Origin("", "ada/big--fox", "abc", "a/fox.gguf"), id="file"),
    ],
)
def test_the_hugging_face_cache_tells_repository_and_commit(place: str, origin: Origin) -> None:
    path = Path("/cache/hub/models--ada--big--fox/snapshots/abc") / place

    assert cached_origin(path) == origin


@pytest.mark.parametrize("path", ["/models/snapshots/fox", "/hub/models--gpt2/snapshots/abc"])
def test_other_folders_tell_no_origin(path: str) -> None:
    assert cached_origin(Path(path)) is None


def test_a_note_beside_a_file_tells_its_address(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    note = {"downloadUrl": "https://a.example/get/7?type=Model&token=s3cret"}
    (models / "fox.civitai.info").write_text(json.dumps(note))
    library.scan()

    assert library.origin(file) == Origin("https://a.example/get/7?type=Model")


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://me:pw@a.example/f?x=1&api_key=9", "https://a.example/f?x=1"),
        ("https://a.example/f?X-Amz-Date=1&X-Amz-Signature=2&a=1", "https://a.example/f"),
        ("https://a.example/f?format=SafeTensor&size=pruned", None),
        ("", None),
    ],
)
def test_an_address_is_kept_without_secrets(url: str, plain: str | None) -> None:
    assert without_secrets(url) == (url if plain is None else plain)


def test_a_damaged_list_of_origins_is_set_aside_and_told(models: Path) -> None:
    with closing(OriginBook()):
        pass
    from graphstudio import paths

    for one in paths.state().glob("model-origins.db*"):
        one.write_bytes(b"no database" * 99)

    with closing(open_library()) as library:
        assert "where models came from" in " ".join(library.notices)
