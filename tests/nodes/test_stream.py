"""Folders, lines and numbers that go through a graph one by one, and what collects them."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image as Pillow

import graphstudio as gs
from graphstudio.api import Image, Stream
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Event, ImageSaved, NodeDone, Warned
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.errors import BadValue, RunError
from graphstudio.graph.registry import Registry

Call = Callable[..., Any]  # Any: a node takes and gives anything
Calls = Callable[[str], Call]
_KILL_AT = 7


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_STATE", str(tmp_path / "state"))


def items(stream: Stream[Any]) -> list[Any]:
    return [stream.make(at) for at in range(stream.length)]


def paint(folder: Path, count: int, side: int = 8) -> Path:
    """Write that many different pictures, called "in 1.png" and so on."""
    folder.mkdir()
    for at in range(1, count + 1):
        colour = (at % 256, at // 256, 90)
        Pillow.new("RGB", (side, side), colour).save(folder / f"in {at}.png")
    return folder


def through(studio: gs.Studio, folder: Path, **values: Any) -> gs.Workflow:  # Any: knob values
    """Load each picture, invert it, save it under its name."""
    workflow = gs.Workflow(studio=studio)
    each = workflow.add("image.each", id="each", folder=folder, **values)
    changed = workflow.add("image.invert", id="invert", image=each.image)
    workflow.add("image.save", id="save", image=changed, name=each.name)
    return workflow


def contents(folder: Path) -> dict[str, bytes]:
    """Give the pixels of every picture in a folder, by name."""
    return {one.name: Pillow.open(one).tobytes() for one in sorted(folder.glob("*.png"))}


def test_pictures_come_as_people_sort_them_with_their_names(call: Calls, tmp_path: Path) -> None:
    found = call("image.each")(paint(tmp_path / "in", 11))

    assert items(found.name) == [f"in {at}" for at in range(1, 12)]
    assert float(found.image.make(9).pixels[0, 0, 0, 0]) == pytest.approx(10 / 255)


def test_a_pattern_an_order_and_a_part_choose_the_pictures(call: Calls, tmp_path: Path) -> None:
    folder = paint(tmp_path / "in", 4)
    for at in range(1, 5):
        os.utime(folder / f"in {at}.png", (1000 - at, 1000 - at))
    (folder / "notes.txt").write_text("no picture", "utf-8")
    (folder / ".hidden.png").write_bytes(b"")
    each = call("image.each")

    assert items(each(folder, order="oldest first").name) == ["in 4", "in 3", "in 2", "in 1"]
    assert items(each(folder, first=2, last=3).name) == ["in 2", "in 3"]
    assert items(each(folder, pattern="*3.PNG").name) == ["in 3"]


def test_folders_in_the_folder_are_looked_into_when_asked(call: Calls, tmp_path: Path) -> None:
    folder = paint(tmp_path / "in", 1)
    paint(folder / "deeper", 1)

    assert call("image.each")(folder).image.length == 1
    assert call("image.each")(folder, subfolders=True).image.length == 2


def test_a_folder_that_is_not_there_or_has_none_is_told(call: Calls, tmp_path: Path) -> None:
    each = call("image.each")

    with pytest.raises(BadValue, match="No folder is chosen"):
        each()
    with pytest.raises(BadValue, match="no folder that is there"):
        each(tmp_path / "gone")
    with pytest.raises(BadValue, match=r"none fits '\*\.png'"):
        each(tmp_path, pattern="*.png")


def test_names_of_any_files_can_begin_names_of_others(call: Calls, tmp_path: Path) -> None:
    Pillow.new("RGB", (8, 8)).save(tmp_path / "what? a: name.. .png")

    assert items(call("image.each")(tmp_path).name) == ["what a name"]


def test_lines_come_from_the_text_and_then_from_the_file(call: Calls, tmp_path: Path) -> None:
    file = tmp_path / "prompts.txt"
    file.write_text("\ufeffa dog\n\n  an owl \n", "utf-8")

    found = call("text.each")("a cat\n\na fox", file)

    assert items(found.text) == ["a cat", "a fox", "a dog", "an owl"]
    with pytest.raises(BadValue, match="There is no line of text"):
        call("text.each")(" \n ")


def test_numbers_end_at_the_last_or_before_it(call: Calls) -> None:
    assert items(call("value.each")(5, 10, 2)) == [5, 7, 9]
    assert items(call("value.each_decimal")(0.0, 0.3, 0.1)) == [0.0, 0.1, 0.2, 0.3]
    with pytest.raises(BadValue, match="there are none"):
        call("value.each")(5, 4)


def test_equal_things_have_equal_keys_wherever_they_stand(call: Calls, tmp_path: Path) -> None:
    folder = paint(tmp_path / "in", 3)
    first, rest = call("image.each")(folder).image, call("image.each")(folder, first=2).image

    assert first.key(1) == rest.key(0)
    assert len({first.key(at) for at in range(3)}) == 3


def test_pictures_of_one_size_are_collected_and_others_refused(call: Calls) -> None:
    pictures = [Image(torch.full((1, 4, 4, 3), shade)) for shade in (0.1, 0.2, 0.3)]
    odd = Image(torch.zeros(1, 4, 5, 3))

    batch = call("image.collect")(pictures)

    assert torch.equal(batch.pixels, torch.cat([one.pixels for one in pictures]))
    with pytest.raises(BadValue, match="number 3 5 x 4 px"):
        call("image.collect")([*pictures[:2], odd])


def test_texts_are_collected_into_one(call: Calls) -> None:
    assert call("text.collect")(["a", "b"]) == "a\nb"


def test_one_changed_file_of_many_is_all_that_runs_again(studio: gs.Studio, tmp_path: Path) -> None:
    folder = paint(tmp_path / "in", 5)
    workflow = through(studio, folder)
    workflow.run(out=tmp_path / "first")
    Pillow.new("RGB", (8, 8), (0, 255, 0)).save(folder / "in 3.png")
    events: list[Event] = []

    workflow.run(out=tmp_path / "second", emit=events.append)

    # The folder is listed, one picture inverted, and every one saved; each save is told its name.
    assert studio_calls(events) == 1 + (1 + 1) + 5 + 5
    assert contents(tmp_path / "second")["in 3_0001.png"][:3] == bytes((255, 0, 255))


def studio_calls(events: list[Event]) -> int:
    return int(getattr(events[-1], "ran"))  # noqa: B009 - the last is always RunDone


def test_which_pictures_are_taken_may_come_along_a_wire(studio: gs.Studio, tmp_path: Path) -> None:
    folder = paint(tmp_path / "in", 3)
    workflow = gs.Workflow(studio=studio)
    pattern = workflow.add("value.join", id="pattern", first="in 2", second=".*", separator="")
    each = workflow.add("image.each", id="each", folder=folder, pattern=pattern)
    workflow.add("text.collect", id="all", texts=each.name)

    assert workflow.run(targets=["all"]).values == {"all": ("in 2",)}


def test_a_broken_picture_in_the_middle_is_told_and_the_others_go_on(
    studio: gs.Studio, tmp_path: Path
) -> None:
    folder = paint(tmp_path / "in", 5)
    (folder / "in 3.png").write_bytes(b"no picture")
    events: list[Event] = []

    with pytest.raises(RunError, match=r"1 of 5 items failed.*\n- in 3\.png: "):
        through(studio, folder).run(out=tmp_path / "out", emit=events.append)

    assert len(contents(tmp_path / "out")) == 4
    assert [one.message[:9] for one in events if isinstance(one, Warned)] == ["in 3.png:"]


def test_a_mended_picture_is_all_that_is_done_after_a_failure(
    studio: gs.Studio, tmp_path: Path
) -> None:
    folder = paint(tmp_path / "in", 4)
    (folder / "in 3.png").write_bytes(b"no picture")
    workflow = through(studio, folder)
    with pytest.raises(RunError):
        workflow.run(out=tmp_path / "out")
    Pillow.new("RGB", (8, 8)).save(folder / "in 3.png")

    result = workflow.run(out=tmp_path / "out")

    assert [one.name for one in result.paths] == ["in 3_0001.png"]
    assert len(contents(tmp_path / "out")) == 4


def test_a_run_that_was_stopped_ends_as_one_that_was_not(studio: gs.Studio, tmp_path: Path) -> None:
    folder = paint(tmp_path / "in", 9)
    stop = threading.Event()

    def stop_at_third(event: Event) -> None:
        if isinstance(event, ImageSaved) and event.path.name.startswith("in 3"):
            stop.set()

    with pytest.raises(gs.Cancelled):
        through(studio, folder).run(out=tmp_path / "out", emit=stop_at_third, stop=stop)
    assert len(contents(tmp_path / "out")) == 3
    events: list[Event] = []
    through(studio, folder).run(out=tmp_path / "out", emit=events.append)
    through(studio, folder).run(out=tmp_path / "whole")

    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert "3 of 9 were done before; going on." in [
        one.message for one in events if isinstance(one, Warned)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_whose_process_died_ends_as_one_that_did_not(
    studio: gs.Studio, tmp_path: Path, when: str
) -> None:
    folder = paint(tmp_path / "in", 12)
    code = _DYING.format(when=when, at=_KILL_AT, folder=folder, out=tmp_path / "out")

    died = subprocess.run([sys.executable, "-c", code], check=False)
    left = len(contents(tmp_path / "out"))
    through(studio, folder).run(out=tmp_path / "out")
    through(studio, folder).run(out=tmp_path / "whole")

    assert died.returncode == -signal.SIGKILL
    assert left == (_KILL_AT if when == "after" else _KILL_AT - 1)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


# It dies just before a file gets its name, or just after: before that was noted as done.
_DYING = """
import os, signal
from pathlib import Path
import graphstudio as gs
from graphstudio.workflow import atomic

