"""The style sheets of the parts inside a field, where the program's own would be too loud."""

from __future__ import annotations

from PySide6.QtGui import QColor

from graphstudio.ui.theme.tokens import Theme


def bare_text(theme: Theme, height_px: int = 0) -> str:
    """Style a text editor that stands in a box of its own: no frame, no ground.

    Args:
        theme: Where the colours come from.
        height_px: How high a line is at least; a style sheet overrules the widget in that.
    """
    return (
        "QLineEdit, QPlainTextEdit { background: transparent; border: none; padding: 0;"
        f" margin: 0; min-height: {height_px}px; color: {_css(theme.text)};"
        f" selection-background-color: {_css(theme.accent)};"
        f" selection-color: {_css(theme.accent_text)};"
        f" placeholder-text-color: {_css(theme.secondary)}; }}"
        f"QLineEdit:disabled {{ color: {_css(theme.disabled)}; }}"
    )


def bare_button(theme: Theme, radius: float) -> str:
    """Style a small button inside a field."""
    return (
        "QToolButton { background: transparent; border: 1px solid transparent; padding: 0;"
        f" margin: 0; border-radius: {radius:.0f}px; }}"
        f"QToolButton:hover {{ background: {_css(theme.hover)}; }}"
        f"QToolButton:pressed {{ background: {_css(theme.pressed)}; }}"
        f"QToolButton:checked {{ background: {_css(theme.accent_quiet)}; }}"
        f"QToolButton:focus {{ border-color: {_css(theme.accent)}; }}"
    )


def _css(colour: QColor) -> str:
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {colour.alphaF():.3f})"
