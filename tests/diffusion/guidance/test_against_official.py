"""Our guides against the official guiders, around one network.

The two answers of classifier-free guidance are asked in one batch on both sides, as the official
pipelines do: in batches of another size a network's last bits differ.
"""

from typing import Any

import pytest
import torch
from diffusers import guiders
from diffusers.hooks import LayerSkipConfig
from torch import Tensor

from graphstudio.api import (
    Conditioning,
    Guidance,
    ProjectedGuidance,
    TangentialGuidance,
    WeakenedLayers,
    ZeroStarGuidance,
)
from graphstudio.diffusion.guidance import make_guide
from tests.diffusion.conftest import Loaded

STEPS = 10
TIMES = [torch.tensor(time) for time in (900, 800, 700)]
ATTENTIONS = {
    "down": ["down_blocks.0.attentions.0"],
    "middle": ["mid_block.attentions.0"],
    "up": ["up_blocks.1.attentions.0", "up_blocks.1.attentions.1"],
}


@pytest.fixture
def samples() -> list[Tensor]:
    """Give what the network sees in three steps."""
    return list(torch.randn(3, 1, 4, 8, 8, generator=torch.Generator().manual_seed(2)))


@pytest.fixture
def texts(tiny: Loaded) -> tuple[Conditioning, Conditioning]:
    """Give a positive and a negative prompt."""
    words = ("a red cat", "blue dog")
    positive, negative = (Conditioning(tiny.clip.encode(one).embeds, "sd1") for one in words)
    return positive, negative


def ask_us(
    guidance: Guidance,
    tiny: Loaded,
    texts: tuple[Conditioning, Conditioning],
    samples: list[Tensor],
) -> list[Tensor]:
    """Predict for three steps with one guide."""
    guide = make_guide(guidance, *texts, [tiny.unet], batch=1, calls=STEPS)
    return [
        guide.predict(tiny.unet, sample, time, step / STEPS)
        for step, (sample, time) in enumerate(zip(samples, TIMES, strict=True))
    ]


@torch.no_grad()
def ask_official(
    guider: Any,  # Any: diffusers has no types
    tiny: Loaded,
    texts: tuple[Conditioning, Conditioning],
    samples: list[Tensor],
    *,
    batched: bool = True,
) -> list[Tensor]:
    """Predict for three steps with one guider, as its documentation says.

    Args:
        guider: The official guider.
        tiny: Whose network is asked.
        texts: Positive and negative.
        samples: What the network sees.
        batched: Whether the answers without a weakened network come out of one batch.
    """
    net, found = tiny.unet.unet, []
    embeds = tuple(one.embeds for one in texts)
    for step, (sample, time) in enumerate(zip(samples, TIMES, strict=True)):
        both = net(torch.cat([sample] * 2), time, torch.cat(embeds[::-1]), return_dict=False)[0]
        ready = dict(zip(("pred_uncond", "pred_cond"), both.chunk(2), strict=True))
        guider.set_state(step=step, num_inference_steps=STEPS, timestep=time)
        items = guider.prepare_inputs({"embeds": embeds})
        for item in items:
            name = getattr(item, "__guidance_identifier__")  # noqa: B009 - it is no valid name
            guider.prepare_models(net)
            if batched and name in ready:
                item.noise_pred = ready[name]
            else:
                item.noise_pred = net(sample, time, item.embeds, return_dict=False)[0]
            guider.cleanup_models(net)
        found.append(guider(items).pred)
    return found


def attention_off(layer: str) -> list[LayerSkipConfig]:
    """Say to a guider where attention is perturbed."""
    return [
        LayerSkipConfig(
            indices=[0],
            fqn=f"{attention}.transformer_blocks",
            skip_attention=False,
            skip_attention_scores=True,
            skip_ff=False,
        )
        for attention in ATTENTIONS[layer]
    ]


def layers_off(layer: str) -> list[LayerSkipConfig]:
    """Say to a guider which layers are left out."""
    return [
        LayerSkipConfig(indices=[0], fqn=f"{attention}.transformer_blocks")
        for attention in ATTENTIONS[layer]
    ]


def assert_equal(found: list[Tensor], wanted: list[Tensor]) -> None:
    assert all(torch.equal(one, other) for one, other in zip(found, wanted, strict=True))


def assert_close(found: list[Tensor], wanted: list[Tensor]) -> None:
    assert all(
        torch.allclose(one, other, atol=1e-4) for one, other in zip(found, wanted, strict=True)
    )


def test_plain_guidance_equals_the_official_one(
    tiny: Loaded, texts: tuple[Conditioning, Conditioning], samples: list[Tensor]
) -> None:
    guider = guiders.ClassifierFreeGuidance(guidance_scale=6.0, guidance_rescale=0.5)

    found = ask_us(Guidance(6.0, rescale=0.5), tiny, texts, samples)

    assert_equal(found, ask_official(guider, tiny, texts, samples))


