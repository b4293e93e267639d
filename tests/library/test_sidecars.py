import base64
import json
from pathlib import Path

from graphstudio.library.entries import Entry
from graphstudio.library.library import Library
from tests.library.weights import write_weights


def _scanned(library: Library, file: Path) -> Entry:
    library.scan()
    entry = library.entry(file)
    assert entry is not None
    return entry


def test_a_picture_beside_a_model_is_its_preview_as_soon_as_it_is_there(
    library: Library, models: Path
) -> None:
    file = write_weights(models / "fox.safetensors")
    before = _scanned(library, file)

    picture = models / "fox.preview.png"
    picture.write_bytes(b"png")
    after = _scanned(library, file)
    picture.unlink()

    assert (before.preview, after.preview) == (None, picture)
    assert _scanned(library, file).preview is None


def test_a_note_of_civitai_tells_words_base_and_origin(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors", {"x.lora_down.weight": [4, 8]})
    note = {
        "model": {"name": "Fox of the Wood"},
        "trainedWords": ["red fox, snow", "red fox"],
        "baseModel": "SDXL 1.0",
        "description": "<p>A fox &amp; friends</p>",
        "files": [
            {"name": "other.safetensors", "hashes": {"SHA256": "FF" * 32}},
            {"name": file.name, "hashes": {"SHA256": "AB" * 32}, "downloadUrl": "https://x.test/1"},
        ],
    }
    (models / "fox.civitai.info").write_text(json.dumps(note))

    entry = _scanned(library, file)

    assert (entry.title, entry.family) == ("Fox of the Wood", "sdxl")
    assert entry.words == ("red fox", "snow")
    assert entry.details == {
        "description": "A fox & friends",
        "base": "SDXL 1.0",
        "url": "https://x.test/1",
        "published sha256": "ab" * 32,
    }


def test_a_note_of_a1111_tells_words_and_notes(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    (models / "fox.json").write_text('{"activation text": "fox", "notes": "weight 0.7"}')

    entry = _scanned(library, file)

    assert (entry.words, entry.details) == (("fox",), {"notes": "weight 0.7"})


def test_a_json_file_of_another_make_tells_nothing(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    for text in ("[1]", "{", '{"files": [3], "trainedWords": "x", "model": 4}', "[" * 9999):
        (models / "fox.json").write_text(text)

        entry = _scanned(library, file)

        assert (entry.problem, entry.words) == ("", ())


def test_the_picture_in_a_models_metadata_is_its_preview(library: Library, models: Path) -> None:
    url = "data:image/jpeg;base64," + base64.b64encode(b"small picture").decode()
    file = write_weights(models / "fox.safetensors", metadata={"modelspec.thumbnail": url})

    entry = _scanned(library, file)

    assert entry.preview is not None
    assert entry.preview.read_bytes() == b"small picture"
    assert entry.preview.suffix == ".jpeg"
