"""LoRAs for SD3 and Flux, against the official pipelines with unmerged adapters."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.loaders.lora_conversion_utils import _convert_kohya_flux_lora_to_diffusers
from torch import Tensor

from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.lora.fit import require_lora_fit
from graphstudio.diffusion.lora.keys import read_entries
from graphstudio.diffusion.lora.loading import Change
from graphstudio.diffusion.lora.pieces import Piece, piece_delta
from graphstudio.diffusion.lora.transformer_names import find_transformer_pieces
from graphstudio.errors import BadValue, ModelBroken
from tests.diffusion.conftest import Loaded
from tests.diffusion.lora import making, making_flow
from tests.diffusion.lora.conftest import ask_text, distance, view
from tests.diffusion.test_flow_parity import Whole, load, official
from tests.diffusion.tiny_flow import write_flux, write_sd3

Numbers = dict[str, tuple[Tensor, Tensor]]
Form = Callable[[Numbers], dict[str, Tensor]]

ATTENTION = (*making_flow.IMAGE, *making_flow.TEXT, "attn.to_out.0", "attn.to_add_out")
BLOCKS = (*ATTENTION, "net.0.proj", "net.2", "linear", "proj_mlp", "proj_out")
OUTSIDE = ("x_embedder", "context_embedder", "linear_1", "linear_2")


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    folder = tmp_path_factory.mktemp("loras") / "flux"
    return load(write_flux(folder, layers=2, single_layers=2), cache)


@pytest.fixture(scope="module")
def sd3(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_sd3(tmp_path_factory.mktemp("loras") / "sd3", has_t5=False), cache)


def patched(model: Whole, cache: Path, file: Path, strength: float = 1.0, blocks: str = "") -> Any:
    return view(model.parts.denoiser, model.net, cache, (file, strength, blocks)).net


def patched_texts(model: Whole, cache: Path, file: Path, strength: float = 1.0) -> Any:
    return view(model.parts.text_encoder, model.texts, cache, (file, strength, ""))


def oracle(model: Whole, file: Path, strength: float) -> Any:
    """Load a LoRA into the official pipeline around copies of the networks."""
    copied = replace(
        model,
        net=replace(model.net, net=deepcopy(model.net.net)),
        texts=deepcopy(model.texts),
    )
    kind = "FluxPipeline" if model.parts.denoiser.family == "flux" else "StableDiffusion3Pipeline"
    pipeline = official(kind, copied)
    pipeline.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name="a")
    pipeline.set_adapters("a", strength)
    return pipeline


@torch.no_grad()
def ask_flux(net: Any) -> Tensor:
    draw = torch.Generator().manual_seed(9)
    answer: Tensor = net(
        hidden_states=torch.randn(1, 6, 16, generator=draw),
        timestep=torch.tensor([0.5]),
        guidance=torch.tensor([3.5]),
        pooled_projections=torch.randn(1, 32, generator=draw),
        encoder_hidden_states=torch.randn(1, 7, 80, generator=draw),
        txt_ids=torch.zeros(7, 3),
        img_ids=torch.arange(6.0)[:, None].expand(6, 3),
        return_dict=False,
    )[0]
    return answer


@torch.no_grad()
def ask_sd3(net: Any) -> Tensor:
    draw = torch.Generator().manual_seed(9)
    answer: Tensor = net(
        hidden_states=torch.randn(1, 4, 8, 8, generator=draw),
        timestep=torch.tensor([500.0]),
        pooled_projections=torch.randn(1, 32, generator=draw),
        encoder_hidden_states=torch.randn(1, 7, 80, generator=draw),
        return_dict=False,
    )[0]
    return answer


def double_and_single(numbers: Numbers, *, linear1: bool = False) -> Numbers:
    """Join a Flux's matrices as its original code does."""
    single = {**making_flow.SINGLE, **(making_flow.LINEAR1 if linear1 else {})}
    return making_flow.joined(
        numbers, making_flow.DOUBLE, "double_blocks", "transformer_blocks"
    ) | making_flow.joined(numbers, single, "single_blocks", "single_transformer_blocks")


def by_xlabs(numbers: Numbers) -> dict[str, Tensor]:
    names, theirs = (making_flow.XLABS_DOUBLE, making_flow.XLABS_SINGLE), ("double", "single")
    ours = ("transformer_blocks", "single_transformer_blocks")
    found: Numbers = {}
    for one, their, our in zip(names, theirs, ours, strict=True):
        found |= making_flow.joined(numbers, one, f"{their}_blocks", our)
    return making_flow.xlabs(found)


