"""Calling one node with whatever its types allow."""

import traceback
from collections import Counter
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor

from graphstudio.api import Image, Latent, Mask
from graphstudio.engine.fitting import to_argument
from graphstudio.errors import BadValue, GraphStudioError
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.elements import Json
from graphstudio.graph.values import check
from tests.nodes.combinations.knobs import Person
from tests.nodes.combinations.outcomes import Odd, check_value
from tests.nodes.combinations.supply import Supply, call

_FREE = frozenset({"str"})


def arguments(
    definition: NodeDefinition, supply: Supply, person: Person, family: str = ""
) -> st.SearchStrategy[dict[str, Any]]:  # Any: whatever a node takes
    """Give arguments that a node's types and ranges allow; of one family, or "" for any."""
    return st.fixed_dictionaries(
        {
            one.name: _knob(definition.id, one, person)
            if one.is_knob
            else supply.values(one, family)
            for one in definition.inputs
        }
    )


def try_node(
    definition: NodeDefinition, supply: Supply, inputs: dict[str, Any], said: Counter[str]
) -> str:
    """Call a node; say what came of it.

    Raises:
        Odd: It neither worked nor said why not, or it changed what it was given.
    """
    try:
        given = {name: _fitted(definition, name, value) for name, value in inputs.items()}
    except BadValue:
        return "refused before it ran"
    before = [one.clone() for one in _pixels(given)]
    try:
        made = call(definition, supply.context, given)
    except GraphStudioError as error:
        said[f"{definition.id}: {error}"] += 1
        return "failed in words"
    except Exception as error:
        trace = "".join(traceback.format_exception(error))
        where = "".join(trace.strip().splitlines()[-4:-1])[-160:]
        raise Odd(f"{definition.id} {type(error).__name__} {where}", str(error), trace) from error
    for value in made:
        check_value(definition.id, value)
    if not all(map(torch.equal, before, _pixels(given))):
        raise Odd(f"{definition.id} changes", f"{definition.id} changed what it was given")
    return "ran"


def _knob(node: str, knob: InputDefinition, person: Person) -> st.SearchStrategy[Json]:
    usual = person.sets(node, knob)
    if knob.type.name not in _FREE or knob.type.kind == "choice" or knob.is_path:
        return usual
    return (
        usual
        | usual
        | st.text(max_size=12)
        | st.text("0123456789.,:;=-e \n[]()|{}\"'", max_size=12)
    )


def _fitted(definition: NodeDefinition, name: str, value: Any) -> Any:  # Any: as above
    one = definition.input(name)
    assert one is not None
    return to_argument(one, check(one, value)) if one.is_knob else value


def _pixels(given: dict[str, Any]) -> list[Tensor]:
    found = []
    for value in given.values():
        if isinstance(value, Image):
            found.append(value.pixels)
        elif isinstance(value, Mask):
            found.append(value.values)
        elif isinstance(value, Latent):
            found.append(value.samples)
    return found
