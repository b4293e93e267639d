from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import (
    Choices,
    Conditioning,
    Control,
    Guidance,
    Image,
    Lead,
    Mask,
    Noise,
    TestContext,
    mark_of,
)
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.folders import Pipeline
from graphstudio.diffusion.images import to_pillow
from graphstudio.engine.events import Event, NodeDone
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from graphstudio.graph.registry import Registry
from tests.diffusion.tiny import Sizes, make_unet, write_controlnet
from tests.diffusion.tiny_adapters import (
    make_ip_adapter,
    write_image_encoder,
    write_ip_adapter,
    write_t2i_adapter,
)

Call = Callable[..., Any]


@pytest.fixture
def adapter() -> Path:
    """Put an IP-Adapter into the user's folder as "fox.safetensors"."""
    return write(seed=8)


@pytest.fixture
def eyes() -> Path:
    """Put an image encoder into the user's model folder as "eyes"."""
    return write_image_encoder(paths.models() / "eyes")


def write(seed: int) -> Path:
    state = make_ip_adapter(make_unet(Sizes()), seed=seed)
    return write_ip_adapter(paths.models() / "ip_adapters" / "fox.safetensors", state)


def picture(seed: int = 1) -> Image:
    return Image(torch.rand(1, 40, 60, 3, generator=torch.Generator().manual_seed(seed)))


def offers(registry: Registry, node: str, name: str) -> list[str]:
    knob = registry.require(node).input(name)
    assert knob is not None
    return [name for hint in knob.hints if isinstance(hint, Choices) for name in hint.find()]


def test_what_is_installed_is_offered(
    registry: Registry, adapter: Path, eyes: Path, tmp_path: Path
) -> None:
    write_controlnet(paths.models() / "edges", Sizes())
    write_t2i_adapter(paths.models() / "sketch")

    assert offers(registry, "ip_adapter.load", "ip_adapter") == ["fox.safetensors"]
    assert offers(registry, "ip_adapter.load_encoder", "image_encoder") == ["eyes"]
    assert offers(registry, "control.load", "controlnet") == ["builtin-edges", "edges", "sketch"]


def test_they_are_found_by_name_and_by_path(
    call: Callable[[str], Call], adapter: Path, eyes: Path
) -> None:
    load, load_encoder = call("ip_adapter.load"), call("ip_adapter.load_encoder")

    assert load("fox").digest == load(str(adapter), precision="float16").digest
    assert load("fox", precision="float16").precision == "float16"
    assert load_encoder("eyes").digest == load_encoder(str(eyes)).digest


def test_a_missing_one_is_named_with_those_that_are_there(
    call: Callable[[str], Call], adapter: Path, eyes: Path
) -> None:
    with pytest.raises(ModelMissing, match=r'no IP-Adapter "owl".*Installed are: fox'):
        call("ip_adapter.load")("owl")
    with pytest.raises(ModelMissing, match=r'no image encoder "owl".*Installed are: eyes'):
        call("ip_adapter.load_encoder")("owl")


def test_one_node_refuses_what_the_other_takes(
    call: Callable[[str], Call], adapter: Path, eyes: Path
) -> None:
    with pytest.raises(ModelBroken, match="is a LoRA, not an IP-Adapter"):
        call("ip_adapter.load")(str(paths.builtin_lora()))
    with pytest.raises(ModelBroken, match="is an IP-Adapter, not a LoRA"):
        call("lora.apply_denoiser")(None, str(adapter))
    with pytest.raises(ModelBroken, match="holds clip_vision_model, not a ControlNetModel"):
        call("control.load")("eyes")


def test_an_overwritten_file_is_another_model(call: Callable[[str], Call], adapter: Path) -> None:
    mark = mark_of(call("ip_adapter.load"))
    assert mark is not None
    assert mark.fingerprint is not None
    before = mark.fingerprint(ip_adapter="fox")

    write(seed=9)

    assert mark.fingerprint(ip_adapter="fox") != before


