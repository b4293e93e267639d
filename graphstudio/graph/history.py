"""What was done, so that it can be undone and done again."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from graphstudio.graph.edits import Edit, Group, Move, SetValue


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one thing that the user did.

    Attributes:
        label: What the Undo menu calls it.
        edit: What does it again.
        inverse: What takes it back.
        merge_key: Equal keys in a row make one step; None never merges.
    """

    label: str
    edit: Edit
    inverse: Edit
    merge_key: Hashable = None


class History:
    """Hold the steps before now and, after undoing, those ahead.

    A gesture such as dragging a slider gives all its edits one merge key of its own (the node
    and knob, say, with a count of gestures); they become one step. A step is closed to merging
    by undoing, by redoing, by marking the document clean, and by `close_step`.
    """

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._clean: int | None = 0
        self._is_open = False
        # What the last step took the place of, for when it is taken out again.
        self._displaced: tuple[list[Step], int | None] = ([], 0)

    @property
    def undo_step(self) -> Step | None:
        """The step that undoing takes back."""
        return self._done[-1] if self._done else None

    @property
    def redo_step(self) -> Step | None:
        """The step that redoing does again."""
        return self._undone[-1] if self._undone else None

    @property
    def count(self) -> int:
        """How many steps can be undone."""
        return len(self._done)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step, oldest first: the `count` that were done, then those that were undone."""
        return (*self._done, *reversed(self._undone))

    @property
    def labels(self) -> tuple[str, ...]:
        """What was done and not undone, oldest first."""
        return tuple(step.label for step in self._done)

    @property
    def future_labels(self) -> tuple[str, ...]:
        """What was undone and can be done again, next first."""
        return tuple(step.label for step in reversed(self._undone))

    @property
    def clean_count(self) -> int | None:
        """How many steps were behind the state last marked clean; None when it is out of reach."""
        return self._clean

    @property
    def is_clean(self) -> bool:
        """Whether everything is as it was when it was last marked clean."""
        return self._clean == len(self._done)

    def mark_clean(self) -> None:
        """Remember this as the state that is saved."""
        self._clean = len(self._done)
        self._is_open = False

    def lose_clean(self) -> None:
        """Say that no undoing leads back to the state that is saved."""
        self._clean = None

    def close_step(self) -> None:
        """Keep the next step apart from the last one, whatever its merge key."""
        self._is_open = False

    def add(self, step: Step) -> None:
        """Add what was just done; what was undone before is forgotten."""
        last = self.undo_step
        if self._is_open and last is not None and last.merge_key == step.merge_key:
            self._done[-1] = _merged(last, step)
            return
        self._displaced = (self._undone, self._clean)
        if self._clean is not None and self._clean > len(self._done):
            self._clean = None  # the saved state lies in what is forgotten now
        self._undone = []
        self._done.append(step)
        self._is_open = step.merge_key is not None

    def take_out(self) -> None:
        """Forget the last step, as if it had never been: what was undone before it is there again.

        Once something was undone or redone since, what it took the place of is gone.
        """
        self._done.pop()
        self._undone, clean = self._displaced
        if self._clean is None or self._clean > len(self._done):
            self._clean = clean if self._clean is None else None
        self._displaced = ([], self._clean)
        self._is_open = False

    def step_back(self) -> None:
        """Count the last step as undone."""
        self._undone.append(self._done.pop())
        self._displaced = ([], None)
        self._is_open = False

    def step_forward(self) -> None:
        """Count the last undone step as done."""
        self._done.append(self._undone.pop())
        self._displaced = ([], None)
        self._is_open = False


def _merged(first: Step, second: Step) -> Step:
    if _replaces(second.edit, first.edit):
        return Step(second.label, second.edit, first.inverse, second.merge_key)
    before = _parts(first.edit)
    if before and _replaces(second.edit, before[-1]):
        # As where a drag begins with an edit of two knobs.
        edit = Group((*before[:-1], second.edit))
        return Step(second.label, edit, first.inverse, second.merge_key)
    edit = Group((*before, *_parts(second.edit)))
    inverse = Group((*_parts(second.inverse), *_parts(first.inverse)))
    return Step(second.label, edit, inverse, second.merge_key)


def _replaces(second: Edit, first: Edit) -> bool:
    """Tell whether the first may be left out, as for a slider that moves on."""
    if isinstance(first, SetValue) and isinstance(second, SetValue):
        return (first.node, first.name) == (second.node, second.name)
    if isinstance(first, Move) and isinstance(second, Move):
        return first.places.keys() == second.places.keys()
    return False


def _parts(edit: Edit) -> tuple[Edit, ...]:
    return edit.edits if isinstance(edit, Group) else (edit,)
