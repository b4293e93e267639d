"""Views of loaded networks that are run in another way."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

import torch
from torch import Tensor, nn

from graphstudio.api import Conditioning, Residuals, Tuning
from graphstudio.diffusion.autoencoders import Autoencoder
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.flow_denoisers import FluxDenoiser
from graphstudio.diffusion.picture_attention import Words
from graphstudio.diffusion.tuning.attention import set_attention
from graphstudio.diffusion.tuning.compiling import compile_net
from graphstudio.diffusion.tuning.graphs import replay_calls
from graphstudio.diffusion.tuning.step_cache import keep_deep_parts, leave_blocks_out
from graphstudio.diffusion.tuning.token_merging import merge_tokens
from graphstudio.diffusion.unet_layers import Weakness
from graphstudio.diffusion.views import find_parts, replace_parts, share
from graphstudio.errors import BadValue, RunError

Net = TypeVar("Net")


def tuned_view(base: Net, tuning: Tuning) -> Net:
    """Make a view of a network that is run in another way; the base is not changed.

    Args:
        base: A denoiser or an autoencoder, loaded.
        tuning: How; what is about the form of the weights is not looked at.

    Raises:
        BadValue: It cannot be run so here.
    """
    if isinstance(base, Autoencoder):
        return cast("Net", replace(base, most_px=tuning.tile_px))
    made: Any = replace_parts(base, nn.Module, share)
    for net in find_parts(made, nn.Module):
        _change(net, made, tuning)
    if tuning.cached_calls > 1:
        made = keep_deep_parts(made, tuning.cached_calls)
    if tuning.cache_threshold:
        assert isinstance(made, FluxDenoiser), "checked on the wire"
        made = leave_blocks_out(made, tuning.cache_threshold)
    if isinstance(made, UNetDenoiser) and (tuning.compiled or tuning.cuda_graphs):
        made = FixedUNetDenoiser(made.unet, made.device, made.precision)
    return cast("Net", made)


def _change(net: nn.Module, wrapper: Any, tuning: Tuning) -> None:
    device: torch.device = wrapper.device
    if tuning.attention:
        set_attention(net, tuning.attention, device, wrapper.precision)
    if tuning.merged:
        merge_tokens(net, tuning.merged, tuning.merged_levels)
    if tuning.compiled:
        compile_net(net, tuning.compiled, device)
    if tuning.cuda_graphs:
        replay_calls(net, device)


@dataclass(frozen=True, slots=True, eq=False)
class FixedUNetDenoiser(UNetDenoiser):
    """Ask a U-Net that was compiled or recorded: nothing inside it can be changed for a while."""

    def predict_led(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None,
    ) -> Tensor:
        """Predict; see `UNetDenoiser`.

        Raises:
            RunError: The compiler failed.
        """
        try:
            return UNetDenoiser.predict_led(self, sample, timestep, conditioning, residuals)
        except torch._dynamo.exc.TorchDynamoException as error:  # noqa: SLF001 - it has no other
            reason = " ".join(str(error).split())[:300]
            raise RunError(
                f"The model could not be compiled ({reason}). Take Compile out, or compile blocks."
            ) from error

    def weakened(self, how: Weakness, layers: Sequence[str]) -> AbstractContextManager[None]:
        """Refuse.

        Raises:
            BadValue: Always.
        """
        del how, layers
        raise BadValue(
            "PAG, Skip Layers and Auto guidance change the network in the middle of a run, and it "
            "is compiled or recorded. Take Compile and CUDA Graphs out, or that guidance."
        )

    def prompted(self, words: Sequence[Words]) -> AbstractContextManager[None]:
        """Refuse.

        Raises:
            BadValue: Always.
        """
        del words
        raise BadValue(
            "An IP-Adapter changes the network in the middle of a run, and it is compiled or "
            "recorded. Take Compile and CUDA Graphs out, or the IP-Adapter."
        )
