"""Frozen values over pipes: whole, or not at all."""

import os
import threading
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest

from graphstudio.session.worker.channel import Channel, ChannelBroken
from graphstudio.session.worker.protocol import StopRun


class Ends:
    """A pipe, and a channel on both of its ends."""

    def __init__(self) -> None:
        source, sink = os.pipe()
        self.source = cast("BinaryIO", os.fdopen(source, "rb", buffering=0))
        self.sink = cast("BinaryIO", os.fdopen(sink, "wb", buffering=0))
        self.channel = Channel(self.source, self.sink)


@pytest.fixture
def ends() -> Iterator[Ends]:
    ends = Ends()
    yield ends
    ends.sink.close()
    ends.source.close()


def test_values_arrive_as_they_were_sent_in_order(ends: Ends) -> None:
    ends.channel.send(StopRun("a"))
    ends.channel.send(StopRun("b"))

    assert [ends.channel.take(), ends.channel.take()] == [StopRun("a"), StopRun("b")]


def test_values_larger_than_the_pipe_from_several_threads_do_not_mix(ends: Ends) -> None:
    values = [letter * 300_000 for letter in "abcd"]
    threads = [threading.Thread(target=ends.channel.send, args=(one,)) for one in values]
    for thread in threads:
        thread.start()

    taken = [ends.channel.take() for _ in values]

    for thread in threads:
        thread.join()
    assert sorted(map(str, taken)) == values


def test_the_end_of_the_other_side_is_an_end(ends: Ends) -> None:
    ends.sink.close()

    with pytest.raises(EOFError):
        ends.channel.take()


def test_half_a_value_is_an_end(ends: Ends) -> None:
    ends.sink.write(b"GS\x00\x00\x00\x10half")
    ends.sink.close()

    with pytest.raises(EOFError):
        ends.channel.take()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"hello, world", id="no mark"),
        pytest.param(b"GS\xff\xff\xff\xff", id="too large"),
        pytest.param(b"GS\x00\x00\x00\x03abc", id="no pickle"),
    ],
)
def test_nonsense_is_noticed(ends: Ends, data: bytes) -> None:
    ends.sink.write(data)

    with pytest.raises(ChannelBroken):
        ends.channel.take()
