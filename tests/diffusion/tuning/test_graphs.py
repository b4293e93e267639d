"""Recorded calls: what is taken apart is put together, and each form is recorded once."""

from typing import Any

import pytest
import torch

from graphstudio.api import Tuning
from graphstudio.diffusion.tuning.applying import tuned_view
from graphstudio.diffusion.tuning.graphs import Given, Recordings
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded


class Played:
    """Stand for a recording: work on copies of what is given, as a replay does."""

    made = 0

    def __init__(self, work: Any, given: Given) -> None:
        Played.made += 1
        self._work, self._places = work, [one.clone() for one in given.tensors]

    def replay(self, given: Given) -> Any:
        for place, one in zip(self._places, given.tensors, strict=True):
            place.copy_(one)
        return self._work(*given.args(self._places), **given.named(self._places))


def work(sample: torch.Tensor, when: int, *, more: dict[str, Any], extra: list[Any] | None) -> Any:
    added = sum(extra or [])
    return (sample * when + more["width"] + added,)


def test_calls_of_one_form_are_recorded_once_and_give_what_the_work_does() -> None:
    Played.made, played = 0, Recordings(work, Played)
    one = torch.ones(2, 3)

    for number in range(3):
        given = one * number
        more = {"width": one + number}
        found = played(given, 2, more=more, extra=[one, one])
        assert torch.equal(found[0], work(given, 2, more=more, extra=[one, one])[0])

    assert Played.made == 1


def test_another_size_or_another_plain_value_is_recorded_anew() -> None:
    Played.made, played = 0, Recordings(work, Played)
    small, large = torch.ones(2, 3), torch.ones(4, 3)

    for sample, when, extra in [
        (small, 1, None),
        (large, 1, None),
        (small, 2, None),
        (small, 1, [small]),
    ]:
        played(sample, when, more={"width": sample}, extra=extra)

    assert Played.made == 4


def test_the_recording_that_was_used_longest_ago_goes_first() -> None:
    Played.made, played = 0, Recordings(work, Played)

    def ask(rows: int) -> None:
        one = torch.ones(rows, 2)
        played(one, 1, more={"width": one}, extra=None)

    for rows in (1, 2, 3, 4, 1, 5):
        ask(rows)
    assert Played.made == 5
    ask(1)
    assert Played.made == 5
    ask(2)
    assert Played.made == 6


def test_without_an_nvidia_card_it_is_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="NVIDIA"):
        tuned_view(tiny.unet, Tuning(cuda_graphs=True))


@pytest.mark.gpu
def test_a_replayed_unet_says_what_it_says(tiny: Loaded) -> None:
    device = torch.device("cuda")
    net = tiny.parts.denoiser.source.load(device, torch.float16)
    view: Any = tuned_view(net, Tuning(cuda_graphs=True))
    sample, said = torch.randn(2, 4, 8, 8, device=device), torch.randn(2, 77, 32)
    from graphstudio.api import Conditioning

    for seed in range(3):
        now = sample * (seed + 1)
        asked = (now, torch.tensor(100.0 * seed), Conditioning(said, "sd1"))
        assert torch.allclose(view.predict(*asked), net.predict(*asked), atol=1e-2)
