"""A whole pipeline read into memory: each part is checked as those of our own families are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from graphstudio.diffusion.configs import AGAIN
from graphstudio.diffusion.loading import load_network, load_tool
from graphstudio.diffusion.pipelines.classes import find_part, find_pipeline, make_pipeline
from graphstudio.diffusion.pipelines.running import LoadedPipeline
from graphstudio.errors import BadValue, ModelBroken

if TYPE_CHECKING:
    from graphstudio.diffusion.pipelines.folders import PipelineFolder


def load_pipeline(
    source: PipelineFolder, device: torch.device, precision: torch.dtype
) -> LoadedPipeline:
    """Load all parts of a pipeline.

    Nothing is read but files of the folder, no code that lies in it is run, and weights are
    read from safetensors files only.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted, or make no pictures.
    """
    pipeline = find_pipeline(source.class_name)
    kinds = [(part, find_part(part)) for part in source.parts]  # all known before one is read
    parts = {
        part.name: load_network(kind, source.folder / part.name, part.variant, device, precision)
        if part.has_weights
        else load_tool(kind, source.folder / part.name)
        for part, kind in kinds
    }
    for part in source.parts:
        encoder = parts.get(part.name.replace("tokenizer", "text_encoder"))
        if part.is_tokenizer and encoder is not None:
            _check_vocabulary(source.folder / part.name, parts[part.name], encoder)
    options = dict(source.options)
    try:
        make_pipeline(pipeline, parts, options)
    except BadValue as error:
        raise ModelBroken(f"{source.folder}: {error}") from error
    return LoadedPipeline(parts, options)


def _check_vocabulary(folder: Path, tokenizer: Any, encoder: Any) -> None:
    """Refuse a tokenizer that belongs to another encoder, or that knows no word.

    Encoders leave room for words that nobody uses, but never as much as for those that are.
    """
    words, room = len(tokenizer), int(encoder.get_input_embeddings().num_embeddings)
    if not room // 2 < words <= room:
        raise ModelBroken(
            f"{folder} knows {words} tokens and its text encoder {room}: they do not belong "
            f"together. {AGAIN}"
        )
