"""What somebody wants of a pipeline, turned into arguments that the pipeline really takes.

Pipelines call the same thing by different names, and swallow or ignore what they do not know.
Here everything that was set is placed under its real name, or refused in words.
"""

from __future__ import annotations

import difflib
import inspect
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image as Pillow

from graphstudio.api import Image, Mask
from graphstudio.diffusion.images import to_pillow
from graphstudio.diffusion.pipelines.classes import Class, parameters
from graphstudio.errors import BadValue

_IMAGES = ("image", "input_images", "images", "control_image")
_MASKS = ("mask_image", "mask")
_STEPS = ("num_inference_steps", "prior_num_inference_steps")
# Which knob or wire gives what a pipeline takes by these names.
_ELSEWHERE = {
    "prompt": "Write it into the prompt.",
    "generator": "The noise that is wired decides the random numbers.",
    "num_images_per_prompt": "Set batch_size.",
    "output_type": "Pictures always come out as pictures.",
    "return_dict": "Pictures always come out as pictures.",
    **dict.fromkeys(_IMAGES, "Wire the picture."),
    **dict.fromkeys(_MASKS, "Wire the mask."),
}


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """Say what is wanted; None (or an empty text) leaves something to the pipeline.

    Attributes:
        prompt: What should be in the pictures.
        negative: What should not.
        width: In pixels.
        height: In pixels.
        steps: 1 or more.
        guidance: How strongly the prompt pulls, as the pipeline counts it.
        batch_size: How many pictures.
        image: One for all pictures, or one for each; several for one picture go in together.
        strength: How much of the image is painted anew, above 0 up to 1.
        mask: One for all pictures, or one for each.
        options: A JSON object of further arguments by their names; "" for none.
    """

    prompt: str = ""
    negative: str = ""
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    guidance: float | None = None
    batch_size: int = 1
    image: Image | None = None
    strength: float | None = None
    mask: Mask | None = None
    options: str = ""


def make_arguments(kind: Class, request: Request) -> list[dict[str, Any]]:  # Any: as they are
    """Turn a request into what a pipeline is called with, once for each picture.

    Args:
        kind: The pipeline's class.
        request: What is wanted.

    Raises:
        BadValue: The pipeline does not take something that was set, or needs more; every
            problem is reported.
    """
    form = _Form(kind.__name__, parameters(kind))
    _fill_in(form, request)
    pictures = _for_each(form, "pictures", _colours(request.image), request.batch_size)
    masks = _for_each(form, "masks", _greys(request.mask), request.batch_size)
    name_of_image = form.place("picture", pictures[0], _IMAGES)
    name_of_mask = form.place("mask", masks[0], _MASKS)
    form.read_options(request.options)
    form.finish()
    calls = []
    for picture, mask in zip(pictures, masks, strict=True):
        given = {name_of_image: picture, name_of_mask: mask}
        calls.append(form.told | {name: value for name, value in given.items() if name})
    return calls


