"""The mark that makes a plain typed function a node."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphstudio.api.facts import Foresee

Function = TypeVar("Function", bound=Callable[..., Any])  # Any: a node takes and gives anything

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]  # Any: JSON values of an old file
Fingerprint = Callable[..., str]

MARK = "__graphstudio_node__"


@dataclass(frozen=True, slots=True)
class NodeMark:
    """What the mark says about a function.

    Attributes:
        id: "family.verb", lower case, for ever.
        title: What people read on the node.
        category: Where the library lists it; "" takes the family part of the id.
        version: Goes up by one when a knob is renamed or changes its meaning.
        upgrades: For each past version, what turns its saved values into the next version's.
        is_cached: False for a node with effects or without a stable answer: it runs every time.
        fingerprint: Called with the node's knob values while planning; its text becomes part of
            the cache key. For what the result depends on that no parameter shows.
        is_output: True for a node that is worth running for its own sake, such as Save Image.
        keywords: Further words to find it by.
        passes: True for a node that only hands on what comes in, such as Reroute: the engine
            looks through it, so that putting it into a wire changes nothing.
        foresee: Says what is known of its outputs before a run, and which inputs do not fit
            together; see `graphstudio.api.facts`.
    """

    id: str
    title: str
    category: str = ""
    version: int = 1
    upgrades: Mapping[int, Upgrade] = field(default_factory=dict)
    is_cached: bool = True
    fingerprint: Fingerprint | None = None
    is_output: bool = False
    keywords: tuple[str, ...] = ()
    passes: bool = False
    foresee: Foresee | None = None


def node(
    id: str,  # noqa: A002 - the word that authors use for it
    *,
    title: str,
    category: str = "",
    version: int = 1,
    upgrades: Mapping[int, Upgrade] | None = None,
    cache: bool = True,
    fingerprint: Fingerprint | None = None,
    output: bool = False,
    keywords: tuple[str, ...] = (),
    passes: bool = False,
    foresee: Foresee | None = None,
) -> Callable[[Function], Function]:
    """Mark a function as a node and return it unchanged.

    The function stays callable as before; the pack loader finds the mark and reads the rest
    from the signature and the docstring: parameters are sockets and knobs, the return type
    is the outputs, `Args:` is the help. See `NodeMark` for what each argument means.

    Returns:
        A decorator that leaves the function as it is.
    """
    mark = NodeMark(
        id=id,
        title=title,
        category=category,
        version=version,
        upgrades=dict(upgrades or {}),
        is_cached=cache,
        fingerprint=fingerprint,
        is_output=output,
        keywords=keywords,
        passes=passes,
        foresee=foresee,
    )

    def attach(function: Function) -> Function:
        setattr(function, MARK, mark)
        return function

    return attach


def mark_of(function: object) -> NodeMark | None:
    """Read the mark of a function; None for a function that is no node."""
    mark = getattr(function, MARK, None)
    return mark if isinstance(mark, NodeMark) else None
