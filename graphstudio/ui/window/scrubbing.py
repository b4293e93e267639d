"""Going through the steps of the picture in the viewer, and another way from one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from graphstudio.graph import editing
from graphstudio.graph.editing import ForkKind
from graphstudio.session.reels import Reel
from graphstudio.session.worker.protocol import StepShown
from graphstudio.ui.jobs import Jobs
from graphstudio.ui.panels.lists import popup
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.step_looks import StepLooks, Wish

if TYPE_CHECKING:
    from graphstudio.ui.panels.viewer.panel import ViewerPanel
    from graphstudio.ui.panels.viewer.plate import Plate
    from graphstudio.ui.window.main_window import MainWindow

_REST_MS = 300  # somebody who stays that long at a step wants to see it well
KINDS: tuple[ForkKind, ...] = ("prompt", "guidance", "seed")


class Scrubbing(QObject):
    """Let the viewer show the steps of the node behind its picture."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._sheet = self._node = ""
        self._step: int | None = None  # None follows the newest
        self._turn = self._shown_turn = 0
        self._has_file = False
        self._is_owed = False  # a full look, as soon as the engine is idle
        self._jobs = Jobs(self)
        self._heard = Subscription(self)
        self._looks = StepLooks(window.desk.runner, self)
        self._looks.arrived.connect(self._take)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._look_closely)
        window.pages.made.connect(self._meet)
        window.runs.ended.connect(self._pay)

    @property
    def reel(self) -> Reel | None:
        """The steps of what the viewer shows; None where there are none."""
        if self._viewer is None or not self._node:
            return None
        return self._window.runs.of_id(self._sheet).status.reels.get(self._node)

    @property
    def step(self) -> int | None:
        """The step that is looked at; None where there are none."""
        reel = self.reel
        if reel is None:
            return None
        return reel.newest if self._step is None else reel.nearest(self._step)

    def show_steps(self, page: GraphPage, node: str) -> None:
        """Bring the viewer to the front with the steps of a node, or of the one before it."""
        status = self._window.runs.of(page.sheet).status
        sampler = status.reels.behind(page.sheet.document.graph, node)
        if not sampler:
            self._window.status.tell(self.tr("No steps are known of this node: run it first."))
            return
        known = status.node(node)
        if known.pictures or known.preview is not None:
            self._window.following.pages.view(page, node)
        else:
            self._window.pages.open_viewer()
            self.follow(page.sheet.id, sampler)
        viewer = self._viewer
        if viewer is not None:
            viewer.steps.track.setFocus()

    def follow(self, sheet_id: str, node: str, *, has_file: bool = False) -> None:
        """Offer the steps of a node, or of the nearest one before it, from the newest on.

        Args:
            sheet_id: The open workflow that it is in.
            node: What the viewer shows.
            has_file: Whether that is a finished picture, which shows at the end of the steps.
        """
        page = self._window.pages.of_id(sheet_id)
        status = self._window.runs.of_id(sheet_id).status
        graph = None if page is None else page.sheet.document.graph
        self._sheet = sheet_id
        self._node = "" if graph is None else (status.reels.behind(graph, node) or node)
        self._step, self._is_owed, self._has_file = None, False, has_file
        self._turn += 1
        self._shown_turn = self._turn
        self._heard.end()
        self._heard.follow(status.changed, self._hear)
        self._refresh()

    def why_not(self, kind: ForkKind) -> str:
        """Say why one cannot go another way from the step that shows; "" when one can."""
        reel, step = self.reel, self.step
        page = self._window.pages.of_id(self._sheet)
        if reel is None or step is None or page is None:
            return self.tr("No steps show: open the viewer on a picture of the last run.")
        if step >= reel.total:
            return self.tr("This is the last step: choose one before it.")
        return editing.fork_refusal(page.sheet.document.graph, self._node, kind) or ""

    def fork(self, kind: ForkKind) -> None:
        """Go another way from the step that shows, and put the keyboard where it begins."""
        reel, step = self.reel, self.step
        page = self._window.pages.of_id(self._sheet)
        if reel is None or step is None or page is None or self.why_not(kind):
            self._window.status.tell(self.why_not(kind))
            return
        canvas = page.canvas
        made = canvas.bench.attempt(
            lambda: editing.fork(
                page.sheet.document.graph,
                self._node,
                kind,
                done=step,
                total=reel.total,
                sizes=canvas.scene.sizes(),
            )
        )
        if made is None or not canvas.bench.do(made.edit, self.tr("Fork")):
            return
        self._window.pages.show_sheet(page.sheet)
        canvas.show_node(made.port.node)
        canvas.verbs.values.edit(made.port)
        said = self.tr("Forked after step {step} of {total}: change this, then run.")
        if made.stilled:
            said += " " + self.tr("The seed stays as it is from now on.")
        self._window.status.tell(said.format(step=step, total=reel.total))

    def end(self) -> None:
        """Listen no more: the window is going."""
        self._heard.end()
        self._looks.end()

    @property
    def _viewer(self) -> ViewerPanel | None:
        return self._window.pages.viewer

    def _meet(self, page: QWidget) -> None:
        viewer = self._viewer
        if viewer is None or page is not viewer:
            return
        viewer.shown.connect(self._find)
        viewer.steps.scrubbed.connect(self._scrub)
        viewer.steps.fork_wanted.connect(self._offer)

    def _find(self, path: Path) -> None:
        """Offer the steps of a picture that the last run of an open workflow made."""
        for sheet in self._window.desk.workspace.sheets:
            status = self._window.runs.of(sheet).status
            for node in sheet.document.graph.nodes:
                known = status.node(node)
                small = known.preview.path if known.preview is not None else ""
                if path in known.pictures or str(path) == small:
                    self.follow(sheet.id, node, has_file=True)
                    return
        self._node, self._step = "", None
        self._refresh()

    def _hear(self, node: str) -> None:
        if node in ("", self._node):
            self._soon.start()

    def _refresh(self) -> None:
        """Show which steps there are; while nobody scrubs, the newest of them."""
        viewer, reel, step = self._viewer, self.reel, self.step
        if viewer is None:
            return
        viewer.steps.show_reel(reel, step or 0)
        if reel is None or step is None:
            return
        viewer.steps.enable_fork(self._refusal())
        if self._shows_result(reel):
            self._turn += 1
            self._shown_turn = self._turn
            viewer.show_step(None)
            viewer.steps.show_note(self.tr("Finished picture"))
        else:
            self._want(reel, step)

    def _refusal(self) -> str:
        """Say why no way leads on from here; "" when one does."""
        reasons = [self.why_not(kind) for kind in KINDS]
        return reasons[0] if all(reasons) else ""

    def _shows_result(self, reel: Reel) -> bool:
        """Tell whether what shows is no step, but the picture that came of them."""
        return self._has_file and self._step is None and not reel.is_growing

    def _scrub(self, step: int) -> None:
        reel = self.reel
        if reel is not None:
            self._step = None if step >= reel.newest else step
            self._is_owed = False
            self._looks.give_up_full()
            self._refresh()

    def _want(self, reel: Reel, step: int, *, is_full: bool = False) -> None:
        key = reel.key(step)
        if key is None:
            return
        if not is_full:
            self._rest.start()
        self._looks.want(Wish(key, self._node, is_full))

    def _look_closely(self) -> None:
        """Have the step that is looked at decoded in full, when the engine has time."""
        viewer, reel, step = self._viewer, self.reel, self.step
        if viewer is None or reel is None or step is None or self._shows_result(reel):
            return
        if self._window.desk.runner.running is not None:
            self._is_owed = True
        else:
            self._want(reel, step, is_full=True)

    def _pay(self, sheet_id: str) -> None:
        del sheet_id
        if self._is_owed:
            self._is_owed = False
            self._rest.start()

    def _take(self, shown: StepShown) -> None:
        reel, viewer = self.reel, self._viewer
        if reel is None or viewer is None or shown.key not in reel.keys:
            return
        is_wanted = shown.key == reel.key(self.step or 0)
        if self._shows_result(reel) or (shown.is_full and not is_wanted):
            return
        if is_wanted:
            viewer.steps.show_note(*self._note(shown))
            self._is_owed = shown.lack == "busy"
        if not shown.image:
            return
        self._turn += 1
        turn, step = self._turn, reel.steps[reel.keys.index(shown.key)]
        self._jobs.start(lambda: (turn, step, _plate(shown)), self._show)

    def _show(self, made: tuple[int, int, Plate]) -> None:
        turn, step, plate = made
        reel, viewer = self.reel, self._viewer
        # Threads may finish in another order, or after the finished picture shows again.
        if reel is None or viewer is None or plate.message or turn < self._shown_turn:
            return
        self._shown_turn = turn
        page = self._window.pages.of_id(self._sheet)
        graph = None if page is None else page.sheet.document.graph
        name = graph.caption(self._node) if graph and self._node in graph.nodes else self._node
        title = self.tr("Step {step} of {total}").format(step=step, total=reel.total)
        viewer.show_step(plate, title, name)

    def _note(self, shown: StepShown) -> tuple[str, str]:
        """Say in words how well a step shows, shortly and with a hint."""
        match shown.lack:
            case "gone":
                hint = self.tr("To save memory, not every step is kept. Run again to see it.")
                return self.tr("Kept no more"), hint
            case "busy":
                return self.tr("Rough: the engine is busy"), self.tr("It sharpens after the run.")
            case "no vae":
                hint = self.tr("No VAE of its model is at hand. Run a graph that decodes it.")
                return self.tr("Rough: no VAE"), hint
            case "policy":
                hint = self.tr("A policy on this machine lets no unchecked picture be shown.")
                return self.tr("Not shown"), hint
            case "failed":
                return self.tr("Cannot be shown well"), self.tr("The log says why.")
            case "":
                return (self.tr("In full") if shown.is_full else self.tr("Rough")), ""

    def _offer(self, where: QPoint) -> None:
        titles = {
            "prompt": self.tr("Another prompt from here"),
            "guidance": self.tr("Another guidance from here"),
            "seed": self.tr("Another seed for the noise that is added"),
        }
        viewer = self._viewer
        assert viewer is not None
        actions: list[QAction | None] = []
        for kind in KINDS:
            action = QAction(titles[kind])
            reason = self.why_not(kind)
            action.setEnabled(not reason)
            action.setToolTip(reason or self._hint(kind))
            action.triggered.connect(lambda _=False, kind=kind: self.fork(kind))
            actions.append(action)
        popup(viewer, actions, where).setToolTipsVisible(True)

    def _hint(self, kind: ForkKind) -> str:
        if kind != "seed":
            return ""
        return self.tr("For schedulers that add noise in each step, such as Euler Ancestral.")


def _plate(shown: StepShown) -> Plate:
    from graphstudio.ui.panels.viewer.plate import unpack

    return unpack(shown.image, (shown.width, shown.height))