FLUX_FORMS = [
    pytest.param(lambda n: making.peft("transformer", n), (*BLOCKS, *OUTSIDE), id="peft"),
    pytest.param(lambda n: making.diffusers("transformer", n), BLOCKS, id="diffusers"),
    pytest.param(
        lambda n: making_flow.dotted("transformer.", n), BLOCKS, id="peft in kohya's endings"
    ),
    pytest.param(
        lambda n: making.kohya("lora_unet", double_and_single(n), alpha=1.5), BLOCKS, id="kohya"
    ),
    pytest.param(lambda n: making.kohya("lora_unet", double_and_single(n)), BLOCKS, id="no alpha"),
    pytest.param(
        lambda n: making_flow.dotted("diffusion_model.", double_and_single(n), alpha=2.0),
        BLOCKS,
        id="original names with dots",
    ),
    pytest.param(
        lambda n: making.kohya("lora_transformer", n, alpha=2.0), ATTENTION, id="lora_transformer"
    ),
    pytest.param(by_xlabs, (*ATTENTION, "proj_out"), id="XLabs"),
]


@pytest.mark.parametrize(("form", "endings"), FLUX_FORMS)
def test_a_flux_with_a_lora_answers_as_the_official_one(
    flux: Whole, cache: Path, tmp_path: Path, form: Form, endings: tuple[str, ...]
) -> None:
    numbers = making.make_numbers(flux.net.net, endings, size=0.1)
    file = making.write(tmp_path / "fox.safetensors", form(numbers))

    wanted = ask_flux(oracle(flux, file, 0.7).transformer)
    found = ask_flux(patched(flux, cache, file, 0.7))

    assert open_lora(file, cache=cache).fact("is_transformer") is True
    assert distance(found, wanted) < 1e-5
    assert distance(found, ask_flux(flux.net.net)) > 0.01


def test_a_first_matrix_for_query_key_value_and_more_is_parted_as_the_official_one() -> None:
    """The official converter knows the sizes of the real Flux alone: so one layer of its size."""
    draw = torch.Generator().manual_seed(3)
    stem = "lora_unet_single_blocks_0_linear1"
    file = {
        f"{stem}.lora_down.weight": torch.randn(2, 8, generator=draw),
        f"{stem}.lora_up.weight": torch.randn(3 * 3072 + 12288, 2, generator=draw),
        f"{stem}.alpha": torch.tensor(1.0),
    }
    (entry,), _ = read_entries(file)
    names = [f"attn.{one}" for one in ("to_q", "to_k", "to_v")] + ["proj_mlp"]
    layers = {
        f"single_transformer_blocks.0.{name}": torch.nn.Linear(8, size)
        for name, size in zip(names, (3072, 3072, 3072, 12288), strict=True)
    }

    pieces = find_transformer_pieces(entry.layer, layers)
    change = Change(entry, {number: file[key] for number, key in entry.keys.items()}, 0.5)
    found = [piece_delta(change, pieces, place, layers) for place in range(4)]

    wanted = _convert_kohya_flux_lora_to_diffusers(dict(file))
    assert [one.layer for one in pieces] == list(layers)
    for piece, added in zip(pieces, found, strict=True):
        a, b = (wanted[f"transformer.{piece.layer}.lora_{one}.weight"] for one in "AB")
        assert distance(added, b @ a) < 1e-6


@pytest.mark.parametrize("form", ["kohya", "dots", "base_model"])
def test_every_layer_of_flux_is_found_by_its_original_name(
    flux: Whole, cache: Path, tmp_path: Path, form: str
) -> None:
    """The official converters lose what stands outside of the blocks: peft's names are asked."""
    outside = {
        "img_in": "x_embedder",
        "txt_in": "context_embedder",
        "time_in.in_layer": "time_text_embed.timestep_embedder.linear_1",
        "time_in.out_layer": "time_text_embed.timestep_embedder.linear_2",
        "vector_in.in_layer": "time_text_embed.text_embedder.linear_1",
        "vector_in.out_layer": "time_text_embed.text_embedder.linear_2",
        "guidance_in.in_layer": "time_text_embed.guidance_embedder.linear_1",
        "guidance_in.out_layer": "time_text_embed.guidance_embedder.linear_2",
        "final_layer.linear": "proj_out",
        "final_layer.adaLN_modulation.1": "norm_out.linear",
    }
    drawn = making.make_numbers(flux.net.net, (*BLOCKS, *OUTSIDE), size=0.1)
    numbers = making_flow.shared(drawn, making_flow.DOUBLE, making_flow.LINEAR1)
    theirs = making_flow.swapped(numbers, "norm_out.linear")
    joined = double_and_single(numbers, linear1=True)
    joined |= {name: theirs[ours] for name, ours in outside.items()}
    tensors = {
        "kohya": making.kohya("lora_unet", joined),
        "dots": making_flow.dotted("diffusion_model.", joined),
        "base_model": making.peft("base_model.model", joined),
    }[form]
    file = making.write(tmp_path / "fox.safetensors", tensors)
    same = making.write(tmp_path / "same.safetensors", making.peft("transformer", numbers))

    wanted = ask_flux(oracle(flux, same, 0.7).transformer)
    found = ask_flux(patched(flux, cache, file, 0.7))

    assert open_lora(file, cache=cache).family == "flux"
    assert distance(found, wanted) < 1e-5


