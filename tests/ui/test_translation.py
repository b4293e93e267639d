import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from graphstudio.ui import settings, translation

_ALIAS = re.compile(r"(?m)^\s*(\w+)[\w, ]* = QCoreApplication\.translate\b(?!\()")


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    locale = QLocale()
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(locale)


def test_the_window_speaks_japanese(app: QApplication) -> None:
    spoken = translation.install(app, "ja")

    assert spoken == "ja"
    assert QCoreApplication.translate("PreferencesPage", "Preferences") == "環境設定"


def test_qts_own_texts_are_japanese_too(app: QApplication) -> None:
    translation.install(app, "ja")

    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "キャンセル"


@pytest.mark.parametrize("language", ["en", "tlh"])
def test_the_source_is_english(app: QApplication, language: str) -> None:
    assert translation.install(app, language) == "en"
    assert QCoreApplication.translate("PreferencesPage", "Preferences") == "Preferences"


def test_the_desktops_language_is_spoken_where_none_is_chosen(app: QApplication) -> None:
    assert translation.install(app, "system") in translation.LANGUAGES


def test_every_language_can_be_chosen_in_the_preferences() -> None:
    assert set(settings.LANGUAGES) == {"system", *translation.LANGUAGES}


def test_what_the_program_reads_is_made_of_what_translators_wrote(tmp_path: Path) -> None:
    lrelease = Path(PySide6.__file__).parent / "lrelease"
    source, made = translation.folder() / "ja.ts", tmp_path / "ja.qm"

    subprocess.run([str(lrelease), str(source), "-qm", str(made)], check=True, capture_output=True)

    assert made.read_bytes() == (translation.folder() / "ja.qm").read_bytes()


def test_every_text_has_a_translation_with_the_same_words_to_fill_in() -> None:
    messages = list(ET.parse(translation.folder() / "ja.ts").getroot().iter("message"))

    wrong = [
        source
        for message in messages
        for source in [message.findtext("source") or ""]
        if _blanks(source) != _blanks(message.findtext("translation") or "")
        or not message.findtext("translation")
    ]

    assert messages
    assert wrong == []


def _blanks(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def test_every_text_of_the_window_is_in_the_file_and_no_other(tmp_path: Path, root: Path) -> None:
    lupdate = Path(PySide6.__file__).parent / "lupdate"
    fresh = tmp_path / "ja.ts"
    fresh.write_bytes((translation.folder() / "ja.ts").read_bytes())
    files = sorted(str(one) for one in (root / "graphstudio" / "ui").rglob("*.py"))

    subprocess.run(
        [str(lupdate), "-locations", "none", *files, "-ts", str(fresh)],
        check=True,
        capture_output=True,
    )

    messages = list(ET.parse(fresh).getroot().iter("message"))
    assert messages
    assert [_source(one) for one in messages if _is_out_of_step(one)] == []


def _is_out_of_step(message: ET.Element) -> bool:
    found = message.find("translation")
    return found is None or found.get("type") is not None


def _source(message: ET.Element) -> str | None:
    return message.findtext("source")


def test_no_text_hides_behind_a_name_that_extraction_does_not_know(root: Path) -> None:
    files = (root / "graphstudio" / "ui").rglob("*.py")

    aliases = {alias for file in files for alias in _ALIAS.findall(file.read_text("utf-8"))}

    assert aliases == {"translate"}
