import os
from pathlib import Path

import pytest

from graphstudio.session.workspace.disk import Disk
from graphstudio.session.workspace.journal import Journal, read_journal


def test_entries_are_read_as_they_were_appended(tmp_path: Path, disk: Disk) -> None:
    journal = Journal(tmp_path / "journal", disk, [{"first": "línea\n\ud800"}])
    journal.append({"second": [1, 2.5, None]})

    found = read_journal(tmp_path / "journal")

    assert found.entries == ({"first": "línea\n\ud800"}, {"second": [1, 2.5, None]})
    assert found.damage == ""
    assert journal.lines == 2
    journal.close()


def test_each_entry_is_in_the_file_before_appending_returns(tmp_path: Path, disk: Disk) -> None:
    journal = Journal(tmp_path / "journal", disk)
    sizes = []

    for number in range(3):
        journal.append({"number": number})
        sizes.append((tmp_path / "journal").stat().st_size)

    assert sizes == sorted(set(sizes))
    journal.close()


@pytest.mark.parametrize("cut", [1, 5, 13])
def test_a_last_line_that_is_cut_off_was_not_written(tmp_path: Path, disk: Disk, cut: int) -> None:
    journal = Journal(tmp_path / "journal", disk, [{"number": 1}, {"number": 2}])
    journal.close()
    os.truncate(tmp_path / "journal", (tmp_path / "journal").stat().st_size - cut)

    found = read_journal(tmp_path / "journal")

    assert found.entries == ({"number": 1},)
    assert found.damage == ""


@pytest.mark.parametrize("line", [b"\0\0\0\0", b'{"half": ', b"[1]", b"\xff\xfe", b"[" * 10_000])
def test_a_damaged_line_in_the_middle_is_told_and_those_before_it_are_read(
    tmp_path: Path, line: bytes
) -> None:
    (tmp_path / "journal").write_bytes(b'{"number":1}\n' + line + b'\n{"number":3}\n')

    found = read_journal(tmp_path / "journal")

    assert found.entries == ({"number": 1},)
    assert found.damage.startswith("line 2 of 3 is ")


def test_replacing_puts_other_lines_there_and_appending_goes_on(tmp_path: Path, disk: Disk) -> None:
    journal = Journal(tmp_path / "journal", disk, [{"number": n} for n in range(10)])

    journal.replace([{"all": "of it"}])
    journal.append({"more": 1})

    assert read_journal(tmp_path / "journal").entries == ({"all": "of it"}, {"more": 1})
    assert [one.name for one in tmp_path.iterdir()] == ["journal"]
    journal.close()


def test_a_full_disk_leaves_the_old_lines_when_replacing(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path / "journal", disk, [{"number": 1}])

    def fail(descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        with pytest.raises(OSError, match="No space"):
            journal.replace([{"number": 2}])

    assert read_journal(tmp_path / "journal").entries == ({"number": 1},)
    journal.close()


def test_what_was_appended_is_brought_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(delay_s=60)
    journal = Journal(tmp_path / "journal", disk)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)

    journal.append({"number": 1})
    disk.close()

    assert synced
    journal.close()


def test_a_journal_that_was_closed_is_still_brought_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(delay_s=60)
    journal = Journal(tmp_path / "journal", disk)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)

    journal.append({"number": 1})
    journal.close()
    disk.close()

    assert synced
