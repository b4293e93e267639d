"""The runs of the open workflows: asked for here, followed here, shown by others."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from graphstudio.engine.events import ImageSaved, RunDone
from graphstudio.graph.edits import AddNode, Edit, Group, SetValue
from graphstudio.graph.graph import Graph
from graphstudio.session.estimates.outlook import Outlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.queue.runner import Runner
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Checked, NodeEvent, Trouble
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.session.workspace.workspace import Workspace
from graphstudio.ui.settings import Settings
from graphstudio.ui.window.desk import out_folder

_CHECK_AFTER_MS = 250  # a pause in typing
_SEED_BITS = 32  # short enough to be read aloud, and what other programs take too


@dataclass(slots=True)
class SheetRuns:
    """Hold what is known about the runs of one open workflow.

    Attributes:
        status: How its last or present run stands.
        troubles: What is in the way of running it.
        forecasts: What a run would do, by node; empty while it cannot run.
        outlook: What that would take.
        job: The job that `status` follows; "" before the first.
    """

    status: RunStatus = field(default_factory=RunStatus)
    troubles: tuple[Trouble, ...] = ()
    forecasts: dict[str, Forecast] = field(default_factory=dict)
    outlook: Outlook = field(default_factory=Outlook)
    job: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the next run would make something that the last one did not."""
        changes = (change for one in self.forecasts.values() for change in one.changes)
        return any(change.kind not in ("gone", "every time") for change in changes)


