"""Turn what was typed into a value that the knob takes, or say why not."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from graphstudio.api import Text
from graphstudio.errors import BadValue, GraphStudioError
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.graph.values import check
from graphstudio.ui.values.expression import evaluate, literal
from graphstudio.ui.values.kinds import hint_of, unit_of


def read_number(definition: InputDefinition, text: str, current: Json) -> Json:
    """Work out a number and check that the knob takes it.

    The unit may be typed or not. Arithmetic that ends between two whole numbers is rounded
    where a whole number is wanted; a number typed so is refused, because it was meant so.

    Raises:
        BadValue: It is no number, or one that the knob refuses.
    """
    bare = _without_unit(text.strip(), unit_of(definition))
    if not bare and definition.default is None:
        return None
    number = evaluate(bare, current)
    if definition.type.name == "int" and literal(bare) is None:
        number = round(number)
    return check(definition, number)


def read_text(definition: InputDefinition, text: str) -> Json:
    """Check a text, without the line breaks that a paste brought into a one-line knob.

    Raises:
        BadValue: The knob refuses it.
    """
    hint = hint_of(definition, Text)
    if hint is None or not hint.is_multiline:
        text = re.sub(r"\s*[\r\n\u2028\u2029]+\s*", " ", text)
    return check(definition, text)


def reason_of(error: GraphStudioError) -> str:
    """Write an error as the sentence that stands under an editor."""
    text = str(error).strip()
    # What a document refuses begins with "Title (id), knob: ", which stands above it anyway.
    text = re.sub(r"\A.*\([\w-]+\), \w+: (?=it |that |the |type )", "", text, flags=re.DOTALL)
    text = re.sub(r"(\d)\.0\b(?!\d)", r"\1", text)  # 7 was typed, and 7.0 came back from the check
    sentence = text[:1].upper() + text[1:]
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def outcome(definition: InputDefinition, text: str, current: Json) -> str:
    """Say what arithmetic comes to while it is typed: "= 1024"; "" for a plain number."""
    bare = _without_unit(text.strip(), unit_of(definition))
    if not bare or literal(bare) is not None:
        return ""
    try:
        value = read_number(definition, text, current)
    except BadValue:
        return ""
    number = round(value, 6) if isinstance(value, float) else value
    return QCoreApplication.translate("Values", "= {number}").format(number=number)


def _without_unit(text: str, unit: str) -> str:
    if unit and text.lower().endswith(unit.lower()):
        return text[: -len(unit)].rstrip()
    return text
