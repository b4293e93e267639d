from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch

import graphstudio as gs
from graphstudio.api import Conditioning, Noise, Scheduler, TestContext
from graphstudio.diffusion.catalogue import CATALOGUE
from graphstudio.diffusion.folders import Pipeline
from graphstudio.errors import BadValue

Call = Callable[..., Any]


@pytest.fixture
def picture(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, red_circle: Conditioning
) -> Callable[..., torch.Tensor]:
    """Sample with a scheduler that is set as the node is told, and give the samples."""

    def run(name: str, **options: Any) -> torch.Tensor:
        scheduler = call("scheduler.choose")(name, **options)
        canvas = call("latent.empty")(tiny.denoiser)
        done = call("latent.sample")(
            context, tiny.denoiser, red_circle, canvas, Noise(2), scheduler, steps=5
        )
        assert isinstance(done.samples, torch.Tensor)
        return done.samples

    return run


def test_a_scheduler_is_a_recipe_by_the_name_that_diffusers_gives_it(
    call: Callable[[str], Call],
) -> None:
    assert call("scheduler.choose")("Heun") == Scheduler("HeunDiscreteScheduler")


@pytest.mark.parametrize("name", [one.name for one in CATALOGUE if one.fits == "noise"])
def test_every_scheduler_for_such_a_model_paints(
    picture: Callable[..., torch.Tensor], name: str
) -> None:
    assert picture(name).isfinite().all()


def test_options_become_those_of_the_diffusers_class(call: Callable[[str], Call]) -> None:
    made = call("scheduler.choose")(
        "DPM++ 2M", sigmas="karras", spacing="trailing", prediction="v_prediction", order=3
    )

    assert dict(made.options) == {
        "algorithm_type": "dpmsolver++",
        "prediction_type": "v_prediction",
        "solver_order": 3,
        "timestep_spacing": "trailing",
        "use_beta_sigmas": False,
        "use_exponential_sigmas": False,
        "use_karras_sigmas": True,
    }


@pytest.mark.parametrize(
    ("name", "options"),
    [
        pytest.param("Euler", {"sigmas": "karras"}, id="sigmas"),
        pytest.param("DPM++ 2M", {"spacing": "trailing"}, id="spacing"),
        pytest.param("DDIM", {"prediction": "sample"}, id="prediction"),
        pytest.param("DPM++ 2M", {"order": 1}, id="order"),
        pytest.param("DDIM", {"eta": 0.8}, id="eta"),
    ],
)
def test_an_option_changes_the_picture(
    picture: Callable[..., torch.Tensor], name: str, options: dict[str, Any]
) -> None:
    assert not torch.allclose(picture(name, **options), picture(name), atol=1e-3)


def test_an_eta_of_nought_is_said_and_one_below_is_left_to_the_method(
    call: Callable[[str], Call],
) -> None:
    assert dict(call("scheduler.choose")("DDIM", eta=0.0).options) == {"eta": 0.0}
    assert dict(call("scheduler.choose")("DDIM", eta=-1.0).options) == {}


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        pytest.param(
            "DDIM",
            {"sigmas": "karras"},
            r"DDIM takes no use_karras_sigmas.*one of: DPM\+\+ 2M, ",
            id="sigmas",
        ),
        pytest.param("Euler", {"eta": 0.5}, "Euler takes no eta.*one of: DDIM, TCD", id="eta"),
        pytest.param("DEIS", {"order": 4}, r"DEIS has no order 4.*1 to 3", id="too high an order"),
        pytest.param("Heun", {"order": 2}, r"Heun takes no order.*one of: .*LMS", id="order"),
        pytest.param(
            "DPM++ 2S", {"spacing": "trailing"}, r"takes no timestep_spacing", id="spacing"
        ),
        pytest.param("Eulr", {}, "no scheduler 'Eulr'.*Euler", id="name"),
    ],
)
def test_what_a_scheduler_cannot_do_is_refused_with_those_that_can(
    call: Callable[[str], Call], name: str, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadValue, match=reason):
        call("scheduler.choose")(name, **options)


def test_every_option_that_is_refused_is_told_at_once(call: Callable[[str], Call]) -> None:
    with pytest.raises(BadValue) as caught:
        call("scheduler.choose")("DDPM", sigmas="beta", eta=0.5)

    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("name", [one.name for one in CATALOGUE if one.fits == "flow"])
