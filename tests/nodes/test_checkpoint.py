import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import Known, TestContext
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from tests.diffusion.single.originals import write_checkpoint

Call = Callable[..., Any]


@pytest.fixture
def checkpoint(model_folder: Path) -> Path:
    """Give the tiny model as one file, in the folder of checkpoints."""
    place = paths.models() / "checkpoints"
    place.mkdir(parents=True)
    write_checkpoint(model_folder, place / "tiny.safetensors")
    return place / "tiny.safetensors"


def test_a_checkpoint_gives_what_its_folder_gives(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path, model_folder: Path
) -> None:
    wanted = call("model.load")(str(model_folder))

    found = call("model.load_checkpoint")(context, "tiny", config=str(model_folder))

    assert found.denoiser.facts == wanted.denoiser.facts
    assert found.text_encoder.facts == wanted.text_encoder.facts
    assert found.vae.facts == wanted.vae.facts
    assert found.scheduler == wanted.scheduler
    assert not context.warnings
    prompt = call("prompt.encode")(context, found.text_encoder, "a red cat")
    from_folder = call("prompt.encode")(context, wanted.text_encoder, "a red cat")
    assert torch.equal(prompt.embeds, from_folder.embeds)


def test_parts_of_a_checkpoint_are_taken_one_by_one(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path, model_folder: Path
) -> None:
    whole = call("model.load_checkpoint")(context, "tiny", config=str(model_folder))

    denoiser = call("model.load_denoiser")(context, "tiny.safetensors", config=str(model_folder))
    texts = call("model.load_text_encoders")(
        context, str(checkpoint), family="sd1", config=str(model_folder)
    )

    assert denoiser == whole.denoiser
    assert texts == whole.text_encoder


def test_a_checkpoint_without_a_vae_says_which_node_fills_in(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path, model_folder: Path
) -> None:
    kept = {k: v for k, v in load_file(checkpoint).items() if not k.startswith("first_stage")}
    save_file(kept, checkpoint)

    with pytest.raises(ModelBroken, match=r"without a VAE.*Load Denoiser.*Load VAE"):
        call("model.load_checkpoint")(context, "tiny", config=str(model_folder))


def test_a_lora_is_not_a_checkpoint(call: Callable[[str], Call], context: TestContext) -> None:
    lora = paths.builtin_lora()

    with pytest.raises(ModelBroken, match=r"holds no denoiser\. It is a LoRA: use Apply LoRA"):
        call("model.load_checkpoint")(context, str(lora))


