"""The models of a workflow that are not simply here, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graphstudio.library.starters import command_in
from graphstudio.session.models.verdicts import Verdict, has_origin
from graphstudio.session.models.wording import say_content, say_kind, say_verdict, say_way_out
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.window.download_strip import DownloadStrip
from graphstudio.wording import say_bytes

if TYPE_CHECKING:
    from graphstudio.session.models.fetching import FetchItem

FILE_KINDS = frozenset({"checkpoint", "embedding", "ip_adapter", "lora", "upscaler", "vae"})
_MOST_PX = 300  # the canvas stays in sight


@dataclass(slots=True)
class Deeds:
    """Hold what can be done about a model; each takes its verdict.

    Attributes:
        use: Takes a found model, by the name that the knob must say.
        choose: Lets a person choose a file or folder.
        keep: Makes what is here what the workflow means.
        open_folder: Shows the folder that the model goes into.
        copy: Puts the command that fetches the model into the clipboard.
        download: Fetches it, or goes on with that.
        stop: Stops fetching it.
        item: Says what became of fetching it; None where nobody asked for it.
        get: Opens the sheet for getting models, which asks for what a gated one needs.
    """

    use: Callable[[Verdict, str], object]
    choose: Callable[[Verdict], object]
    keep: Callable[[Verdict], object]
    open_folder: Callable[[Verdict], object]
    copy: Callable[[str], object]
    download: Callable[[Verdict], object]
    stop: Callable[[Verdict], object]
    item: Callable[[Verdict], FetchItem | None]
    get: Callable[[], object]


class ModelSheet(QFrame):
    """List models above the page.

    Attributes:
        deeds: What its buttons do.
        closed: Emitted when its cross is pressed.
    """

    closed = Signal()

    def __init__(self, appearance: Appearance, deeds: Deeds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.deeds = deeds
        style.set_role(self, "bar-news")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        head = QHBoxLayout()
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        style.set_role(self._title, "heading")
        head.addWidget(self._title, 1)
        head.addWidget(IconButton(appearance, "close", self.tr("Close"), self.closed.emit, self))
        column.addLayout(head)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons take the keyboard
        self._area.setAccessibleName(self.tr("Models"))
        column.addWidget(self._area)
        self._rows: list[ModelRow] = []
        self.hide()

    def show_models(self, title: str, verdicts: Sequence[Verdict]) -> None:
        """Show these models, in place of those before."""
        self._title.setText(self.tr("Models of “{title}”").format(title=title))
        inside = QWidget()
        inside.setAutoFillBackground(False)
        style.set_role(inside, "bare")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(12)
        self._rows = [ModelRow(verdict, self.deeds, inside) for verdict in verdicts]
        for row in self._rows:
            rows.addWidget(row)
        rows.addStretch(1)
        self._area.setWidget(inside)
        self._take_room()
        self.setAccessibleName(self._title.text())
        self.show()

    def show_downloads(self) -> None:
        """Show how far the downloads of these models are."""
        for row in self._rows:
            row.show_download()
        self._take_room()

    def _take_room(self) -> None:
        inside = self._area.widget()
        rows = None if inside is None else inside.layout()
        if inside is None or rows is None:  # nothing was ever shown
            return
        width = max(self.width(), 600) - 48
        height = rows.heightForWidth(width) if rows.hasHeightForWidth() else 0
        self._area.setFixedHeight(min(height or inside.sizeHint().height(), _MOST_PX))


class ModelRow(QWidget):
    """Say what became of one model, and offer what can be done."""

    def __init__(self, verdict: Verdict, deeds: Deeds, parent: QWidget) -> None:
        super().__init__(parent)
        self._verdict = verdict
        self._deeds = deeds
        wanted = verdict.wanted
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        facts = [say_kind(wanted.kind), say_content(wanted), str(verdict.port)]
        column.addWidget(self._label(wanted.name, "heading"))
        column.addWidget(self._label(" · ".join(filter(None, facts)), "caption"))
        column.addWidget(self._label(_sentence(verdict), "secondary"))
        self._download: QPushButton | None = None
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._offer(verdict, deeds)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        self._strip: DownloadStrip | None = None
        self.show_download()

    def show_download(self) -> None:
        """Show how far its download is, if somebody asked for it."""
        item = self._deeds.item(self._verdict)
        is_old = item is not None and item.state == "done" and self._strip is None
        if item is None or is_old:  # it came, and is not here any more
            return
        if self._strip is None:
            self._strip = DownloadStrip(self)
            self._strip.stopped.connect(partial(self._deeds.stop, self._verdict))
            self._strip.resumed.connect(partial(self._deeds.download, self._verdict))
            self._strip.token_wanted.connect(self._deeds.get)
            column = self.layout()
            assert isinstance(column, QVBoxLayout)
            column.addWidget(self._strip)
        self._strip.show_item(item)
        if self._download is not None:
            self._download.hide()  # the strip has what goes on with it

    def _offer(self, verdict: Verdict, deeds: Deeds) -> None:
        for name in verdict.names[:2]:
            text = self.tr("Use “{name}”").format(name=Path(name).name)
            button = self._add(text, partial(deeds.use, verdict, name), is_primary=True)
            button.setToolTip(name)
        if verdict.state == "present":
            return
        command = command_in(say_way_out(verdict.wanted))
        is_lost = not verdict.names and verdict.state in ("missing", "other_content", "broken")
        if is_lost and has_origin(verdict):
            text = self._download_text()
            self._download = self._add(text, lambda: deeds.download(verdict), is_primary=True)
        if is_lost and command:
            self._add(self.tr("Copy the command that gets it"), lambda: deeds.copy(command))
        is_file = verdict.wanted.kind in FILE_KINDS
        choose = self.tr("Choose a file …") if is_file else self.tr("Choose a folder …")
        self._add(choose, lambda: deeds.choose(verdict))
        self._add(self.tr("Open its folder"), lambda: deeds.open_folder(verdict))
        if verdict.state == "other_content":
            self._add(self.tr("Keep mine"), lambda: deeds.keep(verdict))

    def _download_text(self) -> str:
        wanted = self._verdict.wanted
        origin = wanted.origin
        place = "" if origin is None else origin.repository or origin.url
        if self._verdict.state == "broken":
            return self.tr("Download it again from {place}").format(place=place)
        if not wanted.size_bytes:
            return self.tr("Download from {place}").format(place=place)
        text = self.tr("Download {size} from {place}")
        return text.format(size=say_bytes(wanted.size_bytes), place=place)

    def _add(
        self, text: str, act: Callable[[], object], *, is_primary: bool = False
    ) -> QPushButton:
        button = QPushButton(text, self)
        if is_primary:
            style.set_role(button, "primary")
        button.clicked.connect(lambda _is_on: act())
        self._buttons.addWidget(button)
        return button

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)  # it may quote files
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        style.set_role(label, role)
        return label


def _sentence(verdict: Verdict) -> str:
    """Say what became of it; the knob stands in the line above."""
    text = say_verdict(verdict).removeprefix(f"{verdict.port}: ")
    if has_origin(verdict):  # a button does what the command would
        text = text.partition(" To get it: ")[0]
    return text[:1].upper() + text[1:]
