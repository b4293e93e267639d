"""A workflow finds its models again: renamed, changed, missing, wherever they went."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pytest

from graphstudio import paths
from graphstudio.api import Choices, File, node
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define
from graphstudio.library.library import Library, open_library
from graphstudio.library.references import Origin, Reference
from graphstudio.session.models.looking import take_hashes
from graphstudio.session.models.mending import keeping, mended, renamed_references
from graphstudio.session.models.references import collect
from graphstudio.session.models.verdicts import Search, State, Verdict, judge
from graphstudio.session.models.wishing import wish_for
from graphstudio.session.models.wording import say_verdict
from graphstudio.workflow.references import Named
from tests.library.weights import CHECKPOINT, write_weights


def installed() -> list[str]:
    return [one.name for one in (paths.models() / "loras").glob("*.safetensors")]


@node("toy.lora", title="LoRA")
def lora(
    lora: Annotated[str, Choices(installed), File("model", is_read=False, kinds=("lora",))] = "",
) -> str:
    """Take a LoRA."""
    return lora


@node("toy.model", title="Model")
def model(
    model: Annotated[str, File("model", is_read=False, kinds=("model",))] = "builtin",
) -> str:
    """Take a model."""
    return model


REGISTRY = Registry(
    [
        Pack(
            "toy",
            Path(__file__),
            tuple(define(one, pack="toy", code="1") for one in (lora, model)),
        )
    ]
)
HOME = Path("/nowhere")


@pytest.fixture(autouse=True)
def _loras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("GRAPHSTUDIO_MODEL_FOLDERS", raising=False)
    (tmp_path / "models" / "loras").mkdir(parents=True)
    later = time.time_ns() + 3600 * 10**9  # hashes of files that just changed are not remembered
    monkeypatch.setattr(time, "time_ns", lambda: later)


@pytest.fixture
def library() -> Iterator[Library]:
    opened = open_library()
    yield opened
    opened.close()


def put(name: str, filling: bytes = b"\0") -> Path:
    return write_weights(paths.models() / "loras" / name, filling=filling)


def graph_of(value: str, type_: str = "toy.lora") -> Graph:
    graph = Graph(REGISTRY)
    graph.add_node(Node("load", type_, values={type_.partition(".")[2]: value}))
    return graph


def remembered(graph: Graph, library: Library) -> tuple[Named, ...]:
    """Describe the models of a graph with their hashes, as after a run."""
    library.scan()
    for one in library.entries():
        library.hashed(one.path)
    return collect(graph, (), library, HOME)


def one_verdict(
    graph: Graph, references: tuple[Named, ...], library: Library, search: Search | None = None
) -> Verdict:
    (verdict,) = judge(graph, references, library, HOME, search or Search())
    return verdict


def test_a_reference_says_what_the_library_knows(library: Library) -> None:
    file = put("fox.safetensors")

    (found,) = remembered(graph_of("fox.safetensors"), library)

    told = found.reference
    assert found.port == Port("load", "lora")
    assert (told.name, told.kind, told.size_bytes) == (
        "fox.safetensors",
        "lora",
        file.stat().st_size,
    )
    assert told.sha256 == library.hashed(file)


def test_a_reference_needs_no_hash(library: Library) -> None:
    put("fox.safetensors")
    library.scan()

    (found,) = collect(graph_of("fox.safetensors"), (), library, HOME)

    assert found.reference.sha256 == ""
    assert found.reference.size_bytes > 0


def test_what_ships_with_the_program_needs_no_reference(library: Library) -> None:
    assert collect(graph_of("builtin", "toy.model"), (), library, HOME) == ()
    assert judge(graph_of("builtin", "toy.model"), (), library, HOME) == ()


def test_the_built_in_model_has_its_name_for_every_knob(library: Library) -> None:
    assert judge(graph_of("builtin", "toy.lora"), (), library, HOME) == ()


def test_a_file_that_was_just_put_into_the_own_folder_takes_the_name(
    library: Library, tmp_path: Path
) -> None:
    write_weights(tmp_path / "there" / "fox.safetensors")
    library.add_folder(tmp_path / "there")
    library.scan()
    own = put("fox.safetensors", b"\1")

    verdict = one_verdict(graph_of("fox.safetensors"), (), library)

    assert verdict.path == own


def test_what_lies_among_its_kind_and_is_another_one_is_not_missing(library: Library) -> None:
    write_weights(paths.models() / "loras" / "big.safetensors", CHECKPOINT)

    verdict = one_verdict(graph_of("big"), (), library)

    assert verdict.state == "present"  # the node says what it is


def test_what_was_meant_is_kept_beside_another_content(library: Library) -> None:
    put("fox.safetensors")
    wanted = Named(Port("load", "lora"), Reference("fox.safetensors", "lora", sha256="ab" * 32))
    remembered(graph_of("fox.safetensors"), library)

    assert collect(graph_of("fox.safetensors"), (wanted,), library, HOME) == (wanted,)


def test_what_cannot_be_found_is_kept_as_it_was_read(library: Library) -> None:
    origin = Origin("a.b", "owner/fox", "c0ffee", "fox.safetensors")
    wanted = Named(Port("load", "lora"), Reference("gone", "lora", "sdxl", 77, "ab" * 32, origin))

    assert collect(graph_of("gone"), (wanted,), library, HOME) == (wanted,)
    assert collect(graph_of("other"), (wanted,), library, HOME) == (wanted,)


def test_a_model_that_is_there_is_present(library: Library) -> None:
    put("fox.safetensors")
    graph = graph_of("fox.safetensors")

    assert one_verdict(graph, remembered(graph, library), library).state == "present"


def test_a_name_without_its_ending_is_present(library: Library) -> None:
    put("fox.safetensors")

    assert one_verdict(graph_of("fox"), (), library).state == "present"


def test_a_renamed_lora_is_found_and_mended(library: Library) -> None:
    file = put("fox.safetensors")
    graph = graph_of("fox.safetensors")
    references = remembered(graph, library)
    file.rename(file.with_name("cat.safetensors"))

    verdict = one_verdict(graph, references, library)
    after = mended(graph, [verdict])

    assert verdict.state == "renamed"
    assert say_verdict(verdict) == (
        'load.lora: "fox.safetensors" is called "cat.safetensors" here (same content).'
    )
    assert after.nodes["load"].values == {"lora": "cat.safetensors"}
    assert graph.nodes["load"].values == {"lora": "fox.safetensors"}
    assert one_verdict(after, renamed_references([verdict]), library).state == "present"


def test_of_two_files_of_equal_size_the_right_one_is_taken(library: Library) -> None:
    file = put("fox.safetensors", b"\1")
    graph = graph_of("fox.safetensors")
    references = remembered(graph, library)
    file.unlink()
    put("a.safetensors", b"\2")
    put("b.safetensors", b"\1")

    assert one_verdict(graph, references, library).names == ("b.safetensors",)


def test_without_hashing_only_what_is_known_is_found(library: Library) -> None:
    file = put("fox.safetensors", b"\1")
    graph = graph_of("fox.safetensors")
    references = remembered(graph, library)
    file.unlink()
    put("b.safetensors", b"\1")

    quick = one_verdict(graph, references, library, Search(hashes=False))

    assert quick.state == "missing"


def test_a_search_that_is_stopped_finds_nothing(library: Library) -> None:
    file = put("fox.safetensors", b"\1")
    graph = graph_of("fox.safetensors")
    references = remembered(graph, library)
    file.unlink()
    put("b.safetensors", b"\1")
    library.scan()

    verdict = one_verdict(graph, references, library, Search(is_stopped=lambda: True))

    assert verdict.state == "missing"


def test_hashing_is_told(library: Library) -> None:
    file = put("fox.safetensors", b"\1")
    graph = graph_of("fox.safetensors")
    references = remembered(graph, library)
    file.unlink()
    put("b.safetensors", b"\2")
    library.scan()
    told: list[str] = []

    one_verdict(graph, references, library, Search(told=lambda one: told.append(one.name)))

    assert "b.safetensors" in told


def test_a_renamed_folder_is_found_and_named_by_its_path(library: Library) -> None:
    builtin = paths.builtin_model()
    shutil.copytree(builtin, paths.models() / "mine")
    config = paths.models() / "mine" / "model_index.json"
    config.write_text(config.read_text() + "\n")  # no copy of the built-in one
    graph = graph_of("mine", "toy.model")
    references = remembered(graph, library)
    (paths.models() / "mine").rename(paths.models() / "yours")

    verdict = one_verdict(graph, references, library)

    assert references[0].reference.sha256
    assert (verdict.state, verdict.names) == ("renamed", (str(paths.models() / "yours"),))


def test_another_content_under_the_same_name_is_told_with_both(library: Library) -> None:
    put("fox.safetensors", b"\1")
    graph = graph_of("fox.safetensors")
    references = remembered(graph, library)
    put("moved.safetensors", b"\1")
    put("fox.safetensors", b"\2")
    library.scan()
    library.hashed(paths.models() / "loras" / "fox.safetensors")

    verdict = one_verdict(graph, references, library)
    told = say_verdict(verdict)

    assert verdict.state == "other_content"
    assert verdict.names == ("moved.safetensors",)
    assert references[0].reference.sha256[:8] in told
    assert verdict.here is not None
    assert verdict.here.sha256[:8] in told


def test_another_size_is_another_content_before_anything_is_hashed(library: Library) -> None:
    put("fox.safetensors")
    wanted = Reference("fox.safetensors", "lora", size_bytes=1, sha256="ab" * 32)

    verdict = one_verdict(
        graph_of("fox.safetensors"), (Named(Port("load", "lora"), wanted),), library
    )

    assert verdict.state == "other_content"


def test_a_file_that_is_cut_is_broken_and_its_content_never_becomes_what_is_meant(
    library: Library,
) -> None:
    file = put("fox.safetensors")
    graph = graph_of("fox.safetensors")
    before = remembered(graph, library)
    file.write_bytes(file.read_bytes()[:3000])

    verdict = one_verdict(graph, before, library)
    told = say_verdict(verdict)

    assert verdict.state == "broken"
    assert str(file) in told
    assert "Download the file again" in told
    assert collect(graph, before, library, HOME) == before
    assert collect(graph, (), library, HOME) == ()
    assert not take_hashes(graph, library, HOME, lambda: False)


def test_of_a_broken_file_the_same_content_under_another_name_is_found(library: Library) -> None:
    file = put("fox.safetensors")
    graph = graph_of("fox.safetensors")
    before = remembered(graph, library)
    shutil.copy(file, file.with_name("cat.safetensors"))
    file.write_bytes(file.read_bytes()[:3000])

    verdict = one_verdict(graph, before, library)

    assert verdict.names == ("cat.safetensors",)
    assert wish_for(verdict) is None


ORIGIN = Origin(repository="owner/fox", file="fox.safetensors")


@pytest.mark.parametrize(
    ("state", "name", "replaces"),
    [
        pytest.param("missing", "fox.safetensors", False, id="missing"),
        pytest.param("broken", "fox.safetensors", True, id="a broken one is replaced"),
        pytest.param("other_content", "fox (abababab).safetensors", False, id="beside another"),
    ],
)
def test_what_is_wished_for_touches_no_model_that_is_whole(
    state: State, name: str, replaces: bool
) -> None:
    wanted = Reference("fox.safetensors", "lora", sha256="ab" * 32, origin=ORIGIN)
    path = None if state == "missing" else paths.models() / "loras" / "fox.safetensors"

    wish = wish_for(Verdict(Port("load", "lora"), wanted, state, path))

    assert wish is not None
    assert (wish.name, wish.replaces) == (name, replaces)
    assert wish.sha256 == {"": "ab" * 32}


def test_nothing_is_wished_for_whose_origin_nobody_knows() -> None:
    verdict = Verdict(Port("load", "lora"), Reference("fox.safetensors", "lora"), "missing")

    assert wish_for(verdict) is None


def test_keeping_what_is_here_makes_it_what_is_meant(library: Library) -> None:
    put("fox.safetensors")
    wanted = Named(Port("load", "lora"), Reference("fox.safetensors", "lora", size_bytes=1))
    graph = graph_of("fox.safetensors")
    kept = keeping(one_verdict(graph, (wanted,), library), library)

    assert kept is not None
    assert one_verdict(graph, (kept, wanted), library).state == "present"


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        pytest.param(None, "Put it into", id="nobody knows"),
        pytest.param(Origin(url="a.example/fox"), "It can be had at a.example/fox", id="page"),
        pytest.param(
            Origin(repository="owner/fox", revision="c0ffee", file="fox.safetensors"),
            "graphstudio models get owner/fox@c0ffee:fox.safetensors --kind lora --sha256 abab",
            id="hub",
        ),
    ],
)
def test_a_missing_model_is_told_with_hash_and_way_out(
    library: Library, origin: Origin | None, told: str
) -> None:
    wanted = Reference("fox", "lora", "", 2048, "ab" * 32, origin)

    verdict = one_verdict(graph_of("fox"), (Named(Port("load", "lora"), wanted),), library)

    assert verdict.state == "missing"
    assert told in say_verdict(verdict)
    assert "2 KiB, SHA-256 " + "ab" * 32 in say_verdict(verdict)


def test_a_model_that_many_people_use_is_told_without_any_reference(library: Library) -> None:
    verdict = one_verdict(graph_of("sdxl-turbo", "toy.model"), (), library)

    assert "graphstudio models get sdxl-turbo" in say_verdict(verdict)


def test_an_origin_that_is_known_exactly_is_in_the_reference(library: Library) -> None:
    file = put("sdxl-turbo.safetensors")
    note = {"downloadUrl": "https://a.example/get/1?type=Model&token=s3cret"}
    file.with_suffix(".json").write_text(json.dumps(note))

    (found,) = remembered(graph_of("sdxl-turbo.safetensors"), library)

    assert found.reference.origin == Origin("https://a.example/get/1?type=Model")


def test_a_download_of_only_what_is_needed_is_no_other_content(library: Library) -> None:
    whole = paths.models() / "mine"
    shutil.copytree(paths.builtin_model(), whole)
    graph = graph_of("mine", "toy.model")
    write_weights(whole / "safety_checker" / "model.safetensors")
    plain = next(whole.glob("unet/*.safetensors"))
    shutil.copy(plain, plain.with_name("diffusion_pytorch_model.fp16.safetensors"))
    references = remembered(graph, library)
    shutil.rmtree(whole)
    shutil.copytree(paths.builtin_model(), whole)
    (whole / "LICENSE.txt").write_text("do what you like")
    library.scan()

    verdict = one_verdict(graph, references, library)

    assert references[0].reference.sha256
    assert verdict.state == "present"


def test_a_path_outside_of_all_folders_works(library: Library, tmp_path: Path) -> None:
    file = write_weights(tmp_path / "elsewhere" / "fox.safetensors")
    graph = graph_of(str(file))
    (found,) = collect(graph, (), library, HOME)

    assert one_verdict(graph, (found,), library).state == "present"
    assert (found.reference.kind, found.reference.size_bytes) == ("lora", file.stat().st_size)

    file.unlink()

    assert one_verdict(graph, (found,), library).state == "missing"


@pytest.mark.skipif(os.name != "posix", reason="rights are of another kind elsewhere")
def test_a_folder_that_cannot_be_read_leaves_it_unknown(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("loras"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)

    verdict = one_verdict(graph_of("fox"), (), library)

    assert verdict.state == "unknown"
    assert "Permission denied" in say_verdict(verdict)


def test_a_renamed_model_keeps_its_origin(library: Library) -> None:
    put("cat.safetensors")
    (found,) = remembered(graph_of("cat.safetensors"), library)
    origin = Origin(repository="owner/fox")
    old = replace(found, reference=replace(found.reference, name="fox", origin=origin))

    first, second = collect(graph_of("cat.safetensors"), (old,), library, HOME)

    assert first.reference.origin == origin
    assert second == old
