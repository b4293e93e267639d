"""Describe the models that a graph names, so that they are known again elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.graph.graph import Graph
from graphstudio.library.contents import content_size, known_content_hash
from graphstudio.library.damage import damage_of
from graphstudio.library.references import Origin, Reference
from graphstudio.library.starters import starters
from graphstudio.session.models.knobs import ModelKnob, model_knobs
from graphstudio.workflow.references import Named

if TYPE_CHECKING:
    from graphstudio.library.library import Library


def collect(
    graph: Graph, before: Iterable[Named], library: Library, folder: Path
) -> tuple[Named, ...]:
    """Describe every model that a graph names; no model is read, so a hash may be missing.

    Args:
        graph: The workflow.
        before: What is known already. One that tells of another content than is here is kept: it
            says which model was meant.
        library: Knows the models here.
        folder: Where relative paths are seen from.

    Returns:
        Those that hold now, and behind them the others, for when undoing brings a name back.
    """
    known = tuple(before)
    now = [_of_knob(one, known, library) for one in model_knobs(graph, folder)]
    found = tuple(one for one in now if one is not None)
    held = {(one.port, one.reference.name) for one in found}
    others = (one for one in known if (one.port, one.reference.name) not in held)
    return (*found, *others)


def describe(name: str, kinds: tuple[str, ...], path: Path, library: Library) -> Reference:
    """Describe a model that is here, without reading it.

    Raises:
        OSError: It cannot be looked at.
    """
    entry = library.entry(path)
    is_told = entry is not None and entry.kind != "unknown"
    kind = entry.kind if entry is not None and is_told else next(iter(kinds), "unknown")
    family = entry.family if entry is not None else ""
    origin = library.origin(path) or origin_of(name)
    return Reference(name, kind, family, content_size(path), known_content_hash(path), origin)


def origin_of(name: str) -> Origin | None:
    """Say where a model of this name can be had, if it is one that many people use."""
    found = next((one for one in starters() if one.name in (name, f"{name}.safetensors")), None)
    if found is None:
        return None
    file = found.files[0] if len(found.files) == 1 else ""
    return Origin(repository=found.repository, file=file)


def is_damaged(path: Path, library: Library) -> bool:
    """Tell whether a model is damaged, so that its content is not what anybody means.

    Raises:
        OSError: It cannot be looked at.
    """
    entry = library.entry(path)
    return bool(damage_of(path) if entry is None else entry.problem)


def contradicts(wanted: Reference, here: Reference) -> bool:
    """Tell whether two descriptions are of different content, as far as both say."""
    if wanted.sha256 and here.sha256:
        return wanted.sha256 != here.sha256
    return bool(wanted.size_bytes and here.size_bytes and wanted.size_bytes != here.size_bytes)


def _of_knob(knob: ModelKnob, before: tuple[Named, ...], library: Library) -> Named | None:
    at_port = [one.reference for one in before if one.port == knob.port]
    wanted = next((one for one in at_port if one.name == knob.name), None)
    here = None
    with suppress(OSError):  # what cannot be looked at is described by what is known already
        path = knob.locate(library)
        if path is not None and not is_damaged(path, library):
            here = describe(knob.name, knob.kinds, path, library)
    if here is None or (wanted is not None and contradicts(wanted, here)):
        return None if wanted is None else Named(knob.port, wanted)
    # A renamed model keeps what was known of it under its old name.
    alike = [one for one in at_port if here.sha256 and one.sha256 == here.sha256]
    for one in ([wanted] if wanted is not None else []) + alike:
        here = replace(
            here,
            family=here.family or one.family,
            size_bytes=here.size_bytes or one.size_bytes,
            sha256=here.sha256 or one.sha256,
            origin=one.origin or here.origin,
        )
    return Named(knob.port, here)
