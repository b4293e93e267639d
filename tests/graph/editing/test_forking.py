"""Forks: what is copied, how it is wired, and what cannot be forked."""

from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.errors import GraphError
from graphstudio.graph.editing import Fork, ForkKind, fork, fork_refusal
from graphstudio.graph.edits import (
    AddFrame,
    AddNode,
    Connect,
    Disconnect,
    RemoveNode,
    Roll,
    SetValue,
)
from graphstudio.graph.elements import Frame, Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.workflow import files
from tests.graph.editing.shapes import done, port, wire, wired


@pytest.fixture(scope="module")
def switching() -> Registry:
    return Registry([load_pack("builtin", paths.bundled("nodes"))])


@pytest.fixture
def picture(root: Path, switching: Registry) -> Graph:
    """Give the ready-made text-to-image graph: load, prompts, sampler, decode, save."""
    return files.read(root / "workflows" / "text-to-image.json", switching).graph


def forked(graph: Graph, kind: ForkKind, step: int = 8) -> tuple[Fork, Graph]:
    made = fork(graph, "sampler", kind, done=step, total=20, sizes={})
    return made, done(graph, made.edit)


def test_a_fork_takes_the_old_prompt_up_to_the_step_and_a_copy_of_it_from_there(
    picture: Graph,
) -> None:
    made, after = forked(picture, "prompt")

    wires = wired(after)
    switch = wires[f"{made.sampler}.positive"].partition(".")[0]
    assert after.nodes[switch].type == "conditioning.switch"
    assert after.nodes[switch].values["at"] == 8 / 20
    assert wires[f"{switch}.before"] == "positive.conditioning"
    assert wires[f"{switch}.after"] == f"{made.port.node}.conditioning"
    assert made.port.socket == "text"
    assert after.nodes[made.port.node].values == picture.nodes["positive"].values
    assert wires[f"{made.port.node}.text_encoder"] == "load.text_encoder"


def test_everything_else_of_the_fork_is_wired_as_the_first_sampler(picture: Graph) -> None:
    made, after = forked(picture, "prompt")

    old, new = picture.inputs("sampler"), after.inputs(made.sampler)
    assert {name: new[name] for name in new if name != "positive"} == {
        name: old[name] for name in old if name != "positive"
    }
    assert after.nodes[made.sampler].values == picture.nodes["sampler"].values


def test_the_way_to_the_nearest_output_is_copied_so_that_the_fork_makes_a_picture(
    picture: Graph,
) -> None:
    made, after = forked(picture, "prompt")

    kinds = sorted(after.nodes[id_].type for id_ in made.nodes)
    assert kinds == [
        *("conditioning.switch", "image.save", "latent.decode", "latent.sample", "prompt.encode"),
    ]
    assert after.inputs("decode_2")["latent"] == Port(made.sampler, "latent")
    assert after.inputs("decode_2")["vae"] == port("load.vae")
    assert after.inputs("save_2")["image"] == port("decode_2.image")


def test_the_first_picture_is_left_as_it_was(picture: Graph) -> None:
    _, after = forked(picture, "prompt")

    assert {id_: after.nodes[id_] for id_ in picture.nodes} == dict(picture.nodes)
    assert wired(after).items() >= wired(picture).items()
    assert {id_: after.places[id_] for id_ in picture.places} == dict(picture.places)


def test_new_nodes_stand_below_and_not_on_top_of_each_other(picture: Graph) -> None:
    made, after = forked(picture, "prompt")

    lowest = max(one.y for one in picture.places.values())
    spots = {(after.places[id_].x, after.places[id_].y) for id_ in made.nodes}
    assert len(spots) == len(made.nodes)
    assert min(y for _, y in spots) > lowest


def test_guidance_is_forked_by_its_scale(picture: Graph) -> None:
    made, after = forked(picture, "guidance")

    switch = after.inputs(made.sampler)["guidance"].node
    assert after.nodes[switch].type == "guidance.switch"
    assert made.port.socket == "scale"
    assert after.nodes[made.port.node].values == {"scale": 5.0}
    assert after.inputs(switch)["before"] == port("guidance.guidance")


