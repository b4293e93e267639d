"""Laws that every built-in node keeps."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.api import Range
from graphstudio.graph.definitions import MISSING, NodeDefinition
from graphstudio.graph.packs import load_all
from graphstudio.ui.theme.glyphs import GLYPHS, of_category
from graphstudio.ui.theme.tokens import CONTRAST, DARK, LIGHT, Theme

_HERE = Path(__file__)
_TESTS = {
    file.name: file.read_text("utf-8")
    for file in sorted(_HERE.parent.glob("test_*.py"))
    if file != _HERE
}
_IN_WORKFLOWS = {
    node["type"]
    for file in paths.bundled("workflows").rglob("*.json")
    for node in json.loads(file.read_text("utf-8"))["nodes"].values()
}
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
def test_a_node_that_gives_several_things_explains_each(node: NodeDefinition) -> None:
    # What gives one thing is explained by its summary.
    for output in node.outputs if len(node.outputs) > 1 else ():
        assert output.help.rstrip().endswith((".", ".)")), f"{output.name} has no help"


@pytest.mark.parametrize("node", EVERY_NODE)
def test_a_node_is_found_by_other_words_than_its_title(node: NodeDefinition) -> None:
    assert node.keywords
    assert all(word.strip() == word and word for word in node.keywords)
    assert len(set(node.keywords)) == len(node.keywords)


def test_no_two_nodes_look_alike_in_a_list() -> None:
    titles = Counter(one.title.casefold() for one in load_all().definitions)

    assert [title for title, count in titles.items() if count > 1] == []


def test_no_node_stands_alone_in_its_group_of_the_library() -> None:
    groups = Counter(one.category for one in load_all().definitions)

    assert [group for group, count in groups.items() if count == 1] == []


@pytest.mark.parametrize("theme", [DARK, LIGHT, CONTRAST], ids=lambda theme: theme.name)
def test_each_group_of_the_library_has_a_colour_unless_it_is_of_plain_values(theme: Theme) -> None:
    groups = {one.category for one in load_all().definitions}

    grey = {group for group in groups if theme.header(group) == theme.headers[""]}

    assert grey == {"value", "logic"}


def test_each_group_of_the_library_has_an_icon_of_its_own() -> None:
    groups = {one.category for one in load_all().definitions}

    icons = {group: GLYPHS[of_category(group)] for group in groups}

    assert GLYPHS["node"] not in icons.values()
    assert len(set(icons.values())) == len(groups)
    assert of_category("a pack's own") == "node"


@pytest.mark.parametrize("node", EVERY_NODE)
def test_names_are_written_as_people_write_them(node: NodeDefinition) -> None:
    titles = [*(one.title for one in node.inputs), *(one.title for one in node.outputs)]
    words = {word for title in titles for word in title.split()}

    assert (
        words & {"Vae", "vae", "Lora", "lora", "Controlnet", "Clip", "clip", "Ip", "Cfg"} == set()
    )


@pytest.mark.parametrize("node", EVERY_NODE)
def test_a_node_is_used_in_a_workflow_or_has_a_test_of_its_own(node: NodeDefinition) -> None:
    family, _, verb = node.id.partition(".")
    own = _TESTS.get(f"test_{family}.py", "")

    is_tested = f'"{node.id}"' in "".join(_TESTS.values()) or f'"{verb}"' in own
    assert is_tested or node.id in _IN_WORKFLOWS, "nobody ever runs it"


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
