"""Graphs of models at their true size: built, planned, estimated, their networks made of shapes.

The bar is 5 s for each family, on a machine where five million turns of a plain loop take 0.14 s:
35 times that. The hash of the weights is taken to be known, as it is after the first time; the
files hold no numbers. Run with -s to see the figures.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import torch

import graphstudio as gs
from graphstudio.api import Conditioning
from graphstudio.diffusion import digests
from graphstudio.diffusion.conditioning import told_sizes
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.latents import empty_latent
from graphstudio.session.needs import needed_weights
from tests.diffusion.test_true_sizes import META, denoiser
from tests.diffusion.true_sizes import SIZES, write_true_size

pytestmark = pytest.mark.benchmark

MOST = 35.0
WORKFLOWS = {
    "sd1": ("stable-diffusion-1-5", "stable-diffusion-v1-5"),
    "sdxl": ("sdxl", "stable-diffusion-xl-base-1.0"),
    "sd3": ("stable-diffusion-3-5", "stable-diffusion-3.5-medium"),
    "flux": ("flux-dev", "FLUX.1-dev"),
}


@pytest.mark.parametrize("family", sorted(SIZES))
def test_a_graph_at_its_true_size_is_built_planned_and_estimated(
    family: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow, name = WORKFLOWS[family]
    folder = write_true_size(tmp_path / name, family)
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(tmp_path))
    monkeypatch.setattr(digests, "_hash", lambda file: file.name)
    floor = _loop_seconds()
    start = time.process_time()

    studio = gs.Studio.open()
    graph = studio.read(root / "workflows" / "families" / f"{workflow}.json").graph
    needed = needed_weights(graph, studio.plan(graph))
    planned = time.process_time() - start
    _go_through(family, folder)

    taken = time.process_time() - start
    total = sum(one.half_bytes for one in needed) / 2**30
    print(
        f"\n{family}: {taken:.2f} s, of which planning {planned:.2f}; {total:.1f} GiB; {floor=:.2f}"
    )
    assert round(max(one.parameters for one in needed) / 1e6) >= SIZES[family].millions
    assert taken <= MOST * floor


def _go_through(family: str, folder: Path) -> None:
    """Send shapes of the true size through the denoiser."""
    size = SIZES[family]
    tokens, width, pooled = size.embeds
    model = open_folder(folder, cache=None).denoiser
    latent = empty_latent(model, 8 * size.cells[2], 8 * size.cells[1], 1)
    said = Conditioning(
        torch.empty(1, tokens, width, device=META),
        family,
        pooled=torch.empty(1, pooled, device=META) if pooled else None,
    )
    told = told_sizes(said, model=model, latent=latent, is_negative=False)
    sample = torch.empty_like(latent.samples, device=META)
    assert denoiser(family).predict(sample, torch.tensor(1.0, device=META), told).shape == (
        sample.shape
    )


def _loop_seconds() -> float:
    start = time.process_time()
    for _ in range(5_000_000):
        continue
    return time.process_time() - start