def test_a_fork_by_seed_takes_the_next_seed_from_the_step_on(picture: Graph) -> None:
    made, after = forked(picture, "seed")

    switch = after.inputs(made.sampler)["noise"].node
    assert made.port == Port(switch, "seed")
    assert after.nodes[switch].type == "noise.reseed"
    assert after.nodes[switch].values == {"at": 8 / 20, "seed": 8}
    assert after.inputs(switch) == {"noise": port("noise.noise")}


def test_a_text_that_is_wired_to_the_prompt_is_copied_with_it(picture: Graph) -> None:
    AddNode(Node("words", "value.text", values={"text": "a fox"})).apply(picture)
    Connect(wire("words.value", "positive.text")).apply(picture)

    made, after = forked(picture, "prompt")

    assert after.nodes[made.port.node].type == "value.text"
    assert after.nodes[made.port.node].values == {"text": "a fox"}
    switch = after.inputs(made.sampler)["positive"].node
    encode = after.inputs(switch)["after"].node
    assert encode not in ("positive", "words")
    assert after.inputs(encode)["text"].node == made.port.node


def test_a_fork_of_a_fork_takes_the_prompt_that_was_there_last(picture: Graph) -> None:
    first, once = forked(picture, "prompt", 4)
    SetValue(first.port.node, "text", "a dog").apply(once)

    second = fork(once, first.sampler, "prompt", done=12, total=20, sizes={})

    twice = done(once, second.edit)
    assert twice.nodes[second.port.node].values["text"] == "a dog"
    switch = twice.inputs(second.sampler)["positive"].node
    assert twice.nodes[twice.inputs(switch)["before"].node].values["at"] == 4 / 20
    assert twice.inputs(switch)["after"].node == second.port.node


def test_seeds_that_roll_are_stilled_for_nothing_would_be_shared(picture: Graph) -> None:
    Roll(port("noise.seed"), True).apply(picture)

    made, after = forked(picture, "prompt")

    assert made.stilled == (port("noise.seed"),)
    assert after.rolling == frozenset()


def test_a_sampler_that_leads_to_no_output_is_forked_alone(picture: Graph) -> None:
    RemoveNode("save").apply(picture)

    made, after = forked(picture, "seed")

    assert {after.nodes[id_].type for id_ in made.nodes} == {"latent.sample", "noise.reseed"}


@pytest.mark.parametrize("step", [pytest.param(0, id="first"), pytest.param(20, id="last")])
def test_there_is_nothing_to_fork_before_the_first_step_and_after_the_last(
    picture: Graph, step: int
) -> None:
    with pytest.raises(GraphError, match="choose one before the last step"):
        fork(picture, "sampler", "prompt", done=step, total=20, sizes={})


def test_nodes_that_no_pack_has_are_named(root: Path) -> None:
    graph = Graph(Registry())
    AddNode(Node("sampler", "latent.sample")).apply(graph)

    assert fork_refusal(graph, "sampler", "seed") == (
        "No loaded node pack has 'noise.reseed'. Load the built-in pack."
    )


@pytest.mark.parametrize(
    ("edit", "kind", "words"),
    [
        pytest.param(RemoveNode("sampler"), "seed", "not in the graph any more", id="gone"),
        pytest.param(
            Disconnect(port("sampler.guidance")), "guidance", "Nothing is wired", id="unwired"
        ),
        pytest.param(
            AddFrame(
                Frame("f", "Made", 0, 0, 100, 100, is_folded=True, members=("sampler", "decode"))
            ),
            "prompt",
            "inside a folded group",
            id="folded",
        ),
    ],
)
def test_what_cannot_be_forked_says_why(
    picture: Graph, edit: RemoveNode, kind: ForkKind, words: str
) -> None:
    edit.apply(picture)

    assert words in (fork_refusal(picture, "sampler", kind) or "")
    with pytest.raises(GraphError, match=words):
        fork(picture, "sampler", kind, done=8, total=20, sizes={})


def test_a_node_that_takes_no_prompt_cannot_be_forked_by_one(picture: Graph) -> None:
    assert "no input called 'positive'" in (fork_refusal(picture, "decode", "prompt") or "")


def test_a_prompt_whose_text_nobody_can_set_is_told(picture: Graph) -> None:
    AddNode(Node("none", "prompt.none")).apply(picture)
    Connect(wire("load.denoiser", "none.denoiser")).apply(picture)
    Connect(wire("none.conditioning", "sampler.positive")).apply(picture)

    assert "holds a prompt to change" in (fork_refusal(picture, "sampler", "prompt") or "")
