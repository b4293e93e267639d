"""What disks, people and other programs do to a library: nothing is lost, and all is told."""

import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.library.index import index_file
from graphstudio.library.library import Library, open_library
from graphstudio.library.marks import Marks
from graphstudio.library.scanning import ScanProcess
from graphstudio.library.scans import Progress, ScanReport
from tests.library.weights import write_weights

is_root = hasattr(os, "geteuid") and os.geteuid() == 0


def test_a_damaged_index_is_put_aside_and_marks_are_kept(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()
    library.mark(file, Marks(note="mine"))
    library.close()
    for ending in ("-wal", "-shm"):
        index_file().with_name(index_file().name + ending).unlink(missing_ok=True)
    index_file().write_bytes(b"no database at all" * 500)

    opened = open_library()
    opened.scan()

    assert "put aside" in opened.notices[0]
    assert opened.marks(file) == Marks(note="mine")
    assert opened.entry(file) is not None
    opened.close()


def test_two_processes_that_scan_at_once_lose_nothing(library: Library, models: Path) -> None:
    files = [write_weights(models / f"{number}.safetensors") for number in range(300)]
    told: list[tuple[ScanReport | None, str]] = []
    others = [ScanProcess(lambda _: None, lambda *said: told.append(said)) for _ in range(2)]

    library.scan()
    is_done = [one.wait(120) for one in others]

    assert is_done == [True, True]
    assert [(report.models if report else 0, problem) for report, problem in told] == [
        (303, "")
    ] * 2
    assert {one.path for one in library.entries()} >= set(files)
    assert library.scan().read == 0


def test_a_folder_that_cannot_be_looked_into_is_told_and_its_models_are_kept(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_weights(tmp_path / "disk" / "loras" / "fox.safetensors")
    library.add_folder(tmp_path / "disk")
    library.scan()

    (tmp_path / "disk").rename(tmp_path / "unplugged")
    report = library.scan()
    away = library.entry(file)
    (tmp_path / "unplugged").rename(tmp_path / "disk")
    back = library.scan()

    assert report.removed == 0
    assert "No such file" in report.problems[0]
    assert away is not None
    assert "cannot be reached now" in away.problem
    entry = library.entry(file)
    assert entry is not None
    assert entry.problem == ""
    assert back.read == 0


@pytest.mark.skipif(is_root, reason="root may look into everything")
def test_a_locked_folder_is_told(library: Library, models: Path) -> None:
    locked = models / "locked"
    write_weights(locked / "fox.safetensors")
    locked.chmod(0)

    report = library.scan()
    locked.chmod(stat.S_IRWXU)

    assert "locked cannot be looked into: Permission denied." in report.problems[0]


def test_links_in_a_circle_are_walked_once(library: Library, models: Path) -> None:
    file = write_weights(models / "a" / "fox.safetensors")
    (models / "a" / "round").symlink_to(models)
    (models / "self").symlink_to(models / "self")
    (models / "gone").symlink_to(models / "nowhere")

    report = library.scan()

    assert report.models == 4
    assert library.entry(file) is not None


def test_a_hundred_folders_deep_is_not_too_deep(library: Library, models: Path) -> None:
    deep = models.joinpath(*["d"] * 100)
    file = write_weights(deep / "fox.safetensors")

    library.scan()

    assert library.entry(file) is not None


def test_files_that_vanish_during_the_scan_are_told_or_gone(library: Library, models: Path) -> None:
    files = [write_weights(models / f"{number}.safetensors") for number in range(20)]

    def remove(progress: Progress) -> None:
        if not progress.done:
            for file in files[:10]:
                file.unlink()

    library.scan(remove)
    after_first = [entry for file in files[:10] if (entry := library.entry(file)) is not None]
    library.scan()

    assert all("is not there" in entry.problem for entry in after_first)
    assert [library.entry(file) for file in files[:10]] == [None] * 10
    assert all(library.entry(file) is not None for file in files[10:])


@pytest.mark.parametrize(
    "name",
    [
        b"with blank.safetensors",
        b"percent %20.safetensors",
        b"new\nline.safetensors",
        "füchse 狐.safetensors".encode(),
        b"not utf-8 \xff\xfe.safetensors",
        b"quote'\".safetensors",
        b"-dash.safetensors",
        b"UPPER.SAFETENSORS",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_with_odd_characters_are_names(library: Library, models: Path, name: bytes) -> None:
    file = write_weights(models / os.fsdecode(name))

    library.scan()
    library.mark(file, Marks(note="odd"))
    library.hashed(file)

    assert library.entry(file) is not None
    assert library.marks(file).note == "odd"
    assert library.scan().read == 0
    assert not library.discard(file).samefile(models)


def test_an_index_that_cannot_be_written_is_an_error_of_the_system(
    library: Library, models: Path
) -> None:
    write_weights(models / "fox.safetensors")
    blocker = sqlite3.connect(index_file())
    library._index._base.execute("PRAGMA busy_timeout = 10")
    blocker.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        library.scan()

    blocker.close()
    assert library.scan().read == 4


def test_a_scan_that_is_stopped_keeps_what_it_read_and_removes_nothing(
    library: Library, models: Path
) -> None:
    old = write_weights(models / "old.safetensors")
    library.scan()
    old.unlink()
    for number in range(600):
        write_weights(models / f"{number}.safetensors")
    told: list[Progress] = []

    report = library.scan(told.append, lambda: len(told) > 1)

    assert report.was_stopped
    assert 0 < report.read < 600
    assert library.entry(old) is not None
    assert library.scan().read == 600 - report.read


def test_the_thumbnail_folder_that_cannot_be_made_costs_no_model(
    library: Library, models: Path
) -> None:
    (paths.cache() / "model-previews").write_text("in the way")
    picture = {"modelspec.thumbnail": "data:image/png;base64,iVBORw0KGgo="}
    file = write_weights(models / "fox.safetensors", metadata=picture)

    library.scan()

    entry = library.entry(file)
    assert entry is not None
    assert (entry.problem, entry.preview) == ("", None)
