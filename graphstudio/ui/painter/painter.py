"""The painter of one node: tools, the picture, and what is under it; every mark is an edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from graphstudio.api.painting import Brush, Ellipse, Fill, Invert, Mark, Outline, write_mark
from graphstudio.errors import BadValue, GraphStudioError
from graphstudio.graph.document import Document
from graphstudio.graph.edits import AppendText, Edit, SetValue
from graphstudio.session.status import RunStatus
from graphstudio.ui.jobs import Jobs
from graphstudio.ui.painter import ground as grounds
from graphstudio.ui.painter.bar import PainterBar
from graphstudio.ui.painter.ground import Ground
from graphstudio.ui.painter.kit import Kit
from graphstudio.ui.painter.paper import Paper
from graphstudio.ui.painter.surface import PaintSurface
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.panels.viewer.plate import Plate
from graphstudio.ui.settings import Settings
from graphstudio.ui.sizes import dimensions
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.reading import reason_of

_MOST_PAPER_PX = 8192  # marks fit any size: a larger mask would only take memory here


class Painter(QWidget):
    """Paint the mask of a node. The document has every mark; nothing is kept here.

    Attributes:
        closed: Emitted when somebody is done, or there is nothing to paint any more.
        said: Emits a sentence for the status line.
        node: Whose mask it is.
        kit: Tools and brush.
        surface: What is painted on.
        bar: The tools.
    """

    closed = Signal()
    said = Signal(str)

    def __init__(
        self,
        document: Document,
        node: str,
        knob: str,
        status: RunStatus,
        settings: Settings,
        appearance: Appearance,
        folder: Callable[[], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._status = status
        self._folder = folder
        self._knob = knob
        self._ground: Ground | None = None
        self._turn = 0
        self._size = (0, 0)
        self._jobs = Jobs(self)
        self.node = node
        self.kit = Kit(settings, self)
        self.surface = PaintSurface(appearance, self.kit, self)
        self.bar = PainterBar(appearance, self.kit, self)
        self._notice = QLabel(self)
        self._hint = QLabel(self)
        self._told = QLabel(self)
        self._lay_out()
        self._connect()
        self._heard = Subscription(self)
        self._heard.follow(document.changed, self._follow)
        self._heard.follow(status.changed, self._take_status)
        self._show_hint()
        self._look_for_ground()

    @property
    def text(self) -> str:
        """What is painted, as the document has it."""
        graph = self._document.graph
        if self.node not in graph.nodes:
            return ""
        return str(graph.nodes[self.node].values.get(self._knob, ""))

    @property
    def notice(self) -> str:
        """What is said above the picture; "" where all is well."""
        return "" if self._notice.isHidden() else self._notice.text()

    def fill(self) -> None:
        """Choose everything: what was painted before shows no more, and is left out."""
        line = write_mark(Fill()) + "\n"
        if self.text != line:
            self._do(SetValue(self.node, self._knob, line), self.tr("Fill the mask"))

    def clear(self) -> None:
        """Choose nothing."""
        if self.text:
            self._do(SetValue(self.node, self._knob, ""), self.tr("Clear the mask"))

    def invert(self) -> None:
        """Choose what was not chosen."""
        self._add(Invert())

    def escape(self) -> None:
        """Give up the stroke under way, or else go back to the canvas."""
        if not self.surface.cancel():
            self.closed.emit()

    def done(self) -> None:
        """Go back to the canvas."""
        self.surface.cancel()
        self.closed.emit()

    def let_go(self) -> None:
        """Follow the document no longer; call it before throwing the painter away."""
        self._turn += 1
        self.surface.cancel()
        if self.bar.mixer is not None:
            self.bar.mixer.close_up()
        self._heard.end()

    def _add(self, mark: Mark) -> None:
        line = write_mark(mark) + "\n"
        self._do(AppendText(self.node, self._knob, line), self._label(mark))

    def _do(self, edit: Edit, label: str) -> None:
        try:
            self._document.do(edit, label)
        except GraphStudioError as error:
            self.said.emit(reason_of(error))

    def _label(self, mark: Mark) -> str:
        match mark:
            case Brush():
                return self.tr("Erase") if mark.erases else self.tr("Brush stroke")
            case Outline() | Ellipse():
                return self.tr("Erase a shape") if mark.erases else self.tr("Paint a shape")
            case Fill():
                return self.tr("Fill the mask")
            case Invert():
                return self.tr("Invert the mask")

    def _follow(self, _changed: object) -> None:
        graph = self._document.graph
        if self.node not in graph.nodes:
            self.said.emit(self.tr("The node that was painted for is gone."))
            self.closed.emit()
        elif self._knob in graph.inputs(self.node):
            self.said.emit(self.tr("The painting is fed by a wire now."))
            self.closed.emit()
        else:
            self.surface.cancel()  # what is under way belongs to what was there before
            self._show_marks()
            self._look_for_ground()

    def _take_status(self, node: str) -> None:
        if node == self.node:
            self._look_for_ground()

    def _look_for_ground(self) -> None:
        found = grounds.find(self._document.graph, self.node, self._status, self._folder())
        if found != self._ground:
            self._ground = found
            self._turn += 1
            turn = self._turn
            self._jobs.start(lambda: (turn, found, found.plate()), self._take_plate)

    def _take_plate(self, found: tuple[int, Ground, Plate]) -> None:
        turn, ground, plate = found
        if turn != self._turn:
            return  # another picture was wired meanwhile
        if plate.message:
            name = ground.path.name if ground.path is not None else self.tr("The picture")
            why = self.tr("{0} cannot be read: {1}").format(name, plate.message)
            plate = Ground("unknown").plate()
        else:
            why = self._why_blank(ground)
        self._notice.setText(why)
        self._notice.setVisible(bool(why))
        self.surface.show_plate(plate)
        longer = max(plate.size.width(), plate.size.height())
        self.bar.show_size(longer if ground.is_known else 0)
        share = min(1.0, _MOST_PAPER_PX / longer)
        self._size = (
            max(round(plate.size.width() * share), 1),
            max(round(plate.size.height() * share), 1),
        )
        self._show_marks()

    def _show_marks(self) -> None:
        """Show what the document has: at once if few steps lead there, else made in a thread."""
        paper, lines = self.surface.paper, self.text.splitlines()
        if not self._size[0]:
            return
        if paper is not None and (paper.width, paper.height) == self._size and paper.is_near(lines):
            try:
                self.surface.refresh(paper.show(lines))
            except BadValue as error:
                self.said.emit(reason_of(error))
            self._tell()
            return
        turn, (width, height) = self._turn, self._size
        self._jobs.start(lambda: (turn, _made(width, height, lines)), self._take_paper)

    def _take_paper(self, found: tuple[int, Paper | BadValue]) -> None:
        turn, paper = found
        if turn != self._turn:
            return
        if isinstance(paper, BadValue):
            self.said.emit(reason_of(paper))
            return
        self.surface.show_paper(paper)
        self._show_marks()  # something may have been undone meanwhile

    def _tell(self) -> None:
        paper, lines = self.surface.paper, self.text.splitlines()
        if paper is None:
            return
        share = self.tr("{share} chosen").format(share=f"{paper.share:.1%}")
        parts = [self.tr("Marks: {count}").format(count=len(lines)), share]
        if self._ground is not None and self._ground.is_known:
            parts.insert(0, dimensions(paper.width, paper.height))
        self._told.setText("   ".join(parts))
        self.surface.setAccessibleName(self.tr("Mask that is painted over the picture"))
        self.surface.setAccessibleDescription(", ".join(parts))

    def _why_blank(self, ground: Ground) -> str:
        match ground.kind:
            case "unwired":
                return self.tr(
                    "No picture is wired to this node yet. What you paint keeps its place on any "
                    "picture that is."
                )
            case "unknown":
                return self.tr(
                    "The picture is not known yet: run the graph once (Ctrl+Enter), and it shows "
                    "here. What you paint now keeps its place."
                )
            case _:
                return ""

    def _show_hint(self) -> None:
        match self.kit.tool:
            case "brush":
                text = self.tr("Paint with the left button, erase with the right one")
            case "lasso":
                text = self.tr("Draw the border of an area; the right button cuts it out")
            case _:
                text = self.tr("Drag a corner; Shift makes it regular, Alt begins in the middle")
        self._hint.setText(text)

    def _lay_out(self) -> None:
        self.setAccessibleName(self.tr("Mask painter"))
        style.set_role(self._notice, "notice")
        self._notice.setWordWrap(True)
        self._notice.hide()
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 4)
        for label in (self._hint, self._told):
            style.set_role(label, "caption")
        self._hint.setMinimumWidth(24)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._told, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        above = QHBoxLayout()
        above.setContentsMargins(8, 0, 8, 4)
        above.addWidget(self._notice)
        column.addLayout(above)
        column.addWidget(self.surface, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.surface)

    def _connect(self) -> None:
        self.surface.painted.connect(self._add)
        self.surface.zoomed.connect(self.bar.show_zoom)
        self.kit.changed.connect(self._show_hint)
        self.bar.fill_wanted.connect(self.fill)
        self.bar.clear_wanted.connect(self.clear)
        self.bar.invert_wanted.connect(self.invert)
        self.bar.fit_wanted.connect(self.surface.fit)
        self.bar.pixels_wanted.connect(lambda: self.surface.zoom_to(1.0))
        self.bar.done_wanted.connect(self.done)


def _made(width: int, height: int, lines: list[str]) -> Paper | BadValue:
    try:
        return Paper.of(width, height, lines)
    except BadValue as error:
        return error
