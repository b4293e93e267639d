"""One of everything that wires carry, for calling a node by itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Any, TypeVar

import torch
from hypothesis import strategies as st
from torch import Tensor

from graphstudio.api import (
    Choices,
    Control,
    DualGuidance,
    Image,
    Latent,
    Mask,
    Model,
    Noise,
    PerpendicularGuidance,
    Ready,
    Scheduler,
    TestContext,
)
from graphstudio.diffusion.kinds import ModelKind, kind_of_model, kind_of_scheduler
from graphstudio.engine.devices import Devices
from graphstudio.errors import GraphStudioError
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.registry import Registry

Net = TypeVar("Net")

_LOADERS = (
    *("model.load", "model.load_classes", "model.load_pixel", "control.load", "ip_adapter.load"),
    *("ip_adapter.load_encoder", "upscale.load", "safety.load", "annotate.load", "pipeline.load"),
)
_GUIDES = (
    *("guidance.cfg", "guidance.apg", "guidance.cfg_zero", "guidance.tcfg"),
    *("guidance.auto", "guidance.perturbed_attention", "guidance.skip_layers"),
)
_SIDES = (1, 2, 3, 7, 8, 16, 17, 33)


class Lending(TestContext):
    """A context that keeps networks loaded, as a run does."""

    devices: Devices

    def load(self, model: Model[Net]) -> AbstractContextManager[Net]:
        """Lend a network."""
        return self.devices.lease(model)


class Supply:
    """Hold values by the name of their type, each made by the nodes of the pack."""

    def __init__(self, registry: Registry, devices: Devices) -> None:
        self.context = Lending()
        self.context.devices = devices
        self._registry = registry
        self._values: dict[str, list[Any]] = {}  # Any: whatever travels along wires
        for id_ in _LOADERS:
            for chosen in _chosen(registry.require(id_)):
                self._keep(id_, **chosen)
        self._keep_what_models_read()
        self._keep_recipes()

    @property
    def families(self) -> list[str]:
        """Name the families that there is a denoiser of."""
        return sorted({one.family for one in self._values["Model[Denoiser]"]})

    def values(self, one: InputDefinition, family: str = "") -> st.SearchStrategy[Any]:
        """Give what may come along a wire into a socket; of one family, or "" for any."""
        found: st.SearchStrategy[Any]
        if one.type.name in ("Image", "Mask", "T"):
            found = masks() if one.type.name == "Mask" else images()
        elif one.type.item is not None:
            texts = st.text(max_size=20)
            item = texts if one.type.item.name == "str" else images()
            found = st.lists(item, min_size=1, max_size=3)
        elif one.type.name == "Noise":
            found = st.sampled_from([Noise(0), Noise(2**64 - 1), Noise(1, ((5, 0.5), (6, 1.0)))])
        else:
            known = self._values[one.type.name]
            fitting = [value for value in known if self._fits(value, family)]
            if not fitting and not one.is_required:
                return st.none()
            found = st.sampled_from(fitting or known)
        if one.is_lazy:
            found = found.map(Ready)
        return found if one.is_required else st.none() | found

    def _fits(self, value: Any, family: str) -> bool:  # Any: as above
        """Tell whether a value is of a family, or of none."""
        if not family:
            return True
        if isinstance(value, Scheduler):
            return kind_of_scheduler(value) == self._kinds[family]
        if isinstance(value, Control):
            return all(one.model.family == family for one in value.leads) and all(
                one.adapter.family == family for one in value.prompts
            )
        if isinstance(value, DualGuidance | PerpendicularGuidance):
            text = value.second if isinstance(value, DualGuidance) else value.neutral
            return text.family == family
        return getattr(value, "family", family) == family

    def _keep_what_models_read(self) -> None:
        for encoder in self._values["Model[TextEncoder]"]:
            for text in ("a red circle", "a [cat:dog:0.5], (photo:1.3)"):
                self._keep("prompt.encode", text_encoder=encoder, text=text)
        for denoiser in self._values["Model[Denoiser]"]:
            for wide, tall in ((16, 16), (96, 64), (80, 80)):
                self._keep("latent.empty", denoiser=denoiser, width=wide, height=tall, batch_size=2)
            self._keep("label.choose", denoiser=denoiser, text="1")
            self._keep("prompt.none", denoiser=denoiser)
        for denoiser in list(self._values["Model[Denoiser]"]):
            self._keep("denoiser.tile", denoiser=denoiser, tile=64)
            for lora in ("builtin-pencil", "sd1", "xl"):
                self._keep("lora.apply_denoiser", denoiser=denoiser, lora=lora)
        for latent in list(self._values["Latent"]):
            noise = torch.randn(latent.samples.shape, generator=torch.Generator().manual_seed(1))
            mask = torch.ones(1, 1, *latent.samples.shape[-2:])
            self._add(replace(latent, samples=noise, is_empty=False))
            self._add(replace(latent, samples=noise, mask=mask, is_empty=False))
        for prompt in list(self._values["Conditioning"]):
            self._keep("prompt.area", conditioning=prompt)
            self._keep("prompt.combine", first=prompt, second=prompt)

    @property
    def _kinds(self) -> dict[str, ModelKind]:
        return {one.family: kind_of_model(one) for one in self._values["Model[Denoiser]"]}

    def _keep_recipes(self) -> None:
        for id_ in _GUIDES:
            self._keep(id_)
        for prompt in self._values["Conditioning"][::3]:
            self._keep("guidance.dual", second=prompt)
            self._keep("guidance.perpendicular", neutral=prompt)
        knob = self._registry.require("scheduler.choose").inputs[0]
        for name in knob.type.choices:
            self._keep("scheduler.choose", scheduler=name)
        image, mask = Image(torch.rand(1, 16, 24, 3)), Mask(torch.ones(1, 16, 24))
        self._keep("image.crop_to_mask", image=image, mask=mask, width=16, height=16)
        for lead in self._values["Model[ControlNet]"]:
            self._keep("control.apply", controlnet=lead, image=image)
        for adapter in self._values["Model[IpAdapter]"]:
            for encoder in self._values["Model[ImageEncoder]"]:
                self._keep(
                    "ip_adapter.apply", ip_adapter=adapter, image_encoder=encoder, image=image
                )

    def _keep(self, id_: str, **inputs: Any) -> None:  # Any: as above
        """Keep what a node gives, where it gives something."""
        definition = self._registry.require(id_)
        with suppress(GraphStudioError):
            made = call(definition, self.context, inputs)
            for output, value in zip(definition.outputs, made, strict=True):
                self._values.setdefault(output.type.name, []).append(value)

    def _add(self, latent: Latent) -> None:
        self._values["Latent"].append(latent)


def call(
    definition: NodeDefinition, context: TestContext, inputs: dict[str, Any]
) -> tuple[Any, ...]:
    """Call a node's function; give its outputs."""
    function: Callable[..., Any] = definition.function
    made = function(context, **inputs) if definition.wants_context else function(**inputs)
    if definition.returns_tuple:
        return tuple(made)
    return (made,) if definition.outputs else ()


