from dataclasses import dataclass
from typing import Any

import pytest

from graphstudio.api import Cancelled, Context, Image, Model, Ready, TestContext


@dataclass(frozen=True)
class Source:
    """Load nothing, and say where it was asked to go."""

    def load(self, device: Any, precision: Any) -> str:
        return f"{device} {precision}"


def run(ctx: Context, image: Image) -> int:
    """Stand for a node that asks for everything."""
    total = 0
    for step in ctx.track(range(3)):
        ctx.check()
        total += step
    ctx.preview(image)
    ctx.warn("Careful.")
    ctx.save(image, "fox")
    return total


def test_a_node_can_be_called_with_a_test_context() -> None:
    ctx = TestContext()
    image: Any = Image(pixels=None)  # type: ignore[arg-type]  # nobody looks at the pixels

    assert run(ctx, image) == 3
    assert ctx.progress == 3
    assert ctx.previews == [image]
    assert ctx.warnings == ["Careful."]
    assert ctx.saved == [("fox", image)]


def test_steps_count_when_they_are_finished() -> None:
    ctx = TestContext()
    steps = iter(ctx.track(iter("ab"), total=2))

    next(steps)
    assert ctx.progress == 0
    next(steps)
    assert ctx.progress == 1


@pytest.mark.slow
def test_a_test_context_lends_networks_on_the_cpu() -> None:
    model = Model("vae", "sd1", "none", "0", 0, Source())

    with TestContext().load(model) as net:
        assert net == "cpu torch.float32"


def test_being_cancelled_is_not_an_exception_that_a_node_could_swallow() -> None:
    assert not issubclass(Cancelled, Exception)


def test_a_ready_value_is_a_lazy_input() -> None:
    assert Ready(3).get() == 3


def test_facts_of_a_model_are_found_by_name() -> None:
    model = Model("vae", "sd1", "none", "0", 0, Source(), (("channels", 4),))

    assert model.fact("channels") == 4
    assert model.fact("width") is None


def test_models_are_compared_by_content_and_not_by_who_loads_them() -> None:
    first, second = (Model("vae", "sd1", "none", "0", 0, Source()) for _ in range(2))

    assert first == second
