"""What token merging and a step cache save, at a size where it matters, on one core.

A U-Net of random weights whose attention at the finest level is most of its work, as it is for
Stable Diffusion 1.5 at 1024 px and more: 64 x 64 cells, which are 4,096 places. What is compared is
the least CPU time of some calls in turn: a busy machine only adds. Run with -s to see the figures:
when it was written, merging took 0.58 times as long as plain, and the cache 0.72 times.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
import torch
from diffusers import UNet2DConditionModel

from graphstudio.api import Conditioning, Tuning
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.tuning.applying import tuned_view

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

ROUNDS, CALLS, SIDE = 2, 2, 64
MOST = {"merging": 0.9, "cache": 0.95}


def test_merging_and_caching_save_more_than_they_cost() -> None:
    torch.manual_seed(1)
    plain = UNetDenoiser(_unet(), torch.device("cpu"), torch.float32)
    ways: dict[str, Any] = {
        "plain": plain,
        "merging": tuned_view(plain, Tuning(merged=0.5)),
        "cache": tuned_view(plain, Tuning(cached_calls=2)),
    }
    taken = [{name: _cpu_seconds(net) for name, net in ways.items()} for _ in range(ROUNDS)]

    least = {name: min(one[name] for one in taken) for name in ways}
    ratios = {name: least[name] / least["plain"] for name in MOST}
    print(f"\nplain {least['plain']:.2f} s a run of {CALLS} calls; {ratios}")
    assert all(ratios[name] <= most for name, most in MOST.items()), ratios


def _unet() -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=SIDE,
        block_out_channels=(64, 128, 128),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=64,
        attention_head_dim=2,
    ).eval()


def _cpu_seconds(net: Any) -> float:
    sample, said = torch.randn(1, 4, SIDE, SIDE), Conditioning(torch.randn(1, 77, 64), "sd1")
    started = time.process_time()
    if hasattr(net, "forget"):
        net.forget()
    for call in range(CALLS):
        asked = net.at(call, CALLS) if hasattr(net, "at") else net
        asked.predict(sample, torch.tensor(900 - call), said)
    return time.process_time() - started
