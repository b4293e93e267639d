import subprocess
import sys
from pathlib import Path

from graphstudio.library.library import Library
from graphstudio.library.scanning import ScanProcess
from graphstudio.library.scans import Progress, ScanReport
from tests.library.weights import write_weights


def test_a_scan_in_a_process_of_its_own_tells_its_progress_and_its_report(
    library: Library, models: Path
) -> None:
    file = write_weights(models / "fox.safetensors")
    told: list[Progress] = []
    ended: list[tuple[ScanReport | None, str]] = []

    process = ScanProcess(told.append, lambda report, problem: ended.append((report, problem)))

    assert process.wait(60)
    ((report, problem),) = ended
    assert problem == ""
    assert report is not None
    assert report.read == 4
    assert told[-1].done == told[-1].total == 4
    assert library.entry(file) is not None


def test_a_scan_that_is_stopped_ends_and_says_so(models: Path) -> None:
    for number in range(400):
        write_weights(models / f"{number}.safetensors")
    ended: list[tuple[ScanReport | None, str]] = []

    process = ScanProcess(lambda _: None, lambda *said: ended.append(said))
    process.stop()

    assert not process.is_running
    assert len(ended) == 1


def test_a_scan_that_was_killed_is_told(models: Path) -> None:
    write_weights(models / "fox.safetensors")
    ended: list[tuple[ScanReport | None, str]] = []

    process = ScanProcess(lambda _: None, lambda *said: ended.append(said))
    process._process.kill()  # as the system does when memory runs out

    assert process.wait(60)
    ((report, problem),) = ended
    assert report is None
    assert "ended in the middle" in problem


def test_a_scan_ends_when_whoever_started_it_is_gone(models: Path) -> None:
    for number in range(50):
        write_weights(models / f"{number}.safetensors")

    scan = subprocess.Popen(
        [sys.executable, "-P", "-m", "graphstudio.library.scan"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert scan.stdin is not None
    scan.stdin.close()
    assert scan.stdout is not None
    lines = scan.stdout.read().splitlines()
    scan.stdout.close()

    assert scan.wait(60) == 0
    assert '"was_stopped": true' in lines[-1]
