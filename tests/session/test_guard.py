"""A policy in force, seen from everything that gives pictures to people."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import Image, Latent
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Event, NodePreviewed, Warned
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.errors import ModelBroken, PolicyBroken
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.session.doctor import policy as look_at_policy
from graphstudio.session.policy import read_policy
from graphstudio.workflow.pictures import read_run
from tests.diffusion.safety.tiny_checker import BLUE, RED, painted, write_checker

_NODES = '''
from graphstudio.api import Context, Image, Latent, node
from tests.diffusion.safety.tiny_checker import BLUE, RED, painted


@node("paint.both", title="Both", output=True, cache=False)
def both(ctx: Context) -> Image:
    """Show a latent and two pictures, save them and hand them on."""
    import torch

    pictures = painted(BLUE, RED)
    ctx.preview(Latent(torch.zeros(1, 4, 8, 8), "sd1"))
    ctx.preview(pictures)
    ctx.save(pictures, "both")
    return pictures
'''


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checker(tmp_path_factory.mktemp("checker") / "sd")


@pytest.fixture
def demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a policy in force, as JSON values or as a text."""

    def write(text: str = "", **content: Any) -> Path:
        file = tmp_path / "policy.json"
        file.write_text(text or json.dumps(content))
        monkeypatch.setenv("GRAPHSTUDIO_POLICY", str(file))
        return file

    return write


@pytest.fixture
def workflow(tmp_path: Path) -> gs.Workflow:
    pack = tmp_path / "paint.py"
    pack.write_text(_NODES)
    registry = Registry([load_pack("paint", pack)])
    engine = Engine(cache=MemoryCache(2**24), devices=Devices("cpu"), files=FileHashes())
    workflow = gs.Workflow(studio=gs.Studio(registry, engine))
    workflow.add("paint.both", id="both")
    return workflow


def previews(events: list[Event]) -> list[Image | Latent]:
    return [one.value for one in events if isinstance(one, NodePreviewed)]


def test_without_a_policy_nothing_changes_and_the_picture_says_so(
    workflow: gs.Workflow, tmp_path: Path
) -> None:
    events: list[Event] = []

    result = workflow.run(out=tmp_path / "out", emit=events.append)

    assert torch.equal(result.values["both"][0].pixels, painted(BLUE, RED).pixels)
    assert [type(one) for one in previews(events)] == [Latent, Image]
    assert [read_run(path)["safety_checker"] for path in result.paths] == ["off", "off"]
    assert "safety_verdict" not in read_run(result.paths[0])


@pytest.mark.parametrize("unsafe", ["black", "blur"])
def test_everything_that_leaves_is_checked(
    workflow: gs.Workflow, demand: Callable[..., Path], checker: Path, tmp_path: Path, unsafe: str
) -> None:
    demand(safety_checker="required", model=str(checker), unsafe=unsafe)
    events: list[Event] = []

    result = workflow.run(out=tmp_path / "out", emit=events.append)
    kept = workflow.run()

    raw = painted(BLUE, RED).pixels
    (shown,) = previews(events)  # and no latent
    assert isinstance(shown, Image)
    for pixels in (shown.pixels, result.values["both"][0].pixels):
        assert torch.equal(pixels[0], raw[0])
        assert not torch.equal(pixels[1], raw[1])
        assert (float(pixels[1].max()) == 0.0) is (unsafe == "black")
    assert kept.images[1].getextrema() != gs_extrema(raw[1])
    safe, covered = (read_run(path) for path in result.paths)
    assert (safe["safety_checker"], safe["safety_verdict"]) == ("on", "safe")
    assert covered["safety_verdict"] == f"unsafe, {unsafe}"
    assert len(str(covered["safety_checker_digest"])) == 64


def gs_extrema(pixels: torch.Tensor) -> tuple[tuple[int, int], ...]:
    eight_bits = (pixels * 255).round().int()
    return tuple(
        (int(eight_bits[..., one].min()), int(eight_bits[..., one].max())) for one in range(3)
    )


def test_a_policy_that_is_off_demands_nothing(
    workflow: gs.Workflow, demand: Callable[..., Path], tmp_path: Path
) -> None:
    demand(safety_checker="off")

    result = workflow.run(out=tmp_path / "out")

    assert read_run(result.paths[1])["safety_checker"] == "off"