def images() -> st.SearchStrategy[Image]:
    """Give pictures of odd sizes, of noise and of one colour."""
    return _tensors(st.sampled_from((3, 3, 4))).map(Image)


def masks() -> st.SearchStrategy[Mask]:
    """Give masks of odd sizes, of noise and of one grey."""
    return _tensors(st.just(0)).map(Mask)


@st.composite
def _tensors(draw: st.DrawFn, channels: st.SearchStrategy[int]) -> Tensor:
    batch = draw(st.integers(1, 3))
    tall, wide = draw(st.just((16, 16)) | st.tuples(*[st.sampled_from(_SIDES)] * 2))
    depth = draw(channels)
    shape = (batch, tall, wide, depth) if depth else (batch, tall, wide)
    grey = draw(st.sampled_from((None, None, None, 0.0, 1.0)))
    if grey is not None:
        return torch.full(shape, grey)
    return torch.rand(shape, generator=torch.Generator().manual_seed(draw(st.integers(0, 9))))


def _chosen(definition: NodeDefinition) -> Iterator[dict[str, str]]:
    for knob in definition.inputs:
        for hint in knob.hints:
            if isinstance(hint, Choices):
                yield from ({knob.name: one} for one in hint.find())
                return
    yield {"annotator": "Soft edges (PiDiNet)"}
