"""The built-in nodes say before a run what does not fit together, at the wire."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

import graphstudio as gs
from graphstudio.errors import ConnectError
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from tests.diffusion.tiny_adapters import (
    make_ip_adapter,
    write_image_encoder,
    write_ip_adapter,
)
from tests.diffusion.tiny_dit import write_dit
from tests.diffusion.tiny_flow import write_flux, write_sd3
from tests.diffusion.tiny_lcm import write_lcm
from tests.diffusion.tiny_pixel import write_pixel
from tests.diffusion.tiny_sdxl import make_unet_xl, write_refiner, write_sdxl

Build = Callable[..., Graph]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("families")
    return {
        "sd1": model_folder,
        "sdxl": write_sdxl(place / "xl"),
        "refiner": write_refiner(place / "refiner"),
        "sd3": write_sd3(place / "sd3"),
        "sd3_no_t5": write_sd3(place / "small3", has_t5=False),
        "flux": write_flux(place / "flux"),
        "dit": write_dit(place / "dit"),
        "ddpm": write_pixel(place / "ddpm", "DDPMPipeline"),
    }


@pytest.fixture
def build(registry: Registry, folders: dict[str, Path]) -> Build:
    """Build a graph: a loader for each family that is named, and the nodes that are given."""

    def run(*families: str, **nodes: str | tuple[str, dict[str, object]]) -> Graph:
        graph = Graph(registry)
        loaders = {"dit": "model.load_classes", "ddpm": "model.load_pixel"}
        for one in families:
            type_ = loaders.get(one, "model.load")
            graph.add_node(Node(one, type_, values={"model": str(folders[one])}))
        for id_, what in nodes.items():
            type_, values = what if isinstance(what, tuple) else (what, {})
            graph.add_node(Node(id_, type_, values=values))
        return graph

    return run


def wire(graph: Graph, source: str, target: str) -> None:
    graph.connect(Port(*source.split(".")), Port(*target.split(".")))


def refusal(graph: Graph, source: str, target: str) -> str:
    return graph.refusal(Port(*source.split(".")), Port(*target.split("."))) or ""


def test_a_flux_latent_does_not_go_into_an_sd_vae(build: Build) -> None:
    graph = build("sd1", "flux", empty="latent.empty", decode="latent.decode")
    wire(graph, "flux.denoiser", "empty.denoiser")
    wire(graph, "sd1.vae", "decode.vae")

    reason = refusal(graph, "empty.latent", "decode.latent")

    assert "is for Flux.1" in reason
    assert "is for Stable Diffusion 1.x" in reason
    assert "take the VAE of the model that made the latent" in reason
    wire(graph, "flux.vae", "decode.vae")
    assert not refusal(graph, "empty.latent", "decode.latent")


def test_an_sdxl_lora_does_not_go_onto_an_sd1_model(build: Build, tmp_path: Path) -> None:
    file = tmp_path / "xl.safetensors"
    key = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"
    save_file(
        {f"{key}.lora_down.weight": torch.ones(4, 2048), f"{key}.lora_up.weight": torch.ones(8, 4)},
        file,
    )
    graph = build("sd1", lora=("lora.apply_denoiser", {"lora": str(file)}))

    reason = refusal(graph, "sd1.denoiser", "lora.denoiser")

    assert "the LoRA xl is for texts 2048 wide" in reason
    assert "choose a LoRA of this model's family" in reason


def test_three_prompts_need_a_t5(build: Build) -> None:
    graph = build("sd3", "sd3_no_t5", "sdxl", three="prompt.encode_three")

    assert not refusal(graph, "sd3.text_encoder", "three.text_encoder")
    for without in ("sd3_no_t5", "sdxl"):
        reason = refusal(graph, f"{without}.text_encoder", "three.text_encoder")
        assert "has no T5 as its third" in reason
        assert "load a Stable Diffusion 3 with its T5" in reason


def test_two_prompts_need_two_encoders(build: Build) -> None:
    graph = build("sd1", "sdxl", two="prompt.encode_two")

    assert "take Encode Prompt" in refusal(graph, "sd1.text_encoder", "two.text_encoder")
    assert not refusal(graph, "sdxl.text_encoder", "two.text_encoder")


@pytest.mark.parametrize("target", ["positive", "negative"])
def test_a_prompt_of_another_family_does_not_go_into_a_sampler(build: Build, target: str) -> None:
    graph = build("sd1", "sdxl", say="prompt.encode", sample="latent.sample")
    wire(graph, "sdxl.text_encoder", "say.text_encoder")
    wire(graph, "sd1.denoiser", "sample.denoiser")

    reason = refusal(graph, "say.conditioning", f"sample.{target}")

    assert reason.startswith("the prompt is for Stable Diffusion XL, and the model")
    assert "encode the prompt with this model's text encoder" in reason


def test_a_change_far_up_is_refused_where_it_would_arrive(build: Build) -> None:
    graph = build("sd1", "sdxl", say="prompt.encode", zero="prompt.zero", sample="latent.sample")
    wire(graph, "sd1.denoiser", "sample.denoiser")
    wire(graph, "say.conditioning", "zero.conditioning")
    wire(graph, "zero.conditioning", "sample.negative")

    reason = refusal(graph, "sdxl.text_encoder", "say.text_encoder")

    assert "(where it goes on to sample.negative)" in reason
    assert not refusal(graph, "sd1.text_encoder", "say.text_encoder")


def test_the_refiner_takes_latents_of_sdxl_and_not_its_prompts(build: Build) -> None:
    graph = build("sdxl", "refiner", e="latent.empty", say="prompt.encode", sample="latent.sample")
    wire(graph, "sdxl.denoiser", "e.denoiser")
    wire(graph, "sdxl.text_encoder", "say.text_encoder")
    wire(graph, "refiner.denoiser", "sample.denoiser")

    assert not refusal(graph, "e.latent", "sample.latent")
    assert "is for Stable Diffusion XL" in refusal(graph, "say.conditioning", "sample.positive")


def test_a_scheduler_for_noise_does_not_go_with_a_flow_model(build: Build) -> None:
    graph = build("flux", dpm="scheduler.choose", sample="latent.sample")
    wire(graph, "flux.denoiser", "sample.denoiser")

    reason = refusal(graph, "dpm.scheduler", "sample.scheduler")

    assert "DPM++ 2M is for models that predict noise" in reason
    assert "is for flow models" in reason
    assert not refusal(graph, "flux.scheduler", "sample.scheduler")


def test_sizes_are_told_to_sdxl_alone(build: Build) -> None:
    graph = build("sd1", "sdxl", say="prompt.encode", sizes="prompt.sizes")
    wire(graph, "sd1.text_encoder", "say.text_encoder")

    reason = refusal(graph, "say.conditioning", "sizes.conditioning")

    assert reason == (
        "the prompt is for Stable Diffusion 1.x: it is told no sizes, so leave this node out"
    )


@pytest.mark.parametrize("family", ["sd1", "sdxl", "flux"])
def test_a_prompt_for_what_may_have_its_guidance_inside_is_told_how_strong(
    build: Build, family: str
) -> None:
    graph = build(family, "sd3", say="prompt.encode", follow="prompt.distilled")
    wire(graph, "say.conditioning", "follow.conditioning")

    assert not refusal(graph, f"{family}.text_encoder", "say.text_encoder")
    assert "has no guidance inside" in refusal(graph, "sd3.text_encoder", "say.text_encoder")


def test_the_built_in_controlnet_goes_with_the_built_in_model_alone(build: Build) -> None:
    graph = build("sdxl", edges="control.load", lead="control.apply", sample="latent.sample")
    graph.add_node(Node("own", "model.load"))
    wire(graph, "edges.model", "lead.controlnet")
    wire(graph, "sdxl.denoiser", "sample.denoiser")

    reason = refusal(graph, "lead.control", "sample.control")

    assert "the ControlNet builtin-edges is for Stable Diffusion 1.x" in reason
    wire(graph, "own.denoiser", "sample.denoiser")
    assert not refusal(graph, "lead.control", "sample.control")


def test_pixels_do_not_go_into_an_autoencoder_nor_latents_past_it(build: Build) -> None:
    graph = build("sd1", "ddpm", decode="latent.decode", pixels="latent.pixels")
    graph.add_node(Node("empty", "latent.empty"))
    graph.add_node(Node("canvas", "latent.empty"))
    wire(graph, "ddpm.denoiser", "empty.denoiser")
    wire(graph, "sd1.denoiser", "canvas.denoiser")

    assert "take Pixel Latent to Image" in refusal(graph, "empty.latent", "decode.latent")
    assert "take VAE Decode" in refusal(graph, "canvas.latent", "pixels.latent")
    assert not refusal(graph, "empty.latent", "pixels.latent")


def test_models_without_words_take_no_prompt_and_others_take_one(build: Build) -> None:
    graph = build("sd1", "ddpm", none="prompt.none", say="prompt.encode", sample="latent.sample")
    wire(graph, "sd1.text_encoder", "say.text_encoder")
    wire(graph, "ddpm.denoiser", "sample.denoiser")

    assert refusal(graph, "sd1.denoiser", "none.denoiser").endswith("take Encode Prompt")
    assert "encode the prompt" in refusal(graph, "say.conditioning", "sample.positive")
    wire(graph, "ddpm.denoiser", "none.denoiser")
    assert not refusal(graph, "none.conditioning", "sample.positive")


def test_no_prompt_is_not_for_models_of_classes(build: Build) -> None:
    graph = build("dit", none="prompt.none")

    assert "take Class Label" in refusal(graph, "dit.denoiser", "none.denoiser")


@pytest.mark.parametrize("family", ["sd1", "dit", "ddpm"])
def test_every_denoiser_says_how_many_numbers_it_has(family: str, build: Build) -> None:
    facts = build(family).facts(Port(family, "denoiser"))

    assert int(facts["parameters"]) > 1000


def test_a_class_label_is_for_models_of_classes(build: Build) -> None:
    graph = build("sd1", "ddpm", "dit", label="label.choose", sample="latent.sample")
    wire(graph, "sd1.denoiser", "sample.denoiser")

    assert "paints no classes: take Encode Prompt" in refusal(
        graph, "sd1.denoiser", "label.denoiser"
    )
    assert "paints no classes: take No Prompt" in refusal(graph, "ddpm.denoiser", "label.denoiser")
    wire(graph, "dit.denoiser", "label.denoiser")
    assert "make it with Class Label" in refusal(graph, "label.conditioning", "sample.positive")


def test_parts_of_a_prompt_are_of_one_family(build: Build) -> None:
    graph = build("sd1", "sdxl", a="prompt.encode", b="prompt.encode", both="prompt.combine")
    wire(graph, "sd1.text_encoder", "a.text_encoder")
    wire(graph, "sdxl.text_encoder", "b.text_encoder")
    wire(graph, "a.conditioning", "both.first")

    assert "the prompt is for Stable Diffusion XL" in refusal(
        graph, "b.conditioning", "both.second"
    )
    assert not refusal(graph, "a.conditioning", "both.second")


def test_an_ip_adapter_takes_its_own_eyes_and_leads_its_own_family(
    build: Build, tmp_path: Path
) -> None:
    unet = make_unet_xl(width=2048, told=6)
    file = write_ip_adapter(tmp_path / "xl.safetensors", make_ip_adapter(unet, "plain"))
    eyes = write_image_encoder(tmp_path / "eyes")
    graph = build("sd1", ip=("ip_adapter.load", {"ip_adapter": str(file)}))
    graph.add_node(Node("eyes", "ip_adapter.load_encoder", values={"image_encoder": str(eyes)}))
    graph.add_node(Node("lead", "ip_adapter.apply"))
    graph.add_node(Node("sample", "latent.sample"))
    wire(graph, "ip.model", "lead.ip_adapter")
    wire(graph, "sd1.denoiser", "sample.denoiser")

    assert not refusal(graph, "eyes.model", "lead.image_encoder")
    reason = refusal(graph, "lead.control", "sample.control")
    assert reason.startswith("the IP-Adapter xl is for Stable Diffusion XL")
    assert "choose an IP-Adapter of this model's family" in reason


def test_the_size_of_an_empty_latent_is_known_before_a_run(build: Build) -> None:
    graph = build("sdxl", empty=("latent.empty", {"width": 96}))
    wire(graph, "sdxl.denoiser", "empty.denoiser")

    facts = graph.facts(Port("empty", "latent"))

    assert facts["width_px"] == 96
    assert facts["height_px"] == graph.facts(Port("sdxl", "denoiser"))["native_px"]


def test_a_graph_that_became_wrong_is_refused_before_it_runs_with_every_reason(
    build: Build, studio: gs.Studio, folders: dict[str, Path], tmp_path: Path
) -> None:
    graph = build("sd1", say="prompt.encode", empty="latent.empty", noise="noise.seeded")
    graph.add_node(Node("sample", "latent.sample"))
    graph.add_node(Node("xl", "model.load", values={"model": str(folders["sdxl"])}))
    for source, target in {
        "sd1.text_encoder": "say.text_encoder",
        "sd1.denoiser": "empty.denoiser",
        "xl.denoiser": "sample.denoiser",
        "xl.scheduler": "sample.scheduler",
        "say.conditioning": "sample.positive",
        "empty.latent": "sample.latent",
        "noise.noise": "sample.noise",
    }.items():
        wire(graph, source, target)

    with pytest.raises(ConnectError) as caught:
        studio.plan(graph)

    assert len(caught.value.problems) == 2
    assert all(one.startswith("Sample (sample): its input ") for one in caught.value.problems)


def test_a_model_that_is_not_there_is_no_reason_to_refuse_a_wire(build: Build) -> None:
    graph = build("sd1", gone=("model.load", {"model": "nobody"}), sample="latent.sample")
    wire(graph, "sd1.denoiser", "sample.denoiser")

    assert not refusal(graph, "gone.scheduler", "sample.scheduler")


def test_no_node_of_the_pack_has_a_fault_when_it_is_asked(registry: Registry) -> None:
    graph = Graph(registry)
    for number, definition in enumerate(registry.definitions):
        graph.add_node(Node(f"n{number}", definition.id))

    faults = {graph.nodes[id_].type: graph.fault(id_) for id_ in graph.nodes if graph.fault(id_)}

    assert json.dumps(faults) == "{}"
    assert not [one for id_ in graph.nodes for one in graph.misfits(id_)]


def test_a_full_lcm_is_told_how_strongly_to_follow(build: Build, tmp_path: Path) -> None:
    graph = build("sd3", encode="prompt.encode", other="prompt.encode", tell="prompt.distilled")
    lcm = str(write_lcm(tmp_path / "lcm"))
    graph.add_node(Node("lcm", "model.load", values={"model": lcm}))
    wire(graph, "lcm.text_encoder", "encode.text_encoder")
    wire(graph, "sd3.text_encoder", "other.text_encoder")

    assert refusal(graph, "encode.conditioning", "tell.conditioning") == ""
    assert "no guidance inside" in refusal(graph, "other.conditioning", "tell.conditioning")