@dataclass(slots=True)
class _Form:
    """Collect arguments, and what is wrong with them."""

    who: str
    takes: dict[str, inspect.Parameter]
    told: dict[str, Any] = field(default_factory=dict)  # Any: each pipeline takes its own
    problems: list[str] = field(default_factory=list)

    def place(self, what: str, value: object, names: Sequence[str]) -> str:
        """Tell the pipeline something under the first of the names that it knows.

        Returns:
            That name; "" when nothing was set, or the pipeline does not take it.
        """
        if value is None:
            return ""
        name = next((one for one in names if one in self.takes), "")
        if name:
            self.told[name] = value
        else:
            self.problems.append(f"{self.who} takes no {what}. Leave it open.")
        return name

    def read_options(self, text: str) -> None:
        """Add the arguments of a JSON text."""
        try:
            options = json.loads(text) if text.strip() else {}
        except (ValueError, RecursionError) as error:
            self.problems.append(f"The options are not JSON ({error}). {_EXAMPLE}")
            return
        if not isinstance(options, dict):
            self.problems.append(f"The options are no JSON object. {_EXAMPLE}")
            return
        for name, value in options.items():
            self._add_option(name, value)

    def _add_option(self, name: str, value: Any) -> None:  # Any: JSON
        kind = str(self.takes[name].annotation) if name in self.takes else ""
        if name in self.told and name not in _ELSEWHERE:
            self.problems.append(
                f"{name} is set twice, in the options and by its own input. Take one away."
            )
        elif name in _ELSEWHERE or "callback" in name:
            remedy = _ELSEWHERE.get(name, "GraphStudio uses it itself.")
            self.problems.append(f"{name} cannot be set in the options. {remedy}")
        elif not kind:
            close = difflib.get_close_matches(name, self.takes, n=3)
            near = f"Did you mean {' or '.join(close)}?" if close else _known(self.takes)
            self.problems.append(f"{self.who} takes no option {name!r}. {near}")
        elif "Tensor" in kind or "PIL" in kind:
            self.problems.append(f"{name} takes no text but a tensor or a picture. Leave it out.")
        else:
            is_tuple = isinstance(value, list) and "tuple" in kind.lower() and "list" not in kind
            self.told[name] = tuple(value) if is_tuple else value

    def finish(self) -> None:
        """Check that nothing is missing.

        Raises:
            BadValue: Something is, or anything was wrong before.
        """
        needed = [
            one.name
            for one in self.takes.values()
            if one.default is one.empty and one.name not in self.told
        ]
        if needed:
            self.problems.append(
                f"{self.who} needs {', '.join(needed)}. Wire the picture, or write it into the "
                "options."
            )
        if self.problems:
            raise BadValue(" ".join(self.problems), self.problems)


_EXAMPLE = 'Write such as {"max_sequence_length": 256}.'


def _fill_in(form: _Form, request: Request) -> None:
    takes = form.takes
    form.place(
        "prompt", request.prompt if "prompt" in takes else request.prompt or None, ["prompt"]
    )
    form.place("width", request.width, ["width"])
    form.place("height", request.height, ["height"])
    form.place("number of steps", request.steps, _STEPS)
    guided_by = form.place("guidance", request.guidance, list(_guidance_names(takes)))
    form.place("strength", request.strength, ["strength"])
    is_true = guided_by == "true_cfg_scale" and "negative_prompt" in takes
    # Such a pipeline leaves guidance out where it is told no negative prompt, even an empty one.
    negative = request.negative if is_true else request.negative or None
    form.place("negative prompt", negative, ["negative_prompt"])
    if request.negative and _is_deaf(form, request.options):
        form.problems.append(
            f"{form.who} hears a negative prompt only with true_cfg_scale above 1. Write "
            '{"true_cfg_scale": 4} into the options, or leave the negative prompt empty.'
        )


def _guidance_names(takes: dict[str, inspect.Parameter]) -> Iterator[str]:
    """Name what a pipeline calls guidance; a scale of None is for models that are not there yet."""
    if "guidance_scale" in takes and takes["guidance_scale"].default is not None:
        yield "guidance_scale"
    yield from ("true_cfg_scale", "guidance_scale", "distilled_guidance_scale")
    yield from ("prior_guidance_scale", "text_guidance_scale")


def _is_deaf(form: _Form, options: str) -> bool:
    scale = form.takes.get("true_cfg_scale")
    is_told = "true_cfg_scale" in form.told or '"true_cfg_scale"' in options
    return scale is not None and not is_told and scale.default == 1.0


def _for_each(
    form: _Form, what: str, given: list[Pillow.Image], batch_size: int
) -> list[Any]:  # Any: nothing, one picture, or several
    if len(given) <= 1:
        return [given[0] if given else None] * batch_size
    if batch_size == 1:
        return [given]
    if len(given) != batch_size:
        form.problems.append(
            f"There are {len(given)} {what} for {batch_size} pictures. Give one for all, or one "
            "for each."
        )
    return (given * batch_size)[:batch_size]


def _colours(image: Image | None) -> list[Pillow.Image]:
    return [] if image is None else [one.convert("RGB") for one in to_pillow(image)]


def _greys(mask: Mask | None) -> list[Pillow.Image]:
    if mask is None:
        return []
    grey = mask.values[..., None].expand(-1, -1, -1, 3)
    return [one.convert("L") for one in to_pillow(Image(grey))]


def _known(takes: dict[str, inspect.Parameter]) -> str:
    known = [name for name in takes if name not in _ELSEWHERE and "callback" not in name]
    return f"It takes {', '.join(sorted(known))}."