BROKEN = [
    pytest.param("{", "not JSON", id="not JSON"),
    pytest.param("[]", "no JSON object", id="a list"),
    pytest.param("{}", "must be .required. or .off.", id="empty"),
    pytest.param('{"safety_checker": "required"}', "must be the whole path", id="no model"),
    pytest.param(
        '{"safety_checker": "required", "model": "sd"}', "must be the whole path", id="relative"
    ),
    pytest.param(
        '{"safety_checker": "required", "model": "/nowhere"}', "/nowhere", id="missing model"
    ),
    pytest.param('{"safety_checker": "off", "modle": "/sd"}', "unknown entry 'modle'", id="typo"),
    pytest.param(
        '{"safety_checker": "required", "model": "/sd", "unsafe": "show"}',
        "unsafe is 'show'",
        id="unsafe",
    ),
]


@pytest.mark.parametrize(("text", "reason"), BROKEN)
def test_a_policy_that_cannot_be_obeyed_lets_nothing_out(
    workflow: gs.Workflow, demand: Callable[..., Path], tmp_path: Path, text: str, reason: str
) -> None:
    file = demand(text)
    events: list[Event] = []

    with pytest.raises(PolicyBroken, match=reason) as refused:
        workflow.run(out=tmp_path / "out", emit=events.append)

    assert str(file) in str(refused.value)
    assert not list(tmp_path.rglob("*.png"))
    assert not events


def test_a_policy_that_is_named_and_not_there_lets_nothing_out(
    workflow: gs.Workflow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_POLICY", str(tmp_path / "gone.json"))

    with pytest.raises(PolicyBroken, match=r"gone\.json"):
        workflow.run()


def test_weights_that_cannot_be_trusted_let_nothing_out(
    workflow: gs.Workflow, demand: Callable[..., Path], tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    spoilt = write_checker(tmp_path / "spoilt")
    file = spoilt / "safety_checker" / "model.safetensors"
    tensors = load_file(file)
    tensors.pop("concept_embeds")
    save_file(tensors, file, metadata={"format": "pt"})
    demand(safety_checker="required", model=str(spoilt))
    events: list[Event] = []

    with pytest.raises(Exception, match="concept_embeds") as refused:
        workflow.run(out=tmp_path / "out", emit=events.append)

    assert isinstance(refused.value, ModelBroken) or isinstance(
        refused.value.__cause__, ModelBroken
    )
    assert not list(tmp_path.rglob("*.png"))
    assert not previews(events)
    assert any("was not checked" in one.message for one in events if isinstance(one, Warned))


def test_the_variable_cannot_lift_the_policy_of_the_system(
    demand: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = tmp_path / "etc"
    system.mkdir()
    (system / "policy.json").write_text('{"safety_checker": "required", "model": "/sd"}')
    monkeypatch.setattr(paths, "system_config", lambda: system)
    demand(safety_checker="off")

    found = read_policy()

    assert found is not None
    assert (found.file, found.model, found.unsafe) == (system / "policy.json", Path("/sd"), "black")


def test_a_policy_of_the_system_that_cannot_be_read_is_broken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = tmp_path / "etc"
    system.mkdir()
    (system / "policy.json").symlink_to(tmp_path / "gone")
    monkeypatch.setattr(paths, "system_config", lambda: system)

    with pytest.raises(PolicyBroken, match="cannot be read"):
        read_policy()


def test_the_doctor_says_whether_a_policy_is_in_force(
    demand: Callable[..., Path], checker: Path
) -> None:
    (none,) = look_at_policy()
    file = demand(safety_checker="required", model=str(checker))
    (some,) = look_at_policy()
    demand("{")
    (broken,) = look_at_policy()

    assert (none.verdict, none.found) == ("good", "none in force: pictures are not checked")
    assert some.verdict == "note"
    assert str(file) in some.found
    assert str(checker) in some.found
    assert broken.verdict == "bad"
    assert broken.remedy


def test_stopping_works_as_before(
    workflow: gs.Workflow, demand: Callable[..., Path], checker: Path
) -> None:
    demand(safety_checker="required", model=str(checker))
    stop = threading.Event()
    stop.set()

    with pytest.raises(gs.Cancelled):
        workflow.run(stop=stop)
