"""What a person could set a knob to: small pictures, few steps, and at times some nonsense."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from graphstudio.api import Choices, Colour, Painting, Range, Seed
from graphstudio.graph.definitions import MISSING, InputDefinition
from graphstudio.graph.elements import Json

ALIKE = "alike"  # the folder beside the pictures that holds some of one size
_MOST = 96  # of what is counted in pixels
_SIDES = (1, 7, 8, 16, 17, 24, 32, 40, 64, 96)
_FEW = {"steps": 3, "batch_size": 2, "count": 2, "each": 2, "columns": 3, "rows": 3, "factor": 2}
_SIZED = frozenset({"width", "height", "original_width", "original_height"})
# Where a sensible person stays.
_WITHIN = {"start": (0.0, 0.3), "end": (0.7, 1.0), "strength": (0.5, 1.0), "clip_skip": (0, 1)}
_PAINTED = (
    "",
    '{"mark":"brush","points":[16384,8192,120,-40],"size":0.05,"hardness":0.8}',
    '{"mark":"ellipse","box":[1000,1000,9000,7000]}\n{"mark":"invert"}',
)
# The sensible ones come first, and how many they are.
_WORDS: dict[str, tuple[int, Sequence[str]]] = {
    "blocks": (4, ("", "in=0.5, mid=1", "out1=0", "rest=0", "nonsense")),
    "layers": (4, ("middle", "up", "down", "up 1", "down 9, down 1", "")),
    "curve": (3, ("", "0:1, 0.5:0.4, 1:0", "0:1, 0.5:1, 0.5:0", "nonsense")),
    "points": (2, ("0:7.5, 0.5:4, 1:1", "0.2:3", "", "nonsense")),
    "levels": (4, ("10, 5", "0.9 0.5", "999, 500, 1", "22, 0", "", "5, 7", "14.6, 0", "x")),
    "sizes": (1, ("", "1, 2", "1, 0", "nonsense")),
    "texts": (3, ("a cat", "a cat\na dog", "a [red:blue:0.5]\na dog\n(a photo:1.3)", "")),
    "labels": (2, ("", "one\ntwo")),
    "name": (2, ("fox", "cat", "<fox>", "a b")),
    "folder": (1, ("",)),
    "image.each pattern": (1, ("*", "*.png", "nothing")),
    "image.save name": (2, ("picture", "a b", "../x")),
    "scheduler.choose options": (
        1,
        ("", "solver_type=heun", "s_churn=0.2", "clip_sample=true", "beta_end=x"),
    ),
    "pipeline.run options": (1, ("", '{"num_inference_steps": 2}', '{"nobody": 1}', "{")),
    "label.choose text": (4, ("", "goldfish", "1; 3", "207\n1", "nobody", "1000")),
    "text": (
        5,
        (
            *("", "a red circle", "a (red:1.3) [cat:dog:0.5] on [blue|green] (circle"),
            *("[a:0.5] <fox> \\(photo\\)", "cat, " * 90, "猫 🦊 \n"),
        ),
    ),
}


@dataclass(frozen=True)
class Person:
    """Say what somebody has at hand who sets knobs.

    Attributes:
        theme: Models whose names begin so are taken; "" takes any.
        pictures: Files that a picture may be loaded from; the first is a small one.
        side: Width and height of most pictures; None where nobody looks at sizes.
    """

    theme: str
    pictures: Sequence[str]
    side: int | None

    @property
    def is_sensible(self) -> bool:
        """Whether what is written and set makes sense."""
        return self.side is not None

    def sets(self, node: str, knob: InputDefinition) -> st.SearchStrategy[Json]:
        """Give what a knob of a node (by the id of its definition) may be set to."""
        found = self._any(node, knob)
        has_default = knob.default not in ("", MISSING) and not _is_large(knob)
        return st.just(knob.default) | found if self.is_sensible and has_default else found

    def _any(self, node: str, knob: InputDefinition) -> st.SearchStrategy[Json]:
        if any(isinstance(hint, Seed) for hint in knob.hints):
            return st.sampled_from((0, 1, 7, 2**64 - 1))
        if knob.name == "annotator":
            return st.sampled_from(("Soft edges (PiDiNet)",) * 9 + ("Line art",))
        if knob.type.kind == "choice":
            return st.sampled_from(knob.type.choices)
        if knob.type.name == "bool":
            return st.booleans()
        if knob.type.name in ("int", "float"):
            return self._number(knob)
        return st.sampled_from(self._texts(node, knob))

    def _number(self, knob: InputDefinition) -> st.SearchStrategy[Json]:
        bounds = next((one for one in knob.hints if isinstance(one, Range)), Range(0, _MOST))
        if self.side is not None and knob.name in _SIZED and knob.type.name == "int":
            return st.just(max(self.side, int(bounds.least)))
        if self.is_sensible and knob.name == "tile":
            return st.sampled_from((0, 64))
        most = min(bounds.most, _FEW.get(knob.name, 2 if self.is_sensible else _MOST))
        least = max(bounds.least, -_MOST)
        most = max(least, most)
        if self.is_sensible and knob.name in _WITHIN:
            least, most = _WITHIN[knob.name]
        if knob.type.name == "float":
            drawn = st.floats(least, most).map(lambda value: round(value, 2))
            return st.sampled_from((knob.default, least, most)) | drawn
        if self.is_sensible:
            return st.integers(int(least), int(most))
        sides = [side for side in _SIDES if least <= side <= most] or [int(least)]
        return st.sampled_from(sides) | st.integers(int(least), int(most))

    def _texts(self, node: str, knob: InputDefinition) -> Sequence[str]:
        for hint in knob.hints:
            if isinstance(hint, Choices):
                found = hint.find()
                fitting = [one for one in found if one.startswith(self.theme)]
                return fitting or found or ["nobody"]
            if isinstance(hint, Colour):
                return ("#000000", "#ffffff", "#12ab9f")
            if isinstance(hint, Painting):
                return _PAINTED
        if node == "image.load":
            return self.pictures[:1] if self.is_sensible else self.pictures
        if f"{node} {knob.name}" == "image.each folder":
            mixed = Path(self.pictures[0]).parent
            return (
                (str(mixed / ALIKE),) if self.is_sensible else (str(mixed / ALIKE), str(mixed), "")
            )
        default = _WORDS.get(knob.name, _WORDS["text"])
        sensible, words = _WORDS.get(f"{node} {knob.name}", default)
        return words[:sensible] if self.is_sensible else words


def _is_large(knob: InputDefinition) -> bool:
    """Tell whether what a knob is by default would take too long here."""
    is_picked = any(isinstance(hint, Choices) for hint in knob.hints)
    return is_picked or knob.name in (*_FEW, *_SIZED, "annotator", "tile")
