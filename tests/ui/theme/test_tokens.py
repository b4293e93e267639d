import itertools

import pytest
from PySide6.QtGui import QColor

from graphstudio.graph.packs import load_all
from graphstudio.graph.sockets import ANY, SocketType
from graphstudio.ui.theme.tokens import CONTRAST, DARK, LIGHT, THEMES, Theme, contrast, mixed

EVERY_THEME = [pytest.param(theme, id=theme.name) for theme in THEMES.values()]
GROUNDS = ("panel", "node", "field", "raised", "canvas", "accent_quiet")

_SHARING = ("Model[TextEncoder]", "Stream[")


@pytest.mark.parametrize("theme", EVERY_THEME)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_read_well_on_every_ground(theme: Theme, ground: str) -> None:
    assert contrast(theme.text, getattr(theme, ground)) >= 7


@pytest.mark.parametrize("theme", EVERY_THEME)
@pytest.mark.parametrize("ink", ["secondary", "accent", "danger", "warning", "success"])
def test_every_ink_can_be_read_on_panels_and_nodes(theme: Theme, ink: str) -> None:
    assert contrast(getattr(theme, ink), theme.panel) >= 4.5
    assert contrast(getattr(theme, ink), theme.node) >= 4.5


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_the_main_action_can_be_read(theme: Theme) -> None:
    assert contrast(theme.accent_text, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_wires_stand_out_from_the_canvas(theme: Theme) -> None:
    assert all(contrast(colour, theme.canvas) >= 3 for colour in theme.wires.values())


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_the_mark_of_each_category_is_seen_on_panels(theme: Theme) -> None:
    categories = {one.category for one in load_all().definitions}

    assert min(contrast(theme.dot(one), theme.panel) for one in categories) >= 3.0


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_titles_can_be_read_on_every_header(theme: Theme) -> None:
    for category in [*theme.headers, "sampler", "lora", "nobody knows"]:
        ratio = contrast(theme.header_text(category), theme.header(category))
        assert ratio >= 6.4


@pytest.mark.parametrize("ink", ["text", "secondary", "accent", "danger", "warning", "success"])
def test_high_contrast_keeps_seven_to_one_everywhere(ink: str) -> None:
    assert all(contrast(getattr(CONTRAST, ink), getattr(CONTRAST, on)) >= 7 for on in GROUNDS[:5])
    assert all(contrast(colour, CONTRAST.canvas) >= 7 for colour in CONTRAST.wires.values())
    assert contrast(CONTRAST.border, CONTRAST.panel) >= 7


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_no_two_hues_of_a_theme_are_one(theme: Theme) -> None:
    pairs = itertools.combinations(theme.wires.values(), 2)

    assert all(one != other for one, other in pairs)


def test_the_types_of_the_built_in_nodes_can_be_told_apart() -> None:
    nodes = load_all().definitions
    types = [one.type for node in nodes for one in node.inputs]
    types += [one.type for node in nodes for one in node.outputs]
    # The network and its text encoder share a look: a checkpoint brings both. A stream looks like
    # its items, twice.
    objects = {
        one.name: one
        for one in types
        if one.kind == "object" and one.item is None and not one.name.startswith(_SHARING)
    }

    looks = {(DARK.wire(one).name(), DARK.shape(one)) for one in objects.values()}

    assert len(looks) == len(objects)


def test_a_list_looks_like_what_is_in_it() -> None:
    image = SocketType("Image", "object")
    several = SocketType("list[Image]", "object", item=image)

    assert DARK.wire(several) == DARK.wire(image)
    assert DARK.shape(several) == "circle"


def test_what_takes_everything_is_a_ring() -> None:
    assert DARK.shape(ANY) == "ring"
    assert DARK.shape(SocketType("T", "variable")) == "ring"


def test_a_choice_looks_like_the_plain_value_it_is() -> None:
    choice = SocketType("str", "choice", choices=("a", "b"))

    assert DARK.wire(choice) == DARK.wire(SocketType("str", "plain"))


def test_a_type_of_somebody_elses_pack_looks_the_same_every_time() -> None:
    depth = SocketType("DepthMap", "object")

    assert DARK.shape(depth) == LIGHT.shape(depth)
    assert DARK.wire(depth) in DARK.wires.values()


def test_the_users_colour_wins_over_the_categorys() -> None:
    assert LIGHT.header("model", "#123456") == QColor("#123456")
    assert LIGHT.header_text("model", "#123456") == QColor("#FFFFFF")


def test_mixing_keeps_the_ends() -> None:
    black, white = QColor("#000000"), QColor("#FFFFFF")

    assert mixed(black, white, 0) == black
    assert mixed(black, white, 1) == white
    assert mixed(black, white, 0.5).red() == 128
