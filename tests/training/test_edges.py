"""Edges, their agreement, and the ControlNet that learns to follow them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from diffusers.models.controlnets.controlnet import ControlNetConditioningEmbedding
from numpy.typing import NDArray

from graphstudio.paths import builtin_model
from graphstudio.training.checkpoint import save_state
from graphstudio.training.dataset import described, pictures
from graphstudio.training.drawing import draw
from graphstudio.training.edges import (
    EdgesTask,
    as_hint,
    edge_agreement,
    edge_hints,
    edge_map,
    tune_to_edges,
)
from graphstudio.training.latent_batches import LatentSource
from graphstudio.training.latents import encode
from graphstudio.training.recipe import Recipe
from graphstudio.training.scenes import describe


def line_at(column: int) -> NDArray[np.bool_]:
    edges = np.zeros((32, 32), dtype=bool)
    edges[4:28, column] = True
    return edges


def test_edges_lie_where_colours_meet() -> None:
    pixels = np.zeros((32, 32, 3), dtype=np.uint8)
    pixels[:, 16:] = 255

    edges = edge_map(pixels)

    assert set(np.flatnonzero(edges.any(axis=0))) <= {15, 16}
    assert edges.any()


def test_a_plain_picture_has_no_edges() -> None:
    assert not edge_map(np.full((32, 32, 3), 90, dtype=np.uint8)).any()


@pytest.mark.parametrize(
    ("found", "agreement"),
    [
        pytest.param(line_at(10), 1.0, id="the same"),
        pytest.param(line_at(11), 1.0, id="one pixel beside"),
        pytest.param(line_at(14), 0.0, id="far away"),
        pytest.param(np.zeros((32, 32), dtype=bool), 0.0, id="nothing"),
        # 24 met on both sides, 24 found that nobody asked for.
        pytest.param(line_at(10) | line_at(20), 0.5, id="one too many"),
    ],
)
def test_agreement_is_intersection_over_union_to_one_pixel(
    found: NDArray[np.bool_], agreement: float
) -> None:
    assert edge_agreement(line_at(10), found) == pytest.approx(agreement)


def test_without_tolerance_only_the_same_pixels_agree() -> None:
    assert edge_agreement(line_at(10), line_at(10), 0) == 1.0
    assert edge_agreement(line_at(10), line_at(11), 0) == 0.0


def test_two_empty_maps_agree() -> None:
    nothing = np.zeros((32, 32), dtype=bool)

    assert edge_agreement(nothing, nothing) == 1.0


def test_a_drawing_agrees_with_itself_and_not_with_another() -> None:
    first, second = (edge_map(draw(describe(0, index), 128)) for index in (1, 2))

    assert edge_agreement(first, first) == 1.0
    assert edge_agreement(first, second) < 0.5


def test_hints_are_the_edges_in_three_channels() -> None:
    descriptions = [describe(0, index) for index in range(3)]

    hints = edge_hints(descriptions, 64)

    assert hints.shape == (3, 3, 64, 64)
    assert set(hints.flatten().tolist()) == {0.0, 1.0}
    expected = edge_map(draw(descriptions[1], 64))
    assert torch.equal(hints[1, 0].bool(), torch.from_numpy(expected))


def test_a_hint_is_white_on_black() -> None:
    hint = np.asarray(as_hint(line_at(10)))

    assert hint.shape == (32, 32, 3)
    assert hint[10, 10].tolist() == [255, 255, 255]
    assert hint[10, 11].tolist() == [0, 0, 0]


def test_the_hint_network_hears_the_edges_from_its_first_step() -> None:
    torch.manual_seed(0)
    hears = ControlNetConditioningEmbedding(8, 3, (4, 8, 12))

    tune_to_edges(hears, edge_hints([describe(0, index) for index in range(8)], 64))

    others = edge_hints([describe(0, index) for index in range(20, 28)], 64)
    with torch.no_grad():
        heard = hears(others)
    # Not a constant that all pictures share: that is what is left of a faint hint.
    assert 0.3 < heard.std(dim=0).mean().item() < 3.0


@pytest.mark.slow
def test_a_controlnet_learns_a_batch_by_heart(tmp_path: Path) -> None:
    base = builtin_model()
    autoencoder = AutoencoderKL.from_pretrained(base / "vae")
    latents = encode(autoencoder, pictures(described(0, range(4)), 128))
    save_state(tmp_path / "latents.pt", {"latents": latents, "first": 0})
    recipe = Recipe(gamma=None, caption_dropout=0)
    source = LatentSource(tmp_path / "latents.pt", base / "text_encoder", 0, 4, recipe)
    lesson = EdgesTask(base / "unet", source, 128).open("cpu")
    optimizer = torch.optim.AdamW(lesson.model.parameters(), lr=1e-3)

    losses = []
    for _ in range(12):
        loss = lesson.loss(0, 0)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())

    assert losses[-1] < 0.75 * losses[0]
