"""What crosses between the window and the worker process: frozen values, light to import.

Requests go to the worker, events come back. Nothing in here holds a tensor, so neither side
needs torch to read what the other one sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from graphstudio.engine.events import (
    ImageSaved,
    NodeDone,
    NodeProgress,
    NodeSkipped,
    NodeStarted,
    RunDone,
    RunStarted,
    StepKept,
    Warned,
)
from graphstudio.session.estimates.outlook import Outlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.worker.history import MemoryHistory
from graphstudio.session.worker.warmups import Warm, WarmTold


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """Say how a worker is started; other options need another worker.

    Attributes:
        device: "auto", "cpu", "cuda", "cuda:1" or "mps".
        cache_bytes: Budget of the memory cache for results.
        precision: "auto", "float32", "float16" or "bfloat16", for models that say "auto".
        is_eager: Whether torch is imported before the first run asks for it, when the worker
            has had nothing to do for a moment.
    """

    device: str = "auto"
    cache_bytes: int = 2 * 1024**3
    precision: str = "auto"
    is_eager: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """Ask for a run.

    Attributes:
        run: Its name in all events.
        workflow: Text of a workflow file.
        folder: Where relative file names are seen from; "" means the current folder.
        targets: The nodes wanted; None means every output node.
        out: The folder for pictures.
    """

    run: str
    workflow: str
    folder: str
    targets: tuple[str, ...] | None
    out: str


@dataclass(frozen=True, slots=True)
class Check:
    """Ask what a run would do, and what is in its way; answered by `Checked`, also during a run.

    Attributes:
        ticket: Comes back with the answer. Of several waiting requests for one sheet only the
            newest need be answered.
        sheet: Which open workflow it is about.
        workflow: Text of a workflow file.
        folder: Where relative file names are seen from.
        targets: The nodes wanted; None means every output node.
    """

    ticket: int
    sheet: str
    workflow: str
    folder: str
    targets: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class StopRun:
    """Ask a run to stop between two steps."""

    run: str


@dataclass(frozen=True, slots=True)
class FreeMemory:
    """Let go of every kept result, every state of a step and every network not in use."""


@dataclass(frozen=True, slots=True)
class AskMemory:
    """Ask what is in memory; answered by `MemoryTold`, also during a run."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """Let go one network, unless it is in use or others share its weights.

    Attributes:
        model: Its id, from `ModelHeld`.
    """

    model: str


@dataclass(frozen=True, slots=True)
class ModelHeld:
    """Describe one network in memory.

    Attributes:
        id: Names it among all that are loaded.
        name: What people call it.
        kind: What it is: "denoiser", "vae", "text_encoder".
        device: Where its weights are, such as "cuda:0".
        precision: How exact they are, such as "float16".
        size_bytes: What they take, without what it shares with others.
        leases: How many nodes use it right now.
        views: How many others share its weights, such as a LoRA on it.
        is_waiting: Whether it waits in the machine's memory for its turn on a device.
    """

    id: str
    name: str
    kind: str
    device: str
    precision: str
    size_bytes: int
    leases: int = 0
    views: int = 0
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class ResultHeld:
    """Describe one kept result.

    Attributes:
        title: Of the node that made it, as far as is known.
        node: Its id; "" where that is not known.
        size_bytes: What it takes.
    """

    title: str
    node: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MemoryTold:
    """Answer an `AskMemory`.

    Attributes:
        device: What people call the device; "" before torch is loaded.
        used_bytes: Memory of the device that is used; see `Usage`.
        total_bytes: Memory that the device has.
        free_bytes: Memory of the machine that is free.
        models: Networks, the largest first.
        results: The largest of the kept results.
        result_count: How many there are.
        result_bytes: What all of them take.
        state_bytes: What states in the middle of nodes' work take.
        history: The last half hour.
    """

    device: str
    used_bytes: int
    total_bytes: int
    free_bytes: int
    models: tuple[ModelHeld, ...] = ()
    results: tuple[ResultHeld, ...] = ()
    result_count: int = 0
    result_bytes: int = 0
    state_bytes: int = 0
    history: MemoryHistory = field(default_factory=MemoryHistory)


@dataclass(frozen=True, slots=True)
class Quit:
    """End the process when the present run, if there is one, has stopped."""


@dataclass(frozen=True, slots=True)
class ShowStep:
    """Ask what a picture looked like after a step; answered by `StepShown`, also during a run.

    Attributes:
        ticket: Comes back with the answer. Of several waiting requests only the newest need be
            answered.
        key: From `StepKept`.
        node: From `StepKept`: finds the autoencoder of a state that an earlier process kept.
        is_full: Whether it shall be decoded in full, which takes a while and is not done while
            a run is under way.
    """

    ticket: int
    key: str
    node: str = ""
    is_full: bool = False


StepLack = Literal["", "gone", "busy", "no vae", "policy", "failed"]
"""What a `StepShown` lacks: the step is kept no more; it is rough because a run is under way, no
autoencoder of its family is at hand, or it failed; a policy lets only checked pictures out."""


@dataclass(frozen=True, slots=True)
class StepShown:
    """Answer a `ShowStep`.

    Attributes:
        ticket: Of the request.
        key: Of the request.
        image: A PNG or JPEG file's bytes; empty when there is nothing to be shown.
        width: Of the picture that it stands for, in pixels.
        height: Of the picture that it stands for, in pixels.
        is_full: Whether every pixel is as the finished picture's would be.
        lack: Why it is less than was asked for; "" where it is not.
    """

    ticket: int
    key: str
    image: bytes
    width: int = 0
    height: int = 0
    is_full: bool = False
    lack: StepLack = ""


Request = Run | Warm | Check | StopRun | FreeMemory | ShowStep | AskMemory | LetGo | Quit


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """The worker can take requests.

    Attributes:
        pid: Its process.
    """

    pid: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Say what the worker takes; sent about once a second while it changes.

    Attributes:
        device: What people call the device, such as "CPU" or "NVIDIA H100"; "" before torch is
            loaded.
        used_bytes: Memory of the device that is used: by this process on the CPU, by everybody
            on a GPU.
        total_bytes: Memory that the device has.
        cached_bytes: What kept results take.
        models: Names of the networks that are loaded.
    """

    device: str
    used_bytes: int
    total_bytes: int
    cached_bytes: int = 0
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Previewed:
    """A node shows something, encoded as a PNG or JPEG file.

    Attributes:
        node: Its id.
        image: The file's bytes: the first picture of the batch, at most 512 px a side.
        width: Of the picture that it stands for, in pixels.
        height: Of the picture that it stands for, in pixels.
        is_final: Whether it is a finished picture (or mask), not a latent on its way.
        path: A file with the whole picture, where the preview is smaller; "" where it is not.
    """

    node: str
    image: bytes
    width: int
    height: int
    is_final: bool
    path: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A node could not give its results; other branches go on.

    Attributes:
        node: Its id.
        kind: Name of the error's class, such as "OutOfMemory".
        message: What happened, where, and what to do.
        details: The traceback of the node's own code, for those who wrote it; "" where there
            is none.
    """

    node: str
    kind: str
    message: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class Foretold:
    """Say, before a run starts, why its nodes run; comes before `RunStarted`.

    Attributes:
        forecasts: Of the nodes that may run.
    """

    forecasts: tuple[Forecast, ...]

    @classmethod
    def of(cls, forecasts: Iterable[Forecast]) -> Foretold:
        """Leave out what does not run."""
        return cls(
            tuple(one for one in forecasts if one.verdict in ("runs", "may run", "if asked"))
        )


@dataclass(frozen=True, slots=True)
class RunForeseen:
    """Say before a run what its nodes will take.

    Attributes:
        outlook: The nodes that will run, in their order.
    """

    outlook: Outlook


NodeEvent = (
    Foretold
    | RunForeseen
    | RunStarted
    | NodeStarted
    | NodeProgress
    | Previewed
    | StepKept
    | NodeDone
    | Failed
    | NodeSkipped
    | Warned
    | ImageSaved
    | RunDone
)


@dataclass(frozen=True, slots=True)
class RunEvent:
    """Something happened in a run."""

    run: str
    event: NodeEvent


@dataclass(frozen=True, slots=True)
class Trouble:
    """Say one thing that is in a graph's way, and where.

    Attributes:
        node: The node it is about; "" for the graph as a whole.
        message: What is wrong and what to do.
        socket: The input it is about; "" for the node as a whole.
        is_warning: Whether the graph runs all the same.
    """

    node: str
    message: str
    socket: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A run could not start: its graph cannot run."""

    run: str
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Answer a `Check`.

    Attributes:
        ticket: Of the request.
        sheet: Of the request.
        troubles: Everything that is in the way; empty when the graph can run.
        forecasts: What a run would do, node by node; empty when it cannot run.
        outlook: What that would take; empty when it cannot run.
    """

    ticket: int
    sheet: str
    troubles: tuple[Trouble, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    outlook: Outlook = field(default_factory=Outlook)


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """The worker's process is gone without being asked to.

    Attributes:
        run: The run that was under way; "" if there was none.
        reason: What is known about it, and what to do, in words for people.
        is_stopped: Whether the user's own wish to stop ended it.
    """

    run: str
    reason: str
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something was printed or logged in the worker.

    Attributes:
        level: "debug", "info", "warning" or "error".
        source: The logger's name, or "stdout" or "stderr".
        text: What it says.
        run: The run during which it came; "" outside of runs.
    """

    level: Literal["debug", "info", "warning", "error"]
    source: str
    text: str
    run: str = ""


Event = (
    WorkerReady
    | Usage
    | MemoryTold
    | RunEvent
    | Refused
    | Checked
    | WarmTold
    | StepShown
    | WorkerLost
    | LogLine
)
