"""Everything that a node author imports; every name here is a promise.

from graphstudio.api import Context, Image, Range, node
"""

from graphstudio.api.context import Cancelled, Context, TestContext
from graphstudio.api.guidance import (
    Curve,
    DualGuidance,
    Guidance,
    PerpendicularGuidance,
    ProjectedGuidance,
    TangentialGuidance,
    WeakenedLayers,
    WeakerModel,
    ZeroStarGuidance,
)
from graphstudio.api.node import Fingerprint, NodeMark, Upgrade, mark_of, node
from graphstudio.api.params import Choices, Colour, DisplayOnly, File, Range, Seed, Text
from graphstudio.api.types import (
    Conditioning,
    Denoiser,
    Image,
    Latent,
    Lazy,
    Mask,
    Model,
    ModelFacts,
    ModelSource,
    Noise,
    Ready,
    Scheduler,
    TextEncoder,
    Vae,
)

__all__ = [
    "Cancelled",
    "Choices",
    "Colour",
    "Conditioning",
    "Context",
    "Curve",
    "Denoiser",
    "DisplayOnly",
    "DualGuidance",
    "File",
    "Fingerprint",
    "Guidance",
    "Image",
    "Latent",
    "Lazy",
    "Mask",
    "Model",
    "ModelFacts",
    "ModelSource",
    "NodeMark",
    "Noise",
    "PerpendicularGuidance",
    "ProjectedGuidance",
    "Range",
    "Ready",
    "Scheduler",
    "Seed",
    "TangentialGuidance",
    "TestContext",
    "Text",
    "TextEncoder",
    "Upgrade",
    "Vae",
    "WeakenedLayers",
    "WeakerModel",
    "ZeroStarGuidance",
    "mark_of",
    "node",
]
