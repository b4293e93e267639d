from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import (
    Conditioning,
    Guidance,
    Noise,
    ProjectedGuidance,
    Scheduler,
    TestContext,
    WeakenedLayers,
    WeakerModel,
)
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.errors import BadValue
from tests.diffusion.tiny import Sizes, write_model

Call = Callable[..., Any]
Follow = Callable[[Guidance], torch.Tensor]


@pytest.fixture
def follow(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, red_circle: Conditioning
) -> Follow:
    """Sample with a guidance and no negative prompt, and give the samples."""

    def run(guidance: Guidance) -> torch.Tensor:
        found = call("latent.sample")(
            context,
            tiny.denoiser,
            red_circle,
            call("latent.empty")(tiny.denoiser),
            Noise(4),
            Scheduler("DDIMScheduler"),
            guidance=guidance,
            steps=4,
        )
        assert isinstance(found.samples, torch.Tensor)
        return found.samples

    return run


@pytest.fixture(scope="session")
def worse(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """Give a model of the same kind with other weights."""
    folder = write_model(tmp_path_factory.mktemp("models") / "worse", Sizes())
    file = folder / "unet" / "config.json"
    file.write_text(file.read_text().replace('"norm_eps": 1e-05', '"norm_eps": 0.5'))
    return open_folder(folder, cache=tmp_path_factory.mktemp("digests"))


@pytest.mark.parametrize(
    ("node", "how"),
    [("guidance.perturbed_attention", "attention"), ("guidance.skip_layers", "layers")],
)
def test_a_node_adds_what_it_is_told_to_plain_guidance(
    node: str, how: Any, call: Callable[[str], Call]
) -> None:
    found = call(node)(None, 6.0, 2.5, "middle, Down 2 ,", 0.1, 0.4)

    wanted = WeakenedLayers(2.5, how, ("middle", "Down 2"), 0.1, 0.4)
    assert found == Guidance(6.0, away_from=(wanted,))


@pytest.mark.parametrize(
    "node", ["guidance.perturbed_attention", "guidance.skip_layers", "guidance.auto"]
)
def test_a_guidance_that_is_wired_is_kept_and_added_to(
    node: str, call: Callable[[str], Call]
) -> None:
    first = WeakenedLayers(1.0)
    wired = ProjectedGuidance(9.0, momentum=-0.5, away_from=(first,))

    found = call(node)(guidance=wired, scale=3.0)

    assert replace(found, away_from=(first,)) == wired
    assert found.away_from[0] == first
    assert len(found.away_from) == 2


@pytest.mark.parametrize("node", ["guidance.perturbed_attention", "guidance.skip_layers"])
def test_a_stronger_push_moves_the_picture_further(
    node: str, call: Callable[[str], Call], follow: Follow
) -> None:
    plain = follow(Guidance(1.0))

    moved = [(follow(call(node)(None, 1.0, push)) - plain).abs().mean() for push in (0.0, 2.0, 6.0)]

    assert moved[0] == 0 < moved[1] < moved[2]


def test_auto_guidance_of_scale_one_does_nothing(
    call: Callable[[str], Call], follow: Follow, worse: Pipeline
) -> None:
    plain = follow(Guidance(1.0))

    assert torch.equal(follow(call("guidance.auto")(scale=1.0)), plain)
    assert torch.equal(follow(call("guidance.auto")(worse.denoiser, scale=1.0)), plain)


def test_auto_guidance_asks_the_worse_model_that_is_wired(
    call: Callable[[str], Call], follow: Follow, worse: Pipeline
) -> None:
    guidance = call("guidance.auto")(worse.denoiser, scale=3.0)

    assert guidance == Guidance(1.0, away_from=(WeakerModel(2.0, worse.denoiser),))
    found = follow(guidance)
    assert not torch.allclose(found, follow(Guidance(1.0)), atol=1e-3)
    assert not torch.allclose(found, follow(call("guidance.auto")(scale=3.0)), atol=1e-3)


def test_a_model_is_not_pushed_away_from_itself(
    call: Callable[[str], Call], follow: Follow, tiny: Pipeline
) -> None:
    with pytest.raises(BadValue, match="away from itself"):
        follow(call("guidance.auto")(tiny.denoiser))


def test_a_worse_model_that_predicts_something_else_is_refused(
    call: Callable[[str], Call], follow: Follow, tmp_path: Path
) -> None:
    folder = write_model(tmp_path / "velocity", Sizes(prediction="v_prediction"))
    other = open_folder(folder, cache=tmp_path)

    with pytest.raises(BadValue, match=r"velocity does not answer as .*: prediction type differs"):
        follow(call("guidance.auto")(other.denoiser))


def test_layers_that_the_model_lacks_are_refused_with_those_that_it_has(
    call: Callable[[str], Call], follow: Follow
) -> None:
    with pytest.raises(BadValue, match=r"no layers 'roof'.*are: down 1, middle, up 2"):
        follow(call("guidance.perturbed_attention")(None, 1.0, layers="middle, roof"))
