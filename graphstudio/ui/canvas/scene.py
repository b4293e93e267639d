"""The canvas's scene: it mirrors a document and never edits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainterPath
from PySide6.QtWidgets import QGraphicsScene

from graphstudio.graph.document import Changed, Document
from graphstudio.graph.editing import frames_around
from graphstudio.graph.elements import Port, Wire
from graphstudio.session.forecast import Forecast
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Trouble
from graphstudio.ui.canvas.describe import frame_tip, node_words, row_words, tip
from graphstudio.ui.canvas.focus import Focus
from graphstudio.ui.canvas.frame_item import FrameItem
from graphstudio.ui.canvas.hit import NOTHING, Hit, Side
from graphstudio.ui.canvas.hitting import find
from graphstudio.ui.canvas.marks import LooseState, Marks
from graphstudio.ui.canvas.node_item import NodeItem
from graphstudio.ui.canvas.note_item import NoteItem
from graphstudio.ui.canvas.overview import Overview, total
from graphstudio.ui.canvas.pieces import Pieces
from graphstudio.ui.canvas.run_marks import RunMarks
from graphstudio.ui.canvas.selection import NONE_SELECTED, Selection
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.canvas.touched import touched
from graphstudio.ui.canvas.wire_layer import WireLayer
from graphstudio.ui.theme.tokens import Theme

OVERVIEW_BELOW = 0.12
STEP = 4096.0
Refusals = Mapping[tuple[str, str, Side], str]


class CanvasScene(QGraphicsScene):
    """Show a document's graph, how its run stands, and what a gesture is about to do.

    Attributes:
        document: What is shown.
        focus: What the keyboard is at.
        selection_changed: Emitted when something else is selected.
        focus_changed: Emitted when the keyboard is at another node or row.
        mirrored: Emits what was `Touched` after the document changed and the scene followed.
        restyled: Emitted when it has other colours.
        reshaped: Emitted when nodes took another shape or place without an edit.
        entered: Emitted when the inside of another group shows, or the whole graph again.
    """

    selection_changed = Signal()
    focus_changed = Signal()
    mirrored = Signal(object)
    restyled = Signal()
    reshaped = Signal()
    entered = Signal()

    def __init__(
        self,
        document: Document,
        theme: Theme,
        status: RunStatus,
        forecasts: Iterable[Forecast] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self._style = Style(theme)
        self._pieces = Pieces(document.graph, self, self._style)
        self._marks = Marks(self._style, self._pieces.guard)
        self._overview = Overview(self._pieces, self._style)
        self._runs = RunMarks(self._pieces, status, forecasts, self._after_reshape, self)
        self._pieces.dress = self._runs.dress
        self._selection = NONE_SELECTED
        self._hit = NOTHING
        self.focus = Focus(self._pieces, self.focus_changed.emit)
        self._shifted = NONE_SELECTED
        self._refusals: Refusals = {}
        self._zoom = 1.0
        self._way: tuple[str, ...] = ()
        self._overview.setVisible(False)
        self.addItem(self._marks)
        self.addItem(self._overview)
        self._pieces.restyle(self._style)
        self._pieces.build()
        self.setSceneRect(QRectF(-STEP, -STEP, 2 * STEP, 2 * STEP))
        self._take_room(self._everything())
        document.changed.connect(self._mirror)

    @property
    def status(self) -> RunStatus:
        """How the run stands."""
        return self._runs.status

    @property
    def nodes(self) -> Mapping[str, NodeItem]:
        """The items of nodes, by id."""
        return self._pieces.nodes

    @property
    def frames(self) -> Mapping[str, FrameItem]:
        """The items of frames, by id."""
        return self._pieces.frames

    @property
    def notes(self) -> Mapping[str, NoteItem]:
        """The items of notes, by id."""
        return self._pieces.notes

    @property
    def wires(self) -> WireLayer:
        """All wires."""
        return self._pieces.wires

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self._style.theme

    @property
    def style_kit(self) -> Style:
        """What painters share."""
        return self._style

    @property
    def zoom(self) -> float:
        """At which zoom the view shows it."""
        return self._zoom

    def let_go(self) -> None:
        """Follow the document and the run no longer; call it before throwing the scene away."""
        self.document.changed.disconnect(self._mirror)
        self.document.inside = ""
        self._runs.let_go()

    def set_zoom(self, zoom: float) -> None:
        """Take the view's zoom, which decides how much detail shows."""
        self._zoom = zoom
        is_far = zoom < OVERVIEW_BELOW
        if is_far != self._overview.isVisible():
            self._overview.forget()
            self._overview.setVisible(is_far)
            self._pieces.step_back(is_far=is_far)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._style = Style(theme)
        self._pieces.restyle(self._style)
        self._marks.restyle(self._style)
        self._overview.restyle(self._style)
        self.restyled.emit()

    def set_forecasts(self, forecasts: Iterable[Forecast]) -> None:
        """Show what the next run would do."""
        self._runs.set_forecasts(forecasts)

    def set_troubles(self, troubles: Iterable[Trouble]) -> None:
        """Show what is in the way of a run, on the nodes it is about."""
        self._runs.set_troubles(troubles)

    @property
    def is_moving(self) -> bool:
        """Whether something moves for show."""
        return self._runs.is_moving

    def set_habits(
        self, *, shows_pictures: bool, reduces_motion: bool, shows_forecasts: bool = True
    ) -> None:
        """Say what nodes show beside themselves, and whether nothing moves for show."""
        self._runs.show_forecasts(shows=shows_forecasts)
        self._runs.reduces_motion = reduces_motion
        self._runs.show_pictures(shows=shows_pictures)

    def hit(self, scene_pos: QPointF) -> Hit:
        """Find what lies under a point."""
        return find(self, scene_pos, self._zoom)

    def nodes_in(self, rect: QRectF) -> list[NodeItem]:
        """Find the nodes that a rectangle touches, the topmost first."""
        return self._pieces.near(rect)

    def inside(self, rect: QRectF) -> Selection:
        """Find everything that a rectangle touches; of open frames those that lie in it whole."""
        frames = [
            id_
            for id_, item in self.frames.items()
            if item.isVisible()
            and (rect.intersects(item.rect) if item.look else rect.contains(item.rect))
        ]
        notes = [
            id_
            for id_, item in self.notes.items()
            if item.isVisible() and rect.intersects(item.rect)
        ]
        return Selection.of((item.id for item in self.nodes_in(rect)), frames, notes)

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self._selection

    def select(self, selection: Selection) -> None:
        """Select this and nothing else; what does not show is left out."""
        new = Selection.of(
            (id_ for id_ in selection.nodes if id_ in self.nodes and self._pieces.is_shown(id_)),
            (id_ for id_ in selection.frames if _is_seen(self.frames.get(id_))),
            (id_ for id_ in selection.notes if _is_seen(self.notes.get(id_))),
            (wire for wire in selection.wires if self.wires.wire_to(wire.target) == wire),
        )
        old, self._selection = self._selection, new
        if old == new:
            return
        changed = old ^ new
        for id_ in changed.nodes & self.nodes.keys():
            self.nodes[id_].select(is_selected=id_ in new.nodes)
        for id_ in changed.frames & self.frames.keys():
            self.frames[id_].select(is_selected=id_ in new.frames)
        for id_ in changed.notes & self.notes.keys():
            self.notes[id_].select(is_selected=id_ in new.notes)
        self.wires.select(new.wires)
        self._overview.look_at(changed.nodes)
        self.selection_changed.emit()

    @property
    def within(self) -> str:
        """The folded frame whose inside shows alone; "" while the whole graph shows."""
        return self._pieces.within

    def enter(self, frame: str) -> None:
        """Show the inside of a folded frame alone, and let edits be made there; "" comes out."""
        self.select(NONE_SELECTED)
        self.focus.to_node("")
        self.document.inside = frame
        self._way = (frame, *frames_around(self.document.graph, frame)) if frame else ()
        self._pieces.look_into(frame)
        self._overview.forget()
        self.reshaped.emit()
        self.entered.emit()

    def sizes(self) -> Mapping[str, tuple[float, float]]:
        """Say how large each node is, in scene pixels."""
        return {
            id_: (item.look.shape.width, item.look.shape.height) for id_, item in self.nodes.items()
        }

    def socket_pos(self, port: Port, side: Side) -> QPointF:
        """Say where a socket is; the middle of the node for one that does not show."""
        return self._pieces.socket(port, side)

    def has_socket(self, port: Port, side: Side) -> bool:
        """Tell whether a socket shows, on its node or on the folded frame that holds it."""
        return self._pieces.has_socket(port, side)

    def stood_for(self, rect: QRectF) -> set[str]:
        """Find the nodes whose sockets show on the folded frames that a rectangle touches."""
        return self._pieces.stood_for(rect)

    def is_shown(self, node: str) -> bool:
        """Tell whether a node shows, and no folded frame in its stead."""
        return self._pieces.is_shown(node)

    def holder(self, node: str) -> str:
        """Find the folded frame that shows in a node's stead; "" where none does."""
        return self._pieces.holder(node)

    def node_rect(self, node: str) -> QRectF:
        """Give the box of a node; of the folded frame that stands for it where one does."""
        frame = self._pieces.holder(node)
        return self.frames[frame].rect if frame else self.nodes[node].rect

    def frame_rect(self, frame: str) -> QRectF:
        """Give the box of a frame."""
        return self.frames[frame].rect

    def note_rect(self, note: str) -> QRectF:
        """Give the box of a note."""
        return self.notes[note].rect

    def row_rect(self, node: str, row: str) -> QRectF:
        """Give the field of a knob; a null rectangle where none shows."""
        item = self.nodes[node]
        found = item.look.shape.row(row)
        if found is None or found.field.isNull() or item.look.shape.body != "open":
            return QRectF()
        return found.field.translated(item.pos())

    def bounds(self, selection: Selection | None = None) -> QRectF:
        """Give the room of everything that shows, or of what is selected."""
        some = selection if selection is not None else self._everything()
        rects = [
            *(self.node_rect(id_) for id_ in some.nodes),
            *(self.frames[id_].rect for id_ in some.frames),
            *(self.notes[id_].rect for id_ in some.notes),
            *(self.wires.path(wire).boundingRect() for wire in some.wires),
        ]
        return total(rects)

    def offset(self, selection: Selection, dx: float, dy: float) -> None:
        """Show nodes, frames and notes moved by so much, without the document knowing."""
        self._shifted = self._shifted | selection
        for id_ in selection.nodes:
            self._pieces.move(id_, self.nodes[id_].home + QPointF(dx, dy))
        for id_ in selection.frames:
            frame = self.frames[id_]
            frame.setPos(QPointF(frame.frame.x + dx, frame.frame.y + dy))
        for id_ in selection.notes:
            note = self.notes[id_]
            note.setPos(QPointF(note.note.x + dx, note.note.y + dy))
        self._pieces.rewire(self._wired_to(selection))
        self._overview.look_at(selection.nodes)

    def stretch_node(self, node: str, width: float) -> None:
        """Show a node at another width, without the document knowing."""
        self._shifted = self._shifted | Selection.of((node,))
        self._pieces.reshape(node, width=width)
        self._pieces.rewire((node,))

    def stretch_box(self, rect: QRectF, *, frame: str = "", note: str = "") -> None:
        """Show a frame or a note elsewhere or larger, without the document knowing."""
        if frame:
            self._shifted = self._shifted | Selection.of(frames=(frame,))
            self.frames[frame].stretch(rect)
        if note:
            self._shifted = self._shifted | Selection.of(notes=(note,))
            self.notes[note].stretch(rect)

    def reset_offset(self) -> None:
        """Show everything where and as large as the document has it."""
        shifted, self._shifted = self._shifted, NONE_SELECTED
        self._pieces.reset(shifted)
        self._pieces.rewire(self._wired_to(shifted))
        self._overview.look_at(shifted.nodes)

    def show_loose_wire(
        self,
        start: QPointF,
        end: QPointF,
        colour: QColor,
        state: LooseState = "open",
        *,
        is_start_loose: bool = False,
    ) -> None:
        """Show a wire that is being pulled.

        Args:
            start: Where its output end is.
            end: Where its input end is.
            colour: By what it carries.
            state: Whether it is over nothing, over a socket that takes it, or over one that
                does not.
            is_start_loose: Whether the output end is the one in the hand.
        """
        loose = start if is_start_loose else end
        self.show_loose_wires([(start, end)], colour, state, loose_end=loose)

    def show_loose_wires(
        self,
        ends: Sequence[tuple[QPointF, QPointF]],
        colour: QColor,
        state: LooseState = "open",
        *,
        loose_end: QPointF,
    ) -> None:
        """Show several wires that are being pulled at once, each by its two ends."""
        self._marks.show_wires(ends, colour, state, loose_end)

    def hide_loose_wire(self) -> None:
        """Show no loose wire."""
        self._marks.hide_wires()

    def show_refusals(self, refusals: Refusals) -> None:
        """Grey the sockets that cannot take the loose wire, with the reasons."""
        self._refusals = dict(refusals)
        self._pieces.refuse(self._refusals)

    def clear_refusals(self) -> None:
        """Grey no socket."""
        self._refusals = {}
        self._pieces.refuse(None)

    def refusal(self, hit: Hit) -> str:
        """Say why the loose wire cannot end here; "" where it can, or where there is none."""
        side = hit.side
        return "" if side is None else self._refusals.get((hit.node, hit.socket, side), "")

    def highlight_wire(self, wire: Wire | None) -> None:
        """Show which wire a node would be dropped into; None for none."""
        self.wires.highlight(wire)

    def show_band(self, rect: QRectF) -> None:
        """Show the rectangle that selects; a null one hides it."""
        self._marks.show_band(rect)

    def show_knife(self, path: QPainterPath) -> None:
        """Show the line that cuts; an empty one hides it."""
        self._marks.show_knife(path)

    def show_guides(self, lines: Sequence[QLineF]) -> None:
        """Show lines along which something snaps; none hides them."""
        self._marks.show_guides(lines)

    @property
    def hovered(self) -> Hit:
        """What the mouse is over, as far as it was told."""
        return self._hit

    def hover(self, hit: Hit) -> None:
        """Show what the mouse is over."""
        old, self._hit = self._hit, hit
        if old == hit:
            return
        for id_ in {old.node, hit.node} & self.nodes.keys():
            side = hit.side if id_ == hit.node else None
            spot = None if side is None else (hit.socket, side)
            self.nodes[id_].hover(is_hovered=id_ == hit.node, kind=hit.kind, spot=spot)
        for id_ in {old.frame, hit.frame} & self.frames.keys():
            self.frames[id_].hover(is_hovered=id_ == hit.frame and hit.kind != "frame")
        self.wires.hover(hit.wire)

    def describe(self, node: str, row: str = "", side: Side | None = None) -> str:
        """Describe a node, or one of its rows, in words for a screen reader.

        Args:
            node: Which.
            row: Which of its inputs or outputs; "" for the node as a whole.
            side: Which of the two, when both have that name; None takes the input.
        """
        look, graph = self.nodes[node].look, self.document.graph
        if not row:
            return node_words(graph, look)
        if side is None:
            side = "input" if look.face.input(row) is not None else "output"
        return row_words(graph, look, row, side)

    def tip(self, hit: Hit) -> str:
        """Say what a tooltip says about what is under the mouse; "" for nothing."""
        if hit.frame and not hit.node:
            return frame_tip(hit, self.frames[hit.frame].folded)
        item = self.nodes.get(hit.node)
        look = None if item is None else item.look
        return tip(self.document.graph, look, hit, self.refusal(hit))

    def _everything(self) -> Selection:
        return Selection.of(
            (id_ for id_ in self.nodes if self._pieces.is_shown(id_)),
            (id_ for id_, item in self.frames.items() if item.isVisible()),
            (id_ for id_, item in self.notes.items() if item.isVisible()),
        )

    def _mirror(self, changed: Changed) -> None:
        seen = touched(changed.edit)
        self._pieces.follow(seen)
        if seen.frames and self.within:
            self._come_out()
        self.select(self._selection)
        self.focus.leave_missing()
        self._hit = NOTHING
        nodes = seen.nodes | seen.places | seen.wired
        self._take_room(Selection.of(nodes & self.nodes.keys(), seen.frames & self.frames.keys()))
        if seen.frames:
            self._overview.forget()
        else:
            self._overview.look_at(nodes)
        self.mirrored.emit(seen)

    def _come_out(self) -> None:
        """Leave the group if it is none any more, for the next one around it that is."""
        frames = self.document.graph.frames
        still = [id_ for id_ in self._way if id_ in frames and frames[id_].is_folded]
        if self.within not in still:
            self.enter(still[0] if still else "")

    def _after_reshape(self, nodes: set[str]) -> None:
        self._pieces.rewire(nodes)
        self._overview.look_at(nodes)
        self.reshaped.emit()

    def _wired_to(self, moved: Selection) -> set[str]:
        """Find the nodes whose wires move along, those in folded frames among them."""
        folded = (self.frames[id_].folded for id_ in moved.frames & self.frames.keys())
        held = (one.nodes for one in folded if one is not None)
        return set(moved.nodes & self.nodes.keys()).union(*held)

    def _take_room(self, changed: Selection) -> None:
        """Give Qt's index a room that fits; in large steps, because each sorts all items anew."""
        room = self.sceneRect().united(self.bounds(changed))
        if room != self.sceneRect():
            self.setSceneRect(room.adjusted(-STEP, -STEP, STEP, STEP))
            self._overview.cover(self.sceneRect())


def _is_seen(item: FrameItem | NoteItem | None) -> bool:
    return item is not None and item.isVisible()
