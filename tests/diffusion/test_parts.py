"""Prompts made of several parts."""

from dataclasses import replace

import pytest
import torch

from graphstudio.api import Area, Conditioning, Mask, Rest, When
from graphstudio.diffusion.conditioning import (
    between,
    end_to_end,
    silenced,
    with_distilled,
    with_sizes,
)
from graphstudio.diffusion.parts import acting, combine, during, parts_of, placed_in, weighted
from graphstudio.errors import BadValue
from tests.diffusion.guidance.listener import text

LEFT = Area(0.0, 0.0, 0.5, 1.0)
RIGHT = Area(0.5, 0.0, 0.5, 1.0)


def test_combining_lays_parts_side_by_side_and_multiplies_the_weight_of_the_second() -> None:
    pair = combine(text(1.0), weighted(text(2.0), 3.0))

    found = parts_of(combine(pair, text(4.0), weight=0.5))

    assert [float(one.embeds[0, 0, 0]) for one in found] == [1, 2, 4]
    assert [one.weight for one in found] == [1, 3, 0.5]
    assert all(not one.others for one in found[1:])


def test_a_plain_prompt_is_its_only_part() -> None:
    plain = text(1.0)

    assert parts_of(plain) == (plain,)
    assert acting(plain, 0, 10) == (0,)


def test_places_and_times_add_up_in_every_part() -> None:
    pair = combine(text(1.0), placed_in(text(2.0), LEFT))

    first, second = parts_of(during(placed_in(pair, RIGHT), 0.2, 0.6))

    assert (first.areas, second.areas) == ((RIGHT,), (LEFT, RIGHT))
    assert first.times == second.times == (When(0.2, 0.6),)


def test_only_what_acts_at_a_time_is_named_and_the_first_where_nothing_does() -> None:
    early, late = during(text(1.0), 0.0, 0.3), during(text(2.0), 0.5, 1.0)
    silent = weighted(text(3.0), 0.0)

    found = [acting(combine(combine(early, late), silent), call, 10) for call in range(10)]

    assert found == [(0,)] * 5 + [(1,)] * 5


def test_a_prompt_that_leaves_room_names_each_place_once() -> None:
    changing = placed_in(combine(during(text(1.0), 0, 0.5), during(text(2.0), 0.5, 1)), LEFT)

    ground, *_ = parts_of(combine(text(0.0), changing, fills=True))

    (rest,) = ground.areas
    assert isinstance(rest, Rest)
    assert rest.others == ((LEFT,),)


@pytest.mark.parametrize(("start", "end"), [(0.5, 0.5), (0.7, 0.2)])
def test_a_time_without_length_is_refused(start: float, end: float) -> None:
    with pytest.raises(BadValue, match=f"cannot act from {start:g} to {end:g}"):
        during(text(1.0), start, end)


def test_a_negative_weight_is_refused_with_what_would_do() -> None:
    with pytest.raises(BadValue, match="wire what should not be"):
        weighted(text(1.0), -1.0)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Conditioning(torch.zeros(1, 77, 16), "sd1"), id="width"),
        pytest.param(Conditioning(torch.zeros(1, 77, 8), "sd2"), id="family"),
        pytest.param(Conditioning(torch.zeros(1, 77, 8), "sd1", torch.zeros(1, 8)), id="pooled"),
    ],
)
def test_prompts_of_different_models_are_not_combined(other: Conditioning) -> None:
    with pytest.raises(BadValue, match="Encode both with one text encoder"):
        combine(text(1.0), other)


def test_what_is_said_to_a_prompt_is_said_to_every_part() -> None:
    whole = torch.ones(1, 8)
    sdxl = combine(*(replace(text(one), family="sdxl", pooled=whole) for one in (1.0, 2.0)))
    flux = combine(*(replace(text(one), family="flux") for one in (1.0, 2.0)))

    assert [one.sizes is not None for one in parts_of(with_sizes(sdxl, [1] * 6))] == [True, True]
    assert [one.distilled for one in parts_of(with_distilled(flux, 2.0))] == [2.0, 2.0]
    assert [float(one.embeds.abs().max()) for one in parts_of(silenced(sdxl))] == [0.0, 0.0]


def test_prompts_of_parts_are_joined_part_by_part() -> None:
    changing = combine(during(text(1.0), 0.0, 0.5), during(text(2.0), 0.5, 1.0))
    masked = weighted(placed_in(text(4.0), Mask(torch.ones(1, 8, 8))), 2.0)

    mixed, long = between(changing, masked, 0.5), end_to_end(masked, changing)

    assert [float(one.embeds[0, 0, 0]) for one in parts_of(mixed)] == [2.5, 3.0]
    assert [one.embeds.shape[1] for one in parts_of(long)] == [154, 154]
    assert [one.times for one in parts_of(mixed)] == [(When(0.0, 0.5),), (When(0.5, 1.0),)]
    assert {(one.weight, one.areas) for one in parts_of(long)} == {(2.0, masked.areas)}