named = 0
rename = Path.rename

def dying(path, target):
    global named
    named += 1
    if named == {at} and "{when}" == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    rename(path, target)
    if named == {at}:
        os.kill(os.getpid(), signal.SIGKILL)

Path.rename = dying
from tests.nodes.test_stream import through
through(gs.Studio.open(), Path("{folder}")).run(out="{out}")
"""


@pytest.mark.slow
def test_a_thousand_pictures_take_no_more_memory_than_a_hundred(
    registry: Registry, tmp_path: Path
) -> None:
    folder = paint(tmp_path / "in", 1000, side=128)  # 200 kB of memory each
    engine = Engine(cache=MemoryCache(2**22), devices=Devices("cpu"), files=FileHashes())
    peaks: dict[int, int] = {}
    saved = 0

    def follow(event: Event) -> None:
        nonlocal saved
        if isinstance(event, ImageSaved):
            saved += 1
            peaks[saved] = _memory_bytes()

    result = through(gs.Studio(registry, engine), folder).run(out=tmp_path / "out", emit=follow)

    growth = max(peaks[at] for at in range(900, 1001)) - max(peaks[at] for at in range(100, 201))
    assert len(result.paths) == 1000
    assert growth < 24 * 2**20  # nine hundred pictures, in and out, are 350 MB


def _memory_bytes() -> int:
    """Say what this process holds now, as far as the system tells; else the most it ever held."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text("ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_prompts_and_seeds_go_side_by_side(studio: gs.Studio) -> None:
    workflow = gs.Workflow(studio=studio)
    lines = workflow.add("text.each", id="lines", text="a\nb\nc")
    seeds = workflow.add("value.each", id="seeds", first=5, last=7)
    drawn = workflow.add("text.wildcards", id="drawn", text=lines.text, seed=seeds)
    workflow.add("text.collect", id="all", texts=drawn)

    assert workflow.run(targets=["all"]).values == {"all": ("a\nb\nc",)}
    workflow.set("seeds.last", 8)
    with pytest.raises(RunError, match=r"\(lines\) gives 3, .*\(seeds\) gives 4"):
        workflow.run(targets=["all"])


