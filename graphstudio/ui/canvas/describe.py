"""What things on the canvas are, in words: for tooltips and for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.graph.elements import Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.sockets import describe as type_words
from graphstudio.ui.canvas.badges import progress_text, short_time
from graphstudio.ui.canvas.folded import FoldedFrame
from graphstudio.ui.canvas.hit import Hit, Side
from graphstudio.ui.canvas.known_words import carried_words
from graphstudio.ui.canvas.node_face import InputFace, OutputFace
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.style import counted_nodes
from graphstudio.ui.reasons import reason_of

if TYPE_CHECKING:
    from graphstudio.ui.canvas.scene import CanvasScene


def node_words(graph: Graph, look: NodeLook) -> str:
    """Describe a node: its title, how it stands, and how many wires end at it."""
    face = look.face
    parts = [face.title, *_state_words(look)]
    wires = graph.wires_at(face.id)
    coming = sum(1 for wire in wires if wire.target.node == face.id)
    told = QCoreApplication.translate("Canvas", "{coming} wires in, {going} out")
    parts.append(told.format(coming=coming, going=len(wires) - coming))
    if look.message:
        parts.append(look.message)
    return ". ".join(part.rstrip(".") for part in parts) + "."


def row_words(graph: Graph, look: NodeLook, name: str, side: Side) -> str:
    """Describe an input or output: its title, what it says, and where its wire leads."""
    face = look.face
    seen = face.input(name) if side == "input" else face.output(name)
    if seen is None:
        return ""
    parts = [seen.title, type_words(seen.type)]
    port = Port(face.id, name)
    if isinstance(seen, OutputFace):
        parts[0] = QCoreApplication.translate("Canvas", "{title}, output").format(title=seen.title)
        parts[1] = carried_words(graph, port)
        targets = graph.targets(port)
        if targets:
            ends = ", ".join(_end(graph, target, "input") for target in targets)
            parts.append(QCoreApplication.translate("Canvas", "to {ends}").format(ends=ends))
        else:
            parts.append(QCoreApplication.translate("Canvas", "not wired"))
    else:
        if seen.kind is None:
            parts[0] = QCoreApplication.translate("Canvas", "{title}, input").format(
                title=seen.title
            )
        parts.append(_input_words(graph, port, seen))
        source = graph.inputs(port.node).get(port.socket)
        if source is not None:
            parts[1] = carried_words(graph, source)
    return ". ".join(parts) + "."


def frame_words(graph: Graph, id: str, folded: FoldedFrame | None) -> str:  # noqa: A002 - its id
    """Describe a frame: its title and, folded, how much it stands for and what leads to it."""
    title = graph.frames[id].title or QCoreApplication.translate("Canvas", "Group")
    if folded is None:
        return QCoreApplication.translate("Canvas", "{title}. A frame, open.").format(title=title)
    told = QCoreApplication.translate(
        "Canvas", "{title}. {nodes}, folded. {coming} wires in, {going} out."
    )
    return told.format(
        title=title,
        nodes=counted_nodes(len(folded.nodes)),
        coming=len(folded.face.inputs),
        going=len(folded.face.outputs),
    )


def focus_words(scene: CanvasScene) -> str:
    """Describe what the keyboard is at; "" for nothing."""
    focus = scene.focus
    if focus.node:
        return scene.describe(focus.node, focus.row, focus.side)
    if not focus.frame:
        return ""
    return frame_words(scene.document.graph, focus.frame, scene.frames[focus.frame].folded)


def frame_tip(hit: Hit, folded: FoldedFrame | None) -> str:
    """Say what a tooltip says about a part of a frame; "" for nothing."""
    if folded is None:
        return (
            QCoreApplication.translate("Canvas", "Fold this frame into one node")
            if hit.kind == "chevron"
            else ""
        )
    if hit.kind == "chevron":
        return QCoreApplication.translate("Canvas", "Unfold this frame")
    told = QCoreApplication.translate("Canvas", "{title}: {nodes}. Double-click to go into it.")
    return told.format(title=folded.face.title, nodes=counted_nodes(len(folded.nodes)))


def wire_words(graph: Graph, wire: Wire) -> str:
    """Describe a wire: what goes through it, from where to where."""
    told = QCoreApplication.translate("Canvas", "{type}, from {source} to {target}")
    return told.format(
        type=carried_words(graph, wire.source),
        source=_end(graph, wire.source, "output"),
        target=_end(graph, wire.target, "input"),
    )


def tip(graph: Graph, look: NodeLook | None, hit: Hit, refusal: str) -> str:
    """Say what a tooltip says about what is under the mouse; "" for nothing."""
    if refusal:
        return refusal[:1].upper() + refusal[1:] + "."
    if hit.wire is not None:
        return wire_words(graph, hit.wire)
    if look is None:
        return ""
    if hit.side is not None:
        return _socket_tip(graph, look, hit.socket, hit.side)
    if hit.kind == "chevron":
        is_open = look.shape.body == "open"
        return (
            QCoreApplication.translate("Canvas", "Collapse this node")
            if is_open
            else QCoreApplication.translate("Canvas", "Show all of this node")
        )
    if hit.kind == "header":
        return _header_tip(graph, look)
    return ""


def _socket_tip(graph: Graph, look: NodeLook, name: str, side: Side) -> str:
    words = row_words(graph, look, name, side)
    definition = graph.definition(look.face.id)
    if definition is None:
        return words
    found = definition.input(name) if side == "input" else definition.output(name)
    troubles = [one.message for one in look.troubles if one.socket == name]
    help_ = found.help if found is not None else ""
    return "\n".join(part for part in (words, help_, *troubles) if part)


def _header_tip(graph: Graph, look: NodeLook) -> str:
    definition = graph.definition(look.face.id)
    lines = [f"{look.face.title} ({look.face.id}, {look.face.type})"]
    if definition is not None and definition.summary:
        lines.append(definition.summary)
    lines += _state_words(look)
    if look.forecast is not None:
        lines.append(_forecast_words(look))
    if look.message:
        lines.append(look.message)
    return "\n".join(lines)


def _forecast_words(look: NodeLook) -> str:
    forecast = look.forecast
    if forecast is None:
        return ""
    told = {
        "runs": QCoreApplication.translate("Canvas", "The next run runs it: {why}"),
        "may run": QCoreApplication.translate(
            "Canvas",
            "The next run runs it, unless what comes in turns out to be the same: {why}",
        ),
        "cached": QCoreApplication.translate("Canvas", "The next run takes the kept result: {why}"),
        "if asked": QCoreApplication.translate(
            "Canvas", "The next run runs it if it is asked for: {why}"
        ),
        "not needed": QCoreApplication.translate("Canvas", "The next run does not need it: {why}"),
        "skipped": QCoreApplication.translate("Canvas", "The next run skips it: {why}"),
    }[forecast.verdict]
    return told.format(why=reason_of(forecast))


def _state_words(look: NodeLook) -> list[str]:
    found = []
    if look.face.is_muted:
        found.append(QCoreApplication.translate("Canvas", "Muted"))
    if look.face.is_bypassed:
        found.append(QCoreApplication.translate("Canvas", "Bypassed"))
    if look.is_pinned:
        found.append(QCoreApplication.translate("Canvas", "Pinned"))
    status = look.status
    match status.phase:
        case "running":
            found.append(
                " ".join(
                    (QCoreApplication.translate("Canvas", "Running"), progress_text(status))
                ).strip()
            )
        case "done":
            found.append(
                QCoreApplication.translate("Canvas", "Took {time}").format(
                    time=short_time(status.seconds)
                )
            )
        case "cached":
            found.append(QCoreApplication.translate("Canvas", "Taken from the kept results"))
        case "failed":
            found.append(QCoreApplication.translate("Canvas", "Failed"))
        case "skipped":
            found.append(
                QCoreApplication.translate("Canvas", "Skipped: {why}").format(why=status.message)
            )
        case "waiting":
            found.append(QCoreApplication.translate("Canvas", "Waiting"))
    return found


def _input_words(graph: Graph, port: Port, seen: InputFace) -> str:
    source = graph.inputs(port.node).get(port.socket)
    if source is not None:
        return QCoreApplication.translate("Canvas", "from {source}").format(
            source=_end(graph, source, "output")
        )
    if seen.kind is None:
        return (
            QCoreApplication.translate("Canvas", "needs a wire")
            if seen.is_needed
            else QCoreApplication.translate("Canvas", "not wired")
        )
    return seen.text


def _end(graph: Graph, port: Port, side: Side) -> str:
    node, definition = graph.nodes[port.node], graph.definition(port.node)
    if definition is None:
        return f"{node.title or node.type}, {port.socket}"
    found = definition.input(port.socket) if side == "input" else definition.output(port.socket)
    title = found.title if found is not None else port.socket
    return f"{node.title or definition.title}, {title}"
