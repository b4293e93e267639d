"""The sampling loop: from noise, or from a noised picture, to a finished latent."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import torch
from torch import Tensor

from graphstudio.api import (
    Conditioning,
    Control,
    Denoiser,
    Guidance,
    Latent,
    Model,
    Noise,
    NoSteps,
    Scheduler,
    Steps,
)
from graphstudio.diffusion.changing import Forgetful, acting_net
from graphstudio.diffusion.choices import FractionOf
from graphstudio.diffusion.conditioning import filled
from graphstudio.diffusion.controlnets import Leader, led
from graphstudio.diffusion.fitting import require_control_fit, require_fit
from graphstudio.diffusion.guidance import make_guide, tell
from graphstudio.diffusion.inpainting import Keeper, make_keeper
from graphstudio.diffusion.noise import draw_first, make_generators
from graphstudio.diffusion.picture_prompts import PromptLeader
from graphstudio.diffusion.prefixes import Acting, Where
from graphstudio.diffusion.resuming import Resuming, Warn, unsaid
from graphstudio.diffusion.schedules import Schedule, make_schedule
from graphstudio.diffusion.step_states import Denoising
from graphstudio.diffusion.timing import count_tokens
from graphstudio.errors import BadValue

COMPILING = (
    "Compiling: the first step of each size of picture waits while the model is made into code, "
    "about a minute for blocks. The code is kept for the next start."
)

Preview = Callable[[Latent], object]


class Track(Protocol):
    """Go through calls of the network one by one, reporting; `Context.track` is one."""

    def __call__(self, steps: Iterable[int], /, *, done: int = 0) -> Iterator[int]:
        """Give the calls one by one, so many having been done; what it raises ends the run."""


def untracked(steps: Iterable[int], /, *, done: int = 0) -> Iterator[int]:
    """Give the calls one by one and report to nobody; see `Track`."""
    del done
    return iter(steps)


@dataclass(frozen=True, slots=True)
class Span:
    """Say which part of a schedule runs.

    Attributes:
        steps: Steps of the whole schedule.
        strength: 0..1, how much of a picture is made new: below 1 the first steps are left out.
        start: Fraction of the steps, 0..1, to begin at; step k of n is k / n.
        end: Fraction of the steps, 0..1, to stop before; the result then still holds noise.
        adds_noise: False when the latent comes out of another sampler and still holds its noise.
        counts: What start and end are fractions of: the steps, or the noise levels of training, as
            the SDXL pipelines count (their `denoising_end` and `denoising_start`).
    """

    steps: int
    strength: float = 1.0
    start: float = 0.0
    end: float = 1.0
    adds_noise: bool = True
    counts: FractionOf = "steps"


@dataclass(frozen=True, slots=True, eq=False)
class Sampling:
    """Say what is denoised, by what and how: all that comes along wires.

    Attributes:
        model: What runs.
        latent: Where to start.
        positive: What the picture should be.
        negative: What it should not be; needed unless the guidance scale is 1.
        scheduler: Built fresh for each run.
        guidance: How strongly the prompt pulls, and when.
        noise: Seeds; picture i draws from its own generator.
        span: Which part of the schedule runs.
        control: What leads it besides.
    """

    model: Model[Denoiser]
    latent: Latent
    positive: Conditioning
    negative: Conditioning | None
    scheduler: Scheduler
    guidance: Guidance
    noise: Noise
    span: Span
    control: Control


@dataclass(frozen=True, slots=True, eq=False)
class Networks:
    """Hold the networks of a run, loaded.

    Attributes:
        net: What runs; one that changes on the way is asked for anew in each call.
        helpers: The networks of `guidance.models`, in their order.
        leaders: What leads it, from `lend_leaders`.
    """

    net: Denoiser
    helpers: Sequence[Denoiser] = ()
    leaders: Sequence[Leader | PromptLeader] = ()


def sample(
    model: Model[Denoiser],
    net: Denoiser,
    latent: Latent,
    positive: Conditioning,
    negative: Conditioning | None,
    *,
    scheduler: Scheduler,
    guidance: Guidance,
    noise: Noise,
    span: Span,
    helpers: Sequence[Denoiser] = (),
    leaders: Sequence[Leader | PromptLeader] = (),
    precision: torch.dtype = torch.float32,
    steps: Steps | None = None,
    track: Track = untracked,
    preview: Preview | None = None,
    warn: Warn = unsaid,
) -> Latent:
    """Denoise with networks that are loaded, all in one precision.

    The arguments are those of `Sampling`, `Networks` and `denoise`.

    Raises:
        BadValue: Something does not fit together; the message says what and how to mend it.
    """
    control, nets = _control(leaders), Networks(net, helpers, leaders)
    return denoise(
        Sampling(model, latent, positive, negative, scheduler, guidance, noise, span, control),
        lambda _: (net.device, precision),
        lambda: nets,
        steps=steps,
        track=track,
        preview=preview,
        warn=warn,
    )


@torch.no_grad()
def denoise(
    wanted: Sampling,
    where: Where,
    lend: Callable[[], Networks],
    *,
    steps: Steps | None = None,
    track: Track = untracked,
    preview: Preview | None = None,
    warn: Warn = unsaid,
) -> Latent:
    """Denoise a batch of latents: bit for bit what the official pipelines compute.

    An empty latent starts from pure noise, and so does one with a plain mask at strength 1. Any
    other is noised to the level of the first step that runs. A mask keeps what it does not choose.

    Args:
        wanted: What to do.
        where: Says where networks run, and how exactly.
        lend: Lends them; asked once, and only where they are needed.
        steps: Keeps the state after each call; the run begins at the last one that is kept. None
            keeps nothing.
        track: Reports progress and may raise to stop; goes through the calls of the network.
        preview: Is shown an estimate of the finished latent after each call.
        warn: Is told what the user should know and does not stop the run.

    Raises:
        BadValue: Something does not fit together; the message says what and how to mend it.
    """
    run, keeper, acting = _begin(wanted, where)
    remembered = Resuming(steps or NoSteps(), acting, run, warn)
    behind = remembered.resume()
    rest = acting.calls[behind:]
    if rest and wanted.model.tuning.compiled:
        warn(COMPILING)
    if rest or not acting.is_tried:
        predict = _predictor(wanted, run, lend())
        for done, call in enumerate(track(rest, done=behind), behind + 1):
            run.generators = acting.generators_at(call, run.generators)
            timestep = run.schedule.timesteps[call]
            scaled = run.schedule.scale(run.samples, timestep)
            prediction = predict(keeper.show(scaled), timestep, call)
            moved = run.schedule.step(prediction, timestep, run.samples, run.generators)
            run.samples = keeper.put_back(moved, call)
            is_due = remembered.is_due(done)
            if is_due or preview is not None:
                clean = run.schedule.clean(prediction, timestep, scaled)
            if is_due:
                remembered.keep(done, clean)
            if preview is not None:
                preview(_finished(wanted.latent, clean))
    return _finished(wanted.latent, run.samples)


def _begin(wanted: Sampling, where: Where) -> tuple[Denoising, Keeper, Acting]:
    """Check what goes into a run, and bring it to before its first call."""
    model, latent, span, guidance = wanted.model, wanted.latent, wanted.span, wanted.guidance
    require_fit(model, latent, wanted.positive, wanted.negative, guidance)
    require_control_fit(model, wanted.control)
    device, _ = where(model)
    schedule = _schedule(wanted, device)
    calls, is_inpaint = choose_calls(span, schedule), bool(model.fact("is_inpaint"))
    _require_picture(latent, span, calls, is_inpaint=is_inpaint)
    said = tell(
        guidance,
        wanted.positive,
        wanted.negative,
        calls=len(schedule.timesteps),
        told=partial(filled, model, latent, schedule.order),
    )
    generators = make_generators(wanted.noise, len(latent.samples))
    drawn = draw_first(wanted.noise, generators, tuple(latent.samples.shape[1:]), device)
    keeper = make_keeper(latent, drawn, schedule, calls, is_inpaint=is_inpaint)
    run = Denoising(schedule, generators, _first_samples(latent, drawn, schedule, calls, span))
    acting = Acting(
        *(model, where, latent, wanted.noise, span.adds_noise, schedule, calls, guidance, said),
        wanted.control,
    )
    return run, keeper, acting


def _control(leaders: Sequence[Leader | PromptLeader]) -> Control:
    """Say what leads, of what is loaded."""
    return Control(
        tuple(one.lead for one in leaders if isinstance(one, Leader)),
        tuple(one.prompt for one in leaders if isinstance(one, PromptLeader)),
    )


class _Predict(Protocol):
    def __call__(self, shown: Tensor, timestep: Tensor, call: int, /) -> Tensor:
        """Predict for one call."""


def _predictor(wanted: Sampling, run: Denoising, nets: Networks) -> _Predict:
    """Bring guidance and what leads to the networks of a run."""
    count = len(run.schedule.timesteps)
    if isinstance(nets.net, Forgetful):
        nets.net.forget()
    guide = make_guide(
        wanted.guidance,
        wanted.positive,
        wanted.negative,
        (nets.net, *nets.helpers),
        batch=len(wanted.latent.samples),
        calls=count,
        told=partial(filled, wanted.model, wanted.latent, run.schedule.order),
        memory=run.memory,
    )

    def predict(shown: Tensor, timestep: Tensor, call: int, /) -> Tensor:
        asked = led(acting_net(nets.net, call, count), nets.leaders, call, count)
        return guide.predict(asked, shown, timestep, call / count)

    return predict


def choose_calls(span: Span, schedule: Schedule) -> range:
    """Say which calls of the network a span runs, as places in the schedule's timesteps.

    Raises:
        BadValue: None at all, or strength and start are both set.
    """
    if span.strength < 1.0 and span.start > 0.0:
        raise BadValue(
            f"Strength {span.strength} and start {span.start} both say where to begin. Set "
            "strength to 1 or start to 0."
        )
    count, steps = len(schedule.timesteps), span.steps
    # The official image-to-image pipeline rounds down what is run.
    skipped = 0 if schedule.is_shortened else steps - min(int(steps * span.strength), steps)
    first = min(skipped * schedule.order, count) if skipped else _place(span.start, span, schedule)
    last = count if span.end >= 1.0 else _place(span.end, span, schedule)
    if not 0 <= first < last:
        raise BadValue(
            f"No step is left to run: {steps} steps with strength {span.strength}, from "
            f"{span.start} to {span.end}. Raise the strength, the number of steps or the end."
        )
    return range(first, last)


def _schedule(wanted: Sampling, device: torch.device) -> Schedule:
    tokens = count_tokens(wanted.model, wanted.latent.samples.shape)
    return make_schedule(
        wanted.scheduler,
        wanted.model,
        steps=wanted.span.steps,
        device=device,
        latent_tokens=tokens,
        strength=wanted.span.strength,
    )


def _finished(latent: Latent, samples: Tensor) -> Latent:
    return replace(latent, samples=samples.cpu().contiguous(), is_empty=False)


def _place(fraction: float, span: Span, schedule: Schedule) -> int:
    count = len(schedule.timesteps)
    if span.counts == "noise" and schedule.has_own_times and 0 < fraction < 1:
        raise BadValue(
            "This model counts no noise levels as the SDXL refiner does. Set counts to steps."
        )
    if span.counts == "noise":
        levels = int(schedule.scheduler.config.num_train_timesteps)
        done = int((schedule.timesteps >= round(levels * (1 - fraction))).sum())
        # Half of a step of order 2 cannot be handed over.
        is_half = schedule.order == 2 and (count - done) % 2 == 0 and done > 0
        return done - is_half
    if abs(count - span.steps * schedule.order) < schedule.order:
        return min(round(fraction * span.steps) * schedule.order, count)
    return round(fraction * count)  # PNDM makes more calls than steps, at its start


def _first_samples(
    latent: Latent, drawn: Tensor, schedule: Schedule, calls: range, span: Span
) -> Tensor:
    samples = latent.samples.to(drawn.device)
    schedule.begin_at(calls.start)
    if not span.adds_noise:
        return samples
    is_whole = calls.start == 0 and not schedule.is_shortened
    is_repainted = latent.mask is not None and not latent.is_gradual
    if is_whole and (latent.is_empty or is_repainted):
        return drawn * schedule.initial_sigma
    return schedule.add_noise(samples, drawn, schedule.timesteps[calls.start])


def _require_picture(latent: Latent, span: Span, calls: range, *, is_inpaint: bool) -> None:
    is_within = calls.start > 0 or span.strength < 1.0
    if latent.is_empty and (is_within or not span.adds_noise):
        raise BadValue(
            "An empty latent has nothing in it to begin from. Set strength to 1, start to 0 and "
            "let the sampler add noise, or wire an encoded picture."
        )
    if latent.mask is not None and not is_inpaint and not span.adds_noise:
        raise BadValue(
            "A masked latent that still holds noise cannot be continued: the picture under its "
            "mask is gone. Do all steps in one sampler, or use an inpainting model."
        )
