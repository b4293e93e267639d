"""Everything that a node author imports; every name here is a promise.

from graphstudio.api import Context, Image, Range, node
"""

from graphstudio.api.context import Cancelled, Context, TestContext
from graphstudio.api.node import Fingerprint, NodeMark, Upgrade, mark_of, node
from graphstudio.api.params import Choices, Colour, DisplayOnly, File, Range, Seed, Text
from graphstudio.api.types import (
    Annotator,
    Conditioning,
    Control,
    ControlNet,
    Denoiser,
    Guidance,
    Image,
    Latent,
    Lazy,
    Lead,
    Mask,
    Model,
    ModelFacts,
    ModelSource,
    Noise,
    Ready,
    Residuals,
    Scheduler,
    TextEncoder,
    Vae,
)

__all__ = [
    "Annotator",
    "Cancelled",
    "Choices",
    "Colour",
    "Conditioning",
    "Context",
    "Control",
    "ControlNet",
    "Denoiser",
    "DisplayOnly",
    "File",
    "Fingerprint",
    "Guidance",
    "Image",
    "Latent",
    "Lazy",
    "Lead",
    "Mask",
    "Model",
    "ModelFacts",
    "ModelSource",
    "NodeMark",
    "Noise",
    "Range",
    "Ready",
    "Residuals",
    "Scheduler",
    "Seed",
    "TestContext",
    "Text",
    "TextEncoder",
    "Upgrade",
    "Vae",
    "mark_of",
    "node",
]
