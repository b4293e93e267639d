"""What people are told of a run over a stream: events of the engine, as the window reads them."""

from pathlib import Path

import pytest

from graphstudio.engine.events import ImageSaved, RunStarted
from graphstudio.session.saving import PictureFolder
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.previews import Previews
from graphstudio.session.worker.protocol import NodeEvent
from graphstudio.session.worker.reports import Reporter
from graphstudio.session.worker.tints import Tints
from tests.engine.stream_laboratory import StreamLaboratory
from tests.engine.test_streaming import painting


@pytest.fixture
def lab() -> StreamLaboratory:
    return StreamLaboratory()


def told_of(lab: StreamLaboratory, tmp_path: Path, count: int) -> list[NodeEvent]:
    """Run that many items, and give what crosses to the window."""
    lab.run(painting(lab, **{"each.count": count}))
    told: list[NodeEvent] = []
    previews = Previews(Tints(lab.engine.cache, lab.engine.devices))
    reporter = Reporter(told.append, previews, PictureFolder(tmp_path, "{}"))
    for event in lab.events:
        reporter.take(event)
    return told


def test_the_window_reads_each_node_once_and_counts_the_items(
    lab: StreamLaboratory, tmp_path: Path
) -> None:
    told = told_of(lab, tmp_path, 50)
    status = RunStatus()
    shares = []

    for event in told:
        status.take(event)
        shares.append(status.share)

    assert {
        id_: status.node(id_).phase for id_ in ("each", "add", "paint", "save")
    } == dict.fromkeys(("each", "add", "paint", "save"), "done")
    assert (status.node("each").done, status.node("each").total) == (50, 50)
    assert len(status.node("save").pictures) == 50
    assert shares == sorted(shares)
    assert status.share == 1.0
    assert [one.nodes for one in told if isinstance(one, RunStarted)] == [4]


def test_but_for_pictures_many_items_tell_the_window_little_more_than_few(
    lab: StreamLaboratory, tmp_path: Path
) -> None:
    told = told_of(lab, tmp_path, 300)

    assert len([one for one in told if isinstance(one, ImageSaved)]) == 300
    assert len([one for one in told if not isinstance(one, ImageSaved)]) < 50


def test_a_failed_item_is_a_warning_where_it_happened_and_an_error_in_the_end(
    lab: StreamLaboratory, tmp_path: Path
) -> None:
    lab.broken = {3}
    status = RunStatus()

    for event in told_of(lab, tmp_path, 5):
        status.take(event)

    each = status.node("each")
    assert each.phase == "failed"
    assert "1 of 5 items failed" in each.message
    assert each.warnings[0].startswith("no. 3: ")
    assert status.node("save").phase == "done"
    assert status.outcome == "failed"