def test_a_truncated_checkpoint_says_so(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path
) -> None:
    content = checkpoint.read_bytes()
    checkpoint.write_bytes(content[: len(content) // 2])

    with pytest.raises(ModelBroken, match="cut short"):
        call("model.load_checkpoint")(context, "tiny")


def test_an_unknown_family_says_what_shows_it(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path
) -> None:
    with pytest.raises(ModelBroken, match="reads a text 32 wide"):
        call("model.load_checkpoint")(context, "tiny")


def test_a_model_that_is_not_there_is_named_with_those_that_are(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path
) -> None:
    with pytest.raises(ModelMissing, match=r'no checkpoint "large".*tiny\.safetensors'):
        call("model.load_checkpoint")(context, "large")


def test_a_pickled_checkpoint_has_to_be_allowed_and_is_opened_with_a_notice(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path, model_folder: Path
) -> None:
    wanted = call("model.load_checkpoint")(context, "tiny", config=str(model_folder))
    torch.save({"state_dict": load_file(checkpoint)}, checkpoint.with_suffix(".ckpt"))

    with pytest.raises(ModelBroken, match="turn on allows_pickle"):
        call("model.load_checkpoint")(context, "tiny.ckpt", config=str(model_folder))
    found = call("model.load_checkpoint")(
        context, "tiny.ckpt", config=str(model_folder), allows_pickle=True
    )

    assert found.denoiser.facts == wanted.denoiser.facts
    assert context.warnings[0].startswith("tiny.ckpt is a pickle.")
    a, b = (
        one.source.load(torch.device("cpu"), torch.float32).unet.state_dict()
        for one in (found.denoiser, wanted.denoiser)
    )
    assert all(torch.equal(a[name], b[name]) for name in b)


def test_a_pickle_with_code_is_refused_though_pickles_are_allowed(
    call: Callable[[str], Call], context: TestContext, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.ckpt"
    torch.save({"state_dict": {"x": torch.zeros(1)}, "hook": print}, bad)

    with pytest.raises(ModelBroken, match="holds more than numbers") as caught:
        call("model.load_checkpoint")(context, str(bad), allows_pickle=True)
    assert "weights_only" not in str(caught.value)  # torch's words tell how to run it all the same


def test_an_old_way_of_pickling_is_told_once_and_without_lines_of_code(
    call: Callable[[str], Call], context: TestContext, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.ckpt"
    bad.write_bytes(pickle.dumps({"x": 1}, protocol=4))

    with pytest.raises(ModelBroken, match=r"bad\.ckpt"):
        call("model.load_checkpoint")(context, str(bad), allows_pickle=True)


def test_a_vae_alone_asks_whose_it_is(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path, tmp_path: Path
) -> None:
    prefix = "first_stage_model."
    kept = {k[len(prefix) :]: v for k, v in load_file(checkpoint).items() if k.startswith(prefix)}
    save_file(kept, tmp_path / "vae.safetensors")

    with pytest.raises(ModelBroken, match="Set family to sd1"):
        call("model.load_vae")(context, str(tmp_path / "vae.safetensors"))
    found = call("model.load_vae")(context, str(tmp_path / "vae.safetensors"), family="sd1")

    assert found.family == "sd1"


def test_the_vae_of_a_model_folder_is_taken(
    call: Callable[[str], Call], context: TestContext, model_folder: Path
) -> None:
    wanted = call("model.load")(str(model_folder)).vae

    assert call("model.load_vae")(context, str(model_folder)) == wanted


def test_load_text_encoders_needs_a_file(call: Callable[[str], Call], context: TestContext) -> None:
    with pytest.raises(BadValue, match="No text encoder is chosen"):
        call("model.load_text_encoders")(context)


def test_a_missing_text_encoder_is_named(
    call: Callable[[str], Call], context: TestContext, checkpoint: Path, model_folder: Path
) -> None:
    config = paths.model_configs() / "flux"

    with pytest.raises(
        ModelBroken,
        match=r"holds CLIP of width 32, and Flux\.1 reads texts with CLIP-L of width 768",
    ):
        call("model.load_text_encoders")(
            context, str(checkpoint), family="flux", config=str(config)
        )


def test_what_a_checkpoint_gives_is_foreseen_without_torch_reading_it(
    studio: gs.Studio, call: Callable[[str], Call], checkpoint: Path, model_folder: Path
) -> None:
    foresee = studio.registry.require("model.load_checkpoint").foresee
    values = {"checkpoint": "tiny", "config": str(model_folder), "prediction": "auto"}
    assert foresee is not None

    seen = foresee(Known(values=values, facts={}))
    pickled = foresee(Known(values=values | {"checkpoint": "tiny.ckpt"}, facts={}))

    assert seen.outputs["denoiser"]["family"] == "sd1"
    assert not pickled.outputs


def test_a_controlnet_in_one_file_is_found_by_its_name_and_known_by_its_header(
    call: Callable[[str], Call],
) -> None:
    place = paths.models() / "controlnets"
    place.mkdir(parents=True)
    cross = "control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight"
    sign = {"control_model.input_hint_block.0.weight": torch.ones(1)}
    save_file(sign | {cross: torch.ones(1, 1024)}, place / "edges.safetensors")
    save_file(sign | {cross: torch.ones(1, 32)}, place / "other.safetensors")

    found = call("control.load")("edges.safetensors")

    assert found.family == "sd2"
    assert found.fact("conditioning_width") == 1024
    with pytest.raises(ModelBroken, match="no family that is read from one file"):
        call("control.load")("other.safetensors")


def test_load_model_sends_a_file_to_load_checkpoint(
    call: Callable[[str], Call], checkpoint: Path
) -> None:
    with pytest.raises(ModelMissing, match="goes into Load Checkpoint"):
        call("model.load")(str(checkpoint))
