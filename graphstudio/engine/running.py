"""One run of one plan: pulls from the targets, iteratively, and runs a node once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from graphstudio.api import Cancelled, Image
from graphstudio.engine.cache import ResultCache
from graphstudio.engine.context import Emit, RunContext, Save, Stop
from graphstudio.engine.cutoff import CutOff
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import (
    Event,
    NodeDone,
    NodeFailed,
    NodeSkipped,
    NodeStarted,
    RunStarted,
    Warned,
)
from graphstudio.engine.failures import (
    bad_input,
    bad_output,
    changed_input,
    failure,
    is_out_of_memory,
    out_of_memory,
    release_frames,
)
from graphstudio.engine.files import FileHashes
from graphstudio.engine.fitting import fit_input, fit_outputs
from graphstudio.engine.keys import Key
from graphstudio.engine.lazies import AbsentInput, Asked, Call, LazyInput
from graphstudio.engine.plan import Link, Plan, PlannedNode
from graphstudio.engine.results import Result
from graphstudio.engine.sparing import Ladder, largest
from graphstudio.engine.steps import StepShelf
from graphstudio.engine.survey import Survey
from graphstudio.engine.texts import Texts
from graphstudio.engine.thrift import Thrift
from graphstudio.errors import BadValue, RunError


class Run:
    """Run a plan once.

    Attributes:
        errors: What kept nodes from giving their results, by node.
        saved: Every picture that was written.
        ran: How many nodes' code was called to its end.
        cached: How many results were there already.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        cache: ResultCache,
        devices: Devices,
        files: FileHashes,
        emit: Emit,
        save: Save,
        stop: Stop,
        cut_off: CutOff,
        shelf: StepShelf | None = None,
        thrift: Mapping[str, Thrift] | None = None,
    ) -> None:
        self.errors: dict[str, RunError] = {}
        self.saved: list[Path] = []
        self.ran = 0
        self.cached = 0
        self._plan = plan
        self._cache = cache
        self._devices = devices
        self._files = files
        self._emit: Emit = partial(_tell, emit)
        self._save = save
        self._stop = stop
        self._shelf = shelf
        self._cut_off = cut_off
        self._ladder = Ladder(devices, thrift or {}, free=self._free, warn=self._warn)
        self._lost: dict[str, str] = {}  # nodes without a result, and why
        self._tainted: set[str] = set()  # nodes whose result does not belong to their key
        self._made: set[Key] = set()  # results that this run put into the cache
        self._seconds: dict[str, float] = {}  # of calls that a lazy input cut short
        self._survey = Survey(plan, cache)
        self._texts = Texts(plan, cache)

    def go(self) -> None:
        """Run what the targets need.

        Raises:
            Cancelled: Somebody asked to stop; what was finished is in the cache.
        """
        try:
            self._work_through()
        except _ListenerFailed as failed:
            raise failed.error from None

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:
        """What each target gave, as far as it did."""
        found = self._survey.results
        return {
            id_: found[id_].outputs
            for id_ in self._plan.targets
            if id_ in found and found[id_].is_intact
        }

    def _work_through(self) -> None:
        self._emit(RunStarted(self._plan.targets, self._survey.reachable))
        for id_, because in self._plan.skipped.items():
            self._emit(NodeSkipped(id_, because))
        for target in self._plan.targets:
            self._pull(target)

    def _pull(self, target: str) -> None:
        by_id, is_settled = self._plan.by_id, self._survey.is_settled
        waiting = [target]
        while waiting:
            id_ = waiting[-1]
            first = None if is_settled(id_) else self._advance(by_id[id_])
            if first is None:
                waiting.pop()
            else:
                waiting.append(first)

    def _advance(self, planned: PlannedNode) -> str | None:
        """Settle a node, or name the one that must be settled before."""
        survey = self._survey
        if planned.id in survey.hits:
            survey.settle(planned.id, None)  # its result is held since the survey
            self._note_hit(planned)
            return None
        if planned.key in self._made and (twin := self._cache.get(planned.key)) is not None:
            self._settle(planned, twin)  # another node of this graph does the same
            self._note_hit(planned)
            return None
        for link in planned.links:
            if link.is_lazy:
                continue
            if not survey.is_settled(link.source):
                return link.source
            reason = self._loss(link)
            if reason:
                self._skip(planned, reason)
                return None
        if self._stop.is_set():
            raise Cancelled
        if planned.definition.id in self._cut_off.seconds and self._is_cut_off(planned):
            return None
        return self._work(planned)

    def _is_cut_off(self, planned: PlannedNode) -> bool:
        """Settle a node whose inputs say what they said when it ran last, if it is one."""
        key = self._cut_off.key(planned, self._survey.results)
        result = None if key is None else self._cache.get(key)
        if result is None:
            return False
        if any(link.source in self._tainted for link in planned.links):
            self._tainted.add(planned.id)
        elif planned.is_kept and self._cache.put(planned.key, result, planned):
            self._made.add(planned.key)
        self._settle(planned, result)
        self._note_hit(planned, is_cut_off=True)
        return True

    def _work(self, planned: PlannedNode) -> str | None:
        """Call a node whose inputs are there; name what it asks for, if that is not."""
        call = Call()
        try:
            inputs = self._inputs(planned, call)
        except RunError as refused:
            self._fail(planned, refused)
            return None
        if planned.id not in self._seconds:
            self._emit(NodeStarted(planned.id))
        started = time.perf_counter()
        error: RunError | None = None
        value: object = None
        try:
            value = self._call(planned, inputs)
        except Asked:
            value = None  # what was asked for is noted in the call
        except (Exception, SystemExit) as raised:  # noqa: BLE001 - a node's body is foreign code
            error = self._explain(planned, raised, inputs)
        seconds = time.perf_counter() - started + self._seconds.get(planned.id, 0.0)
        if call.source is not None:
            self._seconds[planned.id] = seconds
            return call.source
        self._conclude(planned, call, value, error, seconds)
        return None

    def _conclude(
        self,
        planned: PlannedNode,
        call: Call,
        value: object,
        error: RunError | None,
        seconds: float,
    ) -> None:
        changed = self._changed(planned)
        if call.refused is not None:
            name, reason = call.refused
            error = self._refusal(planned, name, reason)
        error = error or changed
        if call.absent:
            self._skip(planned, call.absent)
        elif error is not None:
            self._fail(planned, error)
        else:
            self._finish(planned, value, seconds)

    def _finish(self, planned: PlannedNode, value: object, seconds: float) -> None:
        try:
            outputs = fit_outputs(planned.definition, value)
        except BadValue as error:
            self._fail(planned, bad_output(planned, str(error)))
            return
        result = Result.of(outputs, seconds)
        is_kept = planned.is_kept and not self._is_tainted(planned)
        if is_kept and self._cache.put(planned.key, result, planned):
            self._made.add(planned.key)
        if seconds >= self._cut_off.least_s and planned.is_repeatable:
            self._keep_by_content(planned, result)
        self.ran += 1
        self._settle(planned, result)
        self._emit(NodeDone(planned.id, seconds, is_cached=False))

    def _keep_by_content(self, planned: PlannedNode, result: Result) -> None:
        if planned.id in self._tainted or (not planned.is_kept and self._is_tainted(planned)):
            return
        key = self._cut_off.note(planned, self._survey.results, result)
        if key is not None:
            self._cache.put(key, result, planned)

    def _call(self, planned: PlannedNode, inputs: dict[str, Any]) -> object:
        """Call the function; when memory runs out, make room and call it again."""
        return self._ladder.call(planned.id, partial(self._attempt, planned, inputs))

    def _attempt(self, planned: PlannedNode, inputs: dict[str, Any], thrift: Thrift) -> object:
        definition = planned.definition
        if not definition.wants_context:
            return definition.function(**inputs)
        # What is made more sparingly than that belongs to no key.
        context = self._context(planned.id, is_kept=thrift.is_exact)
        return definition.function(context, **inputs)

    def _free(self) -> None:
        """Let go whatever can be made again."""
        self._cache.clear()
        if self._shelf is not None:
            self._shelf.clear()
        self._devices.put_away(is_final=False)

    def _warn(self, node: str, message: str) -> None:
        self._emit(Warned(node, message))

    def _context(self, id_: str, *, is_kept: bool) -> RunContext:
        def save(node: str, image: Image, stem: str) -> list[Path]:
            return self._save(node, image, stem, self._texts_before(node))

        return RunContext(
            id_,
            emit=self._emit,
            save=save,
            stop=self._stop,
            devices=self._devices,
            saved=self.saved,
            shelf=self._shelf if is_kept else None,
        )

    def _texts_before(self, id_: str) -> dict[str, str]:
        return self._texts.before(id_)

    def _inputs(self, planned: PlannedNode, call: Call) -> dict[str, Any]:
        inputs = dict(planned.arguments)
        results = self._survey.results
        for link in planned.links:
            if link.is_lazy:
                find = partial(self._find, link)
                inputs[link.input] = LazyInput(call, link.input, link.source, find)
                continue
            value = results[link.source].outputs[link.output]
            if link.knob is not None:
                try:
                    value = fit_input(link.knob, value)
                except BadValue as error:
                    raise self._refusal(planned, link.input, error) from error
            inputs[link.input] = value
        for name, because in planned.absent.items():
            inputs[name] = AbsentInput(call, f"it asked for {name!r}, and {because}")
        return inputs

    def _find(self, link: Link) -> tuple[bool, Any, str]:
        """Look for the value of a lazy input: whether it is there, the value, why it is lost."""
        if not self._survey.is_settled(link.source):
            return False, None, ""
        reason = self._loss(link)
        if reason:
            return False, None, reason
        value = self._survey.results[link.source].outputs[link.output]
        return True, value if link.knob is None else fit_input(link.knob, value), ""

    def _loss(self, link: Link) -> str:
        """Say why the value of a link whose source is settled cannot be had; "" if it can."""
        source = link.source
        if source in self._lost:
            return f"it needs {self._plan.by_id[source].caption}, {self._lost[source]}"
        result = self._survey.results[source]
        if result.seal and not result.is_intact:
            caption = self._plan.by_id[source].caption
            return f"it needs the result of {caption}, which another node changed in place"
        return ""

    def _changed(self, planned: PlannedNode) -> RunError | None:
        """Find out whether a node changed one of its inputs in place."""
        results = self._survey.results
        for link in planned.links:
            result = results.get(link.source)
            if result is None or not result.seal or result.is_intact:
                continue
            source = self._plan.by_id[link.source]
            return changed_input(planned, link.input, source.caption)
        return None

    def _is_tainted(self, planned: PlannedNode) -> bool:
        """Tell whether a result belongs to its key no more: a file changed during the run."""
        for file in planned.files:
            if self._files.digest(file.path) != file.digest:
                message = f"{file.path} changed during the run; the next run reads it again."
                self._emit(Warned(planned.id, message))
                self._tainted.add(planned.id)
        if planned.id in self._ladder.altered:
            self._tainted.add(planned.id)
        if self._tainted and any(link.source in self._tainted for link in planned.links):
            self._tainted.add(planned.id)
        return planned.id in self._tainted

    def _explain(
        self, planned: PlannedNode, error: BaseException, inputs: dict[str, Any]
    ) -> RunError:
        if is_out_of_memory(error):
            return out_of_memory(planned, error, self._holders())
        plain = {
            name: value
            for name, value in inputs.items()
            if not isinstance(value, LazyInput | AbsentInput)
        }
        return failure(planned, error, plain)

    def _holders(self) -> list[str]:
        """Name the largest things that are in memory."""
        by_id = self._plan.by_id
        models = [(f"{one.name} {one.kind}", one.size_bytes) for one in self._devices.loaded]
        results = [
            (f"the result of {by_id[id_].caption}", one.cpu_bytes + one.gpu_bytes)
            for id_, one in self._survey.results.items()
        ]
        return largest([*models, *results])

    def _refusal(self, planned: PlannedNode, name: str, error: BadValue) -> RunError:
        link = next(one for one in planned.links if one.input == name)
        caption = self._plan.by_id[link.source].caption
        return bad_input(planned, name, caption, str(error))

    def _fail(self, planned: PlannedNode, error: RunError) -> None:
        release_frames(error)
        self.errors[planned.id] = error
        self._lost[planned.id] = "which failed"
        self._settle(planned, None)
        self._emit(NodeFailed(planned.id, error))

    def _note_hit(self, planned: PlannedNode, *, is_cut_off: bool = False) -> None:
        self.cached += 1
        self._emit(NodeDone(planned.id, 0.0, is_cached=True, is_cut_off=is_cut_off))

    def _skip(self, planned: PlannedNode, because: str) -> None:
        self._lost[planned.id] = "which was skipped"
        self._settle(planned, None)
        self._emit(NodeSkipped(planned.id, because))

    def _settle(self, planned: PlannedNode, result: Result | None) -> None:
        if result is not None:
            self._texts.note(planned, result)
        self._survey.settle(planned.id, result)
        self._survey.give_up(planned)


class _ListenerFailed(BaseException):
    """Carry what a listener raised past every `except Exception`: no node is to blame for it."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def _tell(emit: Emit, event: Event) -> None:
    try:
        emit(event)
    except Exception as error:
        raise _ListenerFailed(error) from error
