"""Captions are read as the official pipelines read prompts."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline

from graphstudio.training.lora.base_model import load_base, read_base
from graphstudio.training.lora.texts import TextReader

TEXTS = ["a red circle on blue", "a cat"]


def test_sd1_is_told_what_the_official_pipeline_tells_it(sd1: Path) -> None:
    pipeline = StableDiffusionPipeline.from_pretrained(
        sd1, safety_checker=None, local_files_only=True
    )
    wanted, _ = pipeline.encode_prompt(TEXTS, "cpu", 1, do_classifier_free_guidance=False)

    found = TextReader(load_base(read_base(sd1), "cpu", "fp32"), "cpu", is_learning=False).read(
        TEXTS
    )

    assert torch.allclose(found.states, wanted, atol=1e-5)
    assert found.pooled is None


def test_sdxl_is_told_what_the_official_pipeline_tells_it(sdxl: Path) -> None:
    pipeline = StableDiffusionXLPipeline.from_pretrained(
        sdxl, add_watermarker=False, local_files_only=True
    )
    states, empty, pooled, empty_pooled = pipeline.encode_prompt(TEXTS)

    reader = TextReader(load_base(read_base(sdxl), "cpu", "fp32"), "cpu", is_learning=False)
    found, nothing = reader.read(TEXTS), reader.read([""])

    assert found.pooled is not None
    assert nothing.pooled is not None
    assert torch.allclose(found.states, states, atol=1e-5)
    assert torch.allclose(found.pooled, pooled, atol=1e-5)
    assert torch.equal(nothing.states, empty[:1])
    assert torch.equal(nothing.pooled, empty_pooled[:1])


def test_captions_that_do_not_fit_are_listed(sd1: Path) -> None:
    reader = TextReader(load_base(read_base(sd1), "cpu", "fp32"), "cpu", is_learning=False)
    long = "a cat " * 40

    assert reader.cut_captions(["a cat " * 37, long]) == [long]
