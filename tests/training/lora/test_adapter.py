"""Adapters: only they learn, they start as nothing, and names that fit no layer are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from graphstudio.errors import BadValue
from graphstudio.training.lora.adapter import add_adapter, choose_targets
from graphstudio.training.lora.base_model import BaseModel, load_base, read_base


@pytest.fixture
def base(sd1: Path) -> BaseModel:
    return load_base(read_base(sd1), "cpu", "fp32")


def predict(base: BaseModel) -> torch.Tensor:
    generator = torch.Generator().manual_seed(5)
    mixed = torch.randn(1, 4, 8, 8, generator=generator)
    states = torch.randn(1, 77, 32, generator=generator)
    with torch.no_grad():
        answer: torch.Tensor = base.unet(mixed, 500, states).sample
    return answer


def test_a_fresh_adapter_changes_nothing(base: BaseModel) -> None:
    before = predict(base)

    learning = add_adapter(base.unet, ("to_q", "conv1"), rank=2, alpha=4, seed=0)

    assert torch.equal(predict(base), before)
    assert all(weight.dtype == torch.float32 for weight in learning)
    assert {id(weight) for weight in learning} == {
        id(weight) for weight in base.unet.parameters() if weight.requires_grad
    }


def test_alpha_over_rank_is_the_strength(sd1: Path) -> None:
    answers = []
    for alpha, size in ((8.0, 0.1), (2.0, 0.4)):
        base = load_base(read_base(sd1), "cpu", "fp32")
        learning = add_adapter(base.unet, ("to_out.0",), rank=2, alpha=alpha, seed=0)
        with torch.no_grad():
            for weight in learning[1::2]:
                weight.fill_(size)
        answers.append(predict(base))

    assert torch.allclose(answers[0], answers[1], atol=1e-5)
    assert not torch.allclose(answers[0], predict(load_base(read_base(sd1), "cpu", "fp32")))


def test_the_same_seed_gives_the_same_adapter(sd1: Path) -> None:
    first, second, other = (
        nn.utils.parameters_to_vector(
            add_adapter(
                load_base(read_base(sd1), "cpu", "fp32").unet, ("to_q",), rank=2, alpha=2, seed=seed
            )
        )
        for seed in (1, 1, 2)
    )

    assert torch.equal(first, second)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        pytest.param(["attention"], {"to_q", "to_k", "to_v", "to_out.0"}, id="group"),
        pytest.param(["to_q", "attn2.to_k"], {"to_q", "attn2.to_k"}, id="endings"),
        pytest.param(["attention", "to_q", "conv_in"], {"to_q", "conv_in", "to_v"}, id="both"),
        pytest.param(["all"], {"proj_in", "ff.net.2", "conv1", "upsamplers.0.conv"}, id="all"),
    ],
)
def test_names_become_endings(sd1: Path, names: list[str], found: set[str]) -> None:
    chosen = choose_targets(names, read_base(sd1).unet)

    assert found <= set(chosen)
    assert len(set(chosen)) == len(chosen)


def test_names_that_fit_no_layer_are_refused_with_those_that_exist(sd1: Path) -> None:
    with pytest.raises(BadValue) as caught:
        choose_targets(["to_q", "to_x", "q_proj"], read_base(sd1).unet)

    said = str(caught.value)
    assert said.startswith("--targets to_x q_proj: no layer")
    assert "attention, linear, all" in said
    assert "to_out.0" in said
    assert "conv_shortcut" in said
