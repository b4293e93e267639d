"""Nodes that let a model run faster, or in less memory."""

from typing import Annotated, Literal

from graphstudio.api import Denoiser, Facts, Known, Model, Range, Tuning, Vae, node
from graphstudio.diffusion.foresight import agreeing
from graphstudio.diffusion.tuning.installed import Attention
from graphstudio.diffusion.tuning.wires import MOST_MERGED, fingerprint, tune

Compiled = Literal["blocks", "whole", "tensorrt"]
Merged = Annotated[float, Range(0, MOST_MERGED, step=0.05)]
Levels = Annotated[int, Range(1, 4)]
Every = Annotated[int, Range(1, 10)]
Threshold = Annotated[float, Range(0, 0.5, step=0.01)]
TileSide = Annotated[int, Range(0, 8192, step=64, unit="px")]

_SAME = agreeing(gives={"model": "denoiser"})


def _float8(_: str, known: Known) -> Facts:
    return {"is_float8": True} if known.values.get("is_on", True) else {}


def _attention_packages(*, attention: Attention = "auto") -> str:
    return fingerprint(Tuning(attention=attention))


def _compile_packages(*, parts: Compiled = "blocks") -> str:
    return fingerprint(Tuning(compiled=parts))


@node(
    "tuning.attention",
    title="Attention",
    category="model",
    foresee=_SAME,
    fingerprint=_attention_packages,
    keywords=(
        *("sdpa", "xformers", "flash attention", "sage attention", "attention slicing"),
        *("sliced", "speed", "memory"),
    ),
)
def attention(denoiser: Model[Denoiser], attention: Attention = "auto") -> Model[Denoiser]:
    """Choose who computes attention, the part of a model that compares places with each other.

    It takes much of the time of large pictures. Pictures stay the same to the eye; with another
    choice fine detail may differ a little. What is not installed is refused, and you are told what
    to install; `graphstudio doctor` lists what is here.

    Args:
        denoiser: The model that paints. It stays as it is for other branches.
        attention: Auto is right unless you compare. Sdpa is PyTorch's own, and picks the best
            kernel of the device. Flash, xformers and sage are packages for NVIDIA cards; flash and
            sage need half precision, sage rounds and is a little less exact. Sliced needs the
            least memory and is slower. Math is slowest, for checking the others.
    """
    return tune(denoiser, attention=attention)


@node(
    "tuning.float8",
    title="Store in 8 Bits",
    category="model",
    foresee=agreeing(gives={"model": "denoiser"}, adds=_float8),
    keywords=(
        *("fp8", "quantise", "quantised", "quantize", "quantized", "layerwise casting"),
        *("memory", "vram", "low vram", "out of memory"),
    ),
)
def float8(denoiser: Model[Denoiser], is_on: bool = True) -> Model[Denoiser]:
    """Keep a model's weights in 8 bits: half the memory of half precision.

    For models that do not fit on your card; for those that fit, leave it out. Each layer is widened
    when it is used, so the model still computes in its own precision, but its weights are rounded:
    small detail changes, and each step takes longer. LoRAs are put on first, in full.

    Args:
        denoiser: The model that paints. It stays as it is for other branches, but then both are
            in memory.
        is_on: Off gives the model back as it was.
    """
    return tune(denoiser, float8=is_on)


@node(
    "tuning.compile",
    title="Compile",
    category="model",
    foresee=_SAME,
    fingerprint=_compile_packages,
    keywords=("torch.compile", "inductor", "tensorrt", "speed", "faster"),
)
def compile_(denoiser: Model[Denoiser], parts: Compiled = "blocks") -> Model[Denoiser]:
    """Turn a model into code that is made for your machine: slow the first time, then faster.

    For many pictures of one size. The first step waits while the code is made, which can take
    minutes, and waits again for each new size of picture or batch. The code is kept, so the next
    start of the program waits less. Pictures change in the finest detail. Not together with PAG,
    IP-Adapters or Step Cache.

    Args:
        denoiser: The model that paints. It stays as it is for other branches.
        parts: Blocks makes code for the parts that are repeated, once for all of them. Whole may
            be faster still and takes longer to make. TensorRT is for NVIDIA cards and has to be
            installed.
    """
    return tune(denoiser, compiled=parts)


