"""Nodes that bring models into a graph out of single files."""

from pathlib import Path
from typing import Annotated, Any, Literal

from graphstudio import paths
from graphstudio.api import (
    Choices,
    Context,
    Denoiser,
    File,
    Foreseen,
    Known,
    Model,
    TextEncoder,
    Vae,
    node,
)
from graphstudio.diffusion.catalogue import name_of
from graphstudio.diffusion.folders import Pipeline
from graphstudio.diffusion.foresight import facts_of, facts_of_scheduler
from graphstudio.diffusion.looks import look
from graphstudio.diffusion.single.files import Wish
from graphstudio.diffusion.single.opening import open_checkpoint
from graphstudio.diffusion.single.parts import VaeFamily, open_denoiser, open_texts, open_vae
from graphstudio.diffusion.single.storage import GGUF
from graphstudio.diffusion.weights import is_pickle
from graphstudio.errors import BadValue

from .installed import find_file, installed_files
from .model import Parts, Precision, installed_models, model_folder

CHECKPOINTS, DENOISERS = "checkpoints", "diffusion_models"
VAES, TEXTS = "vae", "text_encoders"

Prediction = Literal["auto", "epsilon", "v_prediction"]
TextFamily = Literal["sd1", "sd2", "sdxl", "sdxl_refiner", "sd3", "flux"]


def installed_checkpoints() -> list[str]:
    """Name every file in the folder `checkpoints` of the user's model folder."""
    return installed_files(CHECKPOINTS)


def installed_denoisers() -> list[str]:
    """Name every file in the folder `diffusion_models` of the user's model folder."""
    return installed_files(DENOISERS, ".safetensors", GGUF)


def installed_vaes() -> list[str]:
    """Name every file in the folder `vae`, and every model folder."""
    return [*installed_files(VAES), *installed_models()]


def installed_texts() -> list[str]:
    """Name every file in the folder `text_encoders` of the user's model folder."""
    return ["", *installed_files(TEXTS)]


def installed_configs() -> list[str]:
    """Name what a file can be built like: what its header shows, or as a model folder is."""
    return ["auto", *installed_models()]


def _file(*kinds: str) -> File:
    return File("model", is_read=False, kinds=kinds)


Checkpoint = Annotated[str, Choices(installed_checkpoints), _file("checkpoint")]
Network = Annotated[str, Choices(installed_denoisers), _file("denoiser", "checkpoint")]
VaeFile = Annotated[str, Choices(installed_vaes), _file("vae", "checkpoint", "model")]
TextFile = Annotated[str, Choices(installed_texts), _file("text_encoder", "checkpoint")]
BuiltLike = Annotated[str, Choices(installed_configs), _file("model")]


def find_part(name: str, folder: str, what: str) -> Path:
    """Find the file or the model folder that a name or a path means.

    A whole checkpoint holds parts too: its folder is looked into where the part's own has none.

    Raises:
        ModelMissing: There is none.
    """
    if name in installed_models() or (name and paths.at_home(name).is_dir()):
        return model_folder(name)
    is_whole = name and not (paths.models() / folder / name).exists()
    checkpoint = paths.models() / CHECKPOINTS / name
    return checkpoint if is_whole and checkpoint.is_file() else find_file(name, folder, what)


def _wish(
    *,
    precision: str = "auto",
    config: str = "auto",
    prediction: str = "auto",
    allows_pickle: bool = False,
    is_hashed: bool = True,
) -> Wish:
    return Wish(
        cache=paths.digests() if is_hashed else None,
        precision=precision,
        config=None if config == "auto" else model_folder(config),
        prediction="" if prediction == "auto" else prediction,
        allows_pickle=allows_pickle,
    )


def _warn(ctx: Context, *files: Path) -> None:
    for file in files:
        if is_pickle(file):
            ctx.warn(
                f"{file.name} is a pickle. Only numbers were read from it, but a .safetensors "
                "file is the safer choice where there is one."
            )


