"""What fits together, known before anything runs: rules that nodes use to foresee; no torch.

The facts that travel: `what` (what people call it), `name`, `family`, `space` (of latents),
`channels` and `scale` (pixels a cell covers) of a latent, `text_width`, `kind` (of network that a
scheduler is for), for text encoders `encoders` and `has_t5`, and for latents of a known size
`width_px`, `height_px` and `batch` (how many pictures), and for what has weights `parameters` (how
many numbers), `place` (where it runs, if not with all others) and `is_float8`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphstudio.api import Facts, Foresee, Foreseen, Known, Model, Refusal, Scheduler
from graphstudio.api.facts import Fact
from graphstudio.diffusion.families import TITLES, latent_space, paints_pixels
from graphstudio.diffusion.kinds import kind_of_model, kind_of_scheduler

AGREE_ON = ("family", "space", "channels", "scale", "text_width", "kind")
"""Facts in which everything that goes into one node has to be alike."""

_NAMES: Mapping[str, str] = {
    "in_channels": "in_channels",
    "latent_channels": "channels",
    "conditioning_width": "text_width",
    "width": "text_width",
    "scale": "scale",
    "encoders": "encoders",
    "has_t5": "has_t5",
    "native_px": "native_px",
    "sizes_told": "sizes_told",
    "parameters": "parameters",
    "classes": "classes",
    "picture_width": "picture_width",
    "projected_width": "projected_width",
    "projects": "projects",
}
_WHAT: Mapping[str, str] = {
    "denoiser": "model",
    "text_encoder": "text encoder",
    "vae": "VAE",
    "controlnet": "ControlNet",
    "t2i_adapter": "T2I-Adapter",
    "ip_adapter": "IP-Adapter",
    "image_encoder": "image encoder",
    "lora": "LoRA",
    "embedding": "embedding",
}
_KINDS: Mapping[str, str] = {
    "noise": "is for models that predict noise",
    "flow": "is for flow models",
    "consistency": "is for consistency models",
    "score_ve": "is for score models of the VE kind",
    "score_vp": "is for score models of the VP kind",
}
_HINTS: Mapping[str, str] = {
    "model": "take all parts from one model",
    "text encoder": "take the text encoder of the same model",
    "VAE": "take the VAE of the model that made the latent",
    "latent": "make the latent with this model's Empty Latent or VAE",
    "prompt": "encode the prompt with this model's text encoder",
    "class label": "make it with Class Label and this model",
    "no prompt": "make it with No Prompt and this model",
    "ControlNet": "choose a ControlNet of this model's family",
    "T2I-Adapter": "choose a T2I-Adapter of this model's family",
    "IP-Adapter": "choose an IP-Adapter of this model's family",
    "LoRA": "choose a LoRA of this model's family",
    "embedding": "choose an embedding of this model's family",
    "scheduler": "choose a scheduler for this kind of model, or the one that Load Model gives",
}


def word_for(kind: str) -> str:
    """Say what people call a kind of network: "model" for "denoiser"."""
    return _WHAT.get(kind, kind)


def facts_of(model: Model[Any]) -> Facts:
    """Say what a model says of itself before it is loaded.

    Args:
        model: Named, with its facts; its digest is not looked at.
    """
    found: dict[str, Fact] = {"what": word_for(model.kind), "name": model.name}
    if model.family in TITLES:
        found["family"] = model.family
        if model.kind in ("denoiser", "vae"):
            found["space"] = latent_space(model.family)
    found |= {_NAMES[name]: value for name, value in model.facts if name in _NAMES}
    if model.kind == "denoiser":
        found["kind"] = kind_of_model(model)
    if model.kind == "image_encoder":
        found["places_width"] = found.pop("text_width", 0)  # it reads pictures, not texts
    if model.kind == "vae":
        # An autoencoder belongs to every family whose latents it makes.
        found.pop("family", None)
    if model.place != "auto":
        found["place"] = model.place
    if model.tuning.float8:
        found["is_float8"] = True
    return found


def facts_of_scheduler(name: str, recipe: Scheduler) -> Facts:
    """Say which kind of model a scheduler is for."""
    return {"what": "scheduler", "name": name, "kind": kind_of_scheduler(recipe)}


def facts_of_latent(maker: Facts, **more: Fact) -> Facts:
    """Say what is known of a latent that is made for a model or by an autoencoder."""
    kept = {name: maker[name] for name in ("space", "channels", "scale") if name in maker}
    return {"what": "latent", **kept, **more} if kept else {}


def facts_of_prompt(text_encoder: Facts) -> Facts:
    """Say what is known of a prompt that a text encoder reads."""
    kept = {name: text_encoder[name] for name in ("family", "text_width") if name in text_encoder}
    return {"what": "prompt", **kept} if kept else {}


def facts_of_label(model: Facts) -> Facts:
    """Say what is known of a class label made for a model."""
    return {"what": "class label", "family": model["family"]} if "family" in model else {}


def facts_of_no_prompt(model: Facts) -> Facts:
    """Say what is known of what stands in for a prompt, made for a model."""
    return {"what": "no prompt", "family": model["family"]} if "family" in model else {}


def agreeing(
    *inputs: str,
    gives: Mapping[str, str] | None = None,
    adds: Callable[[str, Known], Facts] | None = None,
) -> Foresee:
    """Make the rule that inputs have to be of one family.

    Args:
        inputs: By name; the earlier one is right, and the later one is refused.
        gives: For outputs, by name: the input whose facts they have. What is not known of it is
            taken from none.
        adds: What else is known of an output, of its name and what the node knows; None is nothing.
    """

    def foresee(known: Known) -> Foreseen:
        handed = {
            output: {**known.facts[name], **(adds(output, known) if adds is not None else {})}
            for output, name in (gives or {}).items()
            if known.facts.get(name)
        }
        return Foreseen(handed, tuple(misfits(known, *inputs)))

    return foresee


def making(
    make: Callable[[Facts], Facts],
    output: str,
    source: str,
    refuse: Callable[[Facts], str] | None = None,
) -> Foresee:
    """Make the rule of a node that makes something new out of an input.

    Args:
        make: What is known of the output, of what is known of that input.
        output: Its name.
        source: The input's name.
        refuse: Why that input cannot be, of what is known of it; "" if it can. Asked only where
            something is known. None takes all.
    """

    def foresee(known: Known) -> Foreseen:
        made = make(known.facts.get(source, {}))
        refused = refusing(source, refuse)(known) if refuse is not None else Foreseen()
        return Foreseen({output: made} if made else {}, refused.refusals)

    return foresee


def refusing(source: str, refuse: Callable[[Facts], str]) -> Foresee:
    """Make the rule of a node of whose outputs nothing is known, and that does not take all."""

    def foresee(known: Known) -> Foreseen:
        told = known.facts.get(source, {})
        reason = refuse(told) if told else ""
        return Foreseen(refusals=(Refusal(source, reason),) if reason else ())

    return foresee


def only_for(families: Mapping[str, str], source: str, output: str) -> Foresee:
    """Make the rule of a node that changes a prompt of some families, and hands its facts on.

    Args:
        families: For each family that it is for, nothing; for others that people may think of,
            what to do instead. The entry "" is for all the rest.
        source: The prompt's input.
        output: Where it goes on.
    """

    def foresee(known: Known) -> Foreseen:
        told = known.facts.get(source, {})
        family = str(told.get("family", ""))
        advice = families.get(family, families[""]) if family else ""
        title = TITLES.get(family, family)
        refusals = (Refusal(source, f"the prompt is for {title}: {advice}"),) if advice else ()
        return Foreseen({output: told} if told else {}, refusals)

    return foresee


def refuse_pixels(latent: Facts) -> str:
    """Say why a latent does not go where an autoencoder's are wanted."""
    space = str(latent.get("space", ""))
    if not paints_pixels(space):
        return ""
    return f"the latent is for {TITLES[space]} and holds pixels: take Pixel Latent to Image"


