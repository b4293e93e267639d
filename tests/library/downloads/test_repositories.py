"""Which files of a repository are fetched, and how a model folder comes to be."""

from __future__ import annotations

import shlex
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.errors import AccessRefused, BadValue, DownloadError
from graphstudio.library.downloads import command_of, fetch, of_reference, read_wish
from graphstudio.library.library import open_library
from graphstudio.library.references import Origin, Reference
from tests.library.fake_hub import COMMIT, TOKEN, FakeHub, Fault, safetensors, sha256

from .conftest import IMPATIENT, MemoryKeyring, get

PIPELINE = {
    "README.md": b"# a model",
    "model_index.json": b'{"_class_name": "StableDiffusionPipeline"}',
    "v1-pruned.safetensors": safetensors(9000),
    "v1-pruned.ckpt": b"pickle",
    "picture.png": b"png",
    "unet/config.json": b"{}",
    "unet/diffusion_pytorch_model.safetensors": safetensors(8000),
    "unet/diffusion_pytorch_model.fp16.safetensors": safetensors(4000),
    "unet/diffusion_pytorch_model.non_ema.safetensors": safetensors(8000),
    "unet/diffusion_pytorch_model.bin": b"pickle",
    "text_encoder/config.json": b"{}",
    "text_encoder/model-00001-of-00002.safetensors": safetensors(3000, 2),
    "text_encoder/model-00002-of-00002.safetensors": safetensors(3000, 3),
    "text_encoder/model.safetensors.index.json": b'{"weight_map": {}}',
    "tokenizer/vocab.json": b"{}",
    "tokenizer/merges.txt": b"a b",
    "safety_checker/config.json": b"{}",
    "safety_checker/model.safetensors": safetensors(5000),
    "assets/page.png": b"png",
}
NEEDED = {
    "README.md",
    "model_index.json",
    "unet/config.json",
    "unet/diffusion_pytorch_model.fp16.safetensors",
    "text_encoder/config.json",
    "text_encoder/model-00001-of-00002.safetensors",
    "text_encoder/model-00002-of-00002.safetensors",
    "text_encoder/model.safetensors.index.json",
    "tokenizer/vocab.json",
    "tokenizer/merges.txt",
}


@pytest.fixture
def model(hub: FakeHub) -> Path:
    hub.repositories["ada/fox"] = dict(PIPELINE)
    return paths.models() / "fox"


def names(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


def test_of_a_pipeline_only_what_a_run_needs_comes(hub: FakeHub, model: Path) -> None:
    fetched = get("ada/fox")

    assert fetched.path == model
    assert names(model) == NEEDED
    assert all((model / name).read_bytes() == PIPELINE[name] for name in NEEDED)
    assert fetched.unchecked == ()


def test_a_long_listing_comes_in_pages(hub: FakeHub, model: Path) -> None:
    hub.page = 4

    get("ada/fox")

    assert names(model) == NEEDED


def test_a_model_that_stays_half_is_never_in_its_place(hub: FakeHub, model: Path) -> None:
    hub.script("vocab.json", *[Fault(status=500)] * 9)
    with pytest.raises(DownloadError):
        get("ada/fox")
    assert not model.exists()
    assert not list(paths.models().glob("*/model_index.json"))
    hub.faults.clear()
    before = len(hub.requests("model-00001-of-00002.safetensors"))

    get("ada/fox")

    assert names(model) == NEEDED
    assert len(hub.requests("model-00001-of-00002.safetensors")) == before


def test_missing_files_of_a_model_that_is_there_are_brought(hub: FakeHub, model: Path) -> None:
    get("ada/fox")
    (model / "model_index.json").unlink()
    (model / "unet/config.json").unlink()

    fetched = get("ada/fox")

    assert names(model) == NEEDED
    assert len(fetched.kept) == len(NEEDED) - 2


def test_small_files_are_checked_by_what_git_calls_them(hub: FakeHub, model: Path) -> None:
    hub.script("unet/config.json", Fault(content=b"[]"))

    with pytest.raises(DownloadError, match="another hash"):
        get("ada/fox")

    assert not model.exists()


def test_a_file_without_a_hash_is_told(hub: FakeHub, model: Path) -> None:
    hub.unhashed.add("tokenizer/merges.txt")

    assert get("ada/fox").unchecked == ("tokenizer/merges.txt",)


def test_a_part_of_a_model_alone(hub: FakeHub, model: Path) -> None:
    fetched = get("ada/fox:text_encoder")

    assert fetched.path == paths.models() / "text_encoder"
    assert "config.json" in names(fetched.path)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"config.json": b"{}", "model.bin": b"p"}, "only as pickles", id="pickles"),
        pytest.param({"a.safetensors": b"1", "b.safetensors": b"2"}, "Say which file", id="many"),
        pytest.param({"notes.txt": b"hi"}, "no model", id="nothing"),
    ],
)
def test_what_is_no_model_folder_is_refused(
    hub: FakeHub, files: dict[str, bytes], said: str
) -> None:
    hub.repositories["ada/odd"] = files

    with pytest.raises(DownloadError, match=said):
        get("ada/odd")


