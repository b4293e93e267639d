"""The worker process: `python -m graphstudio.session.worker LIFELINE`, started by the window."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from typing import BinaryIO, cast

from graphstudio.session.worker.channel import Channel
from graphstudio.session.worker.protocol import WorkerOptions
from graphstudio.session.worker.server import Server


def main() -> None:
    """Serve the window at the other end of stdin and stdout, until it asks to quit or is gone."""
    if len(sys.argv) > 1:
        _hang_on(int(sys.argv[1]))
    channel = _take_pipes()
    faulthandler.enable()
    options = channel.take()
    assert isinstance(options, WorkerOptions)
    Server(channel, options).serve()
    # Libraries need seconds to clean up what the system cleans up at once, and some hang in it.
    os._exit(0)


def _hang_on(lifeline: int) -> None:
    """Let the system end this process, and all that it started, when the window is gone.

    The thread that reads requests would notice too, but not while native code keeps the
    interpreter for itself. The window never writes into this pipe: what it signals is its end.
    """
    if sys.platform == "linux":
        import fcntl

        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
        flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
        fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)


def _take_pipes() -> Channel:
    """Move the pipes away from stdin and stdout: what prints goes to stderr, which is heard."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return Channel(
        cast("BinaryIO", os.fdopen(incoming, "rb", buffering=0)),
        cast("BinaryIO", os.fdopen(outgoing, "wb", buffering=0)),
    )


if __name__ == "__main__":
    main()
