"""The standard values that travel along wires.

All are frozen and light to import: tensors are named in annotations only, so listing nodes
never loads torch. Whoever makes a tensor for a wire makes it contiguous (`Tensor.contiguous`):
strides change results in the last bits, and a value that comes back from a cache has none but
the contiguous ones. Nobody changes a tensor that came in along a wire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, runtime_checkable

from graphstudio.api.tuning import Tuning

if TYPE_CHECKING:
    import torch
    from torch import Generator, Tensor, device, dtype

    from graphstudio.api.acting import Area, Rest, When

Net = TypeVar("Net", covariant=True)
T = TypeVar("T", covariant=True)
Shared = TypeVar("Shared")

_AS_LOADED = Tuning()

ModelFacts = tuple[tuple[str, str | int | float | bool], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """Hold one picture or a batch of pictures of one size.

    Attributes:
        pixels: (batch, height, width, channels), float32 in 0..1, sRGB, on the CPU. Three
            channels are RGB, four are RGBA with straight alpha.
    """

    pixels: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """Hold one mask or a batch of masks of one size.

    Attributes:
        values: (batch, height, width), float32 in 0..1, on the CPU; 1 is chosen (to be
            repainted), 0 is left alone.
    """

    values: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Latent:
    """Hold a batch of pictures in the space that a denoiser works in.

    Attributes:
        samples: (batch, channels, height / scale, width / scale), float32, on the CPU, already
            multiplied by the autoencoder's scaling factor: what the denoiser sees. All zeros
            for an empty canvas.
        family: The model family that it belongs to, such as "sd1".
        scale: Pixels that one latent cell covers in each direction.
        mask: (batch or 1, 1, height / scale, width / scale), float32 in 0..1; 1 is denoised and
            0 keeps `samples`. None denoises everything.
        masked_samples: The encoded picture with the masked part greyed out, same shape as
            `samples`: what an inpainting U-Net (9 input channels) is shown. None elsewhere.
        is_empty: True for a canvas that nothing was painted on yet: it starts from pure noise.
        is_gradual: What grey in the mask means. False mixes both pictures after each step. True
            keeps a cell of mask m until the last m of the steps: the lighter, the earlier it is
            let go (differential diffusion, arXiv:2306.00950).
    """

    samples: Tensor
    family: str
    scale: int = 8
    mask: Tensor | None = None
    masked_samples: Tensor | None = None
    is_empty: bool = False
    is_gradual: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Conditioning:
    """Hold what a text (or another guide) says to a denoiser.

    Attributes:
        embeds: (batch, tokens, width), float32, on the CPU. Tokens are a multiple of the text
            encoder's length (77 for SD 1.x).
        family: The model family that it was made for.
        pooled: (batch, width), one vector for the whole text; None where the family has none.
        sizes: (batch, 5 or 6), what families that are told sizes are told: height and width of the
            original, top and left of the crop, then height and width of the target, or how pretty
            it is (refiner). None tells them the size that is made.
        distilled: How strongly a model with guidance inside (Flux dev) is told to follow; None
            takes what it is usually told.
        labels: (batch,), int64: the class that a class-conditional model paints, by number; None
            where the family is told none. Such a conditioning has no tokens: embeds are (1, 0, 0).
        text: The text it was made from, for people; never used in computing.
        negatives: How many of the first rows say what the picture should not be: guidance sets it
            when it puts both into one batch. 0 on wires.
        weight: How much it counts beside the others where both act; 0 or more.
        areas: Where in the picture it acts: in all of these at once. Empty is everywhere.
        times: When in the run it acts: while all of these hold. Empty is always.
        others: What is asked besides, each without others of its own; what they predict is mixed.
            Where none of all acts, the first that acts at that time does, or else this one.
    """

    embeds: Tensor
    family: str
    pooled: Tensor | None = None
    sizes: Tensor | None = None
    distilled: float | None = None
    labels: Tensor | None = None
    text: str = field(default="", metadata={"is_content": False})
    negatives: int = 0
    weight: float = 1.0
    areas: tuple[Area | Mask | Rest, ...] = ()
    times: tuple[When, ...] = ()
    others: tuple[Conditioning, ...] = ()


@dataclass(frozen=True, slots=True)
class Noise:
    """Say which random numbers a run uses: a recipe, not the numbers.

    Picture i of a batch draws from its own CPU generator seeded with `seed + i`, for the
    initial noise and for the noise of every step, so a picture does not depend on its batch.

    Attributes:
        seed: 0..2**64-1.
        variations: Other seeds, each with how far the initial noise moves towards its own, 0..1,
            one after another. The noise of the steps stays that of `seed`.
        later: Moments of the run, each a fraction of it, 0..1, with the seed that the noise of the
            steps is drawn from, from that call of the network on; rising. The initial noise stays.
    """

    seed: int
    variations: tuple[tuple[int, float], ...] = ()
    later: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Say which scheduler denoises and how it is set: a recipe, built fresh for every run.

    Attributes:
        name: A diffusers class name, such as "DPMSolverMultistepScheduler".
        options: Its constructor's options, sorted by name.
    """

    name: str
    options: tuple[tuple[str, Any], ...] = ()  # Any: diffusers takes numbers, texts and lists


class Denoiser(Protocol):
    """A loaded network that predicts the noise (or what stands for it) in a latent."""

    @property
    def device(self) -> torch.device:
        """Say where the weights are: samples and timesteps are given there."""

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict, in the model's prediction type; sample is (batch, channels, h, w), float32."""


