from collections.abc import Callable
from typing import Any

import torch

import graphstudio as gs
from graphstudio.api import Image

Call = Callable[..., Any]


def test_a_part_goes_through_a_workflow_and_comes_back_to_its_place(studio: gs.Studio) -> None:
    workflow = gs.Workflow(studio=studio)
    ground = workflow.add("image.gradient", width=64, height=48)
    mask = workflow.add("mask.shape", image=ground, x=0.25, width=0.25, height=0.25)
    cut = workflow.add("image.crop_to_mask", image=ground, mask=mask, width=32, height=32)
    painted = workflow.add("image.invert", image=cut.image)
    back = workflow.add(
        "image.paste_back",
        image=ground,
        part=painted,
        mask=mask,
        region=cut.region,
        feather=0.0,
    )

    values = workflow.run(targets=[back.id, ground.id, mask.id]).values

    (after,), (before,), (chosen,) = (values[one.id] for one in (back, ground, mask))
    inside = chosen.values.bool()
    assert torch.equal(after.pixels[~inside], before.pixels[~inside])
    assert torch.allclose(after.pixels[inside], 1 - before.pixels[inside], atol=0.02)


def test_the_part_has_the_size_that_was_asked_for(call: Callable[[str], Call]) -> None:
    image = Image(torch.rand(1, 48, 64, 3, generator=torch.Generator().manual_seed(1)))
    mask = call("mask.shape")(image, width=0.2, height=0.2)

    found = call("image.crop_to_mask")(image, mask, 96, 32, 4)

    assert found.image.pixels.shape == (1, 32, 96, 3)
    assert found.mask.values.shape == (1, 32, 96)
