"""Controls that each show one preference, and change it at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graphstudio.paths import at_home
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import style


class ChoiceBox(QComboBox):
    """Choose one of a few values.

    Args:
        settings: Where the value is.
        name: The attribute of the settings.
        options: Values, each with what people read; numbers are written as "%g" writes them.
    """

    def __init__(self, settings: Settings, name: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._settings = settings
        self._name = name
        self._options = list(options)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItems([text for _, text in options])
        self._show()
        self.activated.connect(self._choose)
        settings.changed.connect(self._take)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Let the page scroll: rolling over a value must never change it."""
        event.ignore()

    def _choose(self, place: int) -> None:
        value = self._options[place][0]
        is_number = isinstance(getattr(self._settings, self._name), float)
        setattr(self._settings, self._name, float(value) if is_number else value)

    def _take(self, name: str) -> None:
        if name == self._name:
            self._show()

    def _show(self) -> None:
        value = getattr(self._settings, self._name)
        text = f"{value:g}" if isinstance(value, float) else str(value)
        values = [one for one, _ in self._options]
        if text not in values:  # written into the file by hand
            self._options.append((text, text))
            self.addItem(text)
            values.append(text)
        self.setCurrentIndex(values.index(text))


class Switch(QCheckBox):
    """Turn something on or off."""

    def __init__(self, settings: Settings, name: str) -> None:
        super().__init__()
        self._settings = settings
        self._name = name
        style.set_role(self, "switch")
        self._show()
        self.toggled.connect(self._choose)
        settings.changed.connect(self._take)

    def _choose(self, is_on: bool) -> None:
        setattr(self._settings, self._name, is_on)

    def _take(self, name: str) -> None:
        if name == self._name:
            self._show()

    def _show(self) -> None:
        self.setChecked(getattr(self._settings, self._name))


class NumberBox(QDoubleSpinBox):
    """Set a number.

    Args:
        settings: Where the value is.
        name: The attribute of the settings.
        limits: Lowest and highest.
        step: What an arrow adds.
        unit: Written after the number, with a space.
    """

    def __init__(
        self,
        settings: Settings,
        name: str,
        limits: tuple[float, float],
        step: float,
        unit: str,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(*limits)
        self.setSingleStep(step)
        self.setDecimals(2)
        self.setSuffix(f" {unit}")
        # Half a number is no number: the engine restarts when this changes.
        self.setKeyboardTracking(False)
        self._show()
        self.valueChanged.connect(self._choose)
        settings.changed.connect(self._take)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Let the page scroll: rolling over a value must never change it."""
        event.ignore()

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """Write a number without zeros that say nothing."""
        return self.locale().toString(value, "g", 6)

    def _choose(self, value: float) -> None:
        setattr(self._settings, self._name, value)

    def _take(self, name: str) -> None:
        if name == self._name:
            self._show()

    def _show(self) -> None:
        self.setValue(getattr(self._settings, self._name))


class FolderField(QWidget):
    """Choose a folder, by typing or by looking; empty means the standard one.

    Args:
        settings: Where the folder's name is.
        name: The attribute of the settings.
        standard: The folder that "" stands for, shown in the empty field.
        title: Of the window to choose in, and what a screen reader says.
    """

    def __init__(self, settings: Settings, name: str, standard: Path, title: str) -> None:
        super().__init__()
        self._settings = settings
        self._name = name
        self._standard = standard
        self._title = title
        self.dialog: QFileDialog | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText(str(standard))
        self.field.setAccessibleName(title)
        self.field.editingFinished.connect(self._choose)
        self.button = QPushButton(self.tr("Choose…"))
        self.button.setAccessibleName(title)
        self.button.clicked.connect(self._look)
        self.note = QLabel(self.tr("There is no such folder yet."))
        style.set_role(self.note, "warning")
        self.setFocusProxy(self.field)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(row)
        whole.addWidget(self.note)
        self._show()
        settings.changed.connect(self._take)

    def _choose(self) -> None:
        setattr(self._settings, self._name, self.field.text().strip())

    def _look(self) -> None:
        dialog = QFileDialog(self, self._title, self.field.text() or str(self._standard))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_folder)
        self.dialog = dialog
        dialog.destroyed.connect(self._forget_dialog)
        dialog.show()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _take_folder(self, path: str) -> None:
        setattr(self._settings, self._name, path)

    def _take(self, name: str) -> None:
        if name == self._name:
            self._show()

    def _show(self) -> None:
        text = getattr(self._settings, self._name)
        self.field.setText(text)
        self.note.setVisible(bool(text) and not at_home(text).is_dir())
