"""Bring old files and old nodes to today's form, one step after another."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graphstudio.api import Upgrade
from graphstudio.errors import NewerFormat, NotAWorkflow
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.elements import Json
from graphstudio.workflow.extras import FORMAT
from graphstudio.workflow.problems import shown

Step = Callable[[dict[str, Json]], dict[str, Json]]

# From the format of that number to the next one. Format 1 is the first, so nothing is here yet.
FORMAT_STEPS: Mapping[int, Step] = MappingProxyType({})


def upgrade_file(
    data: dict[str, Json],
    where: str,
    *,
    steps: Mapping[int, Step] = FORMAT_STEPS,
    today: int = FORMAT,
) -> dict[str, Json]:
    """Bring a file's content from the format it names to today's.

    Raises:
        NotAWorkflow: It names no format.
        NewerFormat: Its format is newer than today's.
    """
    if "format" not in data:
        advice = f'GraphStudio workflows begin with "format": {today}. Choose another file.'
        if isinstance(data.get("nodes"), dict):
            advice = f'If it is a GraphStudio workflow, add "format": {today}.'
        raise NotAWorkflow(f'{where}: "format" is missing, so this may be anything. {advice}')
    number = data["format"]
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        numbers = "1" if today == 1 else f"a whole number from 1 to {today}"
        raise NotAWorkflow(
            f'{where}: "format" must be {numbers}, not {shown(number)}. '
            "Put it right, or open a backup."
        )
    if number > today:
        raise NewerFormat(
            f"{where}: the file has format {shown(number)}, and this GraphStudio reads formats up "
            f"to {today}. Update GraphStudio, or save the file with the older version again."
        )
    for past in range(number, today):
        data = {**steps[past](data), "format": past + 1}
    return data


@dataclass(frozen=True, slots=True)
class UpgradedNode:
    """Hold what became of an old node's values.

    Attributes:
        version: What the values are for now; the old one where the upgrade failed.
        values: The values.
        names: Today's names of the sockets that were asked for, where they changed.
        problem: What went wrong; "" if nothing did.
    """

    version: int
    values: Mapping[str, Json]
    names: Mapping[str, str]
    problem: str = ""


def upgrade_node(
    definition: NodeDefinition, version: int, values: Mapping[str, Json], sockets: Iterable[str]
) -> UpgradedNode:
    """Bring a node's values from an older version of its definition to today's.

    An upgrade only speaks of values, but wires and public names call knobs by name too. So it
    is shown a marked value for each of the sockets: where the mark comes out is the new name.

    Args:
        definition: Today's definition.
        version: What the values were saved for.
        values: The saved values; not changed.
        sockets: Inputs that wires or public names speak of.
    """
    steps = [definition.upgrades.get(past) for past in range(version, definition.version)]
    upgraded: dict[str, Json] = copy.deepcopy(dict(values))
    for past, step in enumerate(steps, start=version):
        result = upgraded if step is None else _call(step, upgraded)
        if not isinstance(result, dict):
            problem = (
                f"its values are of version {past}, and bringing them to version {past + 1} "
                f"failed ({result}). They were kept as they are: check them, and update the "
                f'pack "{definition.pack}".'
            )
            return UpgradedNode(version, values, {}, problem)
        upgraded = result
    names = {one: _follow(steps, one) for one in sockets if definition.input(one) is None}
    return UpgradedNode(definition.version, upgraded, names)


def _follow(steps: Iterable[Upgrade | None], name: str) -> str:
    mark: Json = object()
    for step in steps:
        result = {name: mark} if step is None else _call(step, {name: mark})
        found = [key for key, one in result.items() if one is mark] if type(result) is dict else []
        name = found[0] if found else name
    return name


def _call(step: Upgrade, values: dict[str, Json]) -> dict[str, Json] | str:
    """Give what a pack's upgrade makes of values, or in words why it made nothing."""
    try:
        result: Json = step(values)
    except Exception as error:  # noqa: BLE001 - a pack's own code
        return f"{type(error).__name__}: {error}"
    if isinstance(result, dict) and all(isinstance(key, str) for key in result):
        return result
    return f"it gave {type(result).__name__} instead of a dict of values"
