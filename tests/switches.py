"""The built-in nodes with those that hand over at a step, whether or not the pack has them yet."""

from pathlib import Path
from typing import Annotated

from graphstudio import paths
from graphstudio.api import Conditioning, Guidance, Noise, Range, Seed, node
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define

Share = Annotated[float, Range(0, 1)]


@node("conditioning.switch", title="Switch Prompt")
def switch_prompt(before: Conditioning, after: Conditioning, at: Share = 0.5) -> Conditioning:
    """Hand over to another prompt."""
    raise NotImplementedError


@node("guidance.switch", title="Switch Guidance")
def switch_guidance(before: Guidance, after: Guidance, at: Share = 0.5) -> Guidance:
    """Hand over to another guidance."""
    raise NotImplementedError


@node("noise.reseed", title="Reseed")
def reseed(noise: Noise, seed: Annotated[int, Seed()] = 0, at: Share = 0.5) -> Noise:
    """Take another seed for the noise that is added."""
    raise NotImplementedError


def switching_registry() -> Registry:
    """Give the built-in nodes, and the three above where they are not among them."""
    builtin = load_pack("builtin", paths.bundled("nodes"))
    known = Registry([builtin])
    made = (define(one, pack="switches", code="1") for one in ALL)
    missing = tuple(one for one in made if known.get(one.id) is None)
    return Registry([builtin, Pack("switches", Path(__file__), missing)])


ALL = (switch_prompt, switch_guidance, reseed)
