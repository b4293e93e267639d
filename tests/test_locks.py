import subprocess
import sys
from pathlib import Path

from graphstudio.locks import FolderLock

_HOLD = """
import sys, time
from pathlib import Path
from graphstudio.locks import FolderLock
assert FolderLock.take(Path(sys.argv[1])) is not None
print("held", flush=True)
time.sleep(60)
"""


def test_a_lock_is_taken_once(tmp_path: Path) -> None:
    lock = FolderLock.take(tmp_path / "lock")

    second = FolderLock.take(tmp_path / "lock")

    assert lock is not None
    assert second is None
    lock.release()


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    lock = FolderLock.take(tmp_path / "lock")
    assert lock is not None
    lock.release()

    again = FolderLock.take(tmp_path / "lock")

    assert again is not None
    again.release(forget=True)
    assert not (tmp_path / "lock").exists()


def test_a_killed_process_lets_go_of_its_lock(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path / "lock")], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        while_it_lives = FolderLock.take(tmp_path / "lock")
        holder.kill()

    after = FolderLock.take(tmp_path / "lock")

    assert while_it_lives is None
    assert after is not None
    after.release()
