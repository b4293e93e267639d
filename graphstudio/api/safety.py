"""Safety checkers on wires."""

from __future__ import annotations

from typing import Protocol

from graphstudio.api.types import Image


class SafetyChecker(Protocol):
    """A loaded network that says which pictures not everybody should see."""

    def judge(self, image: Image) -> tuple[bool, ...]:
        """Say for each picture of a batch whether it is unsafe; each is looked at alone."""
