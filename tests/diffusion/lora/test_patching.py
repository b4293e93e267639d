from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Denoiser, Model, ViewSource
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.lora.blocks import BlockWeights, read_blocks
from graphstudio.diffusion.lora.files import LoraFile, open_lora
from graphstudio.diffusion.lora.loading import LoraWeights, load_lora
from graphstudio.diffusion.lora.patching import LoraView, Patch, apply_lora
from graphstudio.diffusion.texts import ClipEncoder
from graphstudio.engine.devices import Devices
from tests.diffusion.conftest import Loaded
from tests.diffusion.lora import making
from tests.diffusion.lora.conftest import CPU, ask_text, ask_unet

MEBI = 2**20


@pytest.fixture
def fox(tiny: Loaded, cache: Path, tmp_path: Path) -> Model[LoraWeights]:
    """Give a LoRA for the tiny U-Net alone."""
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION)
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))
    return open_lora(file, cache=cache)


@pytest.fixture
def base(tiny: Loaded) -> Model[Denoiser]:
    """Give the tiny denoiser, not loaded."""
    return tiny.parts.denoiser


def test_a_patched_model_names_its_base_and_keeps_its_facts(
    base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    found = apply_lora(base, Patch(fox, 0.5))

    assert isinstance(found.source, ViewSource)
    assert found.source.base == base
    assert found.name == "tiny + fox"
    assert (found.kind, found.family, found.facts) == (base.kind, base.family, base.facts)
    assert 0 < found.size_bytes < base.size_bytes


def test_a_second_lora_joins_the_first_on_the_same_base(
    base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    found = apply_lora(apply_lora(base, Patch(fox, 0.5)), Patch(fox, 0.25))

    assert isinstance(found.source, LoraView)
    assert found.source.base == base
    assert [one.strength for one in found.source.patches] == [0.5, 0.25]
    assert found.name == "tiny + fox + fox"


def test_strength_0_is_the_very_base(base: Model[Denoiser], fox: Model[LoraWeights]) -> None:
    assert apply_lora(base, Patch(fox, 0.0)) is base


def test_a_text_encoder_that_the_lora_has_no_part_for_is_handed_on(
    tiny: Loaded, fox: Model[LoraWeights]
) -> None:
    assert apply_lora(tiny.parts.text_encoder, Patch(fox, 1.0)) is tiny.parts.text_encoder


def test_what_a_patched_model_is_hangs_on_base_file_strength_and_blocks(
    tiny: Loaded, base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    found = [
        apply_lora(model, patch).digest
        for model, patch in (
            (base, Patch(fox, 1.0)),
            (replace(base, digest="other"), Patch(fox, 1.0)),
            (base, Patch(replace(fox, digest="other"), 1.0)),
            (base, Patch(fox, 0.9)),
            (base, Patch(fox, 1.0, read_blocks("in=0.5"))),
            (base, Patch(fox, 1.0, read_blocks("in=0.6"))),
        )
    ]

    assert len({*found, base.digest}) == 7
    assert apply_lora(base, Patch(fox, 1.0, BlockWeights())).digest == found[0]


def test_another_strength_reads_no_file_again_and_gives_back_the_base_untouched(
    base: Model[Denoiser], fox: Model[LoraWeights], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[str] = []
    devices = Devices("cpu", 2**30)

    def note(source: LoraFile, device: torch.device, precision: torch.dtype) -> LoraWeights:
        loads.append(source.path.name)
        return load_lora(source.path, device)

    monkeypatch.setattr(LoraFile, "load", note)
    with devices.lease(base) as net:
        unet: Any = net
        before = ask_unet(unet.unet)
    answers = []
    for strength in (0.5, 1.0, -1.0):
        with devices.lease(apply_lora(base, Patch(fox, strength))) as net:
            unet = net
            answers.append(ask_unet(unet.unet))
    with devices.lease(base) as net:
        unet = net
        after = ask_unet(unet.unet)

    assert loads == ["fox.safetensors"]
    assert torch.equal(before, after)
    assert not torch.allclose(answers[0], answers[1], atol=1e-3)
    names = [one.name for one in devices.loaded]
    assert sorted(names) == ["fox", "tiny", "tiny + fox", "tiny + fox", "tiny + fox"]
    assert devices.put_away() > 0
    assert devices.loaded == ()


def test_a_loaded_view_takes_only_what_it_changes(
    base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    devices = Devices("cpu", 2**30)
    patched = apply_lora(base, Patch(fox, 1.0))

    with devices.lease(patched):
        sizes = {one.name: one.size_bytes for one in devices.loaded}

    # Besides the weights there is the copied structure, of a few hundred modules.
    assert patched.size_bytes < sizes["tiny + fox"] < patched.size_bytes + MEBI


def test_a_patched_model_loads_by_itself_too(
    tiny: Loaded, base: Model[Denoiser], fox: Model[LoraWeights]
) -> None:
    net: Any = apply_lora(base, Patch(fox, 1.0)).source.load(CPU, torch.float16)

    assert type(net) is UNetDenoiser
    assert {one.dtype for one in net.unet.parameters()} == {torch.float16}
    ours, plain = (
        one.mid_block.attentions[0].transformer_blocks[0].attn1.to_q.weight.half()
        for one in (net.unet, tiny.unet.unet)
    )
    assert not torch.allclose(ours, plain, atol=1e-2)


@dataclass(frozen=True)
class Pair:
    """Two text encoders side by side."""

    encoders: tuple[ClipEncoder, ClipEncoder]


def test_each_of_two_text_encoders_gets_its_own_part(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    parts = [making.make_numbers(tiny.clip.net, making.TEXT, seed=seed) for seed in (1, 2)]
    files = [
        making.write(tmp_path / f"{name}.safetensors", tensors)
        for name, tensors in {
            "both": making.kohya("lora_te1_text_model", parts[0])
            | making.kohya("lora_te2_text_model", parts[1]),
            "first": making.kohya("lora_te_text_model", parts[0]),
            "second": making.kohya("lora_te_text_model", parts[1]),
        }.items()
    ]
    both, *single = [
        apply_lora(tiny.parts.text_encoder, Patch(open_lora(file, cache=cache), 1.0)).source
        for file in files
    ]

    pair: Any = both
    found: Pair = pair.view(Pair((tiny.clip, tiny.clip)), [load_lora(files[0], CPU)])

    alone: list[Any] = [one.load(CPU, torch.float32) for one in single]
    for ours, wanted in zip(found.encoders, alone, strict=True):
        assert torch.allclose(ask_text(ours.net), ask_text(wanted.net), atol=1e-5)
