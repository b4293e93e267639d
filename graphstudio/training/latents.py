"""The pictures of the denoiser, encoded once: encoding costs as much as learning from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import torch
from diffusers import AutoencoderKL

from graphstudio.errors import ModelMissing
from graphstudio.training.checkpoint import load_state, save_state
from graphstudio.training.dataset import TEST_PICTURES, described, pictures

_CHUNK = 1000
_BATCH = 25


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A run of pictures for one process to encode."""

    autoencoder: Path
    seed: int
    side_px: int
    first: int
    count: int
    out: Path


def prepare_latents(
    autoencoder: Path, *, seed: int, side_px: int, count: int, out: Path, processes: int = 1
) -> Path:
    """Encode the first ``count`` training pictures into one file, and give its path.

    The file holds "latents", (count, 4, side_px / 8, side_px / 8), scaled, float32, and "first",
    the index of the first picture. Chunks that an earlier run finished are kept.
    """
    if out.exists():
        return out
    chunks = [
        _Chunk(
            autoencoder,
            seed,
            side_px,
            TEST_PICTURES + start,
            min(_CHUNK, count - start),
            out.with_name(f"{out.stem}-{start:07d}.pt"),
        )
        for start in range(0, count, _CHUNK)
    ]
    if processes == 1:
        for chunk in chunks:
            _encode(chunk)
    else:
        with get_context("spawn").Pool(processes) as pool:
            pool.map(_encode, chunks, chunksize=1)
    save_state(out, {"latents": _joined(chunks), "first": TEST_PICTURES})
    for chunk in chunks:
        chunk.out.unlink()
    return out


def encode(model: AutoencoderKL, batch: torch.Tensor) -> torch.Tensor:
    """Encode pictures (batch, 3, height, width), -1..1, to scaled mean latents, contiguous."""
    with torch.no_grad():
        # 30 % faster on a CPU in this memory order.
        mean = model.encode(batch.contiguous(memory_format=torch.channels_last)).latent_dist.mean
    scaled: torch.Tensor = (mean * model.config.scaling_factor).contiguous()
    return scaled


def _joined(chunks: Sequence[_Chunk]) -> torch.Tensor:
    parts = []
    for chunk in chunks:
        state = load_state(chunk.out)
        if state is None:
            # Going on without it would pair pictures with the captions of others.
            raise ModelMissing(
                f"Encoding the pictures: {chunk.out} was taken away. Start the training again."
            )
        parts.append(state["latents"])
    return torch.cat(parts)


def _encode(chunk: _Chunk) -> None:
    if chunk.out.exists():
        return
    torch.set_num_threads(1)
    model = AutoencoderKL.from_pretrained(chunk.autoencoder)
    stop = chunk.first + chunk.count
    parts = [
        encode(
            model, pictures(described(chunk.seed, range(at, min(at + _BATCH, stop))), chunk.side_px)
        )
        for at in range(chunk.first, stop, _BATCH)
    ]
    save_state(chunk.out, {"latents": torch.cat(parts)})