def test_a_contact_sheet_shows_all_pictures_with_their_names(
    studio: gs.Studio, tmp_path: Path
) -> None:
    workflow = gs.Workflow(studio=studio)
    each = workflow.add("image.each", id="each", folder=paint(tmp_path / "in", 4, side=32))
    batch = workflow.add("image.collect", id="batch", images=each.image)
    names = workflow.add("text.collect", id="names", texts=each.name)
    sheet = workflow.add("image.grid", id="sheet", image=batch, labels=names)
    workflow.add("image.save", id="save", image=sheet)

    (picture,) = workflow.run().images

    assert picture.size[0] >= 64


def test_running_again_what_collects_walks_through_nothing(
    studio: gs.Studio, tmp_path: Path
) -> None:
    workflow = gs.Workflow(studio=studio)
    each = workflow.add("image.each", id="each", folder=paint(tmp_path / "in", 4))
    workflow.add("image.collect", id="batch", images=each.image)
    workflow.run(targets=["batch"])
    events: list[Event] = []

    workflow.run(targets=["batch"], emit=events.append)

    assert [one for one in events if isinstance(one, NodeDone)] == [
        NodeDone("batch", 0.0, is_cached=True)
    ]


def test_a_workflow_with_streams_is_read_as_it_was_written(
    studio: gs.Studio, tmp_path: Path
) -> None:
    folder = paint(tmp_path / "in", 2)
    through(studio, folder, order="newest first").save(tmp_path / "one.json")

    again = gs.Workflow.load(tmp_path / "one.json", studio=studio)
    again.save(tmp_path / "two.json")

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert len(again.run(out=tmp_path / "out").paths) == 2