class Annotator(Protocol):
    """A loaded network that draws a guide from a picture: soft edges, depth, a pose."""

    def annotate(self, picture: Tensor) -> Tensor:
        """Draw what a ControlNet is to follow.

        Args:
            picture: (height, width, 3), 0..1, float32, on the CPU; both sides are multiples of 64.

        Returns:
            The guide in the same form and size.
        """


class Upscaler(Protocol):
    """A loaded network that makes pictures larger, or mends them at their size."""

    @property
    def scale(self) -> int:
        """Say how many times larger both sides get; 1 for what mends."""

    @property
    def multiple_px(self) -> int:
        """Say of what sides are best a multiple; others are padded by the network."""

    def enlarge(self, pixels: Tensor) -> Tensor:
        """Make one picture larger.

        Args:
            pixels: (1, 3, height, width), 0..1, float32, on the CPU.

        Returns:
            (1, 3, height * scale, width * scale), in the same form.
        """


class Vae(Protocol):
    """A loaded autoencoder between pixels and latents; both are on the CPU in float32."""

    def encode(
        self, pixels: Tensor, *, generators: Sequence[Generator] | None = None, tile_px: int = 0
    ) -> Tensor:
        """Turn (batch, 3, height, width) in -1..1 into scaled latents.

        Args:
            pixels: What to encode.
            generators: One CPU generator a picture draws from what the encoder thinks likely;
                None takes the mean of it.
            tile_px: Side of a tile in pixels; 0 encodes in one piece.
        """

    def decode(self, samples: Tensor, *, tile_px: int = 0) -> Tensor:
        """Turn scaled latents into (batch, 3, height, width) around -1..1."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedText:
    """Hold what a text encoder makes of one text; float32, on the CPU, contiguous.

    Attributes:
        embeds: (1, tokens, width).
        pooled: (1, width), one vector for the whole text; None where the family has none.
    """

    embeds: Tensor
    pooled: Tensor | None = None


class TextEncoder(Protocol):
    """A loaded text encoder (or several that belong together) with its tokenizer."""

    def encode(
        self,
        text: str,
        *,
        clip_skip: int = 0,
        second_text: str | None = None,
        third_text: str | None = None,
    ) -> EncodedText:
        """Turn a text, with `(weights:1.2)`, into what a denoiser reads.

        Args:
            text: Any length.
            clip_skip: How many of the last layers are left out besides what the family leaves out.
            second_text: What all encoders but the first read; None gives all the same.
            third_text: What T5 reads where it is the third encoder; None gives it the second text.

        Raises:
            BadValue: The encoder has not so many layers, or there are not so many encoders.
        """


@runtime_checkable
class ModelSource(Protocol[Net]):
    """Know how to load one network; a frozen dataclass, so that it can be pickled and keyed."""

    def load(self, device: device, precision: dtype) -> Net:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """


@runtime_checkable
class ViewSource(Protocol[Shared]):
    """Know how to make a network out of another one, sharing what it does not change.

    A source that is this too is asked for a view wherever loaded networks are kept: the base is
    loaded once, is never changed, and stays loaded as long as a view of it.
    """

    @property
    def base(self) -> Model[Shared]:
        """Name the network that is looked at; it may be a view itself."""

    @property
    def extras(self) -> tuple[Model[Any], ...]:
        """Name what else is read to make the view, and not needed once it is made."""

    def view(self, base: Shared, extras: Sequence[Any]) -> Shared:
        """Make the view; neither the base nor an extra is changed.

        Args:
            base: The base, loaded.
            extras: The extras, loaded, in their order.

        Raises:
            ModelBroken: They do not fit together.
        """


@dataclass(frozen=True, slots=True)
class Model(Generic[Net]):
    """Name a network without loading it: nodes pass these, `ctx.load(model)` lends the network.

    Attributes:
        kind: What it is: "denoiser", "vae", "text_encoder", "controlnet", "t2i_adapter",
            "ip_adapter", "image_encoder", "annotator", "upscaler", "pipeline",
            "safety_checker".
        family: The family it belongs to, such as "sd1", read from the file's header; "" for what
            belongs to none, such as an annotator.
        name: What people call it.
        digest: Hash of its weights and configuration: two files with one content are one model.
        size_bytes: Bytes of its weights as stored.
        source: Who loads it.
        facts: What is known before loading, such as (("latent_channels", 4),).
        precision: "auto", "float32", "float16" or "bfloat16"; auto is chosen by the device.
        tuning: How it is run; its digest says the same, together with what it is made of.
        place: Where it runs: "auto" with all others, or "cpu", "cuda:1", "mps".
    """

    kind: str
    family: str
    name: str
    digest: str
    size_bytes: int
    source: ModelSource[Net] = field(compare=False)
    facts: ModelFacts = ()
    precision: str = "auto"
    tuning: Tuning = _AS_LOADED
    place: str = "auto"

    def fact(self, name: str) -> str | int | float | bool | None:
        """Look up one fact; None when it is not known."""
        return dict(self.facts).get(name)


@runtime_checkable
class Lazy(Protocol[T]):
    """An input that is only computed when the node asks for it.

    `get()` may interrupt the node: when the value is not there yet, the engine stops the
    function, computes the branch and calls the function again from its start. So ask first
    and work afterwards, and do not catch BaseException around it.
    """

    def get(self) -> T:
        """Give the value, computing its branch when nobody did yet."""


@dataclass(frozen=True, slots=True)
class Ready(Generic[T]):
    """A lazy input that is already there: for calling a node in a test."""

    value: T

    def get(self) -> T:
        """Give the value."""
        return self.value
