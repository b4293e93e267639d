"""The style sheet: what every kind of widget looks like in a theme."""

from __future__ import annotations

import re
from dataclasses import fields

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from graphstudio import paths
from graphstudio.ui.theme.tokens import Theme, mixed

_NAME = re.compile(r"@(\w+)")


def sheet(theme: Theme) -> str:
    """Write the application's style sheet in the colours of a theme."""
    template = (paths.bundled("resources") / "themes" / "graphstudio.qss").read_text("utf-8")
    words = {**_own_words(theme), **_mixed_words(theme)}
    controls = paths.bundled("resources") / "icons" / "controls" / theme.name
    words["controls"] = controls.as_posix()
    words["ring"] = "2px" if theme.name == "contrast" else "1px"
    return _NAME.sub(lambda found: words[found[1]], template)


def set_role(widget: QWidget, role: str) -> None:
    """Say what a widget is for, so that the style sheet can show it.

    Args:
        widget: A button ("primary", "danger", "quiet", "link", "chip", "navigation",
            "status"), a label
            ("display", "title", "heading", "section", "secondary", "caption", "danger",
            "warning", "success", "badge", "key", "empty", "notice", "notice-warning",
            "notice-danger"), a field ("search", "bare", "palette", "wrong"), a check box
            ("switch"), a frame ("card", "popup", "line"), a progress bar ("thin", "danger",
            "success"), or a tab bar ("sheets").
        role: One of these, or "" for a plain one.
    """
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _own_words(theme: Theme) -> dict[str, str]:
    values = {field.name: getattr(theme, field.name) for field in fields(theme)}
    return {name: _written(one) for name, one in values.items() if isinstance(one, QColor)}


def _mixed_words(theme: Theme) -> dict[str, str]:
    is_contrast = theme.name == "contrast"
    edged = 1.0 if is_contrast else 0.36
    edge = theme.border if is_contrast else theme.button
    shades = {
        "button_border": edge if theme.is_dark else theme.border,
        "button_hover": mixed(theme.button, theme.text, 0.08),
        "button_pressed": mixed(theme.button, theme.text, 0.16),
        "button_off": mixed(theme.panel, theme.button, 0.5),
        "accent_hover": mixed(theme.accent, theme.text_on(theme.accent_text), 0.14),
        "accent_pressed": mixed(theme.accent, theme.accent_text, 0.14),
        "accent_seam": mixed(theme.accent, theme.accent_text, 0.3),
        "accent_edge": mixed(theme.accent_quiet, theme.accent, edged),
        "warning_edge": mixed(theme.panel, theme.warning, edged),
        "danger_edge": mixed(theme.panel, theme.danger, edged),
        "danger_hover": mixed(theme.danger, theme.text_on(theme.accent_text), 0.16),
        "danger_quiet": mixed(theme.panel, theme.danger, 0.16),
        "warning_quiet": mixed(theme.panel, theme.warning, 0.16),
        "field_border": theme.border,
        "border_hover": mixed(theme.border, theme.text, 0.25),
        "selected_text": mixed(theme.field, theme.accent, 0.38),
        "selected_off": mixed(theme.panel, theme.text, 0.24 if is_contrast else 0.10),
        "card": theme.panel if is_contrast else mixed(theme.panel, theme.text, 0.025),
        "card_border": theme.border if is_contrast else mixed(theme.panel, theme.text, 0.08),
        "line": theme.divider if is_contrast else mixed(theme.panel, theme.text, 0.10),
        "line_chrome": theme.divider if is_contrast else mixed(theme.chrome, theme.text, 0.14),
        "track": mixed(theme.panel, theme.text, 0.16),
        "gap": mixed(theme.chrome, theme.text, 0.35) if is_contrast else theme.chrome,
        "knob": theme.text if theme.is_dark else theme.accent,
        "scroll": mixed(theme.panel, theme.text, 0.40 if is_contrast else 0.18),
        "scroll_hover": mixed(theme.panel, theme.text, 0.7 if is_contrast else 0.32),
    }
    return {name: _written(colour) for name, colour in shades.items()}


def _written(colour: QColor) -> str:
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {colour.alpha()})"