@pytest.mark.parametrize("form", ["peft", "kohya", "dots"])
def test_an_sd3_with_a_lora_answers_as_the_official_one(
    sd3: Whole, cache: Path, tmp_path: Path, form: str
) -> None:
    """The official pipeline reads peft's names alone: the others hold the same numbers."""
    drawn = making.make_numbers(sd3.net.net, (*BLOCKS, "context_embedder"), size=0.1)
    numbers = making_flow.shared(drawn, making_flow.JOINT)
    theirs = making_flow.swapped(
        numbers, "norm_out.linear", "transformer_blocks.1.norm1_context.linear"
    )
    joined = making_flow.joined(theirs, making_flow.JOINT, "joint_blocks", "transformer_blocks")
    joined |= {
        "context_embedder": theirs["context_embedder"],
        "final_layer.linear": theirs["proj_out"],
        "final_layer.adaLN_modulation.1": theirs["norm_out.linear"],
    }
    forms = {
        "peft": making.peft("transformer", numbers),
        "kohya": making.kohya("lora_unet", joined),
        "dots": making_flow.dotted("diffusion_model.", joined),
    }
    file = making.write(tmp_path / "fox.safetensors", forms[form])
    same = making.write(tmp_path / "same.safetensors", forms["peft"])

    wanted = ask_sd3(oracle(sd3, same, -0.6).transformer)
    found = ask_sd3(patched(sd3, cache, file, -0.6))

    assert distance(found, wanted) < 1e-5
    assert distance(found, ask_sd3(sd3.net.net)) > 0.01


TEXT_FORMS = [
    pytest.param(lambda n: making.peft("text_encoder", n), id="peft"),
    pytest.param(lambda n: making.kohya("lora_te1", under_text_model(n), alpha=1.5), id="kohya"),
    pytest.param(
        lambda n: making_flow.dotted(
            "text_encoders.clip_l.transformer.", under_text_model(n), alpha=1.5
        ),
        id="dots",
    ),
]


def under_text_model(numbers: Numbers) -> Numbers:
    """Name layers as transformers did before its version 5.6."""
    return {f"text_model.{name.removeprefix('text_model.')}": one for name, one in numbers.items()}


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_the_text_encoder_of_a_flux_answers_as_the_official_one(
    flux: Whole, cache: Path, tmp_path: Path, form: Form
) -> None:
    clip = flux.texts.clip.net
    both = form(making.make_numbers(clip, making.TEXT_EVERYTHING))
    is_peft = any(".lora_A." in name for name in both)
    painted = making.make_numbers(flux.net.net, ("attn.to_out.0",))
    both |= (
        making.peft("transformer", painted)
        if is_peft
        else making.kohya("lora_unet", double_and_single(painted))
    )
    file = making.write(tmp_path / "fox.safetensors", both)

    wanted = oracle(flux, file, 0.7)
    found = patched_texts(flux, cache, file, 0.7)

    assert distance(ask_text(found.clip.net), ask_text(wanted.text_encoder)) < 1e-5
    assert distance(ask_text(found.clip.net), ask_text(clip)) > 0.01
    assert found.t5.net is flux.texts.t5.net


def test_both_text_encoders_of_an_sd3_answer_as_the_official_ones(
    sd3: Whole, cache: Path, tmp_path: Path
) -> None:
    parts = [
        making.make_numbers(one.net, making.TEXT_EVERYTHING, seed=seed)
        for seed, one in enumerate(sd3.texts.clips)
    ]
    painted = making.make_numbers(sd3.net.net, ("attn.to_q",))
    tensors = making.peft("text_encoder", parts[0]) | making.peft("text_encoder_2", parts[1])
    file = making.write(tmp_path / "fox.safetensors", tensors | making.peft("transformer", painted))

    wanted = oracle(sd3, file, 0.7)
    found = patched_texts(sd3, cache, file, 0.7)

    for ours, theirs in zip(found.clips, (wanted.text_encoder, wanted.text_encoder_2), strict=True):
        assert distance(ask_pooled(ours.net), ask_pooled(theirs)) < 1e-5


