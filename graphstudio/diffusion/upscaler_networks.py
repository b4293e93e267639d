"""Networks that make pictures larger, of all architectures that spandrel knows.

spandrel tells the architecture and its sizes from the names and shapes of the weights. Its own
file reader is not used: for .pt files it falls back to TorchScript, which is code.
"""

import pickle
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spandrel
import torch
from accelerate import init_empty_weights
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from graphstudio.api import ModelFacts
from graphstudio.diffusion.configs import AGAIN
from graphstudio.diffusion.pouring import refuse_blank
from graphstudio.diffusion.weights import is_pickle
from graphstudio.errors import ModelBroken, ModelMissing

_CHOOSE = (
    "Choose a model that makes single pictures larger or mends them, such as Real-ESRGAN, SPAN, "
    "DAT, HAT or SwinIR."
)


@dataclass(frozen=True, slots=True, eq=False)
class UpscaleNetwork:
    """Run a network behind spandrel's face, which pads what is too small for it.

    Attributes:
        descriptor: The face.
        net: The network itself; never changed here.
        scale: How many times larger a picture gets; 1 mends it at its size.
        multiple_px: Sides that are multiples of this need no padding.
        channels: 1 or 3. What sees grey alone is shown each colour by itself.
        device: Where its weights are.
        precision: Their dtype.
    """

    descriptor: Any  # Any: its generic type says nothing here
    net: nn.Module
    scale: int
    multiple_px: int
    channels: int
    device: torch.device
    precision: torch.dtype

    @torch.no_grad()
    def enlarge(self, pixels: Tensor) -> Tensor:
        """Make one picture larger: (1, 3, height, width), 0..1, float32, on the CPU, both ways."""
        planes = torch.split(pixels.to(self.device, self.precision), self.channels, dim=1)
        made = torch.cat([self.descriptor(plane.contiguous()) for plane in planes], dim=1)
        # spandrel's tensors are for inference only; what travels along wires counts its changes.
        return made.float().cpu().clone().contiguous()


def describe_upscaler(file: Path) -> ModelFacts:
    """Say what an upscale model is; its network gets no memory for weights where it can do without.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It cannot be read, or is something else.
    """
    try:
        found = _build(file, init_empty_weights(include_buffers=False))
    except ModelBroken as error:
        if not isinstance(error.__cause__, RuntimeError):
            raise
        # RCAN and IPT set some weights by hand while they are built, and need them there.
        found = _build(file, nullcontext())
    return (
        ("scale", int(found.scale)),
        ("architecture", str(found.architecture.name)),
        ("purpose", str(found.purpose)),
        ("channels", int(found.input_channels)),
    )


def load_upscaler(file: Path, device: torch.device, precision: torch.dtype) -> UpscaleNetwork:
    """Load an upscale model.

    A network that cannot count in a half precision is loaded in float32 instead.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It cannot be read, its numbers are not finite, or it is something else.
    """
    found = _build(file, nullcontext())
    net: nn.Module = found.model
    for name, tensor in net.named_parameters():
        if not torch.isfinite(tensor).all():
            raise ModelBroken(f"{file}: {name} holds numbers that are not finite. {AGAIN}")
    refuse_blank(file, net.parameters())
    able = {torch.float16: found.supports_half, torch.bfloat16: found.supports_bfloat16}
    kind = precision if able.get(precision, True) else torch.float32
    net.to(device, kind).eval().requires_grad_(False)
    return UpscaleNetwork(
        found,
        net,
        int(found.scale),
        int(found.size_requirements.multiple_of),
        int(found.input_channels),
        device,
        kind,
    )


def read_state(file: Path) -> dict[str, Any]:  # Any: a file may hold anything
    """Read a file's tensors, mapped where its format allows: memory is taken when one is used.

    A .pth file goes through torch's reader for weights alone: it builds tensors and plain
    containers, and refuses to name or to call anything else.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It cannot be read, or holds more than weights.
    """
    try:
        if not is_pickle(file):
            return dict(load_file(file))
        is_mapped = zipfile.is_zipfile(file)  # what torch wrote before 2020 is none
        with _quiet():
            state = torch.load(file, map_location="cpu", weights_only=True, mmap=is_mapped)
    except FileNotFoundError:
        raise ModelMissing(f"{file} is not there any more. Choose another file.") from None
    except pickle.UnpicklingError as error:
        raise ModelBroken(
            f"{file} is no file of weights alone, and is not opened: what else is in it could run "
            "code. Choose the .safetensors version of this model, or another one."
        ) from error
    except (OSError, SafetensorError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise ModelBroken(f"{file} cannot be read ({error}). {AGAIN}") from error
    if not isinstance(state, dict):
        raise ModelBroken(f"{file} holds a {type(state).__name__}, no weights by name. {_CHOOSE}")
    return state


def require_upscaler(file: Path, found: spandrel.ModelBase[Any]) -> None:
    """Check that a network takes a picture and gives one.

    Raises:
        ModelBroken: It is for something else.
    """
    name, channels = found.architecture.name, (found.input_channels, found.output_channels)
    if found.purpose == "FaceSR":
        raise ModelBroken(
            f"{file} ({name}) mends cut-out and aligned faces alone, and makes a mess of whole "
            f"pictures. {_CHOOSE}"
        )
    if not isinstance(found, spandrel.ImageModelDescriptor):
        raise ModelBroken(f"{file} ({name}) fills holes: it needs a mask as well. {_CHOOSE}")
    if channels not in {(1, 1), (3, 3)}:
        raise ModelBroken(
            f"{file} ({name}) turns {channels[0]} channels into {channels[1]}, and pictures have "
            f"3. {_CHOOSE}"
        )


def _build(file: Path, weights: AbstractContextManager[object]) -> Any:
    """Build the network that a file holds."""
    state = spandrel.canonicalize_state_dict(read_state(file))
    try:
        with weights, _quiet():
            found = spandrel.MAIN_REGISTRY.load(state)
    except spandrel.UnsupportedModelError as error:
        what = (
            "works on several pictures of a video at once"
            if _is_for_video(state)
            else f"is of no architecture that spandrel {spandrel.__version__} knows"
        )
        raise ModelBroken(f"{file} {what}. {_CHOOSE}") from error
    except (torch.OutOfMemoryError, MemoryError):
        raise
    except Exception as error:  # other people's code, on files that may hold anything
        reason = str(error).strip().splitlines()
        raise ModelBroken(
            f"{file} cannot be loaded: {reason[0] if reason else type(error).__name__} {AGAIN}"
        ) from error
    require_upscaler(file, found)
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Hush what others' code warns of: old ways of writing, weights that have no memory yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _is_for_video(state: Mapping[str, Any]) -> bool:
    """Tell by the flow between pictures, or by convolutions over time."""
    return any(
        "spynet" in name or (isinstance(value, Tensor) and value.ndim == 5)
        for name, value in state.items()
    )
