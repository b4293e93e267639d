"""The tokenizers that ship read as the published ones do."""

import pytest
import transformers

from graphstudio import paths
from graphstudio.diffusion.configs import read_json
from graphstudio.diffusion.tokenizers import check_tokenizer

_PROMPT = "a photo of an astronaut riding a horse on mars"
_IDS = [49406, 320, 1125, 539, 550, 18376, 6765, 320, 4558, 525, 7496, 49407]


def test_clip_reads_a_known_prompt_as_published() -> None:
    folder = paths.tokenizers() / "clip"

    tokenizer = transformers.CLIPTokenizer.from_pretrained(folder, local_files_only=True)

    assert check_tokenizer(folder, 49408)
    assert tokenizer(_PROMPT).input_ids == _IDS
    assert tokenizer.pad_token_id == 49407
    assert tokenizer.model_max_length == 77


@pytest.mark.parametrize("place", ["sd2/tokenizer", "sdxl/tokenizer_2", "sd3_medium/tokenizer_2"])
def test_openclip_fills_up_with_exclamation_marks(place: str) -> None:
    told = read_json(paths.model_configs() / place / "tokenizer_config.json")

    tokenizer = transformers.CLIPTokenizer.from_pretrained(
        paths.tokenizers() / "clip", local_files_only=True, pad_token=told["pad_token"]
    )

    assert tokenizer("", padding="max_length").input_ids == [49406, 49407, *[0] * 75]
    assert tokenizer(_PROMPT).input_ids == _IDS


def test_t5_reads_a_known_prompt_as_published() -> None:
    folder = paths.tokenizers() / "t5"

    tokenizer = transformers.T5TokenizerFast.from_pretrained(folder, local_files_only=True)

    assert check_tokenizer(folder, 32128)
    assert len(tokenizer) == 32100
    assert tokenizer("translate English to German: The house is wonderful.").input_ids == [
        *(13959, 1566, 12, 2968, 10, 37, 629, 19, 1627, 5),
        1,
    ]
    assert (tokenizer.pad_token_id, tokenizer.eos_token_id) == (0, 1)
