from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from graphstudio.engine.events import NodeDone, NodeProgress, NodeStarted, RunStarted
from graphstudio.session.forecast import Forecast, Verdict
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Failed, Trouble
from graphstudio.ui.canvas.badges import progress_text, short_time
from graphstudio.ui.canvas.scene import CanvasScene
from tests.ui.canvas.conftest import preview


def test_a_node_shows_how_its_run_stands(scene: CanvasScene, status: RunStatus) -> None:
    status.take(NodeStarted("sample"))
    status.take(NodeProgress("sample", 3, 20, 8.0))

    look = scene.nodes["sample"].look
    assert look.status.phase == "running"
    assert progress_text(look.status) == "3 / 20 · 8.0 s"

    status.take(NodeDone("sample", 1.5, False))

    assert scene.nodes["sample"].look.status.seconds == 1.5


def test_a_failed_node_grows_by_its_message(scene: CanvasScene, status: RunStatus) -> None:
    before = scene.node_rect("sample").height()
    status.take(NodeStarted("sample"))

    status.take(Failed("sample", "OutOfMemory", "Not enough memory: close other models."))

    look = scene.nodes["sample"].look
    assert look.error == "Not enough memory: close other models."
    assert not look.shape.message.isNull()
    assert scene.node_rect("sample").height() > before


def test_a_preview_takes_the_room_of_its_shape(scene: CanvasScene, status: RunStatus) -> None:
    before = scene.node_rect("sample").height()

    status.take(preview("sample", 64, 32))

    look = scene.nodes["sample"].look
    assert look.shape.preview.height() == look.shape.preview.width() / 2
    assert scene.node_rect("sample").height() > before


def test_what_is_no_picture_is_not_shown(scene: CanvasScene, status: RunStatus) -> None:
    broken = preview("sample")

    status.take(type(broken)("sample", b"no picture", 1, 1, is_final=True))

    assert scene.nodes["sample"].look.preview is None


def test_pictures_can_be_switched_off(scene: CanvasScene, status: RunStatus) -> None:
    status.take(preview("sample"))

    scene.set_habits(shows_pictures=False, reduces_motion=False)
    assert scene.nodes["sample"].look.preview is None

    scene.set_habits(shows_pictures=True, reduces_motion=False)
    assert scene.nodes["sample"].look.preview is not None


def test_troubles_stand_on_the_node_they_are_about_until_they_are_gone(
    scene: CanvasScene,
) -> None:
    before = scene.node_rect("sample")

    scene.set_troubles([Trouble("sample", "Latent needs a wire.", "latent"), Trouble("", "No")])
    assert scene.nodes["sample"].look.error == "Latent needs a wire."

    scene.set_troubles([])
    assert scene.nodes["sample"].look.error == ""
    assert scene.node_rect("sample") == before


def test_what_stands_on_a_node_does_not_name_it_again(scene: CanvasScene) -> None:
    scene.set_troubles([Trouble("sample", "Sample (sample): its input has nothing.", "latent")])

    assert scene.nodes["sample"].look.message == "Its input has nothing."


def test_forecasts_are_kept_by_node(scene: CanvasScene) -> None:
    scene.set_forecasts([Forecast("sample", "Sample", "runs", "new")])

    assert scene.nodes["sample"].look.forecast is not None
    assert scene.nodes["load"].look.forecast is None


def test_nothing_moves_for_show_where_motion_is_reduced(
    scene: CanvasScene, status: RunStatus
) -> None:
    scene.set_habits(shows_pictures=True, reduces_motion=True)

    status.take(NodeStarted("sample"))

    assert not scene.is_moving


def test_the_outline_of_a_running_node_breathes_until_it_is_done(
    scene: CanvasScene, status: RunStatus
) -> None:
    status.take(NodeStarted("sample"))
    assert scene.is_moving

    status.take(NodeDone("sample", 1.0, False))
    assert not scene.is_moving


def test_times_are_as_short_as_they_still_say_something() -> None:
    assert [short_time(seconds) for seconds in (0.04, 9.94, 12.4, 125)] == [
        "0.0 s",
        "9.9 s",
        "12 s",
        "2:05",
    ]


def foot(scene: CanvasScene, verdict: Verdict) -> list[str]:
    """Give the colours along the foot of a node that has a forecast."""
    scene.set_forecasts([Forecast("sample", "Sample", verdict, "why")])
    rect = scene.node_rect("sample")
    image = QImage(int(rect.width()), 4, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    painter = QPainter(image)
    scene.render(
        painter, QRectF(image.rect()), QRectF(rect.left(), rect.bottom() - 4, rect.width(), 4)
    )
    painter.end()
    return [image.pixelColor(x, 2).name() for x in range(20, image.width() - 20)]


def test_the_foot_of_a_node_tells_what_the_next_run_does_with_it(scene: CanvasScene) -> None:
    runs, may, kept = (set(foot(scene, one)) for one in ("runs", "may run", "cached"))

    assert len(runs) == 1
    assert len(may) > 1
    assert len(kept) == 1
    assert runs != kept


def test_forecasts_can_be_switched_off(scene: CanvasScene) -> None:
    plain = foot(scene, "skipped")

    scene.set_habits(shows_pictures=True, reduces_motion=False, shows_forecasts=False)
    hidden = foot(scene, "runs")
    scene.set_habits(shows_pictures=True, reduces_motion=False, shows_forecasts=True)

    assert hidden == plain
    assert foot(scene, "runs") != plain


def test_a_node_that_is_through_does_not_look_as_if_it_were_still_to_run(
    scene: CanvasScene, status: RunStatus
) -> None:
    told = [Forecast(one, one, "runs", "it has not run yet") for one in ("load", "sample")]
    scene.set_forecasts(told)
    status.take(RunStarted(("sample",), 2))

    status.take(NodeStarted("load"))
    status.take(NodeDone("load", 0.1, False))

    assert scene.nodes["load"].look.forecast is None
    assert scene.nodes["sample"].look.forecast == told[1]
    scene.set_forecasts(told)
    assert scene.nodes["load"].look.forecast == told[0]