class Runs(QObject):
    """Queue runs of open workflows, and keep what becomes of each."""

    checked = Signal(str)
    """Emitted with a sheet's id when its troubles and forecasts are new."""
    progressed = Signal(str)
    """Emitted with a sheet's id when its run as a whole went on."""
    saved = Signal(str, str)
    """Emitted with a sheet's id and a picture's path."""
    refused = Signal(str)
    """Emitted with a sheet's id when a run could not start; `troubles` say why."""
    ended = Signal(str)
    """Emitted with a sheet's id when its run is over."""

    def __init__(
        self,
        workspace: Workspace,
        runner: Runner,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.runner = runner
        self._workspace = workspace
        self._settings = settings
        self._by_sheet: dict[str, SheetRuns] = {}
        self._sheet_of: dict[str, str] = {}
        self._unchecked: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=_CHECK_AFTER_MS)
        self._pause.timeout.connect(self._check)
        runner.event.connect(self._follow)
        runner.refused.connect(self._take_refusal)
        runner.lost.connect(self._take_loss)
        runner.checked.connect(self._take_check)
        runner.ready.connect(self._look_at_all)

    def of(self, sheet: Sheet) -> SheetRuns:
        """Give what is known about the runs of an open workflow."""
        return self.of_id(sheet.id)

    def of_id(self, sheet_id: str) -> SheetRuns:
        """Give what is known about the runs of a workflow by its id."""
        return self._by_sheet.setdefault(sheet_id, SheetRuns())

    def forget(self, sheet: Sheet) -> None:
        """Forget a workflow that was closed, when nothing of it runs; its jobs stay queued."""
        self._unchecked.discard(sheet.id)
        if not self.of(sheet).status.is_running:
            del self._by_sheet[sheet.id]

    def forget_namesakes(self, sheet: Sheet, edit: Edit) -> None:
        """Forget what is known of nodes that had the names of those that an edit added."""
        for node in _added(edit):
            self.of(sheet).status.forget(node)

    def run(
        self, sheet: Sheet, targets: Sequence[str] | None = None, *, first: bool = False
    ) -> str:
        """Queue a run of a workflow as it is now; give the job's id.

        Seeds that roll get new values first, as one undoable step: those that it depends on.

        Args:
            sheet: What to run.
            targets: The nodes wanted; None means every output node.
            first: Whether it goes before everything that waits.
        """
        _roll(sheet, targets)
        known = self.of(sheet)
        job = self.runner.submit(
            sheet.id,
            sheet.title,
            sheet.text(),
            str(sheet.folder),
            None if targets is None else tuple(targets),
            str(out_folder(self._settings)),
            first=first,
        )
        self._sheet_of[job] = sheet.id
        known.job = job
        known.status.wait()
        self.progressed.emit(sheet.id)
        return job

    def warm_up(self, sheet: Sheet) -> None:
        """Load the models of a workflow as it is now; nothing is made."""
        self.runner.warm_up(sheet.text(), str(sheet.folder))

    def stop(self) -> None:
        """Stop the run under way; the next one in the queue starts."""
        self.runner.stop()

    def look_again(self, sheet: Sheet) -> None:
        """Find out soon what is in a workflow's way and what a run would do."""
        self._unchecked.add(sheet.id)
        self._pause.start()

    def _check(self) -> None:
        waiting, self._unchecked = self._unchecked, set()
        for sheet in self._workspace.sheets:
            if sheet.id in waiting and sheet.document.graph.nodes:
                text = sheet.text(is_compact=True)
                self.runner.check(sheet.id, text, str(sheet.folder), None)
            elif sheet.id in waiting:
                self._take_check(Checked(0, sheet.id))

    def _follow(self, job: str, event: NodeEvent) -> None:
        known = self._known(job)
        if known is None:
            return
        sheet, runs = known
        runs.status.take(event)
        self.progressed.emit(sheet)
        if isinstance(event, ImageSaved):
            self.saved.emit(sheet, str(event.path))
        if isinstance(event, RunDone):
            self._end(sheet)

    def _take_refusal(self, job: str, troubles: tuple[Trouble, ...]) -> None:
        known = self._known(job)
        if known is not None:
            sheet, runs = known
            runs.troubles = troubles
            runs.status.lose("")
            self.checked.emit(sheet)
            self.refused.emit(sheet)
            self.progressed.emit(sheet)

    def _take_loss(self, job: str, message: str) -> None:
        known = self._known(job)
        if known is not None:
            sheet, runs = known
            runs.status.lose(message)
            self._end(sheet)

    def _take_check(self, answer: Checked) -> None:
        runs = self._by_sheet.get(answer.sheet)
        if runs is not None:
            runs.troubles = answer.troubles
            runs.forecasts = {one.node: one for one in answer.forecasts}
            runs.outlook = answer.outlook
            self.checked.emit(answer.sheet)

    def _end(self, sheet_id: str) -> None:
        self.progressed.emit(sheet_id)
        self.ended.emit(sheet_id)
        if all(sheet.id != sheet_id for sheet in self._workspace.sheets):
            self._by_sheet.pop(sheet_id, None)
        self._look_at_all()  # what is kept now changes every forecast

    def _look_at_all(self) -> None:
        """Ask anew about every workflow; an engine that died has answered nothing."""
        for sheet in self._workspace.sheets:
            self.look_again(sheet)

    def _known(self, job: str) -> tuple[str, SheetRuns] | None:
        sheet = self._sheet_of.get(job) or self._adopt(job)
        runs = self._by_sheet.get(sheet)
        return None if runs is None else (sheet, runs)

    def _adopt(self, job_id: str) -> str:
        """Find the workflow of a job that waited since an earlier start of the program."""
        sheet = next((one.sheet for one in self.runner.jobs if one.id == job_id), "")
        self._sheet_of[job_id] = sheet
        return sheet


def _added(edit: Edit) -> Iterator[str]:
    match edit:
        case Group(edits):
            for one in edits:
                yield from _added(one)
        case AddNode(node):
            yield node.id


def _roll(sheet: Sheet, targets: Sequence[str] | None) -> None:
    graph = sheet.document.graph
    needed = set(graph.nodes) if targets is None else _needed(graph, targets)
    ports = [
        port
        for port in sorted(graph.rolling)
        if port.node in needed and port.socket not in graph.inputs(port.node)
    ]
    if ports:
        seed = secrets.randbits(_SEED_BITS)
        edits = tuple(
            SetValue(port.node, port.socket, seed + number) for number, port in enumerate(ports)
        )
        label = QCoreApplication.translate("Runs", "New seed")
        sheet.document.do(Group(edits), label)


def _needed(graph: Graph, targets: Sequence[str]) -> set[str]:
    """Find the nodes that some nodes depend on, and these themselves."""
    needed: set[str] = set()
    waiting = list(targets)
    while waiting:
        node = waiting.pop()
        if node not in needed:
            needed.add(node)
            waiting.extend(source.node for source in graph.inputs(node).values())
    return needed