def test_a_prompt_says_what_the_knobs_say_and_keeps_what_comes_in(
    call: Callable[[str], Call], adapter: Path, eyes: Path
) -> None:
    found, encoder = call("ip_adapter.load")("fox"), call("ip_adapter.load_encoder")("eyes")
    mask, first = Mask(torch.ones(1, 8, 8)), Control((Lead(found, picture()),))

    once = call("ip_adapter.apply")(
        found, encoder, picture(), 0.5, start=0.1, end=0.6, takes="style", mask=mask, others=first
    )
    twice = call("ip_adapter.apply")(found, encoder, picture(2), others=once, curve="0:1, 1:0")
    thrice = call("control.apply")(found, picture(3), others=twice)

    (prompt,) = once.prompts
    assert (prompt.adapter, prompt.encoder, prompt.mask) == (found, encoder, mask)
    assert (prompt.strength, prompt.start, prompt.end, prompt.takes) == (0.5, 0.1, 0.6, "style")
    assert [one.strength_at(0.5) for one in twice.prompts] == [0.5, 0.5]
    assert [one.strength_at(0.25) for one in twice.prompts] == [0.5, 0.75]
    assert (len(first.prompts), len(once.leads)) == (0, 1)
    assert [len(thrice.leads), len(thrice.prompts)] == [2, 2]


def test_another_image_encoder_is_refused_at_once(
    call: Callable[[str], Call], adapter: Path, eyes: Path
) -> None:
    found, encoder = call("ip_adapter.load")("fox"), call("ip_adapter.load_encoder")("eyes")
    state = make_ip_adapter(make_unet(Sizes()))
    state["image_proj"]["proj.weight"] = torch.ones(128, 20)
    other = call("ip_adapter.load")(str(write_ip_adapter(eyes.parent / "o.safetensors", state)))

    with pytest.raises(BadValue, match="through an image encoder 20 wide, and eyes is 16"):
        call("ip_adapter.apply")(other, encoder, picture())
    assert call("ip_adapter.apply")(found, encoder, picture()).prompts


def test_a_picture_speaks_and_a_guide_leads_in_sample(
    call: Callable[[str], Call],
    context: TestContext,
    tiny: Pipeline,
    red_circle: Conditioning,
    adapter: Path,
    eyes: Path,
) -> None:
    sketch = call("control.load")(str(write_t2i_adapter(paths.models() / "sketch")))
    speaks = call("ip_adapter.apply")(
        call("ip_adapter.load")("fox"), call("ip_adapter.load_encoder")("eyes"), picture()
    )
    both = call("control.apply")(sketch, picture(), others=speaks)

    def sampled(control: Control | None) -> torch.Tensor:
        latent = call("latent.empty")(tiny.denoiser, 64, 64)
        found = call("latent.sample")(
            context,
            tiny.denoiser,
            red_circle,
            latent,
            Noise(3),
            recipe("DDIM"),
            negative=red_circle,
            guidance=Guidance(5.0),
            steps=2,
            control=control,
        )
        samples: torch.Tensor = found.samples
        return samples

    plain, spoken, led = sampled(None), sampled(speaks), sampled(both)

    assert not torch.equal(plain, spoken)
    assert not torch.equal(spoken, led)
    assert torch.equal(plain, sampled(None))


def test_in_a_graph_another_strength_runs_the_sampler_alone_and_none_leaves_no_trace(
    studio: gs.Studio, model_folder: Path, adapter: Path, eyes: Path, tmp_path: Path
) -> None:
    to_pillow(picture())[0].save(tmp_path / "fox.png")
    workflow = gs.Workflow(studio=studio)
    model = workflow.add("model.load", id="model", model=str(model_folder))
    prompt = workflow.add(
        "prompt.encode", id="prompt", text_encoder=model.text_encoder, text="a red circle"
    )
    encoder = workflow.add("ip_adapter.load_encoder", id="eyes", image_encoder="eyes")
    speaks = workflow.add(
        "ip_adapter.apply",
        id="speaks",
        ip_adapter=workflow.add("ip_adapter.load", id="adapter", ip_adapter="fox").model,
        image_encoder=encoder.model,
        image=workflow.add("image.load", id="picture", file=str(tmp_path / "fox.png")).image,
    )
    sampler = workflow.add(
        "latent.sample",
        id="sampler",
        denoiser=model.denoiser,
        positive=prompt.conditioning,
        latent=workflow.add("latent.empty", id="canvas", denoiser=model.denoiser).latent,
        noise=workflow.add("noise.seeded", id="noise", seed=3).noise,
        scheduler=model.scheduler,
        steps=2,
        control=speaks.control,
    )
    events: list[Event] = []

    def sampled(strength: float) -> torch.Tensor:
        workflow.set("speaks.strength", strength)
        events.clear()
        (found,) = workflow.run(targets=[sampler.id], emit=events.append).values[sampler.id]
        samples: torch.Tensor = found.samples
        return samples

    none, loud = sampled(0.0), sampled(1.0)
    ran = {one.node for one in events if isinstance(one, NodeDone) and not one.is_cached}

    assert ran == {"speaks", "sampler"}
    assert not torch.equal(none, loud)
    assert torch.equal(sampled(0.0), none)