@torch.no_grad()
def ask_pooled(net: Any) -> Tensor:
    answer: Tensor = net(torch.arange(77)[None], output_hidden_states=True).hidden_states[-2]
    return answer


@pytest.mark.parametrize("stem", ["lora_te3", "text_encoder_3"])
def test_a_part_for_t5_is_merged(flux: Whole, cache: Path, tmp_path: Path, stem: str) -> None:
    """No official pipeline does it."""
    numbers = making.make_numbers(flux.texts.t5.net, ("SelfAttention.q", "wo"))
    written = making.kohya if stem == "lora_te3" else making.peft
    file = making.write(tmp_path / "fox.safetensors", written(stem, numbers))

    found = patched_texts(flux, cache, file, 0.5)

    for name, (down, up) in numbers.items():
        weight = flux.texts.t5.net.get_submodule(name).weight
        assert torch.equal(found.t5.net.get_submodule(name).weight, weight + 0.5 * (up @ down))
    assert found.clip.net is flux.texts.clip.net


@pytest.mark.parametrize(
    ("blocks", "weights"),
    [
        pytest.param(
            "double=0.5, single=0",
            {"transformer_blocks.": 0.5, "single_transformer_blocks.": 0.0},
            id="kinds",
        ),
        pytest.param(
            "double=0, double1=2, rest=0.25",
            {"transformer_blocks.0.": 0.0, "transformer_blocks.1.": 2.0, "x_embedder": 0.25},
            id="a block over its kind",
        ),
    ],
)
def test_block_weights_count(
    flux: Whole, cache: Path, tmp_path: Path, blocks: str, weights: Mapping[str, float]
) -> None:
    endings = ("attn.to_q", "x_embedder", "proj_mlp")
    numbers = making.make_numbers(flux.net.net, endings, size=0.1)
    weighted = {
        name: (down, up * next((w for at, w in weights.items() if name.startswith(at)), 1.0))
        for name, (down, up) in numbers.items()
    }
    file = making.write(tmp_path / "fox.safetensors", making.peft("transformer", numbers))
    same = making.write(tmp_path / "same.safetensors", making.peft("transformer", weighted))

    found = ask_flux(patched(flux, cache, file, 1.0, blocks))

    assert distance(found, ask_flux(oracle(flux, same, 1.0).transformer)) < 1e-5
    assert distance(found, ask_flux(patched(flux, cache, file))) > 1e-3


def test_blocks_that_a_flux_lacks_are_refused(flux: Whole, cache: Path, tmp_path: Path) -> None:
    numbers = making.make_numbers(flux.net.net, ("attn.to_q",))
    file = making.write(tmp_path / "fox.safetensors", making.peft("transformer", numbers))

    with pytest.raises(BadValue, match=r"no in1\. It has double, double0, double1, rest, single"):
        patched(flux, cache, file, 1.0, "in1=0.5")


@pytest.mark.parametrize("kind", ["LoHa", "LoKr", "DoRA"])
def test_other_products_for_a_joined_matrix_are_parted(
    flux: Whole, cache: Path, tmp_path: Path, kind: str
) -> None:
    draw = torch.Generator().manual_seed(4)

    def drawn(*shape: int) -> Tensor:
        return 0.1 * torch.randn(*shape, generator=draw)

    layers = [f"transformer_blocks.1.{name}" for name in making_flow.IMAGE]
    weight = torch.cat([flux.net.net.get_submodule(one).weight for one in layers])
    tensors = {
        "LoHa": {f"hada_w{one}_{two}": drawn(*s) for one in "12" for two, s in HADA.items()},
        "LoKr": {"lokr_w1": drawn(2, 2), "lokr_w2": drawn(48, 16)},
        "DoRA": {
            "lora_down.weight": drawn(2, 32),
            "lora_up.weight": drawn(96, 2),
            "dora_scale": 1 + drawn(96, 1),
        },
    }[kind]
    stem = "lora_unet_double_blocks_1_img_attn_qkv"
    file = making.write(
        tmp_path / "fox.safetensors", {f"{stem}.{name}": one for name, one in tensors.items()}
    )

    net = patched(flux, cache, file)

    if kind == "LoHa":
        w = {one: tensors[f"hada_w{one}_a"] @ tensors[f"hada_w{one}_b"] for one in "12"}
        wanted = weight + w["1"] * w["2"]
    elif kind == "LoKr":
        wanted = weight + torch.kron(tensors["lokr_w1"], tensors["lokr_w2"])
    else:
        moved = weight + tensors["lora_up.weight"] @ tensors["lora_down.weight"]
        wanted = moved * (tensors["dora_scale"] / moved.norm(dim=1, keepdim=True))
    found = torch.cat([net.get_submodule(one).weight for one in layers])
    assert torch.allclose(found, wanted, atol=1e-6)


