"""What is known of a value before a run, in a few words."""

from __future__ import annotations

from graphstudio.api import Facts
from graphstudio.diffusion.families import TITLES
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.sockets import describe
from graphstudio.ui.sizes import dimensions


def carried_words(graph: Graph, output: Port) -> str:
    """Say what an output gives: "Latent (Stable Diffusion XL, 1024 by 1024 px)"."""
    known = ", ".join(_parts(graph.facts(output)))
    what = describe(graph.type_of(output))
    return f"{what} ({known})" if known else what


def _parts(facts: Facts) -> list[str]:
    parts = [str(facts["name"])] if "name" in facts else []
    family = str(facts.get("family", facts.get("space", "")))
    if family:
        parts.append(TITLES.get(family, family))
    if "width_px" in facts and "height_px" in facts:
        parts.append(f"{dimensions(int(facts['width_px']), int(facts['height_px']))} px")
    return parts
