"""Samples hang on the seed and their place alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from graphstudio.training.lora.base_model import load_base, read_base
from graphstudio.training.lora.picture_folder import read_picture_folder
from graphstudio.training.lora.samples import Sample, SampleSource, Ways

WAYS = Ways(
    side_px=64,
    is_centred=False,
    is_flipping=True,
    caption_dropout=0.0,
    noise_offset=0.0,
    seed=4,
)


@pytest.fixture(scope="module")
def autoencoder(sd1: Path) -> torch.nn.Module:
    net: torch.nn.Module = load_base(read_base(sd1), "cpu", "fp32").autoencoder
    return net


def source(pictures: Path, autoencoder: torch.nn.Module, ways: Ways = WAYS) -> SampleSource:
    return SampleSource("lora", read_picture_folder(pictures), ways, autoencoder, 1000)


def same(one: Sample, other: Sample) -> bool:
    return (
        torch.equal(one.clean, other.clean)
        and torch.equal(one.noise, other.noise)
        and (one.time, one.caption, one.framing) == (other.time, other.caption, other.framing)
    )


def test_a_sample_does_not_hang_on_those_before(
    pictures: Path, autoencoder: torch.nn.Module
) -> None:
    walked, jumped = source(pictures, autoencoder), source(pictures, autoencoder)

    before = [walked.at(place) for place in range(14)]

    assert same(jumped.at(13), before[13])
    assert same(jumped.at(2), before[2])


def test_every_round_shows_every_picture_in_another_order(
    pictures: Path, autoencoder: torch.nn.Module
) -> None:
    drawn = source(pictures, autoencoder)

    rounds = [[drawn.at(5 * number + place).caption for place in range(5)] for number in range(4)]

    assert all(len(set(one)) == 5 for one in rounds)
    assert len({tuple(one) for one in rounds}) > 1


def test_times_are_spread_over_every_batch(pictures: Path, autoencoder: torch.nn.Module) -> None:
    drawn = source(pictures, autoencoder)

    times = sorted(drawn.at(place).time for place in range(20, 28))

    assert times[0] < 200
    assert times[-1] >= 800
    assert max(high - low for low, high in pairwise(times)) < 250


def test_crops_move_by_chance_and_stand_still_when_centred(
    pictures: Path, autoencoder: torch.nn.Module
) -> None:
    moving = source(pictures, autoencoder)
    still = source(pictures, autoencoder, replace(WAYS, is_centred=True))

    moved = {moving.at(place).framing for place in range(25)}
    stood = {still.at(place).framing for place in range(25)}

    assert len(moved) > 5
    assert stood == {(64, width, 0, (width - 64) // 2) for width in (64, 72, 80, 88, 96)}


def test_mirrored_pictures_are_other_latents(pictures: Path, autoencoder: torch.nn.Module) -> None:
    ways = replace(WAYS, is_centred=True)
    flipping = source(pictures, autoencoder, ways)
    plain = source(pictures, autoencoder, replace(ways, is_flipping=False))

    latents = {flipping.at(place).clean.numpy().tobytes() for place in range(40)}
    unflipped = {plain.at(place).clean.numpy().tobytes() for place in range(40)}

    assert len(latents) == 10
    assert len(unflipped) == 5


def test_captions_are_dropped_as_often_as_asked(
    pictures: Path, autoencoder: torch.nn.Module
) -> None:
    drawn = source(pictures, autoencoder, replace(WAYS, caption_dropout=0.5, is_centred=True))

    dropped = sum(drawn.at(place).caption == "" for place in range(200))

    assert 75 < dropped < 125


def test_offset_noise_moves_whole_channels(pictures: Path, autoencoder: torch.nn.Module) -> None:
    plain = source(pictures, autoencoder).at(3).noise
    moved = source(pictures, autoencoder, replace(WAYS, noise_offset=0.1)).at(3).noise

    shift = (moved - plain).flatten(1)

    assert torch.allclose(shift, shift[:, :1].expand_as(shift), atol=1e-6)
    assert float(shift.abs().max()) > 0.01
