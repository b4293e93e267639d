"""The means that each node of a run begins with, where memory will not do."""

from dataclasses import replace

import pytest

from graphstudio.engine.thrift import Thrift
from graphstudio.session.estimates.choice import choose_means, choose_thrift
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import MemoryOutlook, NodeOutlook, Outlook
from graphstudio.session.estimates.thumb import (
    can_group,
    group_bytes,
    piece_share,
    rule_of_thumb,
)
from graphstudio.session.estimates.wording import say_means
from graphstudio.session.estimates.workload import ModelUse, Workload

GIB = 2**30


def on_processor(
    weights: int, low: int, middle: int, free: int | None, *, is_measured: bool
) -> Outlook:
    bytes_, free_bytes = weights * GIB, None if free is None else free * GIB
    working = Estimate((middle - weights) * GIB, (low - weights) * GIB, 2 * middle * GIB)
    node = NodeOutlook(
        *("n", "Node", None, working, bytes_, is_measured),
        piece_share=0.1,
        can_halve=True,
    )
    memory = MemoryOutlook("n", "Node", working, bytes_, bytes_, is_measured, free_bytes)
    return Outlook((node,), memory, choose_means((node,), memory, is_apart=False))


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        pytest.param(on_processor(2, 3, 4, 8, is_measured=True), {}, id="fits"),
        pytest.param(on_processor(2, 8, 9, None, is_measured=True), {}, id="unknown"),
        pytest.param(
            on_processor(2, 8, 9, 8, is_measured=True), {"n": Thrift.PIECES}, id="work too large"
        ),
        pytest.param(
            on_processor(9, 10, 12, 8, is_measured=True), {"n": Thrift.HALF}, id="weights too large"
        ),
        pytest.param(on_processor(2, 7, 12, 8, is_measured=False), {}, id="only a guess"),
        pytest.param(
            on_processor(9, 10, 12, 8, is_measured=False), {"n": Thrift.HALF}, id="weights are sure"
        ),
        pytest.param(Outlook(), {}, id="no networks"),
    ],
)
def test_the_least_that_helps_is_chosen(told: Outlook, wanted: dict[str, Thrift]) -> None:
    assert choose_thrift(told) == wanted


# Millions of numbers: what paints, what reads prompts; and how many megapixels it paints.
FAMILIES: dict[str, tuple[int, int, float]] = {
    "sd1": (860, 123, 512 * 512 / 1e6),
    "sdxl": (2567, 123 + 695, 1024 * 1024 / 1e6),
    "sd3": (2085, 123 + 695 + 4762, 1024 * 1024 / 1e6),
    "flux": (11901, 123 + 4762, 1024 * 1024 / 1e6),
}
HALF_BYTES = 2


def on_gpu(family: str, free_gib: float) -> Outlook:
    """Look ahead on a GPU where nothing was measured yet, in half precision."""
    painter, reader, megapixels = FAMILIES[family]
    works = (
        Workload("encode", "Encode Prompt", "e", (_net("text encoder", family, reader),)),
        Workload("sample", "Sample", "s", (_net("model", family, painter),), "", 2 * megapixels, 2),
        Workload("decode", "VAE Decode", "d", (_net("VAE", family, 84),), "", megapixels),
    )
    nodes = tuple(
        NodeOutlook(
            *(work.node, work.title, None, rule_of_thumb(work, HALF_BYTES)),
            sum(one.parameters for one in work.models) * HALF_BYTES,
            group_bytes=group_bytes(work, HALF_BYTES),
            can_group=can_group(work),
            piece_share=piece_share(work),
            denoiser=family if work.node == "sample" else None,
        )
        for work in works
    )
    whole = sum(one.weights_bytes for one in nodes)
    free = int(free_gib * GIB)
    memory = MemoryOutlook("sample", "Sample", Estimate(0, 0, 0), 0, whole, False, free)
    return Outlook(nodes, memory, choose_means(nodes, memory, is_apart=True, device="cuda"))


