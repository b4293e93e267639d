"""Which theme the application wears, and putting it on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication

from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import fonts, icons, style
from graphstudio.ui.theme.tokens import CONTRAST, DARK, LIGHT, THEMES, Theme


class Appearance(QObject):
    """Dress the application in the theme that the settings name, and again when they change.

    Attributes:
        changed: Emits the new `Theme` after the application wears it.
    """

    changed = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        self._theme = DARK
        fonts.load()
        app.setStyle("Fusion")
        app.setFont(fonts.ui())
        app.styleHints().colorSchemeChanged.connect(self._follow)
        settings.changed.connect(self._take)
        self._wear(self._chosen())

    @property
    def theme(self) -> Theme:
        """The theme that is worn now."""
        return self._theme

    def use(self, name: str) -> None:
        """Choose a theme, or "system" for whatever the desktop has, and keep the choice."""
        self._settings.theme = name

    def _chosen(self) -> Theme:
        name = self._settings.theme
        return THEMES[name] if name in THEMES else _of_desktop(self._app)

    def _take(self, name: str) -> None:
        if name == "theme":
            self._wear(self._chosen())

    def _follow(self) -> None:
        if self._settings.theme == "system" and self._chosen() is not self._theme:
            self._wear(self._chosen())

    def _wear(self, theme: Theme) -> None:
        self._theme = theme
        # The title bar is the desktop's: it can only be asked to be dark.
        scheme = Qt.ColorScheme.Dark if theme.is_dark else Qt.ColorScheme.Light
        is_own = self._settings.theme != "system"
        self._app.styleHints().setColorScheme(scheme if is_own else Qt.ColorScheme.Unknown)
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(style.sheet(theme))
        for widget in self._app.allWidgets():
            if isinstance(widget, QAbstractButton) and widget.property(icons.NAME_PROPERTY):
                icons.redress(widget, theme)
        self.changed.emit(theme)


def palette(theme: Theme) -> QPalette:
    """Give Qt's palette in the colours of a theme."""
    roles = {
        QPalette.ColorRole.Window: theme.panel,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.secondary,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.button,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.danger,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Highlight: theme.accent_quiet,
        QPalette.ColorRole.HighlightedText: theme.text,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Light: theme.hover,
        QPalette.ColorRole.Midlight: theme.border,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Dark: theme.divider,
        QPalette.ColorRole.Shadow: theme.shadow,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, colour)
    faint = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)
    for role in faint:
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.disabled)
    return made


def _of_desktop(app: QApplication) -> Theme:
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return LIGHT if hints.colorScheme() == Qt.ColorScheme.Light else DARK
