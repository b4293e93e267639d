"""Places that look alike attend as one."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.diffusion.tuning.token_merging import find_merging
from graphstudio.diffusion.tuning.wires import tune
from tests.diffusion.conftest import Loaded
from tests.diffusion.keeping import Shelf
from tests.diffusion.tuning.conftest import Paint

SIZES = st.tuples(st.integers(2, 9), st.integers(2, 9))
PARTS = st.sampled_from([0.0, 0.25, 0.5, 0.75])


def drawn(*shape: int, seed: int = 4) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@given(SIZES, PARTS, st.integers(0, 10**6))
def test_what_is_merged_and_kept_are_all_places_each_once(
    cells: tuple[int, int], part: float, seed: int
) -> None:
    places = cells[0] * cells[1]
    found = find_merging(drawn(2, places, 5), cells, part, seed)

    for row in range(2):
        all_places = torch.cat([found.kept[row, :, 0], found.merged[row, :, 0], found.goals])
        assert sorted(all_places.tolist()) == list(range(places))
    assert len(found.goals) == (cells[0] // 2) * (cells[1] // 2)
    assert found.merged.shape[1] == min(int(places * part), places - len(found.goals))


@given(SIZES, PARTS)
def test_places_that_are_alike_come_back_as_they_were(cells: tuple[int, int], part: float) -> None:
    values = torch.ones(2, cells[0] * cells[1], 3) * torch.tensor([1.0, -2.0, 0.5])
    found = find_merging(values, cells, part, 1)

    assert torch.equal(found.unmerge(found.merge(values)), values)


@given(SIZES)
def test_with_nothing_to_merge_merging_only_reorders(cells: tuple[int, int]) -> None:
    values = drawn(2, cells[0] * cells[1], 3)
    found = find_merging(values, cells, 0.0, 1)

    assert torch.equal(found.unmerge(found.merge(values)), values)


def test_the_most_alike_are_merged_by_their_mean_and_each_is_given_it_back() -> None:
    values = torch.tensor([[[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [-1.0, 0.0]]])
    found = find_merging(values, (2, 2), 0.25, seed=0)
    goal, gone = int(found.goals[0]), int(found.merged[0, 0, 0])

    back = found.unmerge(found.merge(values))

    likeness = torch.cosine_similarity(values[0], values[0, goal][None])
    likeness[goal] = -2
    assert gone == int(likeness.argmax())
    assert torch.allclose(back[0, gone], (values[0, goal] + values[0, gone]) / 2)
    assert torch.equal(back[0, goal], back[0, gone])


def test_a_row_is_merged_alike_whatever_stands_beside_it() -> None:
    values = drawn(3, 36, 8)
    whole = find_merging(values, (6, 6), 0.5, 7)
    alone = find_merging(values[1:2], (6, 6), 0.5, 7)

    assert torch.equal(whole.merge(values)[1:2], alone.merge(values[1:2]))


def test_the_choice_is_another_in_each_call_and_the_same_in_each_run() -> None:
    values = drawn(1, 64, 8)

    goals = [find_merging(values, (8, 8), 0.5, seed).goals for seed in (1, 2, 1)]

    assert not torch.equal(goals[0], goals[1])
    assert torch.equal(goals[0], goals[2])


def test_a_ratio_of_nothing_is_the_model_itself(tiny: Loaded) -> None:
    assert tune(tiny.parts.denoiser, merged=0.0) is tiny.parts.denoiser


@pytest.mark.parametrize("side", [64, 72, 136])
def test_pictures_of_all_sizes_are_painted(side: int, paint: Paint) -> None:
    found = paint(tuning={"merged": 0.75, "merged_levels": 4}, side=side)

    assert torch.isfinite(found).all()


def test_more_merging_moves_a_picture_further_from_the_plain_one(paint: Paint) -> None:
    plain = paint()

    moved = [float((paint(tuning={"merged": one}) - plain).abs().mean()) for one in (0.1, 0.7)]

    assert 0 < moved[0] < moved[1]


def test_a_run_with_merging_goes_on_in_the_middle_bit_for_bit(paint: Paint) -> None:
    shelf = Shelf()
    whole = paint(tuning={"merged": 0.5}, steps=shelf)

    assert len(shelf.states) == 4
    for place in range(4):
        assert torch.equal(paint(tuning={"merged": 0.5}, steps=shelf.only(place)), whole)
