"""What a run shows while it goes: bars for people, lines for machines, or nothing."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from graphstudio.engine import events
from graphstudio.engine.plan import Plan

if TYPE_CHECKING:
    from rich.progress import TaskID


class View(Protocol):
    """Something that shows a run."""

    def take(self, event: events.Event) -> None:
        """Show one event."""

    def stopping(self) -> None:
        """Say that the run will stop; called from a signal handler."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class _Plain:
    """Needs nothing opened or closed."""

    def stopping(self) -> None:
        """Say so on stderr, away from what a program reads."""
        print("stopping after this step; Ctrl-C again stops at once", file=sys.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


class JsonLines(_Plain):
    """Print every event as one JSON object on a line of stdout."""

    def take(self, event: events.Event) -> None:
        """Print the event, its kind under "event"; previews are left out."""
        if isinstance(event, events.NodePreviewed):
            return
        fields = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
        print(json.dumps({"event": type(event).__name__, **fields}, default=_text), flush=True)


class Quiet(_Plain):
    """Print nothing but where the pictures are, and errors."""

    def take(self, event: events.Event) -> None:
        """Print paths and errors."""
        if isinstance(event, events.ImageSaved):
            print(event.path, flush=True)
        elif isinstance(event, events.NodeFailed):
            print(f"error: {event.error}", file=sys.stderr, flush=True)


def _text(value: object) -> object:
    if isinstance(value, Path | Exception):
        return str(value)
    if isinstance(value, tuple | frozenset | set):
        return list(value)
    return str(value)


class Progress:
    """Show a line for each node that ran and a bar for the one that runs, on stderr.

    Paths of pictures go to stdout, so that a shell can take them.
    """

    def __init__(self, plan: Plan) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bars

        self._titles = {one.id: one.title for one in plan.nodes}
        self._streams = {one.id for one in plan.nodes if one.definition.gives_streams}
        self._tasks: dict[str, TaskID] = {}
        self._kept: dict[str, int] = {}  # steps that a node did not have to take
        self._hits = 0
        self._console = Console(stderr=True, highlight=False)
        self._bars = Bars(
            TextColumn("  {task.description}", markup=False),  # titles are anybody's text
            BarColumn(bar_width=30),
            TextColumn("{task.fields[told]}"),
            console=self._console,
            transient=True,
            redirect_stdout=False,  # or rich sends the paths to stderr where that is a terminal
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def stopping(self) -> None:
        """Say so above the bar."""
        self._console.print(
            "  stopping after this step; Ctrl-C again stops at once", style="yellow"
        )

    def take(self, event: events.Event) -> None:
        """Show one event."""
        match event:
            case events.NodeStarted(node=node):
                for other in self._tasks.keys() - self._streams:
                    self._hide(other)
                self._show(node)
            case events.NodeProgress(node=node, done=done, total=total, seconds_left=left):
                self._advance(node, done, total, left)
            case events.StepKept(node=node):
                self._kept[node] = event.count_old(self._kept.get(node, 0))
            case events.NodeDone(node=node, seconds=seconds, is_cached=is_cached):
                self._done(node, seconds, is_cached=is_cached)
            case events.NodeFailed(node=node, error=error):
                self._hide(node)
                self._console.print(f"  error: {error}", style="red", markup=False, soft_wrap=True)
            case events.NodeSkipped(node=node, because=because):
                self._console.print(
                    f"  skipped {self._title(node)}: {because}", markup=False, soft_wrap=True
                )
            case events.Warned(node=node, message=message):
                text = f"  warning from {self._title(node)}: {message}"
                self._console.print(text, style="yellow", markup=False, soft_wrap=True)
            case events.ImageSaved(path=path):
                self._hide_all()
                self._bars.refresh()
                print(path, flush=True)
            case events.RunDone(outcome=outcome, seconds=seconds, ran=ran, cached=cached):
                self._hide_all()
                hits = f"{ran} nodes ran, {cached} came from the cache"
                self._console.print(f"  {outcome} in {seconds:.1f} s: {hits}")
            case _:
                return

    def _done(self, node: str, seconds: float, *, is_cached: bool) -> None:
        self._hide(node)
        self._hits += is_cached
        if is_cached:
            self._console.print(f"  {self._title(node):32} cached", style="dim", markup=False)
        elif seconds >= 0.05:  # the many that take no time would only scroll the rest away
            kept = self._kept.get(node, 0)
            told = f", after {kept} kept steps" if kept else ""
            self._console.print(f"  {self._title(node):32} {seconds:6.1f} s{told}", markup=False)

    def _advance(self, node: str, done: int, total: int | None, left: float | None) -> None:
        what = "item" if node in self._streams else "step"
        steps = f"{what} {done}" if total is None else f"{what} {done} of {total}"
        told = steps if left is None else f"{steps}, {left:.0f} s left"
        task = self._show(node)
        self._bars.update(task, completed=done, total=total, told=self._told(told))

    def _told(self, text: str = "") -> str:
        hits = f"{self._hits} cached" if self._hits else ""
        return ", ".join(filter(None, (text, hits)))

    def _show(self, node: str) -> TaskID:
        # A task for each node: rich cannot take a total back once it has one.
        if node not in self._tasks:
            self._tasks[node] = self._bars.add_task(
                self._title(node), total=None, told=self._told()
            )
        return self._tasks[node]

    def _hide(self, node: str) -> None:
        task = self._tasks.pop(node, None)
        if task is not None:
            self._bars.remove_task(task)

    def _hide_all(self) -> None:
        for node in list(self._tasks):
            self._hide(node)

    def _title(self, node: str) -> str:
        return self._titles.get(node, node)
