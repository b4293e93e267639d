"""Whether the models of the open workflows are here: looked at, told in a bar, and mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from graphstudio.graph.edits import Group, SetValue
from graphstudio.library.starters import home_of
from graphstudio.session.models.errands import Errands
from graphstudio.session.models.knobs import model_knobs
from graphstudio.session.models.looking import LIBRARY_ERRORS, Looked, look, take_hashes
from graphstudio.session.models.mending import keeping, mending
from graphstudio.session.models.references import collect
from graphstudio.session.models.verdicts import Search, Verdict
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.ui.window.model_fetching import ModelFetching
from graphstudio.ui.window.model_sheet import FILE_KINDS, Deeds, ModelSheet
from graphstudio.ui.window.questions import Answer

if TYPE_CHECKING:
    from graphstudio.library.library import Library
    from graphstudio.ui.window.main_window import MainWindow

_LOOK_AFTER_MS = 600  # a pause in typing


@dataclass(slots=True)
class _Known:
    """Hold what was asked of one workflow, what came of it, and what was told of that."""

    asked: tuple[tuple[str, str], ...] = ()
    looked: Looked = field(default_factory=Looked)
    told: str = ""


class ModelWatch(QObject):
    """Look at the models of each workflow when it is opened and when a knob names another.

    Attributes:
        sheet: Lists the models of one workflow, above the page.
    """

    def __init__(self, window: MainWindow, open_library: Callable[[], Library]) -> None:
        """Watch a window.

        Args:
            window: Whose workspace it is.
            open_library: Gives the library; asked from a thread, when there is a model to look at.
        """
        super().__init__(window)
        self._window = window
        self._open_library = open_library
        self._errands = Errands(window.desk.doorway.post)
        self._known: dict[str, _Known] = {}
        self._shown: Sheet | None = None
        self._pause = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._pause.timeout.connect(self._look_at_changed)
        self._fetching = ModelFetching(window.getting)
        deeds = Deeds(
            self._use,
            self._choose,
            self._keep,
            _open_folder,
            _copy,
            self._fetching.start,
            self._fetching.stop,
            self._fetching.item,
            window.getting.open,
        )
        self.sheet = ModelSheet(window.desk.appearance, deeds, window)
        window.getting.changed.connect(self.sheet.show_downloads)
        self.sheet.closed.connect(self._hide)
        workspace = window.desk.workspace
        workspace.opened.connect(self._begin)
        workspace.closed.connect(self._forget)
        workspace.saving.connect(self._describe)
        window.runs.ended.connect(self._look_after_run)
        window.pages.changed.connect(self._follow_page)

    def end(self) -> None:
        """Watch no more: the window is going."""
        workspace = self._window.desk.workspace
        workspace.opened.disconnect(self._begin)
        workspace.closed.disconnect(self._forget)
        workspace.saving.disconnect(self._describe)
        for sheet in workspace.sheets:
            if sheet.id in self._known:
                sheet.document.changed.disconnect(self._note_change)
        self._pause.stop()
        self._window.runs.ended.disconnect(self._look_after_run)
        self._known.clear()
        self._errands.end()

    def verdicts(self, sheet: Sheet) -> tuple[Verdict, ...]:
        """Give what was found last of a workflow's models."""
        known = self._known.get(sheet.id)
        return () if known is None else known.looked.verdicts

    def look(self, sheet: Sheet) -> None:
        """Look at the models of a workflow now, whether anything has changed or not."""
        known = self._known[sheet.id]
        known.asked = self._asked(sheet)
        if not known.asked:
            self._take(sheet, known.asked, Looked((), sheet.references))
            return
        self._send(sheet, is_thorough=False)

    def take_arrival(self, path: Path) -> None:
        """Look again where a model was wanted: one has come, and may be it."""
        self._errands.start(lambda: _scan(self._open_library), lambda _: self._look_for(path))

    def _look_for(self, path: Path) -> None:
        for sheet in self._window.desk.workspace.sheets:
            lost = [one for one in self.verdicts(sheet) if one.state != "present"]
            edits = [
                SetValue(one.port.node, one.port.socket, str(path))
                for one in lost
                if self._fetching.is_elsewhere(one, path)
            ]
            if edits:
                sheet.document.do(Group(tuple(edits)), self.tr("Choose a model"))
            if lost:
                self.look(sheet)
                self._window.runs.look_again(sheet)

    def use_found(self, sheet: Sheet) -> None:
        """Take the found file for each renamed model, as one step that can be undone."""
        edit = mending(self.verdicts(sheet))
        if edit.edits:
            sheet.document.do(edit, self.tr("Use found models"))
            self.look(sheet)

    def show_details(self, sheet: Sheet) -> None:
        """List the models of a workflow above the page."""
        self._shown = sheet
        self._show()

    def _begin(self, sheet: Sheet) -> None:
        self._known[sheet.id] = _Known()
        sheet.document.changed.connect(self._note_change)
        self.look(sheet)

    def _forget(self, sheet: Sheet) -> None:
        sheet.document.changed.disconnect(self._note_change)
        del self._known[sheet.id]
        self._window.questions.withdraw(_key(sheet))
        if sheet is self._shown:
            self._hide()

    def _note_change(self) -> None:
        self._pause.start()

    def _look_at_changed(self) -> None:
        for sheet in self._window.desk.workspace.sheets:
            if self._known[sheet.id].asked != self._asked(sheet):
                self.look(sheet)

    def _look_after_run(self, sheet_id: str) -> None:
        """Look again: a run takes the hashes of what it loads."""
        for sheet in self._window.desk.workspace.sheets:
            if sheet.id == sheet_id:
                self.look(sheet)

    def _asked(self, sheet: Sheet) -> tuple[tuple[str, str], ...]:
        knobs = model_knobs(sheet.document.graph, sheet.folder)
        return tuple((str(one.port), one.name) for one in knobs)

    def _send(self, sheet: Sheet, *, is_thorough: bool) -> None:
        """Look in the thread; thoroughly means that files whose size fits are read."""
        graph, references, folder = sheet.document.graph.copy(), sheet.references, sheet.folder
        asked = self._known[sheet.id].asked
        search = Search(is_thorough, is_stopped=self._errands.is_ended)
        if is_thorough:
            self._window.status.tell(self.tr("Looking for models by their content …"))
        self._errands.start(
            lambda: look(graph, references, self._open_library, folder, search),
            lambda looked: self._take(sheet, asked, looked, is_thorough=is_thorough),
        )

    def _take(
        self,
        sheet: Sheet,
        asked: tuple[tuple[str, str], ...],
        looked: Looked,
        *,
        is_thorough: bool = True,
    ) -> None:
        known = self._known.get(sheet.id)
        if known is None or known.asked != asked:  # closed, or edited meanwhile and asked anew
            return
        if is_thorough and asked:
            self._window.status.tell(self.tr("Looked for models by their content."))
        known.looked = looked
        sheet.references = looked.references
        self._tell(sheet)
        if self._shown is sheet:
            self._show()
        if looked.is_searchable and not is_thorough:
            self._send(sheet, is_thorough=True)
        elif asked and not looked.trouble:
            self._hash(sheet)

    def _hash(self, sheet: Sheet) -> None:
        """Take the hashes that the file will want, when there is nothing else to do."""
        graph, folder = sheet.document.graph.copy(), sheet.folder
        is_ended = self._errands.is_ended

        def then(has_taken: bool) -> None:
            if has_taken and sheet.id in self._known:
                self.look(sheet)

        self._errands.start(
            lambda: take_hashes(graph, self._open_library(), folder, is_ended), then
        )

    def _describe(self, sheet: Sheet) -> None:
        """Say in the file which models are meant: what is known now, without reading any."""
        if sheet.id in self._known and self._asked(sheet):
            with suppress(*LIBRARY_ERRORS):  # saving must not fail for what only helps others
                library = self._open_library()
                graph = sheet.document.graph
                sheet.references = collect(graph, sheet.references, library, sheet.folder)

    def _tell(self, sheet: Sheet) -> None:
        questions = self._window.questions
        text, known = self._sentence(sheet), self._known[sheet.id]
        if text and text == known.told:  # a bar that was closed stays so
            return
        known.told = text
        if not text:
            questions.withdraw(_key(sheet))
            return
        answers = [Answer(self.tr("Details …"), lambda _: self.show_details(sheet))]
        if any(one.state == "renamed" for one in self.verdicts(sheet)):
            use = Answer(self.tr("Use found files"), lambda _: self.use_found(sheet), True)
            answers.insert(0, use)
        questions.ask(_key(sheet), text, answers, takes_keyboard=False)

    def _sentence(self, sheet: Sheet) -> str:
        count: Counter[str] = Counter(one.state for one in self.verdicts(sheet))
        said = {
            "renamed": self.tr("{n} found under another name"),
            "missing": self.tr("{n} missing"),
            "other_content": self.tr("{n} with another content than was meant"),
            "broken": self.tr("{n} damaged"),
            "unknown": self.tr("{n} that could not be looked for"),
        }
        parts = [text.format(n=count[state]) for state, text in said.items() if count[state]]
        trouble = self._known[sheet.id].looked.trouble
        if trouble:
            return self.tr("Models were not looked for: {trouble}").format(trouble=trouble)
        if not parts:
            return ""
        text = self.tr("Models of “{title}”: {states}.")
        return text.format(title=sheet.title, states=", ".join(parts))

    def _follow_page(self) -> None:
        if self._shown is not None and self._window.pages.sheet is not self._shown:
            self._hide()

    def _show(self) -> None:
        if self._shown is None:
            return
        lost = [one for one in self.verdicts(self._shown) if one.state != "present"]
        if lost:
            self.sheet.show_models(self._shown.title, lost)
        else:
            self._hide()

    def _hide(self) -> None:
        self._shown = None
        self.sheet.hide()
        self._window.focus_middle()

    def _use(self, verdict: Verdict, name: str) -> None:
        sheet = self._shown
        if sheet is not None:
            edit = SetValue(verdict.port.node, verdict.port.socket, name)
            sheet.document.do(edit, self.tr("Choose a model"))
            self.look(sheet)

    def _choose(self, verdict: Verdict) -> None:
        dialog = QFileDialog(self._window, self.tr("Choose a model"))
        dialog.setModal(False)
        is_file = verdict.wanted.kind in FILE_KINDS
        mode = QFileDialog.FileMode.ExistingFile if is_file else QFileDialog.FileMode.Directory
        dialog.setFileMode(mode)
        dialog.setDirectory(str(home_of(verdict.wanted.kind)))
        dialog.fileSelected.connect(lambda path: self._use(verdict, path))
        dialog.show()

    def _keep(self, verdict: Verdict) -> None:
        sheet = self._shown
        if sheet is None:
            return
        try:
            kept = keeping(verdict, self._open_library())
        except LIBRARY_ERRORS as error:
            self._window.questions.tell(str(error), is_error=True)
            return
        if kept is not None:
            sheet.references = (kept, *sheet.references)
            self.look(sheet)


def _scan(open_library: Callable[[], Library]) -> None:
    with suppress(*LIBRARY_ERRORS):  # the look that comes after it says why
        open_library().scan()


def _key(sheet: Sheet) -> str:
    return f"models {sheet.id}"


def _copy(command: str) -> None:
    QGuiApplication.clipboard().setText(command)


def _open_folder(verdict: Verdict) -> None:
    folder: Path = home_of(verdict.wanted.kind)
    with suppress(OSError):  # a folder that cannot be made is shown as what is above it
        folder.mkdir(parents=True, exist_ok=True)
    shown: Sequence[Path] = [one for one in (folder, *folder.parents) if one.is_dir()]
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown[0])))
