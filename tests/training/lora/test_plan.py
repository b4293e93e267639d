"""Options: every mistake is named at once, and rates fall as they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphstudio.training.lora.plan import Prior, option_problems
from tests.training.lora.conftest import MakePlan


def test_a_sensible_plan_has_no_problems(make_plan: MakePlan) -> None:
    assert option_problems(make_plan()) == []


def test_every_problem_is_named_at_once(make_plan: MakePlan, tmp_path: Path) -> None:
    plan = make_plan(
        rank=0,
        alpha=-1.0,
        steps=0,
        batch=0,
        accumulate=0,
        rate=float("nan"),
        warmup=-1,
        schedule="wavy",
        precision="fp8",
        checkpoint_every=0,
        snr_gamma=0.0,
        noise_offset=-0.1,
        caption_dropout=1.5,
        prior=Prior("a dog", count=0, weight=-1),
        out=tmp_path / "absent" / "lora.safetensors",
    )

    problems = option_problems(plan)

    named = [problem.split()[0] for problem in problems]
    assert sorted(named) == sorted(
        [
            *("--rank", "--alpha", "--steps", "--batch", "--accumulate", "--rate", "--warmup"),
            *("--schedule", "--precision", "--checkpoint-every", "--snr-gamma", "--noise-offset"),
            *("--caption-dropout", "--prior-count", "--prior-weight", "--out"),
        ]
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("lora.bin", "must end with .safetensors", id="ending"),
        pytest.param("absent/lora.safetensors", "is not there", id="folder"),
        pytest.param("folder.safetensors", "is a folder", id="is a folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused(
    make_plan: MakePlan, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "folder.safetensors").mkdir()

    (problem,) = option_problems(make_plan(out=tmp_path / name))

    assert said in problem


@pytest.mark.parametrize(
    ("schedule", "share_at_half"),
    [
        pytest.param("constant", 1.0, id="constant"),
        pytest.param("linear", 0.505, id="linear"),
        pytest.param("cosine", 0.505, id="cosine"),
    ],
)
def test_the_rate_falls_to_a_hundredth(
    make_plan: MakePlan, schedule: str, share_at_half: float
) -> None:
    course = make_plan(steps=1000, rate=1.0, schedule=schedule).course()

    end = 1.0 if schedule == "constant" else 0.01
    assert course.rate_at(0) == pytest.approx(1.0)
    assert course.rate_at(500) == pytest.approx(share_at_half)
    assert course.rate_at(999) == pytest.approx(end, abs=0.002)


def test_the_cosine_falls_slowly_at_first(make_plan: MakePlan) -> None:
    course = make_plan(steps=1000, rate=1.0, warmup=10, schedule="cosine").course()

    assert course.rate_at(0) == pytest.approx(0.1)
    assert course.rate_at(100) > 0.97


def test_the_trigger_stands_before_the_caption(make_plan: MakePlan) -> None:
    assert make_plan(trigger="zwx").caption("a cat") == "zwx, a cat"
    assert make_plan().caption("a cat") == "a cat"


def test_alpha_is_the_rank_where_it_is_not_given(make_plan: MakePlan) -> None:
    assert make_plan(rank=6).strength == 6
    assert make_plan(rank=6, alpha=1.5).strength == 1.5
