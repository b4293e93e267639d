from pathlib import Path

from graphstudio.session.workspace.disk import Disk
from graphstudio.session.workspace.session import DeadSession, Session, Tab, dead_sessions


def _die(session: Session) -> None:
    session._record.close()
    session._lock.release()


def _only(root: Path) -> DeadSession:
    (dead,) = dead_sessions(root)
    dead.lock.release()
    return dead


def test_a_living_session_is_not_found_by_others(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)

    assert list(dead_sessions(tmp_path)) == []
    session.leave(is_empty=True)


def test_a_dead_session_gives_its_tabs_in_order(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)
    session.note_tab(Tab("a", "A"), 0)
    session.note_tab(Tab("b", "B"), 1)
    session.note_tab(Tab("c", "C", "/flows/c.json"), 1)
    session.note_tab(Tab("a", "A again"), 2)
    session.note_closed("b")
    session.note_front("c")
    _die(session)

    dead = _only(tmp_path)

    assert dead.tabs == (Tab("c", "C", "/flows/c.json"), Tab("a", "A again"))
    assert dead.front == "c"
    assert not dead.was_left


def test_a_session_that_was_left_says_so(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)
    session.note_tab(Tab("a", "A"), 0)

    session.leave(is_empty=False)

    assert _only(tmp_path).was_left


def test_an_empty_session_leaves_nothing_behind(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)

    session.leave(is_empty=True)

    assert list(tmp_path.iterdir()) == []


def test_a_dead_session_is_taken_by_one_window_only(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)
    _die(session)

    (first,) = dead_sessions(tmp_path)
    second = list(dead_sessions(tmp_path))
    first.remove()

    assert second == []
    assert list(tmp_path.iterdir()) == []


def test_sheets_that_no_tab_names_are_found(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)
    session.note_tab(Tab("shown", "Shown"), 0)
    session.note_tab(Tab("closed", "Closed"), 1)
    session.note_closed("closed")
    for name in ("shown", "closed", "stray"):
        (session.folder / name).mkdir()
    _die(session)

    assert [tab.id for tab in _only(tmp_path).tabs] == ["shown", "stray"]


def test_a_damaged_record_gives_what_can_be_read_and_says_so(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)
    session.note_tab(Tab("a", "A"), 0)
    record = session.folder / "tabs.jsonl"
    _die(session)
    record.write_bytes(record.read_bytes() + b"\0\0\n" + record.read_bytes())

    dead = _only(tmp_path)

    assert dead.tabs == (Tab("a", "A"),)
    assert "line 2 of 3" in dead.damage


def test_a_session_without_a_record_still_gives_its_sheets(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)
    (session.folder / "stray").mkdir()
    (session.folder / "tabs.jsonl").unlink()
    _die(session)

    dead = _only(tmp_path)

    assert [tab.id for tab in dead.tabs] == ["stray"]
    assert "cannot be read" in dead.damage


def test_a_full_disk_does_not_keep_a_tab_from_opening(tmp_path: Path, disk: Disk) -> None:
    session = Session(tmp_path, disk)
    session._record.close()  # as bad as a full disk: nothing can be written

    session.note_tab(Tab("a", "A"), 0)

    session._lock.release()
