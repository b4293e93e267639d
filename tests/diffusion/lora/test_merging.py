"""LoRAs merged into views, against the official pipeline with unmerged adapters.

Bits cannot be equal where a LoRA acts: the official layers compute W x + s B (A x), a view computes
(W + s B A) x. They differ in the last bits of float32.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from graphstudio import paths
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.texts import ClipEncoder
from graphstudio.errors import BadValue, ModelBroken
from tests.diffusion.conftest import Loaded
from tests.diffusion.lora import making
from tests.diffusion.lora.conftest import ask_text, ask_unet, distance, view

Patched = Callable[..., UNetDenoiser]
PatchedClip = Callable[..., ClipEncoder]
Form = Callable[[making.Numbers], dict[str, Tensor]]

UNET_FORMS = [
    pytest.param(lambda n: making.kohya("lora_unet", n), making.EVERYTHING, id="kohya"),
    pytest.param(lambda n: making.kohya("lora_unet", n, alpha=1.5), making.EVERYTHING, id="alpha"),
    pytest.param(lambda n: making.peft("unet", n), making.EVERYTHING, id="peft"),
    pytest.param(lambda n: making.diffusers("unet", n), making.EVERYTHING, id="diffusers"),
    pytest.param(lambda n: making.old_attention("unet.", n), making.ATTENTION, id="old"),
]
TEXT_FORMS = [
    pytest.param(
        lambda n: making.kohya("lora_te_text_model", n, alpha=1.5),
        making.TEXT_EVERYTHING,
        id="kohya",
    ),
    pytest.param(
        lambda n: making.kohya("lora_te1_text_model", n), making.TEXT_EVERYTHING, id="first"
    ),
    pytest.param(lambda n: making.peft("text_encoder", n), making.TEXT, id="peft"),
    pytest.param(
        lambda n: making.peft("text_encoder.text_model", n), making.TEXT, id="peft of before"
    ),
    pytest.param(lambda n: making.diffusers_text("text_encoder", n), making.TEXT, id="diffusers"),
    pytest.param(lambda n: making.old_text("text_encoder", n), making.TEXT, id="old"),
]


def load(official: Any, file: Path, weight: object, name: str = "a") -> None:
    official.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name=name)
    official.set_adapters(name, weight)


@pytest.mark.parametrize(
    ("form", "endings", "strength"),
    [pytest.param(*one.values, 0.6, id=one.id) for one in UNET_FORMS]
    + [
        pytest.param(*UNET_FORMS[1].values, strength, id=f"alpha at {strength}")
        for strength in (1.0, -1.0)
    ],
)
def test_a_unet_with_a_lora_answers_as_the_official_one(
    tiny: Loaded,
    official: Any,
    patched: Patched,
    tmp_path: Path,
    form: Form,
    endings: tuple[str, ...],
    strength: float,
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, endings)
    file = making.write(tmp_path / "fox.safetensors", form(numbers))

    load(official, file, strength)
    ours = patched((file, strength, ""))

    assert distance(ask_unet(ours.unet), ask_unet(official.unet)) < 1e-5
    assert distance(ask_unet(ours.unet), ask_unet(tiny.unet.unet)) > 0.01


@pytest.mark.parametrize(("form", "endings"), TEXT_FORMS)
def test_a_text_encoder_with_a_lora_answers_as_the_official_one(
    tiny: Loaded,
    official: Any,
    patched_clip: PatchedClip,
    tmp_path: Path,
    form: Form,
    endings: tuple[str, ...],
) -> None:
    numbers = making.make_numbers(tiny.clip.net, endings)
    file = making.write(tmp_path / "fox.safetensors", form(numbers))

    load(official, file, 0.7)
    ours = patched_clip(file, 0.7)

    assert distance(ask_text(ours.net), ask_text(official.text_encoder)) < 1e-5
    assert distance(ask_text(ours.net), ask_text(tiny.clip.net)) > 0.01


def test_the_pencil_example_acts_as_the_official_pipeline_reads_it(cache: Path) -> None:
    parts = open_folder(paths.builtin_model(), cache=cache)
    net: Any = parts.denoiser.source.load(torch.device("cpu"), torch.float32)
    oracle = deepcopy(net.unet)

    oracle.load_lora_adapter(
        str(paths.builtin_lora().parent),
        weight_name=paths.builtin_lora().name,
        prefix="unet",
        adapter_name="a",
    )
    oracle.set_adapters("a", 0.75)
    ours = view(parts.denoiser, net, cache, (paths.builtin_lora(), 0.75, ""))

    assert distance(ask_unet(ours.unet, 128), ask_unet(oracle, 128)) < 1e-5
    assert distance(ask_unet(ours.unet, 128), ask_unet(net.unet, 128)) > 0.01


def test_attention_layers_that_name_no_network_are_the_unets(
    tiny: Loaded, patched: Patched, tmp_path: Path
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION)
    named = making.write(tmp_path / "a.safetensors", making.old_attention("unet.", numbers))
    bare = making.write(tmp_path / "b.safetensors", making.old_attention("", numbers))

    found = [ask_unet(patched((file, 1.0, "")).unet) for file in (named, bare)]

    assert torch.equal(*found)


def test_alpha_in_the_metadata_of_peft_counts(
    tiny: Loaded, official: Any, patched: Patched, tmp_path: Path
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION, rank=4)
    options = {
        "unet.r": 4,
        "unet.lora_alpha": 2,
        "unet.alpha_pattern": {"attn1.to_q": 8},
        "unet.target_modules": list(making.ATTENTION),
    }
    file = making.write(tmp_path / "a.safetensors", making.peft("unet", numbers), options=options)
    plain = making.write(tmp_path / "b.safetensors", making.peft("unet", numbers))

    load(official, file, 1.0)
    ours = ask_unet(patched((file, 1.0, "")).unet)

    assert distance(ours, ask_unet(official.unet)) < 1e-5
    assert distance(ours, ask_unet(patched((plain, 1.0, "")).unet)) > 0.01


@pytest.mark.filterwarnings("ignore:Already found a `peft_config`")
def test_two_loras_act_as_two_official_adapters(
    tiny: Loaded, official: Any, patched: Patched, tmp_path: Path
) -> None:
    files = [
        making.write(
            tmp_path / f"{seed}.safetensors",
            making.peft("unet", making.make_numbers(tiny.unet.unet, endings, seed=seed)),
        )
        for seed, endings in ((1, making.ATTENTION), (2, making.EVERYTHING))
    ]

    for number, file in enumerate(files):
        load(official, file, 1.0, f"number {number}")
    official.set_adapters(["number 0", "number 1"], [0.8, -0.5])
    ours = patched((files[0], 0.8, ""), (files[1], -0.5, ""))

    assert distance(ask_unet(ours.unet), ask_unet(official.unet)) < 1e-5


@pytest.mark.parametrize(
    ("blocks", "scales"),
    [
        pytest.param("in=0.5, mid=0, out=2", {"down": 0.5, "mid": 0.0, "up": 2.0}, id="sides"),
        pytest.param("out1=0.25", {"up": {"block_1": 0.25}}, id="a level"),
        pytest.param("in=0, in0=0.3", {"down": {"block_0": 0.3}}, id="a level over its side"),
    ],
)
def test_block_weights_are_those_of_the_official_adapter(
    tiny: Loaded,
    official: Any,
    patched: Patched,
    tmp_path: Path,
    blocks: str,
    scales: Mapping[str, object],
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION)
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))

    load(official, file, {"unet": dict(scales)})
    ours = ask_unet(patched((file, 1.0, blocks)).unet)

    assert distance(ours, ask_unet(official.unet)) < 1e-5
    assert distance(ours, ask_unet(patched((file, 1.0, "")).unet)) > 1e-3


def test_a_block_of_weight_0_shares_its_weights_with_the_base(
    tiny: Loaded, patched: Patched, tmp_path: Path
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, making.EVERYTHING)
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))

    ours = patched((file, 1.0, "in=0, mid=0, out=0, rest=0"))

    assert torch.equal(ask_unet(ours.unet), ask_unet(tiny.unet.unet))


def test_a_view_shares_every_tensor_but_those_that_the_lora_changes(
    tiny: Loaded, patched: Patched, tmp_path: Path
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION)
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))
    base = tiny.unet.unet
    before = {name: (one.data_ptr(), one.clone()) for name, one in base.state_dict().items()}
    answer = ask_unet(base)

    ours = patched((file, 1.0, ""))

    assert type(ours) is UNetDenoiser
    after, seen = base.state_dict(), ours.unet.state_dict()
    assert {name: one.data_ptr() for name, one in after.items()} == {
        name: place for name, (place, _) in before.items()
    }
    assert all(torch.equal(after[name], one) for name, (_, one) in before.items())
    changed = {name for name in before if seen[name].data_ptr() != after[name].data_ptr()}
    assert changed == {f"{name}.weight" for name in numbers}
    assert torch.equal(ask_unet(base), answer)


def test_a_lora_is_merged_in_full_precision_and_rounded_once(
    tiny: Loaded, patched: Patched, tmp_path: Path
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, ("attn1.to_q",))
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))
    (name, (down, up)), *_ = numbers.items()

    ours = patched((file, 0.3, ""), (file, 0.4, ""))

    weight = tiny.unet.unet.get_submodule(name).weight
    wanted = weight + 0.3 * (up @ down) + 0.4 * (up @ down)
    assert torch.equal(ours.unet.get_submodule(name).weight, wanted)


def test_layers_that_the_model_lacks_are_counted_and_named(
    tiny: Loaded, patched: Patched, tmp_path: Path
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION)
    far = {name.replace("down_blocks.0", "down_blocks.7"): one for name, one in numbers.items()}
    file = making.write(tmp_path / "far.safetensors", making.kohya("lora_unet", far))

    with pytest.raises(ModelBroken) as caught:
        patched((file, 1.0, ""))

    said = str(caught.value)
    assert "far.safetensors: 8 of the 32 layers" in said
    assert "the first is lora_unet_down_blocks_7_attentions_0" in said


def test_layers_of_another_size_are_refused(tiny: Loaded, patched: Patched, tmp_path: Path) -> None:
    numbers = {
        name: (down[:, :-1] if "attn1.to_q" in name else down, up)
        for name, (down, up) in making.make_numbers(tiny.unet.unet, making.ATTENTION).items()
    }
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))

    with pytest.raises(ModelBroken, match=r"4 of the 32 layers .* of another size"):
        patched((file, 1.0, ""))


def test_blocks_that_the_model_lacks_are_refused_with_those_it_has(
    tiny: Loaded, patched: Patched, tmp_path: Path
) -> None:
    numbers = making.make_numbers(tiny.unet.unet, making.ATTENTION)
    file = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers))

    with pytest.raises(BadValue, match=r"no in9\. It has in, in0, in1, mid, out, out0, out1, rest"):
        patched((file, 1.0, "in9=0.5"))
