"""A button that waits for keys: press it, then press the shortcut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton

_MODIFIERS = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_unknown,
}
_PORTABLE = QKeySequence.SequenceFormat.PortableText


class KeyRecorder(QPushButton):
    """Take the next keys that are pressed as a shortcut. Esc stops without one.

    Attributes:
        recorded: Emits the shortcut as Qt writes it everywhere, "Ctrl+K".
        is_recording: Whether the next keys are taken.
    """

    recorded = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.is_recording = False
        self.clicked.connect(self._toggle)
        self._show()

    def event(self, event: QEvent) -> bool:
        """Take keys before menus, shortcuts and the focus get them."""
        if self.is_recording and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._press(event)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Stop when the user goes elsewhere."""
        self._stop()
        super().focusOutEvent(event)

    def _toggle(self) -> None:
        self.is_recording = not self.is_recording
        self._show()

    def _stop(self) -> None:
        self.is_recording = False
        self._show()

    def _press(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in _MODIFIERS:
            return
        self._stop()
        if key == Qt.Key.Key_Escape and modifiers == Qt.KeyboardModifier.NoModifier:
            return
        if key == Qt.Key.Key_Backtab:
            key = Qt.Key.Key_Tab
        # Whether a digit came from the keypad is not part of a shortcut.
        modifiers &= ~Qt.KeyboardModifier.KeypadModifier
        if _is_sign(event):
            # "+" may need Shift on one keyboard and not on the next: the sign is what counts.
            modifiers &= ~Qt.KeyboardModifier.ShiftModifier
        pressed = QKeySequence(QKeyCombination(modifiers, key))
        self.recorded.emit(pressed.toString(_PORTABLE))

    def _show(self) -> None:
        self.setText(
            self.tr("Press the keys… Esc stops") if self.is_recording else self.tr("Add shortcut…")
        )


def _is_sign(event: QKeyEvent) -> bool:
    text = event.text()
    return len(text) == 1 and text.isprintable() and not text.isalnum() and text != " "
