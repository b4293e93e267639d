"""The context that nodes get."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import torch

from graphstudio.api import Cancelled, Context, Image, Model
from graphstudio.engine.context import RunContext
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Event, ImageSaved, NodePreviewed, NodeProgress, Warned


class Desk:
    """Hold a context and what it did."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.saved: list[Path] = []
        self.stop = threading.Event()
        self.context: Context = RunContext(
            "n",
            emit=self.events.append,
            save=lambda node, image, stem: [Path(f"{node}-{stem}-{i}.png") for i in (1, 2)],
            stop=self.stop,
            devices=Devices("cpu"),
            saved=self.saved,
        )

    @property
    def progress(self) -> list[tuple[int, int | None]]:
        return [(one.done, one.total) for one in self.events if isinstance(one, NodeProgress)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_progress_is_told_before_the_first_step_and_after_each(desk: Desk) -> None:
    assert list(desk.context.track("abc")) == ["a", "b", "c"]

    assert desk.progress == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_time_left_is_known_after_the_first_step_and_ends_at_nothing(desk: Desk) -> None:
    list(desk.context.track(range(3)))

    left = [one.seconds_left for one in desk.events if isinstance(one, NodeProgress)]
    assert left[0] is None
    assert left[1] is not None
    assert left[1] > 0
    assert left[-1] == 0


def test_steps_that_cannot_be_counted_have_no_total_unless_somebody_says(desk: Desk) -> None:
    def steps() -> Iterator[int]:
        yield from range(2)

    list(desk.context.track(steps()))
    list(desk.context.track(steps(), total=2))

    assert desk.progress == [(0, None), (1, None), (2, None), (0, 2), (1, 2), (2, 2)]


def test_steps_that_an_earlier_run_did_count_as_progress(desk: Desk) -> None:
    list(desk.context.track(range(2), done=3))

    assert desk.progress == [(3, 5), (4, 5), (5, 5)]


def test_where_a_network_would_run_is_known_without_loading_it(desk: Desk) -> None:
    model = Model("denoiser", "sd1", "m", "digest", 1, Unloadable(), precision="bfloat16")

    assert desk.context.place(model) == (torch.device("cpu"), torch.bfloat16)


class Unloadable:
    """A source that cannot be loaded."""

    def load(self, device: object, precision: object) -> NoReturn:
        raise AssertionError((device, precision))


def test_a_stop_is_raised_between_two_steps(desk: Desk) -> None:
    steps = desk.context.track(range(5))
    seen = [next(steps), next(steps)]
    desk.stop.set()

    with pytest.raises(Cancelled):
        next(steps)
    assert seen == [0, 1]


def test_a_stop_after_the_last_step_does_not_throw_the_work_away(desk: Desk) -> None:
    for step in desk.context.track(range(3)):
        if step == 2:
            desk.stop.set()

    assert desk.progress[-1] == (3, 3)


def test_check_raises_only_when_somebody_asked_to_stop(desk: Desk) -> None:
    desk.context.check()
    desk.stop.set()

    with pytest.raises(Cancelled):
        desk.context.check()


def test_every_saved_picture_is_announced_and_noted(desk: Desk) -> None:
    paths = desk.context.save(Image(torch.zeros(2, 4, 4, 3)), "fox")

    assert paths == [Path("n-fox-1.png"), Path("n-fox-2.png")]
    assert desk.events == [ImageSaved("n", path) for path in paths]
    assert desk.saved == paths


def test_previews_and_warnings_are_events(desk: Desk) -> None:
    image = Image(torch.zeros(1, 4, 4, 3))
    desk.context.preview(image)
    desk.context.warn("look")

    assert desk.events == [NodePreviewed("n", image), Warned("n", "look")]