@node(
    "tuning.channels_last",
    title="Channels Last",
    category="model",
    foresee=_SAME,
    keywords=("memory format", "nhwc", "speed", "convolution"),
)
def channels_last(denoiser: Model[Denoiser], is_on: bool = True) -> Model[Denoiser]:
    """Lay a picture's channels beside each other in memory, as graphics cards like it.

    U-Nets in half precision on newer NVIDIA cards may get a little faster; transformers, such as
    Flux, gain nothing. It costs nothing but a load of its own. Pictures change in the finest
    detail.

    Args:
        denoiser: The model that paints. It stays as it is for other branches, but then both are
            in memory.
        is_on: Off gives the model back as it was.
    """
    return tune(denoiser, channels_last=is_on)


@node(
    "tuning.cuda_graphs",
    title="CUDA Graphs",
    category="model",
    foresee=_SAME,
    keywords=("record", "replay", "nvidia", "speed", "small model"),
)
def cuda_graphs(denoiser: Model[Denoiser], is_on: bool = True) -> Model[Denoiser]:
    """Record what a model does on an NVIDIA card, and replay it in every step.

    Helps where the card waits for the processor: small models, small pictures, one at a time.
    Large pictures gain nothing. The recording holds the memory of a whole step, once for each size.
    Not together with Compile, PAG, IP-Adapters or Step Cache.

    Args:
        denoiser: The model that paints. It stays as it is for other branches.
        is_on: Off gives the model back as it was.
    """
    return tune(denoiser, cuda_graphs=is_on)


@node(
    "tuning.step_cache",
    title="Step Cache",
    category="model",
    foresee=_SAME,
    keywords=("deepcache", "first block cache", "teacache", "speed", "skip", "faster"),
)
def step_cache(
    denoiser: Model[Denoiser], every: Every = 2, threshold: Threshold = 0.1
) -> Model[Denoiser]:
    """Leave out work that hardly changes from one step to the next.

    Saves much time and needs nothing installed, but the pictures are not the same: composition
    stays, detail changes. Best with 20 steps or more; with 8 or fewer, leave it out. A run with it
    always starts from its first step. Not together with tiles or a LoRA with a curve.

    Args:
        denoiser: The model that paints. It stays as it is for other branches.
        every: For Stable Diffusion 1.x, 2.x and XL: in one of so many steps the whole model
            works, in the others only its finest level. 2 is careful, 3 is good, from 5 on pictures
            suffer. 1 leaves nothing out. Not used by other models.
        threshold: For Flux: how little the model's first block has to change for the rest to be
            left out. 0.05 is careful, 0.1 good, more is coarse; 0 leaves nothing out.
    """
    from graphstudio.diffusion.families import FLUX

    is_flux = denoiser.family == FLUX
    return tune(
        denoiser,
        cached_calls=0 if is_flux or every == 1 else every,
        cache_threshold=threshold if is_flux else 0.0,
    )


@node(
    "tuning.token_merging",
    title="Token Merging",
    category="model",
    foresee=_SAME,
    keywords=("tome", "tomesd", "speed", "large pictures", "faster"),
)
def token_merging(
    denoiser: Model[Denoiser], ratio: Merged = 0.5, levels: Levels = 1
) -> Model[Denoiser]:
    """Let places of a picture that look alike be treated as one: faster for large pictures.

    For Stable Diffusion 1.x, 2.x and XL. The larger the picture, the more it gains; small pictures
    gain nothing or even lose. Composition stays, fine structure (hair, text) suffers first.

    Args:
        denoiser: The model that paints. It stays as it is for other branches.
        ratio: Which part of all places is merged. 0.5 is good, 0.75 is the most; 0 merges none
            and gives the very same picture as without this node.
        levels: At how many of the model's finest levels. 1 is nearly all of the gain.
    """
    return tune(denoiser, merged=ratio, merged_levels=levels if ratio else 1)


@node(
    "tuning.vae_pieces",
    title="VAE in Pieces",
    category="model",
    foresee=agreeing(gives={"model": "vae"}),
    keywords=(
        *("tiled vae", "vae tiling", "vae slicing", "memory", "vram", "low vram", "out of memory"),
        "large",
    ),
)
def vae_pieces(vae: Model[Vae], tile: TileSide = 512) -> Model[Vae]:
    """Let every use of a VAE work in tiles, so that large pictures need little memory.

    Tiles overlap and are blended, but large even areas may differ a little in tone from tile to
    tile. It is slower, as what overlaps is done twice. Pictures of a batch are worked on one by one
    in any case.

    Args:
        vae: The VAE. It stays as it is for other branches.
        tile: Side of a tile. Smaller needs less memory. 512 suits most VAEs. 0 gives the VAE back
            as it was. A node that has a tile of its own set takes that.
    """
    return tune(vae, tile_px=tile)
