"""What a class-conditional model is told to paint, by name or by number."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import torch

from graphstudio.api import Conditioning, Denoiser, Model
from graphstudio.diffusion.families import paints_pixels
from graphstudio.errors import BadValue

NOTHING = "no class"
"""What people call the class that stands for none."""

_MOST_DIGITS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Hold classes that were chosen.

    Attributes:
        conditioning: What the denoiser is told, a row for each picture.
        count: How many pictures that is.
        names: The first name of each class, a line each.
    """

    conditioning: Conditioning
    count: int
    names: str


def choose_labels(model: Model[Denoiser], text: str, each: int = 1) -> Chosen:
    """Make a conditioning of class labels.

    Args:
        model: Its facts say how many classes there are and what they are called.
        text: Names or numbers, apart by ";" or on lines of their own. Several synonyms of one class
            may stand together, apart by commas, as ImageNet lists them. Upper and lower case are
            the same. Nothing at all is the class that stands for none (arXiv:2207.12598).
            Models that paint pixels themselves have no such class.
        each: Pictures of each label, next to each other.

    Raises:
        BadValue: The model knows no classes, or not these; every one is reported.
    """
    classes = model.fact("classes")
    if classes is None:
        raise BadValue(_no_classes(model))
    listed = _listed(model)
    asked = [part.strip() for line in text.splitlines() for part in line.split(";")]
    wanted = [part for part in asked if part]
    most = last_label(model, int(classes))
    found = {label: _find(label, listed, most) for label in wanted}
    problems = [
        _problem(label, numbers, listed, int(classes), most)
        for label, numbers in found.items()
        if len(numbers) != 1
    ]
    if not wanted and most < int(classes):
        problems.append(
            f"{model.name} was trained without a class that stands for none: say what it should "
            f"paint, with a number from 0 to {most}."
        )
    if problems:
        raise BadValue(" ".join(problems), problems)
    numbers = [found[label][0] for label in wanted] or [int(classes)]
    labels = torch.tensor(numbers, dtype=torch.int64).repeat_interleave(each).contiguous()
    names = [NOTHING if one == classes else _first_name(one, listed) for one in numbers]
    told = Conditioning(torch.zeros(1, 0, 0), model.family, labels=labels, text="; ".join(wanted))
    return Chosen(told, len(labels), "\n".join(names))


def last_label(model: Model[Denoiser], classes: int) -> int:
    """Give the highest label that a model can be told.

    DiT has a number of its own for "no class": the one after the last.
    """
    return classes - 1 if paints_pixels(model.family) else classes


def _no_classes(model: Model[Denoiser]) -> str:
    instead = "it reads texts. Use Encode Prompt"
    if paints_pixels(model.family):
        instead = "it paints one kind of picture. Use No Prompt"
    return (
        f"{model.name} knows no classes: {instead}, or wire a model that paints classes, from Load "
        "Class Model or Load Pixel-Space Model."
    )


def _listed(model: Model[Denoiser]) -> dict[int, str]:
    named: dict[str, str] = json.loads(str(model.fact("labels") or "{}"))
    return {int(number): names for number, names in named.items()}


def _find(label: str, listed: Mapping[int, str], most: int) -> list[int]:
    """Give the classes that a label may mean; more than one is a name that does not tell.

    ImageNet has two classes "crane", and a "maillot" besides a "maillot, tank suit": a whole list
    of names goes before one of its names.
    """
    if label.isdecimal():
        # Python refuses to read numbers of some thousand digits.
        is_short = len(label) <= _MOST_DIGITS
        return [int(label)] if is_short and int(label) <= most else []
    wanted = _names(label)
    if not wanted:
        return []
    whole = [number for number, names in listed.items() if _names(names) == wanted]
    return whole or [
        number for number, names in listed.items() if set(wanted) <= set(_names(names))
    ]


def _problem(
    label: str, found: list[int], listed: Mapping[int, str], classes: int, most: int
) -> str:
    numbers = f"a number from 0 to {classes - 1}"
    if found:
        several = " and ".join(f"{number} ({listed[number]})" for number in found[:4])
        return f'"{label}" is a name of {several}. Write the number of the one that you mean.'
    if label.isdecimal():
        none = f"; {classes} is no class" if most == classes else ""
        return f"There is no class {label}. Choose {numbers}{none}."
    if not listed:
        return f'There is no class "{label}": the model\'s folder lists no names. Choose {numbers}.'
    known = list(dict.fromkeys(one for names in listed.values() for one in _names(names)))
    (plain, *_) = _names(label) or [label]
    holding = [name for name in known if plain in name]
    meant = list(dict.fromkeys([*get_close_matches(plain, known), *holding[:3]]))[:4]
    hint = f"Did you mean {' or '.join(meant)}?" if meant else f"Choose another, or {numbers}."
    return f'There is no class "{label}". {hint}'


def _names(label: str) -> list[str]:
    """Give the names of a class, in a form that can be compared."""
    plain = (" ".join(name.split()).casefold() for name in label.split(","))
    return [name for name in plain if name]


def _first_name(number: int, listed: Mapping[int, str]) -> str:
    names = listed.get(number, "").split(",")
    return names[0].strip() or str(number)
