"""What crosses between window and worker about a warm-up: frozen values, light to import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Warm:
    """Ask for a warm-up: all that a run would lend is loaded, and nothing is made.

    It waits for its turn behind the run under way, and is stopped as a run is.

    Attributes:
        run: Its name in all that is told of it.
        workflow: Text of a workflow file.
        folder: Where relative file names are seen from; "" means the current folder.
        targets: The nodes wanted; None means every output node.
    """

    run: str
    workflow: str
    folder: str
    targets: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class WarmTold:
    """Say how far a warm-up is.

    Attributes:
        run: Its name.
        done: Networks behind it; at its end those that are ready.
        total: All networks, as far as they are known.
        kind: What is loaded now, such as "denoiser"; "" at its end.
        name: What people call that; "" at its end.
        size_bytes: What the loaded ones take, at its end.
        seconds: How long it took, at its end.
        gone: Names of those that had to make room for later ones.
        problems: What went wrong, in words for people.
        is_over: Whether it is at its end.
        is_stopped: Whether somebody asked it to stop.
    """

    run: str
    done: int = 0
    total: int = 0
    kind: str = ""
    name: str = ""
    size_bytes: int = 0
    seconds: float = 0.0
    gone: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    is_over: bool = False
    is_stopped: bool = False
