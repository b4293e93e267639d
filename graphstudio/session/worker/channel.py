"""Frozen values over a pair of pipes, each in a frame that shows whether the stream is whole."""

from __future__ import annotations

import pickle
import struct
import threading
from typing import BinaryIO

_MARK = b"GS"
_HEADER = struct.Struct(">2sI")
_MOST_BYTES = 256 * 1024**2  # a workflow has 64 MiB at most, and a preview much less


class ChannelBroken(Exception):
    """What comes in is not what the other side sends: something else wrote into the pipe."""


class Channel:
    """Send and take values. Any thread may send; one thread takes.

    Args:
        incoming: Where values are taken from, unbuffered or not.
        outgoing: Where values are sent to, unbuffered.
    """

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._sending = threading.Lock()

    def send(self, value: object) -> None:
        """Send a value; waits while the pipe is full.

        Raises:
            OSError: The other side is gone.
        """
        data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        frame = memoryview(_HEADER.pack(_MARK, len(data)) + data)
        with self._sending:
            while frame:  # an unbuffered file may take less than it is given
                frame = frame[self._outgoing.write(frame) :]

    def take(self) -> object:
        """Wait for the next value.

        Raises:
            EOFError: The other side is gone.
            ChannelBroken: The stream is damaged; nothing more can be taken from it.
        """
        mark, size = _HEADER.unpack(self._read(_HEADER.size))
        if mark != _MARK or size > _MOST_BYTES:
            raise ChannelBroken
        data = self._read(size)
        try:
            value: object = pickle.loads(data)  # noqa: S301 - from our own other half
        except Exception as error:  # damaged pickles raise anything
            raise ChannelBroken from error
        return value

    def _read(self, size: int) -> bytes:
        parts = []
        while size:
            part = self._incoming.read(size)
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