@pytest.mark.parametrize("momentum", [0.0, -0.75, 0.5])
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_projected_guidance_is_close_to_the_official_one(
    momentum: float,
    share: float,
    tiny: Loaded,
    texts: tuple[Conditioning, Conditioning],
    samples: list[Tensor],
) -> None:
    # The paper's equation is what the official guider calls the original formulation, where
    # the scale counts from 0. It projects in double precision, which not every device has.
    guider = guiders.AdaptiveProjectedGuidance(
        guidance_scale=7.0,
        adaptive_projected_guidance_momentum=momentum or None,
        adaptive_projected_guidance_rescale=0.05,
        eta=share,
        use_original_formulation=True,
    )

    found = ask_us(
        ProjectedGuidance(8.0, parallel_share=share, longest=0.05, momentum=momentum),
        tiny,
        texts,
        samples,
    )

    wanted = ask_official(guider, tiny, texts, samples)
    assert_close(found, wanted)
    assert not torch.allclose(
        found[0], ask_us(Guidance(8.0), tiny, texts, samples)[0], atol=1e-2
    ), "the bound is too wide to be seen"


def test_zero_star_guidance_is_close_to_the_official_one(
    tiny: Loaded, texts: tuple[Conditioning, Conditioning], samples: list[Tensor]
) -> None:
    guider = guiders.ClassifierFreeZeroStarGuidance(guidance_scale=6.0, zero_init_steps=1)

    found = ask_us(ZeroStarGuidance(6.0, zero_calls=1), tiny, texts, samples)

    # It sums over a flat picture, we over three axes: the last bits may differ.
    assert_close(found, ask_official(guider, tiny, texts, samples))
    assert not found[0].any()
    assert found[1].any()


def test_tangential_guidance_is_close_to_the_official_one(
    tiny: Loaded, texts: tuple[Conditioning, Conditioning], samples: list[Tensor]
) -> None:
    guider = guiders.TangentialClassifierFreeGuidance(guidance_scale=6.0)

    found = ask_us(TangentialGuidance(6.0), tiny, texts, samples)

    # It decomposes the answers, we know the angle.
    assert_close(found, ask_official(guider, tiny, texts, samples))


@pytest.mark.parametrize("layer", ATTENTIONS)
def test_perturbed_attention_equals_the_official_one(
    layer: str, tiny: Loaded, texts: tuple[Conditioning, Conditioning], samples: list[Tensor]
) -> None:
    guider = guiders.PerturbedAttentionGuidance(
        guidance_scale=5.0,
        perturbed_guidance_scale=3.0,
        perturbed_guidance_start=0.0,
        perturbed_guidance_stop=1.0,
        perturbed_guidance_config=attention_off(layer),
    )
    weakened = WeakenedLayers(3.0, "attention", (layer,), start=0.1)

    # The official one leaves out the step at its start itself.
    found = ask_us(Guidance(5.0, away_from=(weakened,)), tiny, texts, samples)

    assert_equal(found, ask_official(guider, tiny, texts, samples))


def test_perturbed_attention_without_a_negative_equals_the_official_one(
    tiny: Loaded, texts: tuple[Conditioning, Conditioning], samples: list[Tensor]
) -> None:
    guider = guiders.PerturbedAttentionGuidance(
        guidance_scale=0.0,
        perturbed_guidance_scale=3.0,
        perturbed_guidance_start=0.0,
        perturbed_guidance_stop=1.0,
        perturbed_guidance_config=attention_off("middle"),
        use_original_formulation=True,
    )
    weakened = WeakenedLayers(3.0, "attention", ("middle",), start=0.1)

    # Its own recipe takes the second of two answers for the negative's and weakens nothing, so
    # it is given the answers.
    found = ask_us(Guidance(1.0, away_from=(weakened,)), tiny, texts, samples)

    prompted = tiny.unet.predict(samples[1], TIMES[1], texts[0])
    with tiny.unet.weakened("attention", ["middle"]):
        worse = tiny.unet.predict(samples[1], TIMES[1], texts[0])
    guider.set_state(step=1, num_inference_steps=STEPS, timestep=TIMES[1])
    wanted = guider.forward(pred_cond=prompted, pred_cond_skip=worse).pred
    assert torch.equal(found[1], wanted)


@pytest.mark.parametrize("layer", ATTENTIONS)
def test_skipped_layers_equal_the_official_ones(
    layer: str, tiny: Loaded, texts: tuple[Conditioning, Conditioning], samples: list[Tensor]
) -> None:
    guider = guiders.SkipLayerGuidance(
        guidance_scale=5.0,
        skip_layer_guidance_scale=2.0,
        skip_layer_guidance_start=0.0,
        skip_layer_guidance_stop=1.0,
        skip_layer_config=layers_off(layer),
    )
    weakened = WeakenedLayers(2.0, "layers", (layer,), start=0.1)

    found = ask_us(Guidance(5.0, rescale=0.0, away_from=(weakened,)), tiny, texts, samples)

    assert_equal(found, ask_official(guider, tiny, texts, samples))


def test_auto_guidance_with_layers_left_out_equals_the_official_one(
    tiny: Loaded, texts: tuple[Conditioning, Conditioning], samples: list[Tensor]
) -> None:
    guider = guiders.AutoGuidance(
        guidance_scale=1.5,
        auto_guidance_config=layers_off("middle"),
        use_original_formulation=True,
    )
    weakened = WeakenedLayers(1.5, "layers", ("middle",))

    found = ask_us(Guidance(1.0, away_from=(weakened,)), tiny, texts, samples)

    # In the paper both networks see the prompt; nothing is batched, for one is weakened.
    same = (texts[0], texts[0])
    assert_equal(found, ask_official(guider, tiny, same, samples, batched=False))