def _told(known: Known, *names: str) -> dict[str, Any] | None:
    """Give the values that are known; None where one decides and is not, or a file is a pickle.

    What a pickle holds is told by torch alone, which nobody loads to look at a wire.
    """
    values = {name: known.values[name] for name in names if name in known.values}
    if len(values) < len(names):
        return None
    return None if any(is_pickle(Path(str(one))) for one in values.values()) else values


def _foresee_checkpoint(known: Known) -> Foreseen:
    told = _told(known, "checkpoint", "config", "prediction")
    if told is None:
        return Foreseen()
    wish = _wish(config=told["config"], prediction=told["prediction"], is_hashed=False)

    file = find_file(told["checkpoint"], CHECKPOINTS, "checkpoint")
    return _seen(look(_Look(wish, open_checkpoint), file))


class _Look:
    """Open a file with a wish: a function that is the same as another of the same wish."""

    def __init__(self, wish: Wish, read: Any, *more: Any) -> None:
        self._what = (wish, read, *more)

    def __call__(self, file: Path) -> Any:
        wish, read, *more = self._what
        return read(file, wish, *more)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Look) and self._what == other._what

    def __hash__(self) -> int:
        return hash(self._what)


def _seen(parts: Pipeline) -> Foreseen:
    return Foreseen(
        {
            "denoiser": facts_of(parts.denoiser),
            "text_encoder": facts_of(parts.text_encoder),
            "vae": facts_of(parts.vae),
            "scheduler": facts_of_scheduler(name_of(parts.scheduler), parts.scheduler),
        }
    )


def _open(
    checkpoint: str, precision: str, config: str, prediction: str, allows_pickle: bool
) -> tuple[Path, Pipeline]:
    file = find_file(checkpoint, CHECKPOINTS, "checkpoint")
    wish = _wish(
        precision=precision, config=config, prediction=prediction, allows_pickle=allows_pickle
    )
    return file, open_checkpoint(file, wish)


def _checkpoint_content(
    *,
    checkpoint: str = "",
    precision: Precision = "auto",
    config: str = "auto",
    prediction: Prediction = "auto",
    allows_pickle: bool = False,
) -> str:
    """Say what is in the file now, so that an overwritten one is never stale."""
    _, parts = _open(checkpoint, precision, config, prediction, allows_pickle)
    digests = (parts.denoiser.digest, parts.text_encoder.digest, parts.vae.digest)
    return " ".join((*digests, repr(parts.scheduler)))


@node(
    "model.load_checkpoint",
    title="Load Checkpoint",
    fingerprint=_checkpoint_content,
    foresee=_foresee_checkpoint,
    keywords=(
        *("safetensors", "single file", "ckpt", "civitai", "a1111", "comfyui", "model"),
        *("stable diffusion", "sdxl", "sd3", "flux", "fp16", "bf16"),
    ),
)
def load_checkpoint(
    ctx: Context,
    checkpoint: Checkpoint = "",
    precision: Precision = "auto",
    config: BuiltLike = "auto",
    prediction: Prediction = "auto",
    allows_pickle: bool = False,
) -> Parts:
    """Bring a model that is one file into the graph: Stable Diffusion 1.x, 2.x, XL, 3, or Flux.

    Which family it is, its header shows; nothing is looked up on a network. Only the header is
    read here; each part reads its own share of the file when a node needs it.

    Args:
        checkpoint: The name of a checkpoint in your model folders, or the path of one. It holds
            denoiser, text encoders and VAE; files that hold less go into Load Denoiser, Load Text
            Encoders and Load VAE.
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor. Files in 8 bits are widened to it.
        config: What the model is built like. Auto reads it from the header. Otherwise the name
            or the path of a model in diffusers layout; it needs no weights.
        prediction: What the model was trained to predict. Auto takes what the file says, and
            where it says nothing, what is usual: velocity for 2.x and noise for the others. Grey
            or burnt pictures mean that it is the other one.
        allows_pickle: Also open .ckpt files. Such a file could hold code; it is read by a reader
            that takes numbers alone and refuses the rest.

    Returns:
        denoiser: The network that turns noise into a picture. Goes into Sample.
        text_encoder: Turns prompts into what the denoiser understands. Goes into Encode Prompt.
        vae: Turns latents into pixels and back. Goes into VAE Decode and VAE Encode.
        scheduler: The scheduler that the model's family proposes.
    """
    file, parts = _open(checkpoint, precision, config, prediction, allows_pickle)
    _warn(ctx, file)
    return Parts(parts.denoiser, parts.text_encoder, parts.vae, parts.scheduler)


