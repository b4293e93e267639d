"""What is known of values before a run: which family a model is of, how large a latent will be.

A node that knows more than the types of its sockets says so with `@node(..., foresee=...)`: a
function that is told what is known of its inputs and answers what will be known of its outputs,
and which inputs cannot work together. It is asked while wires are drawn, so it must answer in
milliseconds: it reads headers and small files, never weights, and imports no torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Fact = str | int | float | bool
Facts = Mapping[str, Fact]
"""What is known of one value, by name; what is not known is not in it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Say what is known of a node's inputs before a run.

    Attributes:
        values: What its knobs are set to, by name; those that a wire leads to are left out.
        facts: What is known of what comes along its wires, by input.
    """

    values: Mapping[str, Any]  # Any: JSON values
    facts: Mapping[str, Facts]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Say that an input cannot work.

    Attributes:
        input: Its name.
        reason: In words, without a full stop: what does not fit, and what to do.
    """

    input: str
    reason: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Say what is known of a node before a run.

    Attributes:
        outputs: What is known of each output, by name; those of which nothing is are left out.
        refusals: What cannot work.
    """

    outputs: Mapping[str, Facts] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()


Foresee = Callable[[Known], Foreseen]
"""Answer for one node; raises `GraphStudioError` or `OSError` where nothing can be known now."""
