"""Laws that every built-in node keeps."""

import subprocess
import sys

import pytest

from graphstudio.api import Range
from graphstudio.graph.definitions import MISSING, NodeDefinition
from graphstudio.graph.packs import load_all

EVERY_NODE = [pytest.param(one, id=one.id) for one in load_all().definitions]


def test_the_built_in_pack_loads_without_a_problem() -> None:
    registry = load_all()

    assert not registry.problems
    assert len(registry.definitions) >= 25


@pytest.mark.parametrize("node", EVERY_NODE)
def test_a_node_explains_itself_and_each_input_to_an_artist(node: NodeDefinition) -> None:
    assert node.summary.endswith(".")
    assert node.title
    for knob in node.inputs:
        assert knob.help.rstrip().endswith((".", "?")), f"{knob.name} has no help"


@pytest.mark.parametrize("node", EVERY_NODE)
def test_a_default_lies_within_its_own_range(node: NodeDefinition) -> None:
    for knob in node.inputs:
        for hint in knob.hints:
            if isinstance(hint, Range) and knob.default not in (MISSING, None):
                assert hint.least <= knob.default <= hint.most, knob.name


@pytest.mark.parametrize("node", EVERY_NODE)
def test_a_number_that_is_edited_has_a_range_unless_any_number_will_do(
    node: NodeDefinition,
) -> None:
    if node.id in {"value.integer", "value.number"}:
        return
    for knob in node.inputs:
        if knob.is_knob and knob.type.name in {"int", "float"}:
            assert any(isinstance(hint, Range) for hint in knob.hints), knob.name


def test_listing_all_nodes_imports_neither_torch_nor_qt_nor_pillow() -> None:
    code = (
        "import sys; from graphstudio.graph.packs import load_all; load_all().definitions; "
        "print(sorted({'torch', 'diffusers', 'transformers', 'PySide6', 'PIL'} & set(sys.modules)))"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
