"""Everything that leads a denoiser, lent and made ready for a run."""

from contextlib import ExitStack

from graphstudio.api import Context, Control, Denoiser, Latent, Model, PicturePrompt
from graphstudio.diffusion.changing import lend_denoiser
from graphstudio.diffusion.controlnets import Leader, make_leaders
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.picture_prompts import PromptLeader, Seen, make_prompt_leaders
from graphstudio.diffusion.sampling import Networks, Sampling


def lend_networks(ctx: Context, loans: ExitStack, wanted: Sampling) -> Networks:
    """Borrow all networks of a run, for as long as a stack is open.

    Args:
        ctx: Lends.
        loans: Gives back.
        wanted: Says which.

    Raises:
        BadValue: See `lend_leaders`.
    """
    leaders = lend_leaders(ctx, loans, wanted.control, wanted.model, wanted.latent)
    start = max(wanted.span.start, 1 - wanted.span.strength)
    net = lend_denoiser(ctx.load, loans, wanted.model, start=start)
    helpers = [loans.enter_context(ctx.load(one)) for one in wanted.guidance.models]
    return Networks(net, helpers, leaders)


def lend_leaders(
    ctx: Context, loans: ExitStack, control: Control, model: Model[Denoiser], latent: Latent
) -> tuple[Leader | PromptLeader, ...]:
    """Borrow the networks that lead, for as long as a stack is open.

    Image encoders and autoencoders look at their pictures here and are given back at once: no step
    needs them.

    Args:
        ctx: Lends.
        loans: Gives back.
        control: What leads.
        model: What is led.
        latent: What will be denoised.

    Raises:
        BadValue: Something does not fit the model, or pictures or masks are not as many as they
            should be, or of no fitting size.
    """
    hints = make_hints(control, model, latent, ctx.load)
    seen = [_see(ctx, one) for one in control.prompts]
    adapters = [loans.enter_context(ctx.load(one.adapter)) for one in control.prompts]
    nets = [loans.enter_context(ctx.load(one.model)) for one in control.leads]
    prompted = make_prompt_leaders(control.prompts, adapters, seen, latent)
    return (*make_leaders(control, nets, hints), *prompted)


def _see(ctx: Context, prompt: PicturePrompt) -> Seen:
    with ctx.load(prompt.encoder) as encoder:
        return Seen(*encoder.see(prompt.image, projects=bool(prompt.adapter.fact("projects"))))