def refuse_all_but_pixels(told: Facts) -> str:
    """Say why a latent or a model does not go where pixels are wanted."""
    space = str(told.get("space", ""))
    if not space or paints_pixels(space):
        return ""
    return f"{_called(told)} is for {TITLES.get(space, space)}: take VAE Decode and VAE Encode"


def refuse_all_that_are_told(model: Facts) -> str:
    """Say why a model that reads prompts, or is told a class, does not go where neither is said."""
    if "text_width" in model:
        return f"{_called(model)} reads prompts: take Encode Prompt"
    return f"{_called(model)} paints classes: take Class Label" if "classes" in model else ""


def refuse_without_classes(model: Facts) -> str:
    """Say why a model does not go where one that paints classes is wanted."""
    if "classes" in model:
        return ""
    instead = "Encode Prompt" if "text_width" in model else "No Prompt"
    return f"{_called(model)} paints no classes: take {instead}"


def in_common(output: str, *inputs: str) -> Foresee:
    """Make the rule of a node that gives one of its inputs: what all of them say is known."""

    def foresee(known: Known) -> Foreseen:
        told = [known.facts.get(name, {}) for name in inputs]
        shared = {
            name: value
            for name, value in told[0].items()
            if all(other.get(name) == value for other in told[1:])
        }
        return Foreseen({output: shared} if shared else {})

    return foresee


def misfits(known: Known, *inputs: str) -> Iterator[Refusal]:
    """Find the inputs that are of another family than an earlier one; one reason for each."""
    first: dict[str, Facts] = {}
    for name in inputs:
        told = known.facts.get(name, {})
        for fact in AGREE_ON:
            if fact in told and fact in first and first[fact][fact] != told[fact]:
                yield Refusal(name, disagreement(told, first[fact], fact))
                break
        else:
            for fact in AGREE_ON:
                if fact in told:
                    first.setdefault(fact, told)


def disagreement(one: Facts, other: Facts, fact: str) -> str:
    """Say in words in what two things differ, and what to do.

    Args:
        one: What is refused.
        other: What is taken to be right.
        fact: In which they differ.
    """
    hint = _HINTS.get(str(one.get("what")), "take both from one model")
    return f"{_called(one)} {_says(one, fact)}, and {_called(other)} {_says(other, fact)}: {hint}"


def _called(one: Facts) -> str:
    what, name = one.get("what", "what comes in"), one.get("name", "")
    return f"the {what} {name}".rstrip()


def _says(one: Facts, fact: str) -> str:
    value = one[fact]
    match fact:
        case "family" | "space":
            return f"is for {TITLES.get(str(value), value)}"
        case "channels":
            return f"has {value} channels"
        case "scale":
            return f"has cells of {value} px"
        case "text_width":
            return f"is for texts {value} wide"
        case _:
            return _KINDS.get(str(value), f"is for {value} models")
