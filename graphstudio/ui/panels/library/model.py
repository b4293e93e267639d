"""Nodes as a tree: what was starred, what was used last, then one branch for each category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.registry import Registry
from graphstudio.ui import fuzzy
from graphstudio.ui.theme.tips import wrapped

DEFINITION_ROLE = Qt.ItemDataRole.UserRole + 1
BRANCH_ROLE = Qt.ItemDataRole.UserRole + 2
SPOTS_ROLE = Qt.ItemDataRole.UserRole + 3
NODE_MIME = "application/x-graphstudio-node"

_RECENT_SHOWN = 6


class LibraryModel(QStandardItemModel):
    """Hold the tree; nodes can be dragged out."""

    def __init__(self, registry: Registry, parent: QObject) -> None:
        super().__init__(parent)
        self._registry = registry

    def show_all(self, favourites: Sequence[str], recent: Sequence[str]) -> None:
        """Show everything, by category."""
        self.clear()
        by_id = self._registry.by_id
        starred = [by_id[id_] for id_ in favourites if id_ in by_id]
        used = [by_id[id_] for id_ in recent if id_ in by_id and id_ not in favourites]
        self._add_branch("favourites", self.tr("Favourites"), starred)
        self._add_branch("recent", self.tr("Used last"), used[:_RECENT_SHOWN])
        categories: dict[str, list[NodeDefinition]] = {}
        for definition in self._registry.definitions:
            categories.setdefault(definition.category, []).append(definition)
        for category, found in sorted(categories.items()):
            found.sort(key=lambda one: one.title.casefold())
            self._add_branch(category, category.replace("_", " ").capitalize(), found)

    def search(self, text: str) -> int:
        """Show what matches a text, best first and without branches; say how many."""
        self.clear()
        ranked = fuzzy.rank(text, self._registry.definitions, _texts)
        for one in ranked:
            item = _node_item(one.choice)
            item.setData(one.spots, SPOTS_ROLE)
            self.appendRow(item)
        return len(ranked)

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Name the kind of what is dragged."""
        return [NODE_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Give the node's id."""
        data = QMimeData()
        data.setData(NODE_MIME, indexes[0].data(DEFINITION_ROLE).id.encode())
        return data

    def _add_branch(self, key: str, title: str, found: Iterable[NodeDefinition]) -> None:
        items = [_node_item(one) for one in found]
        if not items:
            return
        branch = QStandardItem(title)
        branch.setData(key, BRANCH_ROLE)
        branch.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        branch.appendRows(items)
        self.appendRow(branch)


def definition_at(index: QModelIndex | QPersistentModelIndex) -> NodeDefinition | None:
    """Give the node of a row; None for a branch and for no row."""
    found = index.data(DEFINITION_ROLE) if index.isValid() else None
    return found if isinstance(found, NodeDefinition) else None


def _texts(definition: NodeDefinition) -> tuple[str, ...]:
    near = " ".join((definition.id, definition.category, *definition.keywords))
    return (definition.title, near, definition.summary)


def _node_item(definition: NodeDefinition) -> QStandardItem:
    item = QStandardItem(definition.title)
    item.setData(definition, DEFINITION_ROLE)
    item.setToolTip(wrapped(definition.summary))
    item.setAccessibleText(f"{definition.title}. {definition.summary}")
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
    )
    return item
