"""Annotators read from disk into memory, and not believed until they are checked.

Most of their weights are only to be had as pickles. These are read with torch's reader that
builds tensors and nothing else, so that a file cannot run code; a .safetensors file is as good.
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn

from graphstudio.diffusion.preprocessors.catalogue import AnnotatorName
from graphstudio.diffusion.preprocessors.networks import Network, build_network, quiet
from graphstudio.diffusion.preprocessors.unfilled import Unfilled
from graphstudio.errors import ModelBroken, ModelMissing

# Under which of these names training programs put the weights beside other things.
_SHELLS = ("state_dict", "model", "depth_model")
_AGAIN = (
    "Download the file again: it must be the file itself, not a web page or a Git LFS pointer. A "
    ".safetensors file of the same weights under the same name works as well."
)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkAnnotator:
    """Draw guides with a network of controlnet-aux.

    Attributes:
        modules: Its loaded parts: what is counted as its memory.
        network: The same, with what draws.
    """

    modules: tuple[nn.Module, ...]
    network: Network

    @torch.no_grad()
    def annotate(self, picture: Tensor) -> Tensor:
        """Draw what a ControlNet is to follow.

        Args:
            picture: (height, width, 3), 0..1, float32; both sides are multiples of 64. The
                network sees 8 bits a channel, which is what all of these were trained with.

        Returns:
            The guide in the same form and size.
        """
        seen = (picture.clamp(0, 1) * 255).round().to(torch.uint8).numpy()
        with quiet():
            drawn = self.network.draw(seen)
        return torch.from_numpy(drawn).float() / 255


def load_annotator(
    name: AnnotatorName, files: Sequence[Path], device: torch.device, precision: torch.dtype
) -> NetworkAnnotator:
    """Load an annotator from its weight files.

    Raises:
        ModelMissing: A file is not there.
        ModelBroken: A file is there and cannot be trusted, or is for another network.
        RunError: controlnet-aux cannot be imported.
    """
    with Unfilled():
        network = build_network(name)
    for module, file in zip(network.modules, files, strict=True):
        _fill(module, file, _read(file), renames=network.renames)
        module.to(precision)
        module.to(device)  # apart, for ZoeDepth takes one argument
        module.eval().requires_grad_(False)
    return NetworkAnnotator(network.modules, network)


def _read(file: Path) -> dict[str, Tensor]:
    try:
        if file.suffix == ".safetensors":
            found = safetensors.torch.load_file(file)
        else:
            found = torch.load(file, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise ModelMissing(f"{file} is not there any more. Put it back.") from None
    except MemoryError:
        raise
    except pickle.UnpicklingError as error:  # torch's own words praise the unsafe way
        raise ModelBroken(
            f"{file} holds more than numbers, or is damaged, and was not opened: what else is in "
            f"it could run code. {_AGAIN}"
        ) from error
    except Exception as error:  # other people's readers, on files that may hold anything
        reason = str(error).strip().partition("\n")[0]
        raise ModelBroken(f"{file} cannot be read as weights ({reason}). {_AGAIN}") from error
    return _unpacked(found)


def _unpacked(found: object) -> dict[str, Tensor]:
    """Take the weights out of what a training program keeps with them."""
    while isinstance(found, Mapping):
        shell = next((name for name in _SHELLS if isinstance(found.get(name), Mapping)), None)
        if shell is None:
            return {
                str(name).removeprefix("module."): value
                for name, value in found.items()
                if isinstance(value, Tensor)
            }
        found = found[shell]
    return {}


def _fill(module: nn.Module, file: Path, weights: Mapping[str, Tensor], *, renames: bool) -> None:
    wanted = module.state_dict()
    given = {name: weights.get(name) for name in wanted}
    if renames:
        given = {
            name: weights.get(name.partition(".")[2], tensor) for name, tensor in given.items()
        }
    # Batch norms count their batches for training alone, and old files leave the count out.
    missing = [
        name
        for name, tensor in given.items()
        if (tensor is None or tensor.shape != wanted[name].shape)
        and not name.endswith("num_batches_tracked")
    ]
    if missing:
        raise ModelBroken(
            f"{file}: {len(missing)} of {len(wanted)} weights are missing or of the wrong size, "
            f"the first is {missing[0]}. It is damaged, or for another network. {_AGAIN}"
        )
    held = {name: tensor for name, tensor in given.items() if tensor is not None}
    for name, tensor in held.items():
        if not torch.isfinite(tensor).all():
            raise ModelBroken(f"{file}: {name} holds numbers that are not finite. {_AGAIN}")
    module.load_state_dict(held, strict=False)
