"""The languages of the window.

English is what the source says. The others are in resources/translations, one .ts file for
each (what translators edit) and one .qm file made of it (what the program reads). Two commands
keep them up to date, run in the checkout's top folder:

    pyside6-lupdate -locations none -extensions py graphstudio/ui -ts resources/translations/ja.ts
    pyside6-lrelease resources/translations/ja.ts -qm resources/translations/ja.qm

The first one adds new texts to the .ts file, the second one writes the .qm file; a test fails
where somebody forgot the second one. lupdate finds literal texts in calls that are named `tr`
or `translate`, and in no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from graphstudio import paths

LANGUAGES: Mapping[str, str] = {"en": "English", "ja": "日本語"}


def install(app: QApplication, language: str) -> str:
    """Let the application speak a language; call it before any widget is made.

    Args:
        app: Whose texts are translated.
        language: One of `LANGUAGES`, or "system" for the desktop's.

    Returns:
        The language that it speaks now: "en" where the wanted one is not there.
    """
    spoken = _of_desktop() if language == "system" else language
    file = folder() / f"{spoken}.qm"
    if not file.is_file():
        return "en"
    # Qt's own texts, such as "Cut" in a field's menu, come with Qt.
    qt_folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for path in (qt_folder / f"qtbase_{spoken}.qm", file):
        translator = QTranslator(app)
        if translator.load(str(path)):
            app.installTranslator(translator)
    QLocale.setDefault(QLocale(spoken))
    return spoken


def folder() -> Path:
    """Find where the languages are."""
    return paths.bundled("resources") / "translations"


def _of_desktop() -> str:
    names = (name.partition("-")[0] for name in QLocale.system().uiLanguages())
    return next((name for name in names if name in LANGUAGES), "en")
