from pathlib import Path

from graphstudio.session.workspace.recents import Recents


def test_the_newest_file_comes_first_and_only_once(tmp_path: Path) -> None:
    recents = Recents(tmp_path / "recents.json")

    for name in ("a", "b", "a"):
        recents.add(tmp_path / name)

    assert recents.paths == (tmp_path / "a", tmp_path / "b")


def test_windows_share_one_list(tmp_path: Path) -> None:
    ours, theirs = Recents(tmp_path / "recents.json"), Recents(tmp_path / "recents.json")

    ours.add(tmp_path / "a")
    theirs.add(tmp_path / "b")

    assert ours.paths == (tmp_path / "b", tmp_path / "a")


def test_only_the_newest_thirty_are_kept(tmp_path: Path) -> None:
    recents = Recents(tmp_path / "recents.json")

    for number in range(40):
        recents.add(tmp_path / str(number))

    assert len(recents.paths) == 30
    assert recents.paths[0] == tmp_path / "39"


def test_files_can_be_taken_off_the_list(tmp_path: Path) -> None:
    recents = Recents(tmp_path / "recents.json")
    for name in ("a", "b", "c"):
        recents.add(tmp_path / name)

    recents.forget(tmp_path / "b")
    left = recents.paths
    recents.clear()

    assert left == (tmp_path / "c", tmp_path / "a")
    assert recents.paths == ()


def test_a_damaged_list_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "recents.json").write_bytes(b"\0\0")

    assert Recents(tmp_path / "recents.json").paths == ()


def test_a_list_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    recents = Recents(tmp_path / "nowhere" / "recents.json")

    recents.add(tmp_path / "a")

    assert recents.paths == ()


def test_a_change_is_announced_and_no_change_is_not(tmp_path: Path) -> None:
    recents = Recents(tmp_path / "recents.json")
    told: list[tuple[Path, ...]] = []
    recents.changed.connect(told.append)

    recents.add(tmp_path / "a")
    recents.add(tmp_path / "a")

    assert told == [(tmp_path / "a",)]