def test_a_pickle_is_never_fetched(hub: FakeHub, model: Path) -> None:
    with pytest.raises(DownloadError, match="is a pickle"):
        get("ada/fox:v1-pruned.ckpt", kind="checkpoint")


def test_a_path_that_leads_out_is_refused(hub: FakeHub) -> None:
    hub.repositories["ada/evil"] = {
        "config.json": b"{}",
        "model.safetensors": safetensors(100),
        "../../evil.json": b"{}",
    }
    hub.repositories["ada/evil"]["..\\evil.json"] = b"{}"

    with pytest.raises(DownloadError, match="no name for a file"):
        get("ada/evil")


def test_a_gated_model_says_where_to_agree_and_opens_with_the_token_of_the_keyring(
    hub: FakeHub, model: Path, ring: MemoryKeyring
) -> None:
    hub.gated.add("ada/fox")
    with pytest.raises(AccessRefused, match="graphstudio models login") as raised:
        get("ada/fox")
    assert raised.value.page == f"{hub.url}/ada/fox"
    ring.kept["graphstudio", hub.url.removeprefix("http://")] = TOKEN

    get("ada/fox")

    assert names(model) == NEEDED


def test_a_token_that_may_not_read_is_told_with_its_source_and_never_shown(
    hub: FakeHub, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.gated.add("ada/fox")
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")

    with pytest.raises(AccessRefused, match="token from HF_TOKEN may not read") as raised:
        get("ada/fox")

    assert "hf_wrong" not in str(raised.value)


def test_an_unknown_repository_is_told(hub: FakeHub) -> None:
    with pytest.raises(AccessRefused, match="The hub has no ada/none"):
        get("ada/none")


def test_an_address_of_the_hub_is_a_file_of_a_repository(hub: FakeHub, model: Path) -> None:
    url = f"{hub.url}/ada/styles/blob/main/ink.safetensors?download=true"

    fetched = get(url)

    assert fetched.path == paths.models() / "loras" / "ink.safetensors"
    assert fetched.unchecked == ()


def test_nobody_said_where_a_single_file_goes(hub: FakeHub) -> None:
    with pytest.raises(BadValue, match="Give --kind"):
        get(kind="")


def test_what_a_workflow_names_is_fetched_exactly(hub: FakeHub) -> None:
    content = hub.repositories["ada/styles"]["ink.safetensors"]
    origin = Origin(repository="ada/styles", file="ink.safetensors")
    reference = Reference("pen.safetensors", "lora", sha256=sha256(content), origin=origin)

    fetched = fetch(of_reference(reference), patience=IMPATIENT)

    assert fetched.path == paths.models() / "loras" / "pen.safetensors"
    assert fetched.path.read_bytes() == content


def test_what_is_meant_by_nothing_is_told_with_a_guess() -> None:
    with pytest.raises(BadValue, match=r"Did you mean FLUX\.1-dev"):
        read_wish("FLUX1-dev")


def test_what_was_fetched_remembers_commit_and_file(hub: FakeHub, model: Path) -> None:
    lora = get("ada/styles:ink.safetensors").path
    folder = get("ada/fox").path

    with closing(open_library()) as library:
        library.scan()
        of_file, of_folder = library.origin(lora), library.origin(folder)

    assert of_file == Origin("", "ada/styles", COMMIT, "ink.safetensors")
    assert of_folder == Origin("", "ada/fox", COMMIT)


def test_a_reference_without_ending_is_fetched_with_it(hub: FakeHub) -> None:
    origin = Origin(repository="ada/styles", file="ink.safetensors")

    fetched = fetch(of_reference(Reference("ink", "lora", origin=origin)), patience=IMPATIENT)

    assert fetched.path.name == "ink.safetensors"


def test_the_command_of_a_wish_is_read_as_that_wish() -> None:
    wish = of_reference(
        Reference("ink", "lora", sha256="ab" * 32, origin=Origin("", "ada/x", "abc", "d/ink.gguf"))
    )
    words = shlex.split(command_of(wish))

    options = dict(zip(words[4::2], words[5::2], strict=True))
    read = read_wish(words[3], sha256=options["--sha256"], kind=options["--kind"])

    assert words[:3] == ["graphstudio", "models", "get"]
    assert replace(read, name=wish.name) == wish


def test_of_a_damaged_folder_only_the_damaged_files_are_replaced(
    hub: FakeHub, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    get("ada/fox")
    unet = model / "unet" / "diffusion_pytorch_model.fp16.safetensors"
    whole = unet.read_bytes()
    unet.write_bytes(whole[:2000])
    reference = Reference("fox", "model", origin=Origin(repository="ada/fox"))

    fetched = fetch(of_reference(reference, over=model), patience=IMPATIENT)

    assert unet.read_bytes() == whole
    assert fetched.new_bytes == len(whole)
    assert (model / "model_index.json").is_file()


def test_a_name_without_its_ending_gets_that_of_the_origin(hub: FakeHub) -> None:
    origin = Origin(repository="ada/styles", file="ink.safetensors")

    wish = of_reference(Reference("pen", "lora", origin=origin))

    assert wish.name == "pen.safetensors"
