"""Steps that were kept, as pictures: their own colours, rough and in full, or what is lacking."""

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import PIL.Image
import pytest

from graphstudio import paths
from graphstudio.api import StepState
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.events import RunDone, StepKept
from graphstudio.engine.plan import Plan
from graphstudio.session.studio import Studio
from graphstudio.session.worker.protocol import ShowStep, StepShown
from graphstudio.session.worker.step_pictures import Newest, StepPictures
from graphstudio.session.worker.tints import Tints
from graphstudio.workflow.files import parse
from tests.session.worker.window import Window

COLOURS = {"red": (0.9, 0.1, 0.1), "green": (0.1, 0.7, 0.1), "blue": (0.1, 0.1, 0.9)}
NODES = f"""
from graphstudio.api import Context, Latent, Model, StepState, Vae, node

@node("steps.make", title="Make Steps")
def make(ctx: Context, vae: Model[Vae]) -> Latent:
    '''Keep a state for each of three colours.

    Args:
        vae: Encodes them.
    '''
    import torch

    with ctx.load(vae) as net, torch.no_grad():
        for done, (key, colour) in enumerate({COLOURS!r}.items(), 1):
            pixels = torch.tensor(colour)[None, :, None, None].expand(1, 3, 64, 64) * 2 - 1
            clean = net.encode(pixels.contiguous()).contiguous()
            state = StepState({{"clean": clean}}, {{"family": vae.family, "scale": 8}})
            ctx.steps.keep(key, state, done=done, total=3)
    return Latent(clean, vae.family)
"""
WORKFLOW = json.dumps(
    {
        "format": 1,
        "nodes": {
            "load": {"type": "model.load"},
            "steps": {"type": "steps.make"},
            "decode": {"type": "latent.decode"},
        },
        "wires": {
            "steps.vae": "load.vae",
            "decode.latent": "steps.latent",
            "decode.vae": "load.vae",
        },
    }
)


def write_pack() -> None:
    folder = paths.user_nodes()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "steps.py").write_text(NODES)


class Bench:
    """An engine that ran the workflow once, and draws what it kept."""

    def __init__(self, folder: Path) -> None:
        self.studio = Studio.open(device="cpu")
        self.tints = Tints(self.studio.engine.cache, self.studio.engine.devices, folder)
        self.pictures = StepPictures(self.studio.engine, self.tints)
        self.heard: list[StepKept] = []

    def plan(self) -> Plan:
        return self.studio.plan(parse(WORKFLOW, "steps", self.studio.registry).graph)

    def run(self) -> None:
        plan = self.plan()
        self.tints.use(plan)
        self.pictures.use(plan)
        self.studio.run(plan, save=lambda *_: [], emit=self._hear)

    def _hear(self, event: object) -> None:
        if isinstance(event, StepKept):
            self.heard.append(event)
            self.pictures.note(event)

    def show(self, key: str, *, is_full: bool = False) -> StepShown:
        return self.pictures.show(ShowStep(1, key, "steps", is_full=is_full))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Give an engine that has run; loading and fitting is done once for all tests."""
    home = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("NODES", "CACHE"):
            patch.setenv(f"GRAPHSTUDIO_{variable}", str(home / variable.lower()))
        write_pack()
        bench = Bench(home / "tints")
        bench.run()
    return bench


def colour_of(shown: StepShown) -> tuple[float, ...]:
    with PIL.Image.open(io.BytesIO(shown.image)) as picture:
        mean = picture.convert("RGB").resize((1, 1), PIL.Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(mean, tuple)
    return tuple(one / 255 for one in mean)


@pytest.mark.parametrize(
    "is_full", [pytest.param(False, id="rough"), pytest.param(True, id="full")]
)
def test_each_step_shows_its_own_colours(bench: Bench, is_full: bool) -> None:
    for key, wanted in COLOURS.items():
        shown = bench.show(key, is_full=is_full)

        assert (shown.width, shown.height, shown.is_full, shown.lack) == (64, 64, is_full, "")
        assert colour_of(shown) == pytest.approx(wanted, abs=0.12)


def test_a_full_picture_equals_that_of_the_decode_node(bench: Bench) -> None:
    from graphstudio.diffusion.images import to_pillow

    decoded = bench.studio.engine.cache.get(bench.plan().by_id["decode"].key)
    assert decoded is not None

    shown = bench.show("blue", is_full=True)

    with PIL.Image.open(io.BytesIO(shown.image)) as picture:
        assert picture.tobytes() == to_pillow(decoded.outputs[0])[0].tobytes()


def test_during_a_run_a_full_picture_is_rough_and_says_so(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.pictures, "patience_s", 0.01)
    with bench.pictures.turn:
        shown = bench.show("red", is_full=True)

    assert (shown.is_full, shown.lack) == (False, "busy")
    assert colour_of(shown) == pytest.approx(COLOURS["red"], abs=0.12)


def test_without_an_autoencoder_shapes_show_and_the_lack_is_told(bench: Bench) -> None:
    engine = bench.studio.engine
    strange = StepPictures(engine, Tints(MemoryCache(1 << 20), engine.devices))

    shown = strange.show(ShowStep(1, "red", "steps", is_full=True))

    assert (shown.is_full, shown.lack, shown.width) == (False, "no vae", 64)
    red, green, blue = colour_of(shown)
    assert red == green == blue  # no colours are made up


def test_a_step_that_is_kept_no_more_is_gone(bench: Bench) -> None:
    shown = bench.show("long ago")

    assert (shown.image, shown.lack) == (b"", "gone")


def test_a_state_that_is_no_picture_is_told_and_not_raised(bench: Bench) -> None:
    assert bench.studio.engine.shelf is not None
    bench.studio.engine.shelf.put("odd", StepState({}, {}))

    assert bench.show("odd").lack == "failed"


def test_a_policy_lets_no_rough_picture_out(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text('{"safety_checker": "required", "model": "/nowhere", "unsafe": "black"}')
    monkeypatch.setenv("GRAPHSTUDIO_POLICY", str(policy))

    shown = bench.show("red", is_full=True)

    assert (shown.image, shown.lack) == (b"", "policy")


def test_of_the_requests_that_wait_the_newest_is_answered() -> None:
    waiting: Newest[str] = Newest()
    waiting.put("old")
    waiting.put("new")

    assert waiting.get() == "new"


@pytest.fixture
def stepping(tmp_path: Path, _nothing_is_left: None) -> Iterator[Window]:
    write_pack()
    window = Window(tmp_path / "out")
    window.open()
    yield window
    window.worker.close()


def test_a_run_that_is_about_to_end_is_waited_for(bench: Bench) -> None:
    bench.pictures.turn.acquire()
    threading.Timer(0.05, bench.pictures.turn.release).start()

    assert bench.show("red", is_full=True).is_full


@pytest.mark.slow
def test_a_worker_answers_after_a_run(stepping: Window) -> None:
    window = stepping
    window.run(WORKFLOW)
    assert isinstance(window.wait_for_end(), RunDone)

    window.worker.send(ShowStep(7, "green", "steps", is_full=True))
    shown = window.wait(StepShown)

    assert (shown.ticket, shown.is_full) == (7, True)
    assert colour_of(shown) == pytest.approx(COLOURS["green"], abs=0.12)
