"""The strip below the picture that goes through the steps it was made in."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from graphstudio.session.reels import Reel
from graphstudio.ui.panels.viewer.step_track import StepTrack
from graphstudio.ui.theme import fonts, icons, style
from graphstudio.ui.theme.appearance import Appearance


class StepsBar(QWidget):
    """Choose a step to look at, and go another way from it. Hidden while there are no steps.

    Attributes:
        scrubbed: Emits the step that somebody chose.
        fork_wanted: Emits the global position for the menu of ways to go from here.
        track: The slider.
    """

    scrubbed = Signal(int)
    fork_wanted = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.track = StepTrack(appearance, self)
        self.track.scrubbed.connect(self.scrubbed)
        self._place = QLabel(self)
        self._place.setFont(fonts.ui(12, "medium"))
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._place.setAccessibleName(self.tr("Step that shows"))
        self._note = QLabel(self)
        style.set_role(self._note, "caption")
        self._note.setAccessibleName(self.tr("About the step"))
        self.fork = QPushButton(self.tr("Fork from here"), self)
        icons.dress(self.fork, "fork", appearance.theme)
        self.fork.clicked.connect(self._ask_for_ways)
        self._lay_out()
        self.hide()

    @property
    def place(self) -> str:
        """The step that shows, in words."""
        return self._place.text()

    @property
    def note(self) -> str:
        """What is said about it."""
        return self._note.text()

    def show_reel(self, reel: Reel | None, step: int = 0) -> None:
        """Show the steps that there are, and which of them is looked at; None hides the strip."""
        self.setVisible(reel is not None)
        if reel is None:
            return
        self.track.show_reel(reel, step)
        text = f"{step} / {max(reel.total, reel.newest)}"
        self._place.setText(text)
        self._place.setMinimumWidth(self._width(f"{reel.total} / {reel.total}"))
        self.track.setAccessibleDescription(text)

    def show_note(self, note: str, hint: str = "") -> None:
        """Say what shows: the finished picture, a rough look at a step, or why there is none."""
        self._note.setText(note)
        self._note.setToolTip(hint)

    def enable_fork(self, refusal: str) -> None:
        """Say whether one can go another way from here; "" is yes, else why not."""
        self.fork.setEnabled(not refusal)
        usual = self.tr(
            "Go on from this step with another prompt, guidance or seed: the steps before it "
            "are shared."
        )
        self.fork.setToolTip(refusal or usual)

    def _ask_for_ways(self) -> None:
        self.fork_wanted.emit(self.fork.mapToGlobal(QPoint(0, self.fork.height())))

    def _lay_out(self) -> None:
        # What is said changes while one drags: the track must not change its length with it.
        self._note.setMinimumWidth(self._width(self.tr("Rough: the engine is busy")))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(12)
        layout.addWidget(self.track, 1)
        layout.addWidget(self._place)
        layout.addWidget(self._note)
        layout.addWidget(self.fork)

    def _width(self, text: str) -> int:
        return self._note.fontMetrics().horizontalAdvance(text) + 8
