"""Everything that a node author imports; every name here is a promise.

from graphstudio.api import Context, Image, Range, node
"""

from graphstudio.api.acting import Area, Rest, When
from graphstudio.api.content import NoContent, content_hash
from graphstudio.api.context import Cancelled, Context, TestContext
from graphstudio.api.control import (
    Control,
    ControlNet,
    ImageEncoder,
    IpAdapter,
    Lead,
    PicturePrompt,
    Residuals,
)
from graphstudio.api.facts import Facts, Foresee, Foreseen, Known, Refusal
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
from graphstudio.api.params import Choices, Colour, DisplayOnly, File, Painting, Range, Seed, Text
from graphstudio.api.pipeline import Pipeline
from graphstudio.api.safety import SafetyChecker
from graphstudio.api.steps import NoSteps, Steps, StepState
from graphstudio.api.streams import Stream
from graphstudio.api.types import (
    Annotator,
    Conditioning,
    Denoiser,
    EncodedText,
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
    Upscaler,
    Vae,
    ViewSource,
)

__all__ = [
    "Annotator",
    "Area",
    "Cancelled",
    "Choices",
    "Colour",
    "Conditioning",
    "Context",
    "Control",
    "ControlNet",
    "Curve",
    "Denoiser",
    "DisplayOnly",
    "DualGuidance",
    "EncodedText",
    "Facts",
    "File",
    "Fingerprint",
    "Foresee",
    "Foreseen",
    "Guidance",
    "Image",
    "ImageEncoder",
    "IpAdapter",
    "Known",
    "Latent",
    "Lazy",
    "Lead",
    "Mask",
    "Model",
    "ModelFacts",
    "ModelSource",
    "NoContent",
    "NoSteps",
    "NodeMark",
    "Noise",
    "Painting",
    "PerpendicularGuidance",
    "PicturePrompt",
    "Pipeline",
    "ProjectedGuidance",
    "Range",
    "Ready",
    "Refusal",
    "Residuals",
    "Rest",
    "SafetyChecker",
    "Scheduler",
    "Seed",
    "StepState",
    "Steps",
    "Stream",
    "TangentialGuidance",
    "TestContext",
    "Text",
    "TextEncoder",
    "Upgrade",
    "Upscaler",
    "Vae",
    "ViewSource",
    "WeakenedLayers",
    "WeakerModel",
    "When",
    "ZeroStarGuidance",
    "content_hash",
    "mark_of",
    "node",
]
