"""Weight files as people get them: random weights, packed and named as the published ones are."""

from pathlib import Path

import torch
from torch import Tensor, nn

from graphstudio.diffusion.preprocessors.catalogue import WANTED, AnnotatorName
from graphstudio.diffusion.preprocessors.networks import build_network

Weights = dict[str, Tensor]


def write_weights(name: AnnotatorName, folder: Path) -> None:
    """Write every file that an annotator wants."""
    torch.manual_seed(0)
    network = build_network(name)
    for module, file in zip(network.modules, WANTED[name].files, strict=True):
        _spread(module)
        torch.save(_packed(file, module.state_dict()), folder / file)


def _spread(module: nn.Module) -> None:
    """Make weights that no layer leaves as they are: biases and the means of batch norms too."""
    for tensor in module.state_dict().values():
        if tensor.is_floating_point() and tensor.ndim == 1:
            tensor.add_(torch.rand_like(tensor) * 0.1)


def _packed(file: str, weights: Weights) -> object:
    if file == "body_pose_model.pth":
        return {name.partition(".")[2]: tensor for name, tensor in weights.items()}
    if file == "netG.pth":
        return _for_several_cards(weights)
    if file == "table5_pidinet.pth":
        return {"epoch": 19, "state_dict": _for_several_cards(weights)}
    if file == "scannet.pt":
        return {"model": _for_several_cards(weights)}
    if file == "res101.pth":
        return {"depth_model": _for_several_cards(weights)}
    if file == "ZoeD_M12_N.pt":
        return {"model": weights}
    return weights


def _for_several_cards(weights: Weights) -> Weights:
    return {f"module.{name}": tensor for name, tensor in weights.items()}
