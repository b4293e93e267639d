"""The panel: one page for one node, several nodes, or the graph.

The code of a page is imported when the first one is made: a start must be quick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from graphstudio.graph.document import Document
from graphstudio.session.estimates.outlook import NodeOutlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.status import RunStatus
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.panel import Panel
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.theme.appearance import Appearance

if TYPE_CHECKING:
    from graphstudio.ui.panels.inspector.graph_page import GraphPage
    from graphstudio.ui.panels.inspector.node_page import NodePage
    from graphstudio.ui.panels.inspector.selection_page import SelectionPage

Page: TypeAlias = "NodePage | SelectionPage | GraphPage"

_DRESSED_AFTER_MS = 5


class InspectorPanel(Panel):
    """Show and edit what is selected.

    Attributes:
        jumped: Emits the id of a node that somebody wants to see.
        paint_wanted: Emits the id of a node whose mask shall be painted.
        steps_wanted: Emits the id of a node whose steps shall be gone through.
        said: Emits why something could not be done, for the status line.
    """

    jumped = Signal(str)
    paint_wanted = Signal(str)
    steps_wanted = Signal(str)
    said = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, self.tr("Inspector"), parent)
        self._document: Document | None = None
        self._heard = Subscription(self)
        self._status: RunStatus | None = None
        self._folder: Path | None = None
        self._nodes: tuple[str, ...] = ()
        self._forecasts: Mapping[str, Forecast] = {}
        self._outlooks: Mapping[str, NodeOutlook] = {}
        self._folded: frozenset[str] = frozenset()
        self._page: Page | None = None
        self._node_page: NodePage | None = None
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("Inspector"))
        self.tools.setContentsMargins(0, 0, 0, 0)
        self.set_content(
            self._scroll,
            EmptyState(
                appearance,
                "inspector",
                self.tr("No graph is open"),
                self.tr("Open a graph and select a node: its values and its help appear here."),
                parent=self,
            ),
        )
        self.show_empty(True)
        # A page is made in one turn of the event loop and dressed in another: each takes 40 ms.
        self._soon = QTimer(self, singleShot=True, interval=_DRESSED_AFTER_MS)
        self._soon.timeout.connect(self._show)
        # Pages hold colours in their texts: they are made anew.
        appearance.changed.connect(self._rebuild)

    @property
    def page(self) -> Page | None:
        """What shows now; None without a graph."""
        return self._page

    def show_node(
        self, document: Document, node: str, status: RunStatus, folder: Path | None = None
    ) -> None:
        """Show one node.

        Args:
            document: Its graph.
            node: Its id.
            status: How its runs went.
            folder: Where relative file names are seen from.
        """
        self.show_nodes(document, (node,), status, folder)

    def show_nodes(
        self,
        document: Document,
        nodes: Sequence[str],
        status: RunStatus,
        folder: Path | None = None,
    ) -> None:
        """Show several nodes, or the graph if there are none."""
        is_same = document is self._document and tuple(nodes) == self._nodes
        if is_same and status is self._status and self._page is not None:
            return
        self._follow(document)
        self._status, self._folder, self._nodes = status, folder, tuple(nodes)
        self._rebuild()

    def show_graph(self, document: Document, status: RunStatus, folder: Path | None = None) -> None:
        """Show the graph as a whole."""
        self.show_nodes(document, (), status, folder)

    def show_nothing(self) -> None:
        """Show that no graph is open."""
        self._follow(None)
        self._status, self._nodes = None, ()
        self._rebuild()

    def show_forecasts(
        self, forecasts: Sequence[Forecast], outlooks: Sequence[NodeOutlook] = ()
    ) -> None:
        """Say what the next run of this graph will do; nothing where nobody knows."""
        self._forecasts = {forecast.node: forecast for forecast in forecasts}
        self._outlooks = {outlook.node: outlook for outlook in outlooks}
        if self._node_page is not None:
            node = self._node_page.node
            self._node_page.show_forecast(self._forecasts.get(node), self._outlooks.get(node))

    def show_help(self) -> None:
        """Bring the help of the node that shows into sight."""
        if self._node_page is not None:
            help_ = self._node_page.unfold_help()
            # Where it is, the page knows when it has been laid out.
            QTimer.singleShot(0, help_, lambda: self._scroll.ensureWidgetVisible(help_))

    def _follow(self, document: Document | None) -> None:
        if document is self._document:
            return
        self._heard.end()
        self._document = document
        self._forecasts = {}
        self._outlooks = {}
        if document is not None:
            self._heard.follow(document.changed, self._refresh)

    def _refresh(self, _changed: object) -> None:
        """Follow an edit; nodes that are gone are shown no more."""
        assert self._document is not None
        left = tuple(node for node in self._nodes if node in self._document.graph.nodes)
        if left != self._nodes:
            self._nodes = left
            self._rebuild()
        elif self._page is not None:
            self._page.refresh()

    def _rebuild(self) -> None:
        if self._page is not None and self._page is not self._scroll.widget():
            self._page.deleteLater()  # it was made and never seen
        self._page = self._made()
        self.show_empty(self._page is None)
        self._soon.start()

    def _show(self) -> None:
        if self._page is self._scroll.widget():
            return
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        if self._page is not None:
            self._scroll.setWidget(self._page)

    def _made(self) -> Page | None:
        document, status = self._document, self._status
        self._node_page = None
        if document is None or status is None:
            return None
        if not self._nodes:
            return self._of_graph(document, status)
        if len(self._nodes) > 1:
            return self._of_several(document, status)
        self._node_page = self._of_node(document, status, self._nodes[0])
        return self._node_page

    def _of_graph(self, document: Document, status: RunStatus) -> GraphPage:
        from graphstudio.ui.panels.inspector.graph_page import GraphPage

        page = GraphPage(document, status, self._appearance, self._scroll)
        page.jumped.connect(self.jumped)
        page.said.connect(self.said)
        return page

    def _of_several(self, document: Document, status: RunStatus) -> SelectionPage:
        from graphstudio.ui.panels.inspector.selection_page import SelectionPage

        page = SelectionPage(document, self._nodes, status, self._appearance, self._scroll)
        page.chosen.connect(self.jumped)
        return page

    def _of_node(self, document: Document, status: RunStatus, node: str) -> NodePage:
        from graphstudio.ui.panels.inspector.node_page import NodePage

        page = NodePage(
            document, node, status, self._appearance, self._folder, self._folded, self._scroll
        )
        page.jumped.connect(self.jumped)
        page.paint_wanted.connect(self.paint_wanted)
        page.steps_wanted.connect(self.steps_wanted)
        page.said.connect(self.said)
        page.folded.connect(self._remember_fold)
        page.show_forecast(self._forecasts.get(node), self._outlooks.get(node))
        return page

    def _remember_fold(self, name: str, is_folded: bool) -> None:
        self._folded = self._folded | {name} if is_folded else self._folded - {name}
