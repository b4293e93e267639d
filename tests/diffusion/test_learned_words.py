"""Learned words, against `load_textual_inversion` of the official pipeline."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from graphstudio.api import Scheduler
from graphstudio.diffusion.embedding_files import learn_word, open_embedding
from graphstudio.diffusion.learned_words import WordVectors, teach
from graphstudio.diffusion.text_groups import JoinedEncoders
from graphstudio.diffusion.texts import ClipEncoder
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import make_pipeline


def vectors(count: int, seed: int = 3, width: int = 32) -> Tensor:
    return torch.randn(count, width, generator=torch.Generator().manual_seed(seed))


def write(folder: Path, tensors: Mapping[str, Tensor], name: str = "foxy") -> Path:
    file = folder / f"{name}.safetensors"
    save_file(dict(tensors), file)
    return file


def know(tiny: Loaded, cache: Path, file: Path, name: str = "") -> ClipEncoder:
    """Teach the tiny text encoder a word, as the engine does."""
    model = learn_word(tiny.parts.text_encoder, open_embedding(file, cache=cache), name)
    source: Any = model.source
    cpu = torch.device("cpu")
    extras = [one.source.load(cpu, torch.float32) for one in source.extras]
    found: ClipEncoder = source.view(tiny.clip, extras)
    return found


@pytest.fixture
def official(tiny: Loaded) -> Any:
    """Give the official pipeline around copies of the tiny model's text encoder."""
    clip = replace(tiny.clip, net=deepcopy(tiny.clip.net), tokenizer=deepcopy(tiny.clip.tokenizer))
    return make_pipeline(
        "StableDiffusionPipeline", replace(tiny, clip=clip), Scheduler("DDIMScheduler")
    )


@pytest.mark.parametrize(
    ("tensors", "name"),
    [
        pytest.param({"emb_params": vectors(1)}, "<fox>", id="one vector"),
        pytest.param({"emb_params": vectors(4)}, "<fox>", id="four vectors"),
        pytest.param({"<den>": vectors(2)}, "<den>", id="named in the file"),
        pytest.param({"<den>": vectors(1)[0]}, "<den>", id="one row"),
        pytest.param({"emb_params": vectors(1)}, "Sly-Fox", id="capitals"),
    ],
)
@pytest.mark.parametrize("prompt", ["a photo of a {}", "{}", "red {} on a blue {} , cat"])
def test_a_prompt_with_a_learned_word_is_bit_for_bit_what_the_official_pipeline_reads(
    tiny: Loaded,
    cache: Path,
    official: Any,
    tmp_path: Path,
    tensors: dict[str, Tensor],
    name: str,
    prompt: str,
) -> None:
    file = write(tmp_path, tensors)
    text = prompt.replace("{}", name)

    official.load_textual_inversion(str(tmp_path), weight_name=file.name, token=name)
    wanted, _ = official.encode_prompt(text, "cpu", 1, do_classifier_free_guidance=False)

    assert torch.equal(know(tiny, cache, file, name).encode(text).embeds, wanted)
    assert not torch.equal(tiny.clip.encode(text).embeds, wanted)


def test_capitals_do_not_cut_a_word_short(
    tiny: Loaded, cache: Path, official: Any, tmp_path: Path
) -> None:
    # The official pipeline reads the first vector alone of a word in capitals.
    file = write(tmp_path, {"emb_params": vectors(3)})
    official.load_textual_inversion(str(tmp_path), weight_name=file.name, token="sly-fox")
    wanted, _ = official.encode_prompt("a sly-fox", "cpu", 1, do_classifier_free_guidance=False)

    found = know(tiny, cache, file, "Sly-Fox")

    assert torch.equal(found.encode("a Sly-Fox").embeds, wanted)
    assert torch.equal(found.encode("a sly-fox").embeds, wanted)


