import diffusers
import pytest
import torch

from graphstudio.api import Image, Mask
from graphstudio.diffusion.pipelines.requests import Request, make_arguments
from graphstudio.errors import BadValue


def grey(count: int) -> Image:
    return Image(torch.full((count, 16, 16, 3), 0.5))


def test_what_is_left_open_is_left_to_the_pipeline() -> None:
    assert make_arguments(diffusers.SanaPipeline, Request("a cat")) == [{"prompt": "a cat"}]


def test_each_setting_goes_by_the_name_that_the_pipeline_has_for_it() -> None:
    request = Request("a cat", "a dog", 64, 48, 3, 2.5)

    (told,) = make_arguments(diffusers.QwenImagePipeline, request)

    assert told == {
        "prompt": "a cat",
        "negative_prompt": "a dog",
        "width": 64,
        "height": 48,
        "num_inference_steps": 3,
        "true_cfg_scale": 2.5,
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("StableDiffusionPipeline", "guidance_scale"),
        ("FluxPipeline", "guidance_scale"),
        ("QwenImage21Pipeline", "true_cfg_scale"),
        ("HunyuanImagePipeline", "distilled_guidance_scale"),
        ("StableCascadeCombinedPipeline", "prior_guidance_scale"),
    ],
)
def test_guidance_finds_its_name(kind: str, name: str) -> None:
    (told,) = make_arguments(getattr(diffusers, kind), Request("a cat", guidance=2.0))

    assert told[name] == 2.0


def test_everything_that_a_pipeline_does_not_take_is_refused_at_once() -> None:
    request = Request("a cat", "a dog", strength=0.5, mask=Mask(torch.ones(1, 16, 16)))

    with pytest.raises(BadValue) as refused:
        make_arguments(diffusers.Flux2KleinPipeline, request)

    assert refused.value.problems == (
        "Flux2KleinPipeline takes no strength. Leave it open.",
        "Flux2KleinPipeline takes no negative prompt. Leave it open.",
        "Flux2KleinPipeline takes no mask. Leave it open.",
    )


def test_a_prompt_is_refused_by_a_pipeline_that_reads_none() -> None:
    with pytest.raises(BadValue, match="DiTPipeline takes no prompt"):
        make_arguments(diffusers.DiTPipeline, Request("a cat", options='{"class_labels": [1]}'))


def test_what_a_pipeline_needs_and_was_not_given_is_named() -> None:
    with pytest.raises(BadValue, match="DiTPipeline needs class_labels"):
        make_arguments(diffusers.DiTPipeline, Request())


def test_a_negative_prompt_that_would_not_be_heard_is_refused() -> None:
    with pytest.raises(BadValue, match="only with true_cfg_scale above 1"):
        make_arguments(diffusers.FluxPipeline, Request("a cat", "a dog"))

    request = Request("a cat", "a dog", options='{"true_cfg_scale": 4}')
    (told,) = make_arguments(diffusers.FluxPipeline, request)

    assert (told["true_cfg_scale"], told["negative_prompt"]) == (4, "a dog")


def test_an_unknown_option_is_refused_with_close_names() -> None:
    request = Request("a cat", options='{"max_sequence_lenght": 9, "zzzz": 1}')

    with pytest.raises(BadValue) as refused:
        make_arguments(diffusers.SanaPipeline, request)

    close, far = refused.value.problems
    assert close.startswith("SanaPipeline takes no option 'max_sequence_lenght'. Did you mean max_")
    assert "It takes attention_kwargs, clean_caption," in far


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        pytest.param("{", "not JSON", id="not JSON"),
        pytest.param("[1]", "no JSON object", id="a list"),
        pytest.param('{"prompt": "a dog"}', "Write it into the prompt", id="has an input"),
        pytest.param('{"num_inference_steps": 4}', "set twice", id="set twice"),
        pytest.param('{"generator": 4}', "The noise that is wired", id="random numbers"),
        pytest.param('{"num_images_per_prompt": 4}', "Set batch_size", id="a batch"),
        pytest.param('{"callback_on_step_end": 4}', "uses it itself", id="a callback"),
        pytest.param('{"latents": [1, 2]}', "takes no text but a tensor", id="a tensor"),
    ],
)
def test_an_option_that_cannot_be_set_is_refused(options: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        make_arguments(diffusers.SanaPipeline, Request("a cat", steps=3, options=options))


def test_a_list_becomes_a_tuple_where_the_pipeline_wants_one() -> None:
    request = Request("a cat", options='{"original_size": [512, 256], "sigmas": [1, 0.5]}')

    (told,) = make_arguments(diffusers.StableDiffusionXLPipeline, request)

    assert told["original_size"] == (512, 256)
    assert told["sigmas"] == [1, 0.5]


def test_one_picture_is_for_all_and_several_are_for_one_each() -> None:
    kind = diffusers.StableDiffusionImg2ImgPipeline

    shared = make_arguments(kind, Request("a cat", batch_size=2, image=grey(1)))
    single = make_arguments(kind, Request("a cat", batch_size=2, image=grey(2)))

    assert shared[0]["image"] is shared[1]["image"]
    assert single[0]["image"] is not single[1]["image"]


def test_several_pictures_for_one_go_in_together() -> None:
    (told,) = make_arguments(diffusers.Flux2Pipeline, Request("a cat", image=grey(3)))

    assert len(told["image"]) == 3


def test_pictures_that_match_no_batch_are_refused() -> None:
    with pytest.raises(BadValue, match="3 pictures for 2 pictures"):
        make_arguments(
            diffusers.StableDiffusionImg2ImgPipeline, Request(batch_size=2, image=grey(3))
        )