def _foresee_denoiser(known: Known) -> Foreseen:
    told = _told(known, "denoiser", "config", "prediction")
    if told is None:
        return Foreseen()
    wish = _wish(config=told["config"], prediction=told["prediction"], is_hashed=False)
    file = find_part(told["denoiser"], DENOISERS, "denoiser")
    return Foreseen({"model": facts_of(look(_Look(wish, open_denoiser), file))})


def _denoiser(
    denoiser: str, precision: str, config: str, prediction: str, allows_pickle: bool
) -> tuple[Path, Model[Denoiser]]:
    file = find_part(denoiser, DENOISERS, "denoiser")
    wish = _wish(
        precision=precision, config=config, prediction=prediction, allows_pickle=allows_pickle
    )
    return file, open_denoiser(file, wish)


def _denoiser_content(
    *,
    denoiser: str = "",
    precision: Precision = "auto",
    config: str = "auto",
    prediction: Prediction = "auto",
    allows_pickle: bool = False,
) -> str:
    """Say what is in the file now."""
    return _denoiser(denoiser, precision, config, prediction, allows_pickle)[1].digest


@node(
    "model.load_denoiser",
    title="Load Denoiser",
    fingerprint=_denoiser_content,
    foresee=_foresee_denoiser,
    keywords=(
        *("unet", "transformer", "diffusion model", "gguf", "fp8", "quantised", "quantized"),
        *("flux", "single file", "safetensors"),
    ),
)
def load_denoiser(
    ctx: Context,
    denoiser: Network = "",
    precision: Precision = "auto",
    config: BuiltLike = "auto",
    prediction: Prediction = "auto",
    allows_pickle: bool = False,
) -> Model[Denoiser]:
    """Bring a denoiser alone into the graph: the U-Net or the transformer of a model, one file.

    Give it the text encoders and the VAE of its family with Load Text Encoders and Load VAE. Reads
    files in 16 and 8 bits, and GGUF; all are widened to the precision in which they run.

    Args:
        denoiser: The name of a file with a denoiser in your model folders, or the path of one. Of
            a whole checkpoint the denoiser is taken.
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor.
        config: What the model is built like. Auto reads it from the header. Otherwise the name
            or the path of a model in diffusers layout; it needs no weights.
        prediction: What the model was trained to predict. Auto takes what the file says, and
            where it says nothing, what is usual: velocity for 2.x and noise for the others.
        allows_pickle: Also open .ckpt files. Such a file could hold code; it is read by a reader
            that takes numbers alone and refuses the rest.
    """
    file, found = _denoiser(denoiser, precision, config, prediction, allows_pickle)
    _warn(ctx, file)
    return found


def _foresee_vae(known: Known) -> Foreseen:
    told = _told(known, "vae", "family")
    if told is None:
        return Foreseen()
    place = find_part(told["vae"], VAES, "VAE")
    found = look(_Look(_wish(is_hashed=False), open_vae, told["family"]), place)
    return Foreseen({"model": facts_of(found)})


def _vae_content(
    *,
    vae: str = "",
    family: VaeFamily = "auto",
    precision: Precision = "auto",
    allows_pickle: bool = False,
) -> str:
    """Say what is in the file now."""
    wish = _wish(precision=precision, allows_pickle=allows_pickle)
    return open_vae(find_part(vae, VAES, "VAE"), wish, family).digest