def test_a_word_is_called_what_its_file_says_or_else_as_its_file(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    plain = write(tmp_path, {"emb_params": vectors(1)}, "foxy")
    named = write(tmp_path, {"<den>": vectors(1)}, "other")

    by_file, by_word = know(tiny, cache, plain), know(tiny, cache, named)

    assert torch.equal(by_file.encode("a foxy").embeds, by_word.encode("a <den>").embeds)


def test_a_text_without_the_word_is_read_as_before(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    found = know(tiny, cache, write(tmp_path, {"<fox>": vectors(3)}))

    assert torch.equal(
        found.encode("a (red:1.3) cat").embeds, tiny.clip.encode("a (red:1.3) cat").embeds
    )


def test_the_base_knows_nothing_of_it_and_shares_all_but_the_embeddings(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    before, size = tiny.clip.encode("a <fox>").embeds, len(tiny.clip.tokenizer)
    places = {name: one.data_ptr() for name, one in tiny.clip.net.state_dict().items()}

    found = know(tiny, cache, write(tmp_path, {"<fox>": vectors(2)}))

    assert type(found) is ClipEncoder
    assert torch.equal(tiny.clip.encode("a <fox>").embeds, before)
    assert len(tiny.clip.tokenizer) == size
    own = {n for n, one in found.net.state_dict().items() if one.data_ptr() != places[n]}
    assert {name.rpartition(".")[0].rpartition(".")[2] for name in own} == {"token_embedding"}
    assert tiny.clip.net.config.vocab_size == size


def test_several_words_are_known_at_once(tiny: Loaded, cache: Path, tmp_path: Path) -> None:
    one = know(tiny, cache, write(tmp_path, {"<fox>": vectors(2)}, "one"))

    both = teach(one, "<den>", WordVectors((vectors(3, seed=8),)))
    other = know(tiny, cache, write(tmp_path, {"<den>": vectors(3, seed=8)}, "two"))

    assert isinstance(both, ClipEncoder)
    assert torch.equal(both.encode("a <fox> cat").embeds, one.encode("a <fox> cat").embeds)
    assert torch.equal(both.encode("a <den>").embeds, other.encode("a <den>").embeds)


def test_a_weight_moves_all_of_a_word_and_a_long_prompt_does_not_cut_it(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    found = know(tiny, cache, write(tmp_path, {"<fox>": vectors(4)}))

    tokens = found.tokenize("a (<fox>:1.5) cat")

    assert [one.weight for one in tokens] == [1.0, 1.5, 1.5, 1.5, 1.5, 1.0]
    assert [one.is_word_end for one in tokens] == [True, False, False, False, True, True]


@pytest.mark.parametrize("name", ["red cat", "(fox)", "[fox]", "fox\\"])
def test_a_name_that_means_something_else_in_a_prompt_is_refused(
    tiny: Loaded, cache: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BadValue, match="another name"):
        know(tiny, cache, write(tmp_path, {"emb_params": vectors(1)}), name)


def test_a_name_that_is_taken_is_refused_with_one_that_is_not(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadValue, match=r'knows "cat</w>" already.*"<cat</w>>"'):
        know(tiny, cache, write(tmp_path, {"emb_params": vectors(1)}), "cat</w>")


def test_a_word_for_another_width_is_refused_before_anything_is_loaded(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    file = write(tmp_path, {"<fox>": vectors(1, width=48)})

    with pytest.raises(BadValue, match="48 wide, and the text encoder of tiny 32"):
        learn_word(tiny.parts.text_encoder, open_embedding(file, cache=cache))


def test_a_word_for_two_encoders_is_refused_by_a_model_of_one(
    tiny: Loaded, cache: Path, tmp_path: Path
) -> None:
    file = write(tmp_path, {"clip_l": vectors(1), "clip_g": vectors(1)})

    with pytest.raises(BadValue, match="for 2 text encoder"):
        learn_word(tiny.parts.text_encoder, open_embedding(file, cache=cache))


def test_both_of_two_encoders_learn_their_own_vectors(tiny: Loaded) -> None:
    one, two = vectors(2, seed=1), vectors(2, seed=2)

    clip = replace(tiny.clip, pooling="plain")

    both = teach(JoinedEncoders((clip, clip)), "<fox>", WordVectors((one, two)))

    wanted = [teach(clip, "<fox>", WordVectors((each,))) for each in (one, two)]
    found = torch.cat([each.encode("a <fox>", clip_skip=0).embeds for each in wanted], -1)
    assert torch.equal(both.encode("a <fox>", clip_skip=0).embeds, found)


def test_other_files_are_refused_in_words(cache: Path, tmp_path: Path) -> None:
    lora = write(tmp_path, {"a.lora_A.weight": vectors(1), "a.lora_B.weight": vectors(1)}, "lora")
    pickle = tmp_path / "fox.pt"
    pickle.write_bytes(b"\x80\x02}q\x00.")
    cut = write(tmp_path, {"emb_params": vectors(1)}, "cut")
    cut.write_bytes(cut.read_bytes()[:-8])

    with pytest.raises(ModelBroken, match="holds 2 tensors, and a learned word has one"):
        open_embedding(lora, cache=cache)
    with pytest.raises(ModelBroken, match="is a pickle, which can run any code"):
        open_embedding(pickle, cache=cache)
    with pytest.raises(ModelBroken, match="cut short"):
        open_embedding(cut, cache=cache)
    with pytest.raises(ModelMissing, match="is not there"):
        open_embedding(tmp_path / "none.safetensors", cache=cache)


def test_numbers_that_are_not_finite_are_refused(tiny: Loaded, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="not finite"):
        know(tiny, cache, write(tmp_path, {"<fox>": vectors(1) * torch.inf}))
