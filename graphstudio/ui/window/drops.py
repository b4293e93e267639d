"""What becomes of files that are dropped on the window. Nothing runs on a drop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPointF

from graphstudio.errors import GraphStudioError
from graphstudio.graph.edits import AddNode, Edit, Group, SetValue
from graphstudio.graph.elements import Node, Place, Port
from graphstudio.library.entries import Entry
from graphstudio.session.opening import PICTURE_ENDINGS, Found, Kind, look_at
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.ui.settings import Settings
from graphstudio.ui.window import model_takers as takers
from graphstudio.ui.window.model_takers import Taker, taker_of
from graphstudio.ui.window.questions import Answer, QuestionBars

_STACK_PX = 48  # how far each of several nodes stands below and beside the last
_MOST_PICTURES = 40
_ASKED = "picture_with_workflow"
_GRID_PX = 8


_IMAGE = Taker(("image.load",), "file")
_TAKERS: Mapping[Kind, Taker] = {
    "picture": _IMAGE,
    "model_folder": takers.MODEL,
    "class_model_folder": takers.CLASS_MODEL,
    "pixel_model_folder": takers.PIXEL_MODEL,
    "pipeline_folder": takers.PIPELINE,
    "controlnet_folder": takers.CONTROLNET,
    "image_encoder_folder": takers.IMAGE_ENCODER,
    "safety_checker_folder": takers.CHECKER,
    "checkpoint": takers.CHECKPOINT,
    "denoiser": takers.DENOISER,
    "vae": takers.VAE,
    "text_encoder": takers.TEXT_ENCODER,
    "controlnet": takers.CONTROLNET_FILE,
    "lora": takers.LORA,
    "embedding": takers.EMBEDDING,
    "ip_adapter": takers.IP_ADAPTER,
    "upscaler": takers.UPSCALER,
}


class Drops(QObject):
    """Do the right thing with dropped files, and ask where it is not plain.

    Args:
        questions: Where questions are asked and news is told.
        settings: Remembers answers.
        open_file: Opens a workflow in a tab.

    Attributes:
        find_model: Gives what the library knows of a path; None where it knows nothing, and the
            file is looked at.
        name_model: Gives what the knob of a node must say to mean a model of the library.
    """

    def __init__(
        self,
        questions: QuestionBars,
        settings: Settings,
        open_file: Callable[[Path], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._settings = settings
        self._open = open_file
        self.find_model: Callable[[Path], Entry | None] = lambda _: None
        self.name_model: Callable[[Entry, Taker], str] = lambda one, taker: taker.name(one.path)

    def take(
        self,
        files: Sequence[Path],
        sheet: Sheet | None,
        position: QPointF | None = None,
        row: Port | None = None,
        node: str = "",
    ) -> None:
        """Take files.

        Args:
            files: What was dropped.
            sheet: The workflow on whose canvas it was; None elsewhere.
            position: Where on the canvas.
            row: The knob it was dropped on, if it was one.
            node: The node it was dropped on; a model that it can load is set there.
        """
        spot = position or QPointF(0, 0)
        for number, path in enumerate(files):
            at = spot + QPointF(number * _STACK_PX, number * _STACK_PX)
            entry = self.find_model(path)
            if entry is not None and sheet is not None:
                self.add_model(entry, sheet, at, node if len(files) == 1 else "")
            else:
                self._take_one(path, look_at(path), sheet, at, row if len(files) == 1 else None)

    def add_picture(self, path: Path, sheet: Sheet, position: QPointF) -> None:
        """Put a Load Image node for a picture onto a canvas."""
        self._add_or_set(path, sheet, position, None, _IMAGE)

    def add_model(self, entry: Entry, sheet: Sheet, at: QPointF, on: str = "") -> None:
        """Put the node that loads a model onto a canvas, or set the node it was dropped on."""
        graph = sheet.document.graph
        taker = taker_of(entry, graph.registry)
        if entry.problem:
            self._questions.tell(entry.problem, is_error=True)
        elif taker is None:
            text = self.tr("No node takes {name} by itself.").format(name=entry.name)
            self._questions.tell(text, is_error=True)
        else:
            name = self.name_model(entry, taker)
            fits = bool(on) and graph.node(on).type in taker.nodes
            row = Port(on, taker.knob) if fits else None
            self._add_or_set(entry.path, sheet, at, row, taker, name)

    def _take_one(
        self, path: Path, found: Found, sheet: Sheet | None, at: QPointF, row: Port | None
    ) -> None:
        match found.kind:
            case "workflow":
                self._open(path)
            case "picture_with_workflow" if sheet is None:
                self._open(path)
            case "picture_with_workflow" if _fits(sheet, row, _IMAGE):
                self._add_or_set(path, sheet, at, row, _IMAGE)
            case "picture_with_workflow":
                self._ask_about_picture(path, sheet, at, row)
            case "picture_folder":
                self._add_pictures(path, sheet, at)
            case "unknown":
                self._questions.tell(found.message, is_error=True)
            case kind:
                self._add_or_set(found.path, sheet, at, row, _TAKERS[kind])

    def _ask_about_picture(
        self, path: Path, sheet: Sheet | None, at: QPointF, row: Port | None
    ) -> None:
        def open_it(is_remembered: bool) -> None:
            self._remember("open", is_remembered)
            self._open(path)

        def load_it(is_remembered: bool) -> None:
            self._remember("load", is_remembered)
            self._add_or_set(path, sheet, at, row, _IMAGE)

        remembered = self._settings.drop_answer(_ASKED)
        if remembered:
            (open_it if remembered == "open" else load_it)(False)
            return
        self._questions.ask(
            f"drop {path}",
            self.tr("{name} carries the workflow that made it.").format(name=path.name),
            [
                Answer(self.tr("Load as a picture"), load_it),
                Answer(self.tr("Open its workflow"), open_it, is_default=True),
            ],
            remembers=True,
        )

    def _remember(self, answer: str, is_remembered: bool) -> None:
        if is_remembered:
            self._settings.set_drop_answer(_ASKED, answer)

    def _add_or_set(
        self,
        path: Path,
        sheet: Sheet | None,
        at: QPointF,
        row: Port | None,
        taker: Taker,
        name: str = "",
    ) -> None:
        if sheet is None:
            self._questions.tell(
                self.tr("{name}: open a workflow first, then drop it on its canvas.").format(
                    name=path.name
                )
            )
            return
        graph = sheet.document.graph
        value = name or taker.name(path)
        if row is not None and _fits(sheet, row, taker):
            edit: Edit = SetValue(row.node, taker.knob, value)
            label = self.tr("Set {name}").format(name=path.name)
        else:
            definition = graph.registry.require(taker.nodes[0])
            id_ = graph.new_id(definition.id)
            node = Node(id_, definition.id, definition.version, {taker.knob: value})
            edit = AddNode(node, _place(at))
            label = self.tr("Add {title}").format(title=definition.title)
        self._do(sheet, edit, label)

    def _add_pictures(self, folder: Path, sheet: Sheet | None, at: QPointF) -> None:
        pictures = sorted(one for one in folder.iterdir() if one.suffix.lower() in PICTURE_ENDINGS)
        if sheet is None or len(pictures) > _MOST_PICTURES:
            self._questions.tell(
                self.tr(
                    "{name} holds {count} pictures. Drop up to {most} at once on an open workflow."
                ).format(name=folder.name, count=len(pictures), most=_MOST_PICTURES),
                is_error=True,
            )
            return

        def add(is_remembered: bool) -> None:
            del is_remembered
            self._add_stack(sheet, pictures, at)

        text = self.tr("Add a Load Image node for each of the {count} pictures in {name}?")
        self._questions.ask(
            f"drop {folder}",
            text.format(count=len(pictures), name=folder.name),
            [Answer(self.tr("Add them"), add, is_default=True)],
        )

    def _add_stack(self, sheet: Sheet, pictures: Sequence[Path], at: QPointF) -> None:
        graph = sheet.document.graph.copy()  # so that each new id is free of the others
        definition = graph.registry.require("image.load")
        edits: list[Edit] = []
        for number, path in enumerate(pictures):
            stacked = at + QPointF(number * _STACK_PX, number * _STACK_PX)
            node = Node(
                graph.new_id(definition.id), definition.id, definition.version, {"file": str(path)}
            )
            edit = AddNode(node, _place(stacked))
            edit.apply(graph)
            edits.append(edit)
        self._do(sheet, Group(tuple(edits)), self.tr("Add pictures"))

    def _do(self, sheet: Sheet, edit: Edit, label: str) -> None:
        try:
            sheet.document.do(edit, label)
        except GraphStudioError as error:
            self._questions.tell(str(error), is_error=True)


def _fits(sheet: Sheet | None, row: Port | None, taker: Taker) -> bool:
    """Tell whether files were dropped on the very knob that names such a file."""
    if sheet is None or row is None or row.socket != taker.knob:
        return False
    return sheet.document.graph.node(row.node).type in taker.nodes


def _place(at: QPointF) -> Place:
    """Keep to the grid."""
    return Place(round(at.x() / _GRID_PX) * _GRID_PX, round(at.y() / _GRID_PX) * _GRID_PX)
