"""Start a scan in a process of its own, so that nobody waits for it, and hear of it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from graphstudio.library.scans import Progress, ScanReport

_GRACE_S = 5.0
_COMMAND = [sys.executable, "-P", "-m", "graphstudio.library.scan"]


class ScanProcess:
    """Scan the folders in a process that ends with this one, whatever becomes of it."""

    def __init__(
        self, told: Callable[[Progress], None], ended: Callable[[ScanReport | None, str], None]
    ) -> None:
        """Start it.

        Args:
            told: Hears how far it is; called in a thread of its own.
            ended: Hears the report, or None and what went wrong; called once, in that thread.

        Raises:
            OSError: No process can be started.
        """
        self._told, self._ended = told, ended
        self._process = subprocess.Popen(  # noqa: S603  # our own module, no words of others
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._listener = threading.Thread(target=self._listen, name="scan", daemon=True)
        self._listener.start()

    @property
    def is_running(self) -> bool:
        """Say whether it is still at work, or has still something to tell."""
        return self._listener.is_alive()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until all is told; say whether it is."""
        self._listener.join(timeout_s)
        return not self._listener.is_alive()

    def stop(self, grace_s: float = _GRACE_S) -> None:
        """Ask it to stop, and end it when it does not; what it had read is kept."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):  # it has ended by itself
            self._process.stdin.write("stop\n")
            self._process.stdin.flush()
        try:
            self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
        if threading.current_thread() is not self._listener:
            self._listener.join()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        report: ScanReport | None = None
        problem = ""
        for line in self._process.stdout:
            said: dict[str, Any] = json.loads(line)  # Any: JSON of our own
            if "progress" in said:
                self._told(Progress(**said["progress"]))
            elif "report" in said:
                facts = said["report"]
                report = ScanReport(**{**facts, "problems": tuple(facts["problems"])})
            else:
                problem = said["failed"]
        heard = self._close()
        if report is None and not problem:
            last = heard.strip().splitlines()[-1:] or [f"exit code {self._process.returncode}"]
            problem = f"The scan ended in the middle ({last[0]}). What it had read is kept."
        self._ended(report, problem)

    def _close(self) -> str:
        streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        assert self._process.stderr is not None
        heard = self._process.stderr.read()
        self._process.wait()
        for stream in streams:
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        return heard