HADA = {"a": (96, 2), "b": (2, 32)}


def test_a_view_shares_every_weight_but_the_merged_ones(
    flux: Whole, cache: Path, tmp_path: Path
) -> None:
    numbers = double_and_single(making.make_numbers(flux.net.net, making_flow.IMAGE))
    file = making.write(tmp_path / "fox.safetensors", making.kohya("lora_unet", numbers))

    net = patched(flux, cache, file)

    theirs = dict(flux.net.net.named_parameters())
    own = {name for name, one in net.named_parameters() if one is not theirs[name]}
    wanted = {f"transformer_blocks.{n}.{one}.weight" for n in "01" for one in making_flow.IMAGE}
    assert own == wanted


def test_a_control_lora_is_refused_by_its_name(cache: Path, tmp_path: Path) -> None:
    tensors = making.peft("double_blocks.0.img_attn", {"qkv": (torch.ones(2, 8), torch.ones(6, 2))})
    tensors["double_blocks.0.img_attn.norm.query_norm.scale"] = torch.ones(8)
    file = making.write(tmp_path / "depth.safetensors", tensors)

    with pytest.raises(ModelBroken, match="is a control LoRA for Flux"):
        open_lora(file, cache=cache)


@pytest.mark.parametrize(
    ("layer", "inner", "family"),
    [
        pytest.param("transformer.single_transformer_blocks.0.attn.to_q", 32, "flux", id="flux"),
        pytest.param("transformer.transformer_blocks.0.attn.to_q", 3072, "flux", id="flux's width"),
        pytest.param("transformer.transformer_blocks.0.attn.to_q", 1536, "sd3", id="SD3 medium"),
        pytest.param("transformer.transformer_blocks.0.attn.to_k", 2432, "sd3", id="SD 3.5 large"),
        pytest.param("diffusion_model.joint_blocks.0.x_block.attn.qkv", 9, "sd3", id="original"),
        pytest.param("transformer.transformer_blocks.0.attn.to_q", 9, "", id="nothing tells"),
    ],
)
def test_the_family_shows_in_names_and_widths(
    cache: Path, tmp_path: Path, layer: str, inner: int, family: str
) -> None:
    prefix, _, name = layer.partition(".")
    numbers = {name: (torch.ones(2, inner), torch.ones(6, 2))}
    file = making.write(tmp_path / "fox.safetensors", making.peft(prefix, numbers))

    assert open_lora(file, cache=cache).family == family


def test_a_lora_for_the_other_kind_of_network_is_refused(
    flux: Whole, tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    numbers = {"transformer_blocks.0.attn.to_q": (torch.ones(2, 9), torch.ones(6, 2))}
    files = [
        making.write(tmp_path / f"{name}.safetensors", making.peft(name, numbers))
        for name in ("transformer", "unet")
    ]
    transformers, unets = (open_lora(file, cache=cache) for file in files)

    require_lora_fit(transformers, flux.parts.denoiser, None)
    require_lora_fit(unets, tiny.parts.denoiser, None)
    with pytest.raises(BadValue, match=r"is for a transformer, and tiny .* is a U-Net"):
        require_lora_fit(transformers, tiny.parts.denoiser, None)
    with pytest.raises(BadValue, match=r"is for a U-Net, and flux .* is a transformer"):
        require_lora_fit(unets, flux.parts.denoiser, None)


def test_halves_of_a_layer_are_taken_and_put() -> None:
    weight = torch.arange(8.0).reshape(4, 2)

    first, second = Piece("x", 0), Piece("x", 1)

    assert torch.equal(torch.cat([first.take(weight), second.take(weight)]), weight)
    assert torch.equal(second.put(weight, torch.ones(2, 2))[:2], weight[:2])
    assert torch.equal(second.put(weight, torch.ones(2, 2))[2:], weight[2:] + 1)
