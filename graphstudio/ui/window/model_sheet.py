"""The models of a workflow that are not simply here, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

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
from graphstudio.session.models.verdicts import Verdict
from graphstudio.session.models.wording import say_content, say_kind, say_verdict, say_way_out
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.wording import say_bytes

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
        download: Fetches it; None while there is nothing that does.
    """

    use: Callable[[Verdict, str], object]
    choose: Callable[[Verdict], object]
    keep: Callable[[Verdict], object]
    open_folder: Callable[[Verdict], object]
    copy: Callable[[str], object]
    download: Callable[[Verdict], object] | None = None


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
        self.hide()

    def show_models(self, title: str, verdicts: Sequence[Verdict]) -> None:
        """Show these models, in place of those before."""
        self._title.setText(self.tr("Models of “{title}”").format(title=title))
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(12)
        for verdict in verdicts:
            rows.addWidget(ModelRow(verdict, self.deeds, inside))
        rows.addStretch(1)
        self._area.setWidget(inside)
        width = max(self.width(), 600) - 48
        height = rows.heightForWidth(width) if rows.hasHeightForWidth() else 0
        self._area.setFixedHeight(min(max(height, inside.sizeHint().height()), _MOST_PX))
        self.setAccessibleName(self._title.text())
        self.show()


class ModelRow(QWidget):
    """Say what became of one model, and offer what can be done."""

    def __init__(self, verdict: Verdict, deeds: Deeds, parent: QWidget) -> None:
        super().__init__(parent)
        self._verdict = verdict
        wanted = verdict.wanted
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        facts = [say_kind(wanted.kind), say_content(wanted), str(verdict.port)]
        column.addWidget(self._label(wanted.name, "heading"))
        column.addWidget(self._label(" · ".join(filter(None, facts)), "caption"))
        column.addWidget(self._label(_sentence(verdict), "secondary"))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._offer(verdict, deeds)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)

    def _offer(self, verdict: Verdict, deeds: Deeds) -> None:
        for name in verdict.names[:2]:
            text = self.tr("Use “{name}”").format(name=name)
            self._add(text, partial(deeds.use, verdict, name), is_primary=True)
        if verdict.state == "present":
            return
        command = command_in(say_way_out(verdict.wanted))
        is_lost = not verdict.names and verdict.state in ("missing", "other_content")
        if is_lost and deeds.download is not None and verdict.wanted.origin is not None:
            download = deeds.download
            self._add(self._download_text(), lambda: download(verdict), is_primary=True)
        elif is_lost and command:
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
        if not wanted.size_bytes:
            return self.tr("Download from {place}").format(place=place)
        text = self.tr("Download {size} from {place}")
        return text.format(size=say_bytes(wanted.size_bytes), place=place)

    def _add(self, text: str, act: Callable[[], object], *, is_primary: bool = False) -> None:
        button = QPushButton(text, self)
        if is_primary:
            style.set_role(button, "primary")
        button.clicked.connect(lambda _is_on: act())
        self._buttons.addWidget(button)

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
    return text[:1].upper() + text[1:]
