"""Nodes that say how strongly a prompt pulls."""

from typing import Annotated

from graphstudio.api import Guidance, Range, node

from .knobs import Share

Scale = Annotated[float, Range(1, 30, step=0.5)]


@node("guidance.cfg", title="Guidance (CFG)", keywords=("cfg", "classifier-free guidance"))
def cfg(scale: Scale = 7.5, rescale: Share = 0.0, start: Share = 0.0, end: Share = 1.0) -> Guidance:
    """Say how strongly the prompt pulls: classifier-free guidance.

    Args:
        scale: Higher follows the prompt more closely, until colours burn. 1 turns guidance off
            and takes half the time; the negative prompt then does nothing.
        rescale: Takes back the contrast that a high scale adds. 0.7 is a good start.
        start: From which part of the steps on it pulls, 0 to 1.
        end: Up to which part of the steps it pulls. 0.8 leaves the last steps to the model,
            saves time and calms fine detail.
    """
    return Guidance(scale=scale, rescale=rescale, start=start, end=end)
