"""Every ready-made workflow runs with the built-in model, and its picture shows what it should."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

import graphstudio as gs
from graphstudio.diffusion.painting import painted
from graphstudio.engine.events import Event, NodeDone, StepKept
from graphstudio.training.edges import edge_agreement, edge_map
from graphstudio.training.judge import Verdict, judge
from graphstudio.training.pencil import pencilness

FOLDER = Path(__file__).parents[2] / "workflows"
PICTURES = {
    "changing-prompt": 1,
    "guidance-compared": 3,
    "folder-of-pictures": 1 + len(list((FOLDER.parent / "resources" / "examples").glob("*.png"))),
    "follow-edges": 3,
    "forked-picture": 2,
    "hires-fix": 1,
    "image-to-image": 2,
    "inpaint": 2,
    "inpaint-by-hand": 2,
    "list-of-prompts": 3,
    "outpaint": 2,
    "picture-adjustments": 2,
    "regional-prompts": 1,
    "strengths-over-time": 2,
    "lora-pencil": 3,
    "switch": 1,
    "text-to-image": 1,
    "two-prompts": 2,
}


@pytest.fixture(scope="module")
def studio() -> gs.Studio:
    """One for all: the model is loaded once."""
    return gs.Studio.open()


def load(name: str, studio: gs.Studio) -> gs.Workflow:
    return gs.Workflow.load(FOLDER / f"{name}.json", studio=studio)


def seen(picture: Image.Image) -> Verdict:
    return judge(np.asarray(picture.convert("RGB")))


def before_and_after(name: str, studio: gs.Studio) -> tuple[Image.Image, Image.Image]:
    pictures = load(name, studio).run().images_by_node
    return pictures["save_original"][0], pictures["save"][0]


def ran(events: list[Event]) -> set[str]:
    return {one.node for one in events if isinstance(one, NodeDone) and not one.is_cached}


def test_every_workflow_in_the_folder_is_tested() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(PICTURES)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_workflow_runs_and_makes_its_pictures(name: str, studio: gs.Studio) -> None:
    result = load(name, studio).run()

    assert len(result.images) == PICTURES[name]
    for picture in result.images:
        assert min(picture.size) >= 128
        assert np.asarray(picture).std() > 5, "the picture is one flat colour"


@pytest.mark.slow
def test_text_to_image_shows_what_the_prompt_says(studio: gs.Studio) -> None:
    workflow = load("text-to-image", studio)

    pictures = [
        workflow.run(prompt=f"a {colour} circle on a {ground} background", seed=seed).images[0]
        for colour, ground in (("red", "blue"), ("green", "white"))
        for seed in (1, 2, 3)
    ]

    found = [seen(picture) for picture in pictures]
    assert [one.background for one in found] == ["blue"] * 3 + ["white"] * 3
    assert [one.shapes[0].colour for one in found] == ["red"] * 3 + ["green"] * 3


@pytest.mark.slow
def test_image_to_image_keeps_the_background_and_follows_the_new_prompt(
    studio: gs.Studio,
) -> None:
    original, painted = (seen(one) for one in before_and_after("image-to-image", studio))

    assert original.background == painted.background == "blue"
    assert original.shapes[0].colour == "red"
    assert painted.shapes[0].colour == "yellow"


@pytest.mark.slow
def test_inpainting_leaves_every_pixel_outside_the_mask_as_it_was(studio: gs.Studio) -> None:
    original, painted = (np.asarray(one, dtype=int) for one in before_and_after("inpaint", studio))

    side = original.shape[0]
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    # The mask is an ellipse of 0.7, its border softened by 3 px to each side.
    outside = np.hypot(x, y) > 0.35 + 12 / side
    assert (original[outside] == painted[outside]).all()
    assert np.abs(original - painted)[~outside].mean() > 5


@pytest.mark.slow
def test_what_was_not_painted_over_by_hand_stays_as_it_was(studio: gs.Studio) -> None:
    pictures = before_and_after("inpaint-by-hand", studio)
    original, repainted = (np.asarray(one, dtype=int) for one in pictures)
    painting = load("inpaint-by-hand", studio).graph.nodes["mask"].values["painting"]

    chosen = painted(painting, original.shape[1], original.shape[0])
    near = np.asarray(Image.fromarray(chosen).filter(ImageFilter.MaxFilter(25))) > 0
    assert (original[~near] == repainted[~near]).all()
    assert np.abs(original - repainted)[chosen > 0].mean() > 5
    assert seen(pictures[1]).shapes[0].colour == "green"


@pytest.mark.slow
def test_outpainting_makes_a_picture_wider_and_leaves_its_middle_as_it_was(
    studio: gs.Studio,
) -> None:
    original, painted = (np.asarray(one, dtype=int) for one in before_and_after("outpaint", studio))

    assert original.shape == (128, 128, 3)
    assert painted.shape == (128, 192, 3)
    # 32 px are new at each side, and the seam reaches 6 px into the picture.
    assert (painted[:, 38:-38] == original[:, 6:-6]).all()
    for border in (painted[:, :32], painted[:, -32:]):
        # Sky is no meadow: a border that was left grey, or plain, would have one colour.
        assert np.abs(border[:32].mean((0, 1)) - border[-32:].mean((0, 1))).max() > 30


def test_adjusting_a_picture_needs_no_model(studio: gs.Studio) -> None:
    workflow = load("picture-adjustments", studio)

    original, poster = before_and_after("picture-adjustments", studio)

    assert not {node.type for node in workflow.graph.nodes.values()} & {"model.load"}
    before, after = (np.asarray(one, dtype=int) for one in (original, poster))
    assert (after > 215).all(-1).any(), "the title is nearly white"
    # Warmer in the middle, darker in the corners.
    middle = np.s_[180:220, 100:156]
    assert (after[middle] - before[middle])[..., 0].mean() > (after - before)[middle][..., 2].mean()
    assert after[-8:, -8:].mean() < before[-8:, -8:].mean()


@pytest.mark.slow
def test_the_branch_that_is_not_chosen_never_runs(studio: gs.Studio) -> None:
    workflow = load("switch", studio)
    events: list[Event] = []

    workflow.run(fine=False, seed=11, emit=events.append)

    assert "draft_sampler" in ran(events)
    assert "fine_sampler" not in ran(events)


@pytest.mark.slow
def test_another_prompt_runs_neither_the_other_sampler_nor_its_decode(
    studio: gs.Studio,
) -> None:
    workflow = load("two-prompts", studio)
    workflow.run(seed=12)
    events: list[Event] = []

    workflow.run(second_prompt="a house at sunset", emit=events.append)

    assert {"second_prompt", "second_sampler", "second_decode"} <= ran(events)
    assert not {"first_sampler", "first_decode", "positive", "negative"} & ran(events)


@pytest.mark.slow
def test_three_guidances_make_three_pictures_of_one_prompt(studio: gs.Studio) -> None:
    workflow = load("guidance-compared", studio)

    pictures = workflow.run(prompt="a red circle on a blue background").images_by_node

    found = {name: seen(one) for name, (one,) in pictures.items()}
    assert set(found) == {"save_plain", "save_projected", "save_perturbed"}
    assert [one.background for one in found.values()] == ["blue"] * 3
    assert [one.shapes[0].colour for one in found.values()] == ["red"] * 3
    assert len({one.tobytes() for (one,) in pictures.values()}) == 3


@pytest.mark.slow
def test_the_pencil_style_grows_with_the_strength_of_its_lora(studio: gs.Studio) -> None:
    workflow = load("lora-pencil", studio)

    pictures = workflow.run(prompt="a pencil drawing of a green house", seed=3).images_by_node

    none, half, whole = (
        pencilness(np.asarray(pictures[f"save_{name}"][0].convert("RGB")))
        for name in ("none", "half", "whole")
    )
    assert none < half < whole
    assert none < 0.01
    assert whole > 0.25


@pytest.mark.slow
def test_another_strength_of_a_lora_runs_its_own_branch_alone(studio: gs.Studio) -> None:
    workflow = load("lora-pencil", studio)
    workflow.run(seed=13)
    events: list[Event] = []

    workflow.run(seed=13, strength=0.75, emit=events.append)

    # Image files are written each time.
    saved = {"save_none", "save_half", "save_whole"}
    assert ran(events) - saved == {"lora_whole", "sampler_whole", "decode_whole"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 21])
def test_the_edges_of_one_picture_lead_the_next_one(studio: gs.Studio, seed: int) -> None:
    workflow = load("follow-edges", studio)

    led = workflow.run(seed=seed).images_by_node
    free = workflow.run(seed=seed, strength=0.0).images_by_node

    wanted, shown = (
        edge_map(np.asarray(led[node][0].convert("RGB"))) for node in ("save_original", "save")
    )
    assert np.array_equal(np.asarray(led["save_edges"][0].convert("L")) > 0, wanted)
    without = edge_agreement(wanted, edge_map(np.asarray(free["save"][0].convert("RGB"))))
    assert edge_agreement(wanted, shown) > max(0.6, 3 * without)
    original, painted = seen(led["save_original"][0]), seen(led["save"][0])
    assert (original.background, original.shapes[0].colour) == ("white", "red")
    assert (painted.background, painted.shapes[0].colour) == ("blue", "yellow")
    assert (painted.shapes[0].x, painted.shapes[0].y) == pytest.approx(
        (original.shapes[0].x, original.shapes[0].y), abs=0.06
    )


@pytest.mark.slow
def test_each_half_of_a_picture_follows_a_prompt_of_its_own(studio: gs.Studio) -> None:
    (picture,) = load("regional-prompts", studio).run().images

    pixels = np.asarray(picture.convert("RGB"), dtype=int)
    tall, wide = pixels.shape[:2]
    red, green, blue = pixels[tall * 4 // 5 :, : wide // 3].mean((0, 1))
    assert green > max(red, blue) + 30, "the left is no meadow"
    red, green, blue = pixels[tall * 4 // 5 :, -wide // 3 :].mean((0, 1))
    assert blue > max(red, green) + 30, "the right is no sea"


@pytest.mark.slow
def test_a_prompt_that_changes_ends_as_what_it_changed_to(studio: gs.Studio) -> None:
    (picture,) = load("changing-prompt", studio).run().images

    pixels = np.asarray(picture.convert("RGB"), dtype=int)
    sky = pixels[: len(pixels) // 3]
    assert np.median(sky.sum(-1)) < 300, "the sky is not that of a night"
    assert sky.sum(-1).max() > 600, "no moon is in it"


@pytest.mark.slow
def test_two_pictures_that_begin_alike_share_their_first_steps() -> None:
    events: list[Event] = []

    pictures = load("forked-picture", gs.Studio.open()).run(emit=events.append).images_by_node

    assert old_steps(events) == {"sampler_fork": [1, 2, 3, 4]}
    assert [shape.kind for shape in seen(pictures["save_fork"][0]).shapes] == ["star"]
    assert [shape.kind for shape in seen(pictures["save"][0]).shapes] == ["circle"]


@pytest.mark.slow
def test_only_the_tail_of_a_curve_runs_again() -> None:
    workflow = load("strengths-over-time", gs.Studio.open())
    first: list[Event] = []
    pictures = workflow.run(emit=first.append).images_by_node
    again: list[Event] = []

    workflow.set("lora.curve", "0:0, 0.3:0, 0.6:1, 0.8:0.5, 1:0")
    workflow.run(emit=again.append)

    plain, pencil = (
        pencilness(np.asarray(pictures[name][0].convert("RGB"))) for name in ("save_plain", "save")
    )
    assert pencil > plain
    # Whichever comes second does not do again what both have in common.
    assert [*old_steps(first).values()] == [[1, 2, 3, 4, 5, 6, 7]]
    assert old_steps(again) == {"sampler": [*range(1, 14)]}


def old_steps(events: list[Event]) -> dict[str, list[int]]:
    """Say which steps of which nodes were not done again."""
    found: dict[str, list[int]] = {}
    for one in events:
        if isinstance(one, StepKept) and one.is_old:
            found.setdefault(one.node, []).append(one.done)
    return found


@pytest.mark.slow
def test_a_list_of_prompts_becomes_a_picture_for_each(studio: gs.Studio) -> None:
    workflow = load("list-of-prompts", studio)
    workflow.set(
        "prompts", "a red circle on a blue background\na green circle on a white background"
    )

    first, second = (seen(one) for one in workflow.run().images)

    assert (first.background, first.shapes[0].colour) == ("blue", "red")
    assert (second.background, second.shapes[0].colour) == ("white", "green")


@pytest.mark.slow
def test_a_picture_of_a_list_is_the_one_that_its_prompt_gives_alone(studio: gs.Studio) -> None:
    several = load("list-of-prompts", studio).run().images
    alone = load("text-to-image", gs.Studio.open()).run(prompt="a red circle on a blue background")

    assert np.array_equal(np.asarray(several[0]), np.asarray(alone.images[0]))