def _net(what: str, family: str, millions: int) -> ModelUse:
    return ModelUse(what, family, "net", millions * 10**6)


# A letter for each of Encode Prompt, Sample and VAE Decode.
LETTERS = {
    ".": Thrift.NORMAL,
    "t": Thrift.TIDY,
    "g": Thrift.GROUPS,
    "p": Thrift.PIECES,
    "s": Thrift.SEQUENTIAL,
}
FREE_GIB = (3.5, 5.5, 7.4, 11.0, 15.0, 23.0, 79.0)  # of cards with 4, 6, 8, 12, 16, 24, 80 GiB
TABLE = {
    "sd1": ("...", "...", "...", "...", "...", "...", "..."),
    "sdxl": ("tst", "ttt", "..t", "...", "...", "...", "..."),
    "sd3": ("ggt", "gtt", "gtt", "ttt", "..t", "...", "..."),
    "flux": ("gst", "ggt", "ggt", "tgt", "tgt", "tgt", "..."),
}


@pytest.mark.parametrize(
    ("family", "free_gib", "wanted"),
    [
        pytest.param(family, free, wanted, id=f"{family} with {free} GiB")
        for family, row in TABLE.items()
        for free, wanted in zip(FREE_GIB, row, strict=True)
    ],
)
def test_families_at_their_true_size_take_the_cheapest_exact_means_first(
    family: str, free_gib: float, wanted: str
) -> None:
    told = on_gpu(family, free_gib)

    found = choose_thrift(told)

    wished = dict(zip(("encode", "sample", "decode"), map(LETTERS.get, wanted), strict=True))
    assert {node: found.get(node, Thrift.NORMAL) for node in wished} == wished
    assert all(one.is_enough and one.need_bytes <= free_gib * GIB for one in told.means.nodes)


def test_what_is_measured_counts_and_a_large_picture_is_decoded_in_tiles() -> None:
    decode = NodeOutlook(
        *("decode", "VAE Decode", None, Estimate(9 * GIB, 8 * GIB, 10 * GIB), GIB // 4, True),
        group_bytes=GIB // 30,
        can_group=True,
        piece_share=0.1,
    )
    memory = MemoryOutlook("decode", "VAE Decode", Estimate(0, 0, 0), 0, GIB, True, 6 * GIB)

    told = Outlook((decode,), memory, choose_means((decode,), memory, is_apart=True))

    assert choose_thrift(told) == {"decode": Thrift.PIECES}


def test_where_nothing_is_enough_the_least_is_taken_and_that_is_said() -> None:
    told = on_gpu("flux", 1.0)

    (sample,) = [one for one in told.means.nodes if one.node == "sample"]
    said = "\n".join(say_means(told.means))

    assert (sample.rung, sample.is_enough) == (Thrift.SEQUENTIAL, False)
    assert "That may not be enough" in said


def test_what_is_done_is_said_with_what_it_gains_and_costs() -> None:
    said = say_means(on_gpu("flux", 7.4).means)

    assert said[1] == (
        "Sample (sample): weights come block by block: a little slower, same picture; about "
        "4.5 GiB instead of 23.4 GiB, 7.4 GiB free"
    )


def test_where_nothing_exact_fits_what_a_person_may_add_is_named() -> None:
    tight, roomy = on_gpu("flux", 3.5), on_gpu("flux", 7.4)

    (sample,) = [one for one in tight.means.nodes if one.node == "sample"]

    assert sample.rung is Thrift.SEQUENTIAL
    assert sample.helping == ("Store in 8 Bits",)
    assert "Store in 8 Bits would make it fit otherwise" in "\n".join(say_means(tight.means))
    assert all(not one.helping for one in roomy.means.nodes)


def test_what_is_stored_in_8_bits_already_is_not_told_to_be() -> None:
    nodes = [replace(one, denoiser=None) for one in on_gpu("flux", 3.5).nodes]
    memory = on_gpu("flux", 3.5).memory

    means = choose_means(nodes, memory, is_apart=True, device="cuda")

    assert all(not one.helping for one in means.nodes)