def test_a_scheduler_for_flow_models_is_refused_on_another_with_those_that_fit(
    picture: Callable[..., torch.Tensor], name: str
) -> None:
    with pytest.raises(BadValue, match=r"is for flow models.*Choose one of: DPM\+\+ 2M, "):
        picture(name)


def test_a_shift_is_named_as_the_class_names_it(call: Callable[[str], Call]) -> None:
    choose = call("scheduler.choose")

    assert dict(choose("Flow Euler", shift=3.0).options) == {"shift": 3.0}
    assert dict(choose("Flow UniPC", shift=3.0).options)["flow_shift"] == 3.0
    assert "flow_shift" not in dict(choose("Flow UniPC").options)
    with pytest.raises(BadValue, match=r"Euler takes no shift\. No scheduler for models"):
        choose("Euler", shift=3.0)


def test_custom_sigmas_change_the_picture_and_fix_the_number_of_steps(
    call: Callable[[str], Call],
    context: TestContext,
    tiny: Pipeline,
    red_circle: Conditioning,
    picture: Callable[..., torch.Tensor],
) -> None:
    canvas = call("latent.empty")(tiny.denoiser)
    by_hand = call("scheduler.sigmas")(Scheduler("EulerDiscreteScheduler"), "14, 9, 4, 1, 0.2, 0")
    sample = call("latent.sample")

    done = sample(context, tiny.denoiser, red_circle, canvas, Noise(2), by_hand, steps=5)

    assert not torch.allclose(done.samples, picture("Euler"), atol=1e-3)
    with pytest.raises(BadValue, match="are for 5 steps, and 20 are asked for"):
        sample(context, tiny.denoiser, red_circle, canvas, Noise(2), by_hand, steps=20)


def test_a_curve_is_a_picture_that_differs_with_the_scheduler(
    call: Callable[[str], Call], tiny: Pipeline
) -> None:
    choose, plot = call("scheduler.choose"), call("scheduler.plot")

    plain = plot(choose("Euler"), tiny.denoiser, steps=10)
    karras = plot(choose("Euler", sigmas="karras"), tiny.denoiser, steps=10)

    assert plain.pixels.shape == (1, 600, 960, 3)
    assert not torch.equal(plain.pixels, karras.pixels)


def test_a_curve_follows_the_size_of_the_latent_where_the_model_does(
    call: Callable[[str], Call], tiny: Pipeline
) -> None:
    config = '{"_class_name": "FlowMatchEulerDiscreteScheduler", "use_dynamic_shifting": true}'
    flow = replace(tiny.denoiser, facts=(("scheduler", config), ("native_px", 512)))
    choose, plot = call("scheduler.choose"), call("scheduler.plot")
    small, large = (call("latent.empty")(tiny.denoiser, side, side) for side in (512, 1024))

    plain, own, other = (
        plot(choose("Flow Euler"), flow, latent, steps=10).pixels for latent in (None, small, large)
    )

    assert torch.equal(plain, own)
    assert not torch.equal(own, other)


def test_a_workflow_plots_its_own_sigmas_and_refuses_another_number_of_steps(
    studio: gs.Studio,
) -> None:
    workflow = gs.Workflow(studio=studio)
    model = workflow.add("model.load")
    chosen = workflow.add("scheduler.choose", scheduler="DPM++ 2M")
    by_hand = workflow.add("scheduler.sigmas", scheduler=chosen, levels="900 400 100")
    curve = workflow.add(
        "scheduler.plot", scheduler=by_hand, denoiser=model.denoiser, steps=3, id="curve"
    )
    workflow.add("image.save", image=curve, id="save")
    workflow.publish("unit", by_hand, "unit")
    workflow.publish("steps", curve, "steps")
    workflow.set("unit", "timesteps")

    assert workflow.run().images[0].size == (960, 600)
    workflow.set("steps", 4)
    with pytest.raises(gs.GraphStudioError, match="Set the number of steps to 3"):
        workflow.run()


def test_an_option_that_is_nested_too_deep_to_be_read_is_refused_in_words(
    call: Callable[[str], Call],
) -> None:
    with pytest.raises(BadValue, match="takes no a"):
        call("scheduler.choose")("Euler", options=f"a={'[' * 100_000}")
