"""What a scan of 10,000 models costs, first and again, in CPU time; and what the window notices.

The bars are those of the product: 30 s the first time, 1 s when nothing changed. Run with -s to see
the figures.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from graphstudio import paths
from graphstudio.library.library import Library, open_library
from graphstudio.library.queries import Query
from graphstudio.library.scanning import ScanProcess
from graphstudio.library.scans import ScanReport
from tests.library.weights import CHECKPOINT, write_weights

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]

T = TypeVar("T")
MODELS = 10_000
TENSORS = 96
MOST_FIRST_S = 30.0
MOST_AGAIN_S = 1.0
MOST_QUESTION_S = 0.25
MOST_WAITING = 0.2


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make 10,000 files in a hundred folders, with headers as those of LoRAs and checkpoints."""
    top = tmp_path_factory.mktemp("shelf")
    lora = {
        f"lora_unet_down_blocks_{n}_attn2_to_k.lora_down.weight": [2, 1] for n in range(TENSORS)
    }
    told = {"ss_tag_frequency": '{"1_fox": {"fox": 12, "red": 3}}', "modelspec.title": "Fox"}
    for number in range(MODELS):
        file = top / f"folder {number % 100}" / f"model {number}.safetensors"
        write_weights(file, CHECKPOINT if number % 10 == 0 else lora, told)
    return top


@pytest.fixture
def library(shelf: Path) -> Iterator[Library]:
    paths.models().parent.mkdir(parents=True, exist_ok=True)
    paths.models().symlink_to(shelf)
    opened = open_library()
    yield opened
    opened.close()


def test_ten_thousand_models_are_scanned_once_and_then_at_once(library: Library) -> None:
    first_s, first = _timed(library.scan)
    again_s, again = _timed(library.scan)
    list_s, listed = _timed(library.entries)
    ask_s, asked = _timed(lambda: library.entries(Query(text="fox 77", kinds=("lora",))))

    _print(
        f"{MODELS} models: first {first_s:.2f} s, again {again_s:.3f} s, "
        f"all entries {list_s:.3f} s, a question {ask_s * 1e3:.1f} ms"
    )
    assert first.read >= MODELS
    assert again.read == 0
    assert len(listed) >= MODELS
    assert asked
    assert first_s < MOST_FIRST_S
    assert again_s < MOST_AGAIN_S
    assert ask_s < MOST_QUESTION_S


def test_whoever_looks_at_the_library_during_a_scan_hardly_waits(library: Library) -> None:
    ended: list[ScanReport | None] = []
    process = ScanProcess(lambda _: None, lambda report, _: ended.append(report))
    waits = []

    while process.is_running:
        began = time.process_time()
        library.entry(Path("/nowhere"))
        waits.append(time.process_time() - began)
        time.sleep(0.05)  # as a window that asks twenty times a second

    _print(
        f"asked {len(waits)} times during the scan, the dearest {max(waits) * 1e3:.0f} ms of CPU"
    )
    assert ended[0] is not None
    assert ended[0].read >= MODELS
    assert max(waits) < MOST_WAITING


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def _print(text: str) -> None:
    print(text, file=sys.__stdout__)
