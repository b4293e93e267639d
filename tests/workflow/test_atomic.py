import errno
import multiprocessing
import os
from pathlib import Path

import pytest

from graphstudio.errors import WorkflowFileError
from graphstudio.workflow.atomic import create_numbered, replace_file


def names_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def fail_to_sync(descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def interrupt(descriptor: int) -> None:
    raise KeyboardInterrupt


def test_a_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    replace_file(tmp_path / "fox.json", b"one")
    replace_file(tmp_path / "fox.json", b"two")

    assert names_in(tmp_path) == ["fox.json"]
    assert (tmp_path / "fox.json").read_bytes() == b"two"


def test_a_new_file_gets_the_mode_that_the_user_has_set(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace_file(tmp_path / "fox.json", b"one")
    finally:
        os.umask(before)

    assert (tmp_path / "fox.json").stat().st_mode & 0o777 == 0o640


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "fox.json").touch()
    (tmp_path / "fox.json").chmod(0o604)

    replace_file(tmp_path / "fox.json", b"two")

    assert (tmp_path / "fox.json").stat().st_mode & 0o777 == 0o604


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "real" / "fox.json")

    replace_file(tmp_path / "link.json", b"one")

    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real" / "fox.json").read_bytes() == b"one"
    assert names_in(tmp_path / "real") == ["fox.json"]


def test_a_full_disk_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fox.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail_to_sync)

    with pytest.raises(WorkflowFileError) as caught:
        replace_file(path, b"new")

    assert str(caught.value) == (
        f"{path} could not be saved: the disk is full. Make room, or choose another disk."
    )
    assert names_in(tmp_path) == ["fox.json"]
    assert path.read_bytes() == b"old"


def test_an_interrupted_save_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fox.json").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupt)

    with pytest.raises(KeyboardInterrupt):
        replace_file(tmp_path / "fox.json", b"new")

    assert names_in(tmp_path) == ["fox.json"]
    assert (tmp_path / "fox.json").read_bytes() == b"old"


def test_a_write_protected_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "fox.json"
    path.write_bytes(b"old")
    path.chmod(0o444)

    with pytest.raises(WorkflowFileError, match=r"write-protected\. Choose another place"):
        replace_file(path, b"new")

    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("gone/fox.json", "the folder does not exist", id="no folder"),
        pytest.param("folder", "this is a folder", id="a folder"),
        pytest.param("file/fox.json", "a part of the path is a file", id="a file as a folder"),
        pytest.param("f" * 300, "the name is too long", id="a long name"),
        pytest.param("loop", "the link leads to itself", id="a link to itself"),
        pytest.param("nul\0", "embedded null byte", id="NUL"),
    ],
)
def test_a_place_that_cannot_be_written_is_explained(
    tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    with pytest.raises(WorkflowFileError, match=reason):
        replace_file(tmp_path / name, b"x")

    assert names_in(tmp_path) == ["file", "folder", "loop"]


def test_numbers_start_at_one_and_go_on_after_the_highest(tmp_path: Path) -> None:
    (tmp_path / "fox_0007.png").touch()
    (tmp_path / "Fox_0008.PNG").touch()
    (tmp_path / "fox_cub_0099.png").touch()
    (tmp_path / "fox_20261124120000.png").touch()
    (tmp_path / "fox_0100.jpg").touch()

    assert create_numbered(tmp_path / "fox.png", b"x").name == "fox_0009.png"
    assert create_numbered(tmp_path / "fox.png", b"x").name == "fox_0010.png"
    assert create_numbered(tmp_path / "owl.png", b"x").name == "owl_0001.png"


def test_numbers_grow_beyond_four_digits(tmp_path: Path) -> None:
    (tmp_path / "fox_9999.png").touch()

    assert create_numbered(tmp_path / "fox.png", b"x").name == "fox_10000.png"


def test_a_name_that_is_taken_is_never_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fox_0001.png").write_bytes(b"old")
    (tmp_path / "fox_0002.png").symlink_to(tmp_path / "nowhere")
    # As if both had come after we had looked for the highest number.
    monkeypatch.setattr("graphstudio.workflow.atomic._highest", lambda path: 0)

    path = create_numbered(tmp_path / "fox.png", b"new")

    assert path.name == "fox_0003.png"
    assert (tmp_path / "fox_0001.png").read_bytes() == b"old"
    assert names_in(tmp_path) == ["fox_0001.png", "fox_0002.png", "fox_0003.png"]


def test_a_number_that_somebody_is_writing_is_skipped(tmp_path: Path) -> None:
    (tmp_path / ".fox_0001.png.part").write_bytes(b"half")

    assert create_numbered(tmp_path / "fox.png", b"x").name == "fox_0002.png"
    assert (tmp_path / ".fox_0001.png.part").read_bytes() == b"half"


def test_a_full_disk_leaves_nothing_of_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", fail_to_sync)

    with pytest.raises(WorkflowFileError, match="the disk is full"):
        create_numbered(tmp_path / "fox.png", b"x")

    assert names_in(tmp_path) == []


def test_a_folder_that_is_gone_is_reported(tmp_path: Path) -> None:
    with pytest.raises(WorkflowFileError, match="the folder does not exist"):
        create_numbered(tmp_path / "gone" / "fox.png", b"x")


def _write_many(folder: Path, writer: int, count: int) -> None:
    for number in range(count):
        create_numbered(folder / "fox.png", f"{writer} {number} ".encode() * 20_000)


def test_several_processes_share_a_folder_without_losing_a_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(tmp_path, one, 30)) for one in range(4)]

    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        for path in tmp_path.glob("fox_*.png"):
            assert path.stat().st_size >= 80_000, "half a file stood under its final name"
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0] * 4
    contents = {path.read_bytes() for path in tmp_path.iterdir()}
    assert names_in(tmp_path) == [f"fox_{number:04d}.png" for number in range(1, 121)]
    assert len(contents) == 120
