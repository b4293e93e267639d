import pytest

from graphstudio.ui.fuzzy import match, rank

TITLES = [
    "Load Checkpoint",
    "Encode Prompt",
    "VAE Decode",
    "VAE Encode",
    "K Sampler",
    "Empty Latent",
    "Load Image",
    "Save Image",
    "Resize Image",
]


def found(wanted: str, titles: list[str] = TITLES) -> list[str]:
    return [one.choice for one in rank(wanted, titles, lambda title: (title,))]


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        pytest.param("vd", "VAE Decode", id="first letters"),
        pytest.param("dec", "VAE Decode", id="start of a later word"),
        pytest.param("ksam", "K Sampler", id="over a space"),
        pytest.param("smpl", "K Sampler", id="consonants"),
        pytest.param("image load", "Load Image", id="words in any order"),
        pytest.param("SAVE", "Save Image", id="capitals"),
        pytest.param("enc", "Encode Prompt", id="start of the title before a later word"),
        pytest.param("  latent ", "Empty Latent", id="spaces around"),
    ],
)
def test_what_somebody_means_comes_first(wanted: str, best: str) -> None:
    assert found(wanted)[0] == best


@pytest.mark.parametrize("wanted", ["xyz", "decv", "image xyz", "gmi"])
def test_what_is_not_there_is_not_found(wanted: str) -> None:
    assert found(wanted) == []


def test_nothing_wanted_gives_everything_in_its_order() -> None:
    assert found(" ") == TITLES


def test_the_whole_title_wins_over_a_longer_one() -> None:
    assert found("blur", ["Blur Mask", "Blur", "Motion Blur"])[0] == "Blur"


def test_equal_matches_keep_their_order() -> None:
    assert found("load", ["Load B", "Load A"]) == ["Load B", "Load A"]


def test_letters_that_matched_are_told_for_the_title_alone() -> None:
    texts = {"a": ("Decode", "vae"), "b": ("VAE Encode",)}

    ranked = rank("vae", ["a", "b"], lambda one: texts[one])

    assert [(one.choice, one.spots) for one in ranked] == [("b", (0, 1, 2)), ("a", ())]


def test_a_keyword_that_is_just_what_was_typed_lifts_a_title_and_does_not_beat_it() -> None:
    texts = {
        "mask": ("Prompt Mask", "area"),
        "encode": ("Encode Prompt", "prompt"),
        "edges": ("Edges", "prompt"),
    }

    ranked = rank("prompt", ["edges", "mask", "encode"], lambda one: texts[one])

    assert [one.choice for one in ranked] == ["encode", "mask", "edges"]


def test_letters_strewn_over_a_long_text_mean_nothing() -> None:
    text = "Keep what was made before, so that nothing is computed twice in a row"

    assert match("kmbt", "Keep Made By Two") is not None
    assert match("eaeso", text) is None


def test_a_letter_whose_small_form_is_longer_does_no_harm() -> None:
    assert match("stanbul", "İstanbul") is not None


def test_japanese_is_found_by_its_own_letters() -> None:
    assert found("画像", ["画像を読み込む", "潜在を復号"]) == ["画像を読み込む"]
