"""Files on drives that stumble, and files that change while they are read."""

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from graphstudio.diffusion import pouring
from graphstudio.diffusion.file_reading import PAUSES_S, OpenFile
from graphstudio.diffusion.pouring import Block, Pourer
from graphstudio.diffusion.stored_weights import Piece, WeightFiles
from graphstudio.errors import ModelBroken

needs_preadv = pytest.mark.skipif(not hasattr(os, "preadv"), reason="read in another way here")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a small file of weights."""
    file = tmp_path / "some.safetensors"
    save_file({"a": torch.arange(6.0), "b": torch.ones(3)}, file)
    return file


def stumbling(times: int, number: int) -> Callable[[int, Sequence[memoryview], int], int]:
    """Give a read that fails so many times before it works."""
    read, left = os.preadv, [times]

    def reading(handle: int, buffers: Sequence[memoryview], offset: int) -> int:
        if left[0]:
            left[0] -= 1
            raise OSError(number, os.strerror(number))
        return read(handle, buffers, offset)

    return reading


@needs_preadv
@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ETIMEDOUT])
def test_a_read_that_stumbles_is_tried_again_and_said(
    number: int,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(os, "preadv", stumbling(2, number))
    waited: list[float] = []
    memory = memoryview(bytearray(8))

    with OpenFile(file, waited.append) as opened:
        assert opened.read_into(memory, 0)

    assert bytes(memory) == file.read_bytes()[:8]
    assert waited == list(PAUSES_S[:2])
    assert f"{file}" in caplog.text
    assert "trying again" in caplog.text


@needs_preadv
def test_a_read_that_never_works_is_refused_with_the_way_out(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "preadv", stumbling(99, errno.EIO))
    waited: list[float] = []

    with OpenFile(file, waited.append) as opened, pytest.raises(ModelBroken) as caught:
        opened.read_into(memoryview(bytearray(8)), 0)

    assert str(file) in str(caught.value)
    assert "4 times over" in str(caught.value)
    assert "Check the drive" in str(caught.value)
    assert waited == list(PAUSES_S)


@needs_preadv
def test_a_read_that_is_forbidden_is_not_tried_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "preadv", stumbling(1, errno.EACCES))
    waited: list[float] = []

    with OpenFile(file, waited.append) as opened, pytest.raises(ModelBroken):
        opened.read_into(memoryview(bytearray(8)), 0)

    assert waited == []


def changing(act: Callable[[int], None]) -> Callable[[Pourer, Block], None]:
    """Give a way to pour that first does something to the file, told how often it was asked."""
    pour, asked = Pourer.pour, [0]

    def poured(self: Pourer, block: Block) -> None:
        asked[0] += 1
        act(asked[0])
        pour(self, block)

    return poured


def test_a_file_that_changed_while_it_was_read_is_read_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = WeightFiles([file])

    def once(asked: int) -> None:
        if asked == 1:
            save_file({"a": torch.arange(6.0) + 1, "b": torch.ones(3)}, file)

    monkeypatch.setattr(pouring.Pourer, "pour", changing(once))
    target = torch.empty(6)
    weights.pour([Piece("a", target)])

    assert torch.equal(target, torch.arange(6.0) + 1)


def test_a_file_that_keeps_changing_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = WeightFiles([file])

    def always(asked: int) -> None:
        os.utime(file, ns=(asked, asked))

    monkeypatch.setattr(pouring.Pourer, "pour", changing(always))

    with pytest.raises(ModelBroken, match="changed while it was read") as caught:
        weights.pour([Piece("a", torch.empty(6))])

    assert "Wait" in str(caught.value)


def test_a_file_that_grows_while_it_is_read_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = WeightFiles([file])

    def once(asked: int) -> None:
        if asked == 1:
            with file.open("ab") as stream:
                stream.write(b"more")

    monkeypatch.setattr(pouring.Pourer, "pour", changing(once))

    with pytest.raises(ModelBroken, match="cut short or damaged"):
        weights.pour([Piece("a", torch.empty(6))])


@pytest.mark.parametrize("stored", [torch.float32, torch.float16, torch.bfloat16, torch.float64])
@pytest.mark.parametrize("wanted", [torch.float32, torch.float16, torch.bfloat16])
def test_weights_over_many_blocks_are_cast_as_torch_casts(
    stored: torch.dtype, wanted: torch.dtype, tmp_path: Path
) -> None:
    whole = torch.randn(1500, 1000, generator=torch.Generator().manual_seed(1)).to(stored)
    save_file({"w": whole}, tmp_path / "w.safetensors")
    target = torch.empty(whole.shape, dtype=wanted)

    WeightFiles([tmp_path / "w.safetensors"]).pour([Piece("w", target)])

    assert torch.equal(target, whole.to(wanted))
