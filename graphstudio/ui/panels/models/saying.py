"""What the panel says below its list, and where it has nothing to list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QAction, QActionGroup

from graphstudio.library.entries import Entry
from graphstudio.library.folders import ModelFolder
from graphstudio.ui.panels.models.selection import Item, Order, reclaimable
from graphstudio.wording import say_bytes


class Nothing(NamedTuple):
    """Say why nothing is listed.

    Attributes:
        title: In a few words.
        text: What to do about it.
        icon: One of the theme's.
        button: What is offered; "" for nothing.
        other: What is offered besides; "" for nothing.
    """

    title: str
    text: str
    icon: str
    button: str = ""
    other: str = ""


def no_duplicates() -> Nothing:
    """Say that no two models are the same."""
    translate = QCoreApplication.translate
    return Nothing(
        translate("ModelsPanel", "No model is here twice"),
        translate("ModelsPanel", "Every model has a content of its own."),
        "success",
        translate("ModelsPanel", "Show all"),
    )


def none_like_that() -> Nothing:
    """Say that none of the models is what is wanted."""
    translate = QCoreApplication.translate
    return Nothing(
        translate("ModelsPanel", "No model is like that"),
        translate("ModelsPanel", "Search for other words, or release the chips above."),
        "search",
        translate("ModelsPanel", "Show all"),
    )


def still_looking() -> Nothing:
    """Say that models may be found yet."""
    translate = QCoreApplication.translate
    return Nothing(
        translate("ModelsPanel", "Looking for models …"),
        translate("ModelsPanel", "This takes a moment."),
        "search",
    )


def no_models(folders: Sequence[ModelFolder]) -> Nothing:
    """Say where models belong."""
    translate = QCoreApplication.translate
    text = translate(
        "ModelsPanel",
        "Put models into one of these folders, or add the folder of another program: "
        "ComfyUI, InvokeAI and A1111 are understood.\n{0}",
    )
    return Nothing(
        translate("ModelsPanel", "No models yet"),
        text.format("\n".join(str(one.path) for one in folders)),
        "model",
        translate("ModelsPanel", "Add folder…"),
        translate("ModelsPanel", "Get models…"),
    )


def groups_status(groups: Sequence[Sequence[Entry]]) -> str:
    """Say how many models are there more than once, and what that takes."""
    translate = QCoreApplication.translate
    text = translate("ModelsPanel", "{0} groups, {1} can be freed")
    return text.format(QLocale().toString(len(groups)), say_bytes(reclaimable(groups)))


def status(items: Sequence[Item], found: int) -> str:
    """Say how many models there are, what they take, and how many are broken."""
    translate = QCoreApplication.translate
    number = QLocale().toString
    if found == len(items):
        count = translate("ModelsPanel", "{0} models").format(number(found))
    else:
        text = translate("ModelsPanel", "{0} of {1} models")
        count = text.format(number(found), number(len(items)))
    parts = [count, say_bytes(sum(one.entry.size_bytes for one in items))]
    broken = sum(bool(one.entry.problem) for one in items)
    if broken:
        parts.append(translate("ModelsPanel", "{0} broken").format(number(broken)))
    return ", ".join(parts)


def order_actions(
    group: QActionGroup, order: Order, sort: Callable[[Order], object]
) -> list[QAction]:
    """Give the actions that sort the list, with the order that it has ticked."""
    translate = QCoreApplication.translate
    titles: dict[Order, str] = {
        "name": translate("ModelsPanel", "Sort by name"),
        "size": translate("ModelsPanel", "Largest first"),
        "changed": translate("ModelsPanel", "Newest first"),
    }
    actions = []
    for name, title in titles.items():
        action = QAction(title)
        action.triggered.connect(partial(_call, sort, name))
        action.setCheckable(True)
        action.setChecked(name == order)
        group.addAction(action)
        actions.append(action)
    return actions


def _call(sort: Callable[[Order], object], order: Order, _is_on: bool) -> None:
    sort(order)
