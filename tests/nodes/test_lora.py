import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import Choices, Conditioning, Noise, Scheduler, TestContext, mark_of
from graphstudio.diffusion.changing import variants_of
from graphstudio.diffusion.folders import Pipeline
from graphstudio.engine.events import Event, NodeDone
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from graphstudio.graph.registry import Registry
from tests.diffusion.lora import making
from tests.diffusion.tiny import Sizes, make_text_encoder, make_tokenizer, make_unet
from tests.diffusion.tiny_flow import write_flux

Call = Callable[..., Any]


def write_lora(file: Path, *, width: int = 32, has_text: bool = False) -> Path:
    """Write a LoRA for the tiny model, or for one that is like it and reads wider prompts."""
    sizes = Sizes(width=width)
    tensors = making.kohya("lora_unet", making.make_numbers(make_unet(sizes), making.ATTENTION))
    if has_text:
        clip = make_text_encoder(make_tokenizer(77), sizes)
        text = making.make_numbers(clip, making.TEXT)
        tensors |= making.kohya("lora_te_text_model", text)
    return making.write(file, tensors)


@pytest.fixture
def fox() -> Path:
    """Put a LoRA for the tiny model into the user's folder as "fox.safetensors"."""
    return write_lora(paths.models() / "loras" / "fox.safetensors")


@pytest.fixture
def apply(call: Callable[[str], Call], tiny: Pipeline) -> Call:
    """Apply a LoRA to the tiny model."""

    def run(**knobs: Any) -> Any:
        return call("lora.apply")(tiny.denoiser, tiny.text_encoder, **knobs)

    return run


def ran(events: list[Event]) -> set[str]:
    return {one.node for one in events if isinstance(one, NodeDone) and not one.is_cached}


def test_the_built_in_lora_fits_the_built_in_model(call: Callable[[str], Call]) -> None:
    model = call("model.load")()

    found = call("lora.apply")(model.denoiser, model.text_encoder)

    assert found.denoiser.name == "builtin + pencil"
    assert found.text_encoder is model.text_encoder
    assert found.trigger == ""


def test_a_lora_is_found_by_name_with_or_without_its_ending_and_by_path(
    apply: Call, fox: Path
) -> None:
    found = [apply(lora=name).denoiser.digest for name in ("fox.safetensors", "fox", str(fox))]

    assert len(set(found)) == 1


def test_a_missing_lora_is_named_with_the_ones_that_are_there(apply: Call, fox: Path) -> None:
    with pytest.raises(ModelMissing, match=r"No LoRA is chosen\. Choose one"):
        apply(lora="")
    with pytest.raises(ModelMissing, match=r'There is no LoRA "/no/such/wolf\.safetensors"'):
        apply(lora="/no/such/wolf.safetensors")
    with pytest.raises(ModelMissing, match="cannot be looked at: File name too long"):
        apply(lora="x" * 300)
    with pytest.raises(ModelMissing, match=r"Installed are: builtin-pencil, fox\.safetensors\."):
        apply(lora="wolf")


def test_the_editor_offers_the_built_in_lora_and_then_what_is_installed(
    registry: Registry, fox: Path
) -> None:
    shutil.copy(fox, fox.with_name("cat.safetensors"))
    (fox.parent / "notes.txt").write_text("no LoRA")

    (knob,) = [one for one in registry.require("lora.apply").inputs if one.name == "lora"]
    (choices,) = [hint for hint in knob.hints if isinstance(hint, Choices)]

    assert list(choices.find()) == ["builtin-pencil", "cat.safetensors", "fox.safetensors"]


def test_strength_0_hands_both_on_as_they_are(apply: Call, fox: Path, tiny: Pipeline) -> None:
    found = apply(lora="fox", strength=0.0, text_strength=0.0)

    assert found.denoiser is tiny.denoiser
    assert found.text_encoder is tiny.text_encoder


def test_the_part_for_the_text_encoder_has_a_strength_of_its_own(
    apply: Call, call: Callable[[str], Call], context: TestContext, tiny: Pipeline
) -> None:
    write_lora(paths.models() / "loras" / "fox.safetensors", has_text=True)
    encode = call("prompt.encode")

    plain, weak, whole = (
        encode(context, model, "a red circle").embeds
        for model in (
            tiny.text_encoder,
            apply(lora="fox", text_strength=0.1).text_encoder,
            apply(lora="fox", text_strength=1.0).text_encoder,
        )
    )

    assert 0 < (weak - plain).abs().mean() < (whole - plain).abs().mean()


def test_the_denoiser_alone_is_patched_by_the_other_node_as_by_the_first(
    apply: Call, call: Callable[[str], Call], fox: Path, tiny: Pipeline
) -> None:
    alone = call("lora.apply_denoiser")(tiny.denoiser, lora="fox", strength=0.5, blocks="in=0")

    both = apply(lora="fox", strength=0.5, blocks="in=0")

    assert alone.denoiser == both.denoiser


def test_loras_are_chained(apply: Call, call: Callable[[str], Call], fox: Path) -> None:
    once = apply(lora="fox", strength=0.5)

    twice = call("lora.apply")(once.denoiser, once.text_encoder, lora="fox", strength=0.5)

    assert twice.denoiser.name == "tiny + fox + fox"
    assert twice.denoiser.source.base == once.denoiser.source.base


def test_a_lora_of_another_family_is_refused_before_anything_is_loaded(apply: Call) -> None:
    write_lora(paths.models() / "loras" / "wide.safetensors", width=2048)

    with pytest.raises(BadValue, match="reads prompts 2048 wide, as those for Stable Diffusion XL"):
        apply(lora="wide")


