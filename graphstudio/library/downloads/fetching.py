"""A whole download: every file of it, staged aside, and in its place only when all is there.

What is under way lies in ".downloads" beside its place, so that no half of a model is ever taken
for one, and the last step is a rename on the same disk.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from graphstudio import paths
from graphstudio.api import Cancelled
from graphstudio.diffusion.digests import digest_file
from graphstudio.errors import DownloadError
from graphstudio.library.downloads.parts import Part, make_way, matches, move_new
from graphstudio.library.downloads.speed import Speedometer
from graphstudio.library.downloads.transfer import Doing, Transfer
from graphstudio.library.downloads.values import (
    Download,
    Fetched,
    Progress,
    RemoteFile,
    Told,
    nobody,
)
from graphstudio.library.downloads.web import IsStopped, Web
from graphstudio.locks import FolderLock
from graphstudio.wording import say_bytes

STAGING = ".downloads"
_TELL_EVERY_S = 0.1
_LAST = "model_index.json"  # the file that makes a folder a model


def carry_out(
    download: Download,
    web: Web,
    *,
    told: Told = nobody,
    is_stopped: IsStopped = lambda: False,
) -> Fetched:
    """Fetch what a download names; what is there already is left, and compared.

    Args:
        download: What, and where to.
        web: How to reach the origin.
        told: Hears how far it is, at most ten times a second, in this thread.
        is_stopped: Whether somebody wants to stop.

    Raises:
        Cancelled: Somebody stopped it; the next time goes on where it is.
        DownloadError: It cannot be had, or something else has its name. Nothing that was there
            before is touched; where it replaces, what had its names is in the trash.
    """
    _require_safe(download)
    stage = download.place / STAGING / download.name
    try:
        stage.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DownloadError(
            f"{stage.parent} cannot be made: {error.strerror}. Choose another folder with --to."
        ) from error
    with _locked(stage, download.name):
        reporter = _Reporter(download, told)
        missing, kept = _compare(download, reporter, is_stopped)
        _require_room(download, missing, stage)
        new_bytes = sum(_bring(one, download, stage, web, reporter, is_stopped) for one in missing)
        if download.is_folder and missing:
            _put_in_place(stage, download)
        shutil.rmtree(stage, ignore_errors=True)
    unchecked = tuple(one.path for one in missing if not one.is_hashed)
    return Fetched(download.target, new_bytes, tuple(one.path for one in kept), unchecked)


def leftovers(place: Path) -> tuple[Path, ...]:
    """Name what was begun in a folder and is not finished."""
    return tuple(sorted(one for one in (place / STAGING).glob("*") if one.is_dir()))


def drop_leftover(place: Path, name: str) -> None:
    """Remove what was begun of a download, unless somebody goes on with it just now."""
    stage = place / STAGING / name
    if stage.is_dir():
        with suppress(DownloadError), _locked(stage, name):
            shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _locked(stage: Path, name: str) -> Iterator[None]:
    lock = FolderLock.take(stage.with_name(f"{stage.name}.lock"))
    if lock is None:
        raise DownloadError(f"{name} is being downloaded already, by another window or command.")
    try:
        yield
    finally:
        with suppress(OSError):  # not empty: something of it came
            stage.rmdir()
        # The lock's file stays: one that is removed can be held twice, by who opened it before.
        lock.release()


@dataclass(slots=True)
class _Reporter:
    download: Download
    told: Told
    done_bytes: int = 0  # of the files that are here
    clock: Callable[[], float] = time.monotonic
    _speed: Speedometer = field(default_factory=Speedometer)
    _here: int = 0
    _last: tuple[str, str, str] = ("", "", "")
    _last_s: float = float("-inf")

    def begin(self, here: int) -> None:
        """Start a file of which so much is here, which is no speed."""
        self._here = here

    def tell(self, file: RemoteFile, doing: Doing, here: int, note: str) -> None:
        """Hand on how far it is, unless that was done a moment ago."""
        self._speed.add(max(here - self._here, 0))
        self._here = here
        now, kind = self.clock(), (file.path, doing, note)
        if kind == self._last and now - self._last_s < _TELL_EVERY_S:
            return
        self._last, self._last_s = kind, now
        total, speed = self.download.size_bytes, self._speed.bytes_per_s
        done = self.done_bytes + here
        left = (total - done) / speed if total and speed > 0 and doing == "fetching" else None
        self.told(Progress(self.download.name, doing, file.path, done, total, speed, left, note))


def _compare(
    download: Download, reporter: _Reporter, is_stopped: IsStopped
) -> tuple[list[RemoteFile], list[RemoteFile]]:
    """Split into what is missing and what is there; refuse where something else is there."""
    missing: list[RemoteFile] = []
    kept: list[RemoteFile] = []
    others: list[RemoteFile] = []
    for wanted in download.files:
        final = _final(download, wanted)
        if not final.exists():
            missing.append(wanted)
            continue
        reporter.tell(wanted, "checking", 0, "")
        if not _is_same(final, wanted, is_stopped):
            (missing if download.replaces else others).append(wanted)
        else:
            kept.append(wanted)
            reporter.done_bytes += wanted.size_bytes
    if others:
        there = [_final(download, one) for one in others]
        problems = [f"{one} is there, with other content, and is left as it is." for one in there]
        advice = "Rename or move it, or choose another folder with --to."
        raise DownloadError(" ".join([*problems, advice]), problems)
    return missing, kept


def _is_same(final: Path, wanted: RemoteFile, is_stopped: IsStopped) -> bool:
    if not final.is_file() or (wanted.size_bytes not in (0, final.stat().st_size)):
        return False
    if wanted.sha256:
        return digest_file(final, paths.digests()) == wanted.sha256

    def check_stop() -> None:
        if is_stopped():
            raise Cancelled

    # Where nobody knows a hash or a size, an address alone does not say that it is the same.
    return bool(wanted.blob or wanted.size_bytes) and matches(final, wanted, check_stop)


def _require_room(download: Download, missing: list[RemoteFile], stage: Path) -> None:
    """Refuse before the first byte what cannot fit as a whole."""
    here = sum(one.stat().st_size for one in stage.rglob("*") if one.is_file())
    needed = sum(one.size_bytes for one in missing) - here
    free = shutil.disk_usage(stage.parent).free
    if needed > free:
        raise DownloadError(
            f"There is no room for {download.name}: {say_bytes(needed)} are to come and "
            f"{say_bytes(free)} are free in {download.place}. Make room, or choose another folder "
            "with --to."
        )


def _bring(
    wanted: RemoteFile,
    download: Download,
    stage: Path,
    web: Web,
    reporter: _Reporter,
    is_stopped: IsStopped,
) -> int:
    """Fetch one file, into the stage of a folder or to its own place; give how much came."""
    staged = stage / wanted.path
    final = staged if download.is_folder else download.target
    if download.is_folder and staged.is_file() and _is_same(staged, wanted, is_stopped):
        reporter.done_bytes += wanted.size_bytes
        return 0
    if download.is_folder:
        staged.unlink(missing_ok=True)  # of another version of the model
    part = Part(staged.with_name(f"{staged.name}.part"))
    reporter.begin(part.size_bytes)
    transfer = Transfer(
        wanted,
        final,
        part,
        web,
        is_stopped,
        lambda doing, here, note: reporter.tell(wanted, doing, here, note),
        download.replaces and not download.is_folder,
    )
    transfer.run()
    reporter.done_bytes += transfer.wanted.size_bytes
    return transfer.new_bytes


def _put_in_place(stage: Path, download: Download) -> None:
    """Give the whole folder its name, or its missing files to one that is there."""
    wanted = {one.path for one in download.files}
    for file in [one for one in stage.rglob("*") if one.is_file()]:
        if file.relative_to(stage).as_posix() not in wanted:
            file.unlink()  # of another version of the model
    if not download.target.exists():
        stage.rename(download.target)
        return
    staged = [one for one in wanted if (stage / one).is_file()]
    for name in sorted(staged, key=lambda one: (one == _LAST, one)):
        final = download.target / name
        final.parent.mkdir(parents=True, exist_ok=True)
        if download.replaces:
            make_way(final)
        move_new(stage / name, final)


def _final(download: Download, wanted: RemoteFile) -> Path:
    return download.target / wanted.path if download.is_folder else download.target


def _require_safe(download: Download) -> None:
    """Refuse names that lead out of the download's own folder: they come from elsewhere."""
    for name in (download.name, *(one.path for one in download.files)):
        parts = name.split("/")
        if "\\" in name or ":" in name or any(one in ("", ".", "..") for one in parts):
            raise DownloadError(f'"{name}" is no name for a file here. Nothing was downloaded.')
    if "/" in download.name or download.name.startswith("."):
        raise DownloadError(f'"{download.name}" is no name for a model here.')
