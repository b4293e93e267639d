"""One process of the worker, from its start to its last word: pipes, threads, and the end."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, cast

from graphstudio.session.worker.channel import Channel, ChannelBroken
from graphstudio.session.worker.endings import explain
from graphstudio.session.worker.flood import Dam
from graphstudio.session.worker.protocol import Event, LogLine, Request, WorkerOptions

_IS_POSIX = os.name == "posix"
_LAST_BREATH_S = 2.0  # between the end of its events and the end of the process
_MOST_LINE_BYTES = 64 * 1024

Take = Callable[[Event], None]


class WorkerProcess:
    """Start a worker, speak to it, and notice its end.

    Args:
        options: How it works.
        take: Called with each event, in a thread of this object.
        ended: Called once, in a thread of this object, when the process is gone and everything
            that it said was taken; with the reason in words.
    """

    def __init__(
        self, options: WorkerOptions, take: Take, ended: Callable[[WorkerProcess, str], None]
    ) -> None:
        self._options = options
        self._take = take
        self._say = Dam(take)
        self._ended = ended
        self._outbox: queue.SimpleQueue[Request | WorkerOptions | None] = queue.SimpleQueue()
        self._outbox.put(options)
        self._popen: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._lifeline = -1
        self._gone = threading.Event()
        self._is_broken = False
        self._is_dying = False
        self._last_words = ""

    @property
    def pid(self) -> int | None:
        """The process's number; None before its start."""
        return self._popen.pid if self._popen is not None else None

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._popen is not None and self._popen.returncode is None

    def start(self) -> None:
        """Start the process; requests that were sent before are the first that it gets.

        Raises:
            OSError: The system cannot start it.
        """
        inherited, lifeline = os.pipe()
        try:
            self._popen = _spawn(inherited)
        except OSError:
            os.close(lifeline)
            raise
        finally:
            os.close(inherited)
        self._lifeline = lifeline
        name = f"worker {self._popen.pid}"
        self._watcher = threading.Thread(target=self._watch, name=name, daemon=True)
        self._watcher.start()

    def send(self, request: Request) -> None:
        """Send a request, in the order of the calls; never waits."""
        self._outbox.put(request)

    def kill(self) -> None:
        """End the process at once, and whatever its nodes started."""
        if self._popen is not None:
            _kill(self._popen)

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait until the process is gone and its threads have ended; say whether they have."""
        if self._watcher is None:
            return True
        if self._watcher is not threading.current_thread():
            self._watcher.join(timeout_s)
        return not self._watcher.is_alive()

    def _watch(self) -> None:
        popen = self._popen
        assert popen is not None
        assert popen.stdin is not None
        assert popen.stdout is not None
        assert popen.stderr is not None
        channel = Channel(cast("BinaryIO", popen.stdout), cast("BinaryIO", popen.stdin))
        threads = [
            threading.Thread(target=self._write, args=(channel,), daemon=True),
            threading.Thread(target=self._read, args=(channel, popen), daemon=True),
            threading.Thread(target=self._listen, args=(popen.stderr,), daemon=True),
        ]
        for thread in threads:
            thread.start()
        _wait(popen)
        self._gone.set()
        popen.wait()
        self._outbox.put(None)
        for thread in threads:
            thread.join()
        for stream in (popen.stdin, popen.stdout, popen.stderr):
            stream.close()
        os.close(self._lifeline)
        reason = explain(popen.returncode, is_broken=self._is_broken, last_words=self._last_words)
        self._ended(self, reason)

    def _write(self, channel: Channel) -> None:
        """Send what is in the outbox: whoever asks never waits for a busy worker to read."""
        while (request := self._outbox.get()) is not None:
            try:
                channel.send(request)
            except OSError:  # it is gone; who reads its events will know more
                return

    def _read(self, channel: Channel, popen: subprocess.Popen[bytes]) -> None:
        try:
            while True:
                event = cast("Event", channel.take())
                if isinstance(event, LogLine) and event.source == "stderr":
                    self._last_words = event.text
                self._take(event)
        except EOFError:
            self._is_broken = not self._gone.wait(_LAST_BREATH_S)
        except ChannelBroken:
            self._is_broken = True
        if self._is_broken:
            _kill(popen)

    def _listen(self, stream: BinaryIO) -> None:
        """Take what libraries print past Python, and what a dying process says."""
        rest = b""
        while part := stream.read(_MOST_LINE_BYTES):
            *lines, rest = (rest + part).split(b"\n")
            if len(rest) > _MOST_LINE_BYTES:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._hear(line)
        self._hear(rest)

    def _hear(self, line: bytes) -> None:
        # A progress bar overwrites its line again and again: only the last state is worth it.
        text = line.decode(errors="replace").rstrip().rpartition("\r")[2]
        self._is_dying = self._is_dying or text.startswith("Fatal Python error")
        if text:
            # What Python then adds says where it was, not why.
            self._last_words = self._last_words if self._is_dying else text
            self._say(LogLine("warning", "stderr", text))


def _spawn(lifeline: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "graphstudio.session.worker"]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [*command, str(lifeline)] if _IS_POSIX else command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        pass_fds=(lifeline,) if _IS_POSIX else (),
        process_group=0 if _IS_POSIX else None,  # so that its children go when it goes
    )


def _kill(popen: subprocess.Popen[bytes]) -> None:
    if not _IS_POSIX:
        popen.kill()
    elif popen.returncode is None:
        with suppress(ProcessLookupError, PermissionError):  # macOS refuses for what is dead
            os.killpg(popen.pid, signal.SIGKILL)


def _wait(popen: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process, and end what it leaves behind."""
    if _IS_POSIX:
        # Not reaped yet, so that its number cannot become somebody else's before the kill.
        os.waitid(os.P_PID, popen.pid, os.WEXITED | os.WNOWAIT)
        _kill(popen)
    else:
        popen.wait()