@node(
    "model.load_vae",
    title="Load VAE",
    fingerprint=_vae_content,
    foresee=_foresee_vae,
    keywords=("autoencoder", "decoder", "single file", "safetensors", "fix"),
)
def load_vae(
    ctx: Context,
    vae: VaeFile = "",
    family: VaeFamily = "auto",
    precision: Precision = "auto",
    allows_pickle: bool = False,
) -> Model[Vae]:
    """Bring a VAE alone into the graph: it turns latents into pixels and back.

    Args:
        vae: The name of a VAE in your model folders, or the path of one. Of a whole model, a
            folder or a checkpoint, the VAE is taken.
        family: Which models it is for. Auto reads it from a folder or a whole checkpoint; a file
            with a VAE alone does not show it.
        precision: How exact its numbers are. Auto takes half precision on a graphics card, except
            for SDXL's, which overflows in it.
        allows_pickle: Also open .pt and .ckpt files. Such a file could hold code; it is read by a
            reader that takes numbers alone and refuses the rest.
    """
    place = find_part(vae, VAES, "VAE")
    _warn(ctx, place)
    return open_vae(place, _wish(precision=precision, allows_pickle=allows_pickle), family)


def _text_places(*names: str) -> list[Path]:
    """Find the files that were chosen.

    Raises:
        BadValue: None was.
    """
    chosen = [name for name in names if name]
    if not chosen:
        raise BadValue("No text encoder is chosen. Choose one, two or three files.")
    return [find_part(name, TEXTS, "text encoder") for name in dict.fromkeys(chosen)]


def _foresee_texts(known: Known) -> Foreseen:
    told = _told(known, "first", "second", "third", "family", "config")
    if told is None:
        return Foreseen()
    wish = _wish(config=told["config"], is_hashed=False)
    places = _text_places(told["first"], told["second"], told["third"])
    return Foreseen({"model": facts_of(open_texts(places, wish, told["family"]))})


def _texts_content(
    *,
    first: str = "",
    second: str = "",
    third: str = "",
    family: TextFamily = "sdxl",
    precision: Precision = "auto",
    config: str = "auto",
    allows_pickle: bool = False,
) -> str:
    """Say what is in the files now."""
    wish = _wish(precision=precision, config=config, allows_pickle=allows_pickle)
    return open_texts(_text_places(first, second, third), wish, family).digest


@node(
    "model.load_text_encoders",
    title="Load Text Encoders",
    fingerprint=_texts_content,
    foresee=_foresee_texts,
    keywords=(
        *("clip", "clip_l", "clip_g", "t5", "t5xxl", "dual clip", "triple clip", "safetensors"),
        "single file",
    ),
)
def load_text_encoders(
    ctx: Context,
    first: TextFile = "",
    second: TextFile = "",
    third: TextFile = "",
    family: TextFamily = "sdxl",
    precision: Precision = "auto",
    config: BuiltLike = "auto",
    allows_pickle: bool = False,
) -> Model[TextEncoder]:
    """Bring text encoders alone into the graph: CLIP-L, CLIP-G and T5, as a family reads texts.

    The files may be chosen in any order: each shows by itself which encoder it is. Tokenizers are
    part of GraphStudio.

    Args:
        first: The name of a file with a text encoder in your model folders, or the path of one. Of
            a whole checkpoint the text encoders are taken.
        second: Another one, for families that read with two or three.
        third: Another one. Stable Diffusion 3 does without T5 too.
        family: Which models they are for. Stable Diffusion 1.x needs CLIP-L, XL needs CLIP-L and
            CLIP-G, its refiner CLIP-G, 3 needs both and may have T5, Flux needs CLIP-L and T5.
        precision: How exact their numbers are. Auto takes half precision on a graphics card and
            full precision on the processor.
        config: What they are built like. Auto takes what is usual for the family. Otherwise the
            name or the path of a model in diffusers layout; it needs no weights.
        allows_pickle: Also open .pt and .bin files. Such a file could hold code; it is read by a
            reader that takes numbers alone and refuses the rest.
    """
    wish = _wish(precision=precision, config=config, allows_pickle=allows_pickle)
    places = _text_places(first, second, third)
    _warn(ctx, *places)
    return open_texts(places, wish, family)
