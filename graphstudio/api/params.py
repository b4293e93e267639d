"""Hints that say what a knob takes and how it is edited.

They go into `typing.Annotated`, best behind a name that says what they mean:

    Steps = Annotated[int, Range(1, 150)]
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Range:
    """Bound a number, both ends included, and say how its editor moves.

    Attributes:
        least: The smallest value taken.
        most: The largest value taken.
        step: What one notch of a wheel changes; None lets the editor choose.
        unit: What stands behind the number, such as "px".
        multiple_of: Values must be a multiple of this; None takes any.
    """

    least: float
    most: float
    step: float | None = None
    unit: str = ""
    multiple_of: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Ask for a text editor of a certain kind.

    Attributes:
        is_multiline: Whether line breaks are part of the text.
        placeholder: What an empty editor shows.
        pattern: Regular expression (of Python's `re`) that the whole text must match; "" takes
            any text.
        rule: What the pattern means, in words: a text that does not match is refused with it.
    """

    is_multiline: bool = False
    placeholder: str = ""
    pattern: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Offer choices that are only known when somebody looks, such as the installed models.

    Values outside the list stay valid: a list on this machine says nothing about another one.

    Attributes:
        find: Gives the choices; called when an editor opens, never while planning.
    """

    find: Callable[[], Sequence[str]]


@dataclass(frozen=True, slots=True)
class File:
    """Ask for a file or folder.

    On a `str` knob it says that a text with a slash in it is a path; others are names.
    A `Path` knob with `is_read` true makes the *content* of the file part of what the node
    depends on: overwrite the file and the node runs again.

    Attributes:
        kind: What the picker shows.
        is_read: Whether the node reads it. False for a place to write to.
        kinds: Which kinds of model it may be, the usual one first, such as ("lora",); () for any.
            A model that was renamed is looked for among these.
    """

    kind: Literal["any", "image", "folder", "model", "workflow"] = "any"
    is_read: bool = True
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seed:
    """Mark a whole number as a seed: editors offer a new one, or keep it, at each run."""


@dataclass(frozen=True, slots=True)
class Colour:
    """Mark a text as a colour, "#rrggbb": editors show it and let people mix it."""


@dataclass(frozen=True, slots=True)
class Painting:
    """Mark a text as a mask that was painted: the window opens its painter for it.

    The text holds the marks themselves (`graphstudio.api.painting`), and
    `graphstudio.diffusion.painting.painted` turns it into a mask of any size. The painter shows
    what comes in at the node's first input that takes an `Image`.
    """


@dataclass(frozen=True, slots=True)
class OverTime:
    """Mark a text as a curve over the time of a run: editors draw it, and let people draw.

    The text holds points, "0:7.5, 0.5:4, 1:1": place (0 is pure noise, 1 the finished picture) and
    value. `graphstudio.api.read_curve` reads it; an empty text is no curve.

    Attributes:
        least: The smallest value that a point may have.
        most: The largest one.
        usual: From where to where an editor shows at first; it shows more when there is more.
        unit: What stands behind a value, such as "x".
        counts_if: Another knob of the node, and what it must say for the curve to count: drawing a
            curve sets it, and taking the curve away gives it its default back. None where the
            curve always counts.
    """

    least: float
    most: float
    usual: tuple[float, float] = (0.0, 1.0)
    unit: str = ""
    counts_if: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DisplayOnly:
    """Mark a knob that changes how something is shown and never what it is.

    Such a knob is no part of the cache key: changing it runs nothing again.
    """
