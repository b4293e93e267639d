from dataclasses import dataclass

import torch
from torch import nn

from graphstudio.diffusion.views import find_parts, replace_parts, share


@dataclass(frozen=True)
class Wrapper:
    """Hold networks as the wrappers of loaded models do."""

    net: nn.Module
    others: tuple[nn.Module, ...] = ()
    length: int = 77


def test_a_shared_copy_has_modules_of_its_own_and_the_very_same_tensors() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).eval()

    copied = share(net)

    assert all(a is b for a, b in zip(net.parameters(), copied.parameters(), strict=True))
    assert all(a is b for a, b in zip(net.buffers(), copied.buffers(), strict=True))
    assert not set(net.modules()) & set(copied.modules())


def test_a_weight_that_is_replaced_in_the_copy_is_not_replaced_in_the_original() -> None:
    net = nn.Linear(2, 2)
    before = net(torch.ones(1, 2))
    copied = share(net)

    copied.weight = nn.Parameter(torch.zeros(2, 2))

    assert torch.equal(net(torch.ones(1, 2)), before)
    assert torch.equal(copied(torch.ones(1, 2)), net.bias[None])


def test_parts_are_found_and_replaced_in_order_and_the_rest_is_kept() -> None:
    one, two, three = nn.Linear(1, 1), nn.Linear(1, 1), nn.Linear(1, 1)
    wrapper = Wrapper(one, (two, three), length=40)

    found = replace_parts(wrapper, nn.Module, lambda net: nn.Sequential(net))

    assert find_parts(wrapper, nn.Module) == [one, two, three]
    assert [list(net) for net in find_parts(found, nn.Sequential)] == [[one], [two], [three]]
    assert found.length == 40
    assert wrapper.net is one