def test_a_lora_for_flux_is_applied_to_a_flux_with_its_text_encoders(
    call: Callable[[str], Call], context: TestContext
) -> None:
    parts = call("model.load")(str(write_flux(paths.models() / "flux")))
    drawn = {"transformer_blocks.0.attn.to_q": (torch.ones(2, 32), torch.ones(32, 2))}
    text = {"encoder.layers.0.self_attn.q_proj": (torch.ones(2, 32), torch.ones(32, 2))}
    both = making.peft("transformer", drawn) | making.peft("text_encoder", text)
    making.write(paths.models() / "loras" / "elk.safetensors", both)

    found = call("lora.apply")(parts.denoiser, parts.text_encoder, lora="elk", blocks="double=0.5")

    with context.load(found.denoiser) as net, context.load(parts.denoiser) as plain:
        moved, weight = (
            one.net.get_submodule("transformer_blocks.0.attn.to_q").weight for one in (net, plain)
        )
        assert torch.allclose(moved, weight + 1.0)
    encode = call("prompt.encode")
    said = [encode(context, one, "a cat") for one in (found.text_encoder, parts.text_encoder)]
    assert not torch.equal(said[0].pooled, said[1].pooled)
    assert torch.equal(said[0].embeds, said[1].embeds)


def test_a_pickle_is_refused(apply: Call) -> None:
    file = paths.models() / "loras" / "fox.pt"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"PK")

    with pytest.raises(ModelBroken, match="is a pickle, which can run any code"):
        apply(lora=str(file))


def test_blocks_that_say_nothing_are_refused(apply: Call, fox: Path) -> None:
    with pytest.raises(BadValue, match='"up=1" says nothing'):
        apply(lora="fox", blocks="up=1")


def test_a_lora_overwritten_in_place_is_another_one(call: Callable[[str], Call], fox: Path) -> None:
    for id_ in ("lora.apply", "lora.apply_denoiser"):
        mark = mark_of(call(id_))
        assert mark is not None
        assert mark.fingerprint is not None
        before = mark.fingerprint(lora="fox")

        save_file({name: one + 0.5 for name, one in load_file(fox).items()}, fox)

        assert mark.fingerprint(lora="fox") != before


def test_another_strength_runs_the_sampler_again_and_not_the_prompt(
    studio: gs.Studio, model_folder: Path, fox: Path
) -> None:
    workflow = gs.Workflow(studio=studio)
    model = workflow.add("model.load", id="model", model=str(model_folder))
    lora = workflow.add(
        "lora.apply_denoiser", id="lora", denoiser=model.denoiser, lora="fox", strength=1.0
    )
    positive = workflow.add(
        "prompt.encode", id="prompt", text_encoder=model.text_encoder, text="a red circle"
    )
    sampler = workflow.add(
        "latent.sample",
        id="sampler",
        denoiser=lora.denoiser,
        positive=positive.conditioning,
        latent=workflow.add("latent.empty", id="canvas", denoiser=model.denoiser).latent,
        noise=workflow.add("noise.seeded", id="noise", seed=3).noise,
        scheduler=model.scheduler,
        steps=2,
    )
    events: list[Event] = []

    (strong,) = workflow.run(targets=[sampler.id]).values[sampler.id]
    workflow.set("lora.strength", 0.25)
    (weak,) = workflow.run(targets=[sampler.id], emit=events.append).values[sampler.id]
    workflow.set("lora.strength", 0.0)
    (none,) = workflow.run(targets=[sampler.id]).values[sampler.id]

    assert ran(events) == {"lora", "sampler"}
    moved = [(one.samples - none.samples).abs().mean() for one in (weak, strong)]
    assert 0 < moved[0] < moved[1]
    assert torch.isfinite(strong.samples).all()


def test_a_curve_makes_a_denoiser_that_changes_and_leaves_the_text_encoder(
    apply: Call, call: Callable[[str], Call], fox: Path, tiny: Pipeline
) -> None:
    curve = "0:1, 0.6:1, 0.6:0.25"

    both = apply(lora="fox", curve=curve)
    alone = call("lora.apply_denoiser")(tiny.denoiser, lora="fox", curve=curve)

    whole, weak = (apply(lora="fox", strength=one).denoiser for one in (1.0, 0.25))
    assert variants_of(both.denoiser) == ((0.0, whole), (0.6, weak))
    assert alone.denoiser == both.denoiser
    assert both.text_encoder == apply(lora="fox").text_encoder
    with pytest.raises(BadValue, match="-2 to 2 will do"):
        apply(lora="fox", curve="0:3")


def test_sample_follows_a_lora_with_a_curve(
    apply: Call,
    call: Callable[[str], Call],
    context: TestContext,
    fox: Path,
    tiny: Pipeline,
    red_circle: Conditioning,
) -> None:
    def painted(denoiser: Any, latent: Any = None, **span: Any) -> Any:
        canvas = latent or call("latent.empty")(tiny.denoiser, 32, 32)
        ddim = Scheduler("DDIMScheduler")
        return call("latent.sample")(
            context, denoiser, red_circle, canvas, Noise(1), ddim, steps=5, **span
        )

    whole, weak = (apply(lora="fox", strength=one).denoiser for one in (1.0, 0.25))

    found = painted(apply(lora="fox", curve="0:1, 0.6:1, 0.6:0.25").denoiser)
    wanted = painted(weak, painted(whole, end=0.6), start=0.6, adds_noise=False)

    assert torch.equal(found.samples, wanted.samples)
