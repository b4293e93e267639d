"""Compare the models that a workflow means with those that are here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.library.damage import damage_of
from graphstudio.library.entries import Entry
from graphstudio.library.references import Reference
from graphstudio.session.models.knobs import ModelKnob, model_knobs
from graphstudio.session.models.references import contradicts, describe, origin_of
from graphstudio.workflow.references import Named

if TYPE_CHECKING:
    from graphstudio.library.library import Library
    from graphstudio.library.scans import Progress

State = Literal["present", "renamed", "other_content", "broken", "missing", "unknown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say whether a model is here.

    Attributes:
        port: The knob that names it.
        wanted: The model that the workflow means.
        state: "present" (of that name, and nothing tells another content), "renamed" (another
            name has its content), "other_content" (its name has another content), "broken" (what
            has its name is damaged), "missing", or "unknown" (a folder cannot be looked into).
        path: Where its name leads; None where it leads nowhere.
        here: What is there, where it is another content.
        found: Models with the content that is wanted, under other names.
        names: What the knob must say to mean each of `found`.
        reason: Why it is unknown, or what is damaged and what to do; "" otherwise.
    """

    port: Port
    wanted: Reference
    state: State
    path: Path | None = None
    here: Reference | None = None
    found: tuple[Entry, ...] = ()
    names: tuple[str, ...] = ()
    reason: str = ""


def has_origin(verdict: Verdict) -> bool:
    """Tell whether a workflow says where its model can be had."""
    origin = verdict.wanted.origin
    return origin is not None and bool(origin.repository or origin.url)


@dataclass(frozen=True, slots=True)
class Search:
    """Say how hard to look.

    Attributes:
        hashes: Whether files whose hash nobody knows are read when their size fits.
        told: Hears how far scanning and hashing are.
        is_stopped: Asked between files; what is not found by then is missing.
    """

    hashes: bool = True
    told: Callable[[Progress], None] | None = None
    is_stopped: Callable[[], bool] | None = None


THOROUGH = Search()


def judge(
    graph: Graph,
    references: Iterable[Named],
    library: Library,
    folder: Path,
    search: Search = THOROUGH,
) -> tuple[Verdict, ...]:
    """Give one verdict for each knob that names a model which does not ship with the program.

    The folders are scanned, once, only if a name leads nowhere.

    Args:
        graph: The workflow.
        references: What its file says of its models.
        library: Knows the models here.
        folder: Where relative paths are seen from.
        search: How hard to look.
    """
    known = tuple(references)
    knobs = list(model_knobs(graph, folder))
    problems: tuple[str, ...] = ()
    if not all(_is_found(knob, library) for knob in knobs):
        problems = library.scan(search.told, search.is_stopped).problems

    def judged() -> tuple[Verdict, ...]:
        return tuple(_judge(one, _wanted(one, known), library, search, problems) for one in knobs)

    verdicts = judged()
    if any(one.state == "broken" and not _is_known_broken(one, library) for one in verdicts):
        # The index still describes the file as it was, hash and all.
        library.scan(search.told, search.is_stopped)
        verdicts = judged()
    return verdicts


def _is_known_broken(verdict: Verdict, library: Library) -> bool:
    """Tell whether the index says so too; what lies outside all folders it does not know."""
    entry = None if verdict.path is None else library.entry(verdict.path)
    return entry is None or bool(entry.problem)


def _is_found(knob: ModelKnob, library: Library) -> bool:
    try:
        return knob.locate(library) is not None
    except OSError:  # judging says why
        return True


def _wanted(knob: ModelKnob, references: tuple[Named, ...]) -> Reference:
    fits = (
        one.reference
        for one in references
        if one.port == knob.port and one.reference.name == knob.name
    )
    kind = next(iter(knob.kinds), "unknown")
    return next(fits, Reference(knob.name, kind, origin=origin_of(knob.name)))


def _judge(
    knob: ModelKnob,
    wanted: Reference,
    library: Library,
    search: Search,
    problems: tuple[str, ...],
) -> Verdict:
    try:
        path = knob.locate(library)
        here = None if path is None else describe(knob.name, knob.kinds, path, library)
        damage = "" if path is None else damage_of(path)
    except OSError as error:
        where = error.filename or knob.name
        reason = f"{where} cannot be looked at: {error.strerror or error}."
        return Verdict(knob.port, wanted, "unknown", reason=reason)
    if here is not None and not damage and not contradicts(wanted, here):
        return Verdict(knob.port, wanted, "present", path)
    found = _with_content(wanted, library, search)
    names = tuple(knob.name_of(one, library) for one in found)
    if damage:
        return Verdict(knob.port, wanted, "broken", path, here, found, names, damage)
    if here is not None:
        return Verdict(knob.port, wanted, "other_content", path, here, found, names)
    if found:
        return Verdict(knob.port, wanted, "renamed", None, None, found, names)
    if problems and knob.path is None:  # it may be in there
        return Verdict(knob.port, wanted, "unknown", reason=problems[0])
    return Verdict(knob.port, wanted, "missing")


def _with_content(wanted: Reference, library: Library, search: Search) -> tuple[Entry, ...]:
    if not wanted.sha256:
        return ()
    if search.hashes:
        found = library.search_content(wanted, search.told, search.is_stopped)
    else:
        found = library.with_content(wanted.sha256, wanted.size_bytes)
    there = (one for one in found if one.path.exists())
    # A path into the program itself means nothing on another machine.
    shipped = [one.path for one in library.folders if one.is_shipped]
    return tuple(sorted(there, key=lambda e: any(top in e.path.parents for top in shipped)))
