"""Class-conditional DiT: our loop against the official pipeline, bit for bit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Guidance, Latent, Model, Noise, Scheduler
from graphstudio.diffusion.autoencoders import Autoencoder, decode_latent
from graphstudio.diffusion.catalogue import SchedulerName, recipe
from graphstudio.diffusion.class_denoisers import DitDenoiser
from graphstudio.diffusion.class_folders import ClassPipeline, open_class_folder
from graphstudio.diffusion.conditioning import between, end_to_end, silenced, with_distilled
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.kinds import trained_with
from graphstudio.diffusion.labels import choose_labels
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.sources import ClassTransformerFolder
from graphstudio.errors import BadValue, ModelBroken
from tests.diffusion.conftest import Loaded
from tests.diffusion.tiny_dit import NAMES, write_dit

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Whole:
    """A model's handles and its networks."""

    parts: ClassPipeline
    net: DitDenoiser
    vae: Autoencoder

    def say(self, text: str = "", each: int = 1) -> Conditioning:
        return choose_labels(self.parts.denoiser, text, each).conditioning

    def sample(self, text: str, scheduler: Scheduler, **more: Any) -> Tensor:
        positive = self.say(text)
        assert positive.labels is not None
        options: dict[str, Any] = {
            "latent": empty_latent(self.parts.denoiser, 64, 64, len(positive.labels)),
            "negative": self.say(),
            "guidance": Guidance(4.0),
            "noise": Noise(4),
            "span": Span(5),
        } | more
        latent, negative = options.pop("latent"), options.pop("negative")
        return sample(
            self.parts.denoiser,
            self.net,
            latent,
            positive,
            negative,
            scheduler=scheduler,
            **options,
        ).samples


@dataclass(frozen=True)
class Asked:
    """What the official pipeline made: what it decoded, and the picture."""

    unscaled: Tensor
    pixels: Tensor


def load(folder: Path, cache: Path) -> Whole:
    parts = open_class_folder(folder, cache=cache)
    net = parts.denoiser.source.load(CPU, torch.float32)
    vae = parts.vae.source.load(CPU, torch.float32)
    assert isinstance(net, DitDenoiser)
    assert isinstance(vae, Autoencoder)
    return Whole(parts, net, vae)


@pytest.fixture(scope="module")
def dit(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_dit(tmp_path_factory.mktemp("dit") / "model"), cache)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_dit(tmp_path_factory.mktemp("dit") / "plain", learns_sigma=False), cache)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Asked]:
    """Run the official pipeline around the very networks that our code runs."""

    def run(
        model: Whole, scheduler: Scheduler, labels: list[int], scale: float, steps: int = 5
    ) -> Asked:
        options = dict(scheduler.options)
        options.pop("eta", None)
        config = {**trained_with(model.parts.denoiser), "_class_name": "DDIMScheduler"}
        kind = getattr(diffusers, scheduler.name)
        pipeline = diffusers.DiTPipeline(
            model.net.net, model.vae.net, kind.from_config(config, **options)
        )
        pipeline.set_progress_bar_config(disable=True)
        seen: list[Tensor] = []
        decode = model.vae.net.decode

        def remember(latents: Tensor, **more: Any) -> Any:
            seen.append(latents)
            return decode(latents, **more)

        generators = [torch.Generator().manual_seed(4 + place) for place in range(len(labels))]
        with monkeypatch.context() as patched:
            patched.setattr(model.vae.net, "decode", remember)
            pixels = pipeline(
                labels, scale, generators, num_inference_steps=steps, output_type="pt"
            ).images
        return Asked(seen[0], pixels)

    return run


def as_decoded(samples: Tensor, model: Whole) -> Tensor:
    """Unscale latents in the order of the official pipeline, which rounds another way than ours."""
    unscaled: Tensor = 1 / model.vae.net.config.scaling_factor * samples
    return unscaled


@pytest.mark.parametrize("scale", [1.0, 4.0])
@pytest.mark.parametrize("name", ["DDIM", "DPM++ 2M"])
@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param("goldfish", [1], id="one"),
        pytest.param("207; White Shark\nTinca tinca", [207, 2, 0], id="three"),
    ],
)
def test_it_equals_the_official_pipeline(
    text: str,
    labels: list[int],
    name: SchedulerName,
    scale: float,
    dit: Whole,
    ask: Callable[..., Asked],
) -> None:
    wanted = ask(dit, recipe(name), labels, scale)
    found = dit.sample(text, recipe(name), guidance=Guidance(scale))

    assert torch.equal(as_decoded(found, dit), wanted.unscaled)


def test_a_network_that_did_not_learn_sigma_equals_the_official_pipeline(
    plain: Whole, ask: Callable[..., Asked]
) -> None:
    wanted = ask(plain, recipe("DDIM"), [1, 2], 4.0)
    found = plain.sample("1; 2", recipe("DDIM"))

    assert torch.equal(as_decoded(found, plain), wanted.unscaled)


def test_the_finished_picture_equals_the_official_one(
    dit: Whole, ask: Callable[..., Asked]
) -> None:
    wanted = ask(dit, recipe("DDIM"), [1], 4.0)
    found = decode_latent(dit.vae, Latent(dit.sample("goldfish", recipe("DDIM")), "dit"))

    # Dividing by the factor and multiplying by one over it differ in the last bit.
    assert torch.allclose(found.pixels.movedim(-1, 1), wanted.pixels, atol=1e-5)


def test_guidance_may_go_away_from_another_class(dit: Whole) -> None:
    away = dit.sample("goldfish", recipe("DDIM"), negative=dit.say("tench"))
    usual = dit.sample("goldfish", recipe("DDIM"))

    assert not torch.allclose(away, usual, atol=1e-3)


def test_euler_finds_what_ddim_finds_where_the_official_pipeline_loses_its_way(
    dit: Whole, ask: Callable[..., Asked]
) -> None:
    """The official pipeline hands `step` the sample scaled for the network, and starts too small.

    DDIM is Euler's method in other words (arXiv:2010.02502, equation 14), so that both arrive at
    one place: that tells which of the two loops is right.
    """
    settings: dict[str, Any] = {"guidance": Guidance(1.0), "span": Span(20)}
    ours = dit.sample("goldfish", recipe("Euler"), **settings)
    ddim = dit.sample("goldfish", recipe("DDIM"), **settings)
    theirs = ask(dit, recipe("Euler"), [1], 1.0, 20).unscaled

    assert torch.allclose(ours, ddim, rtol=1e-3, atol=1e-3)
    assert not torch.allclose(theirs, as_decoded(ddim, dit), rtol=0.5, atol=0.5)


def test_euler_is_the_loop_that_its_scheduler_asks_for(dit: Whole) -> None:
    scheduler = diffusers.EulerDiscreteScheduler.from_config(
        {**trained_with(dit.parts.denoiser), "_class_name": "DDIMScheduler"}
    )
    scheduler.set_timesteps(5)
    labels = torch.tensor([1000, 1])
    x = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(4))
    x = x * scheduler.init_noise_sigma
    with torch.no_grad():
        for time in scheduler.timesteps:
            shown = scheduler.scale_model_input(x, time)
            answer = dit.net.net(
                torch.cat([shown] * 2), timestep=time.expand(2), class_labels=labels
            ).sample[:, :4]
            without, prompted = answer.chunk(2)
            x = scheduler.step(without + 4.0 * (prompted - without), time, x).prev_sample

    found = dit.sample("goldfish", recipe("Euler"))

    assert torch.equal(found, x)


def test_a_picture_does_not_depend_on_its_batch(dit: Whole) -> None:
    together = dit.sample("goldfish; tench", recipe("DDIM"), noise=Noise(7))
    alone = dit.sample("tench", recipe("DDIM"), noise=Noise(8))

    assert torch.allclose(together[1:], alone, atol=1e-4)


def test_one_label_serves_a_whole_batch_and_several_serve_their_neighbours(dit: Whole) -> None:
    latent = empty_latent(dit.parts.denoiser, 64, 64, 4)

    four = dit.sample("goldfish; tench", recipe("DDIM"), latent=latent)
    written = dit.sample("goldfish; goldfish; tench; tench", recipe("DDIM"), latent=latent)

    assert torch.equal(four, written)


def test_the_parts_say_what_they_are(dit: Whole) -> None:
    denoiser = dit.parts.denoiser

    assert (denoiser.family, dit.parts.vae.family) == ("dit", "dit")
    assert denoiser.fact("classes") == 1000
    assert json.loads(str(denoiser.fact("labels"))) == NAMES
    assert denoiser.fact("native_px") == 64
    assert denoiser.fact("conditioning_width") is None
    assert dit.parts.scheduler.name == "DDIMScheduler"


def test_each_loader_names_the_other_one(dit: Whole, tiny: Loaded, cache: Path) -> None:
    source = dit.parts.denoiser.source
    assert isinstance(source, ClassTransformerFolder)
    folder = source.folder.parent

    with pytest.raises(ModelBroken, match="Load Class Model"):
        open_folder(folder, cache=cache)
    with pytest.raises(
        ModelBroken, match=r"reads texts and knows no classes\. Load it with Load M"
    ):
        open_class_folder(tiny.folder, cache=cache)


@pytest.mark.parametrize(
    ("file", "changes", "said"),
    [
        pytest.param("vae/config.json", {"latent_channels": 16}, "do not belong", id="other VAE"),
        pytest.param("transformer/config.json", {"out_channels": 7}, "not 7", id="channels"),
        pytest.param("transformer/config.json", {"num_embeds_ada_norm": None}, "sensible", id="n"),
        pytest.param("model_index.json", {"id2label": {"1000": "x"}}, "0 to 999", id="number"),
        pytest.param("model_index.json", {"id2label": {"9" * 5000: "x"}}, "0 to 999", id="long"),
        pytest.param("model_index.json", {"id2label": {"1": 2}}, "id2label", id="no name"),
        pytest.param("model_index.json", {"id2label": ["cat"]}, "id2label", id="a list"),
        pytest.param(
            "model_index.json", {"vae": ["diffusers", "AutoencoderTiny"]}, "Tiny", id="VAE kind"
        ),
    ],
)
def test_a_broken_folder_is_refused_in_words(
    file: str, changes: dict[str, Any], said: str, cache: Path, tmp_path: Path
) -> None:
    folder = write_dit(tmp_path / "model")
    config = folder / file
    config.write_text(json.dumps(json.loads(config.read_text()) | changes))

    with pytest.raises(ModelBroken, match=said):
        open_class_folder(folder, cache=cache)


def test_what_is_not_made_for_it_is_refused_at_once(dit: Whole, tiny: Loaded) -> None:
    model = dit.parts.denoiser
    wide = empty_latent(model, 128, 32)

    with pytest.raises(BadValue) as caught:
        dit.sample("1", recipe("DDIM"), latent=wide, negative=replace(dit.say(), labels=None))

    assert "paints squares alone, and the latent is 128 x 32 px" in str(caught.value)
    assert "negative conditioning names no class" in str(caught.value)
    far = replace(dit.say(), labels=torch.tensor([1001]))
    with pytest.raises(BadValue, match="names class 1001"):
        dit.sample("1", recipe("DDIM"), negative=far)
    with pytest.raises(BadValue, match="for dit and tiny is sd1"):
        sample(
            tiny.parts.denoiser,
            tiny.unet,
            empty_latent(tiny.parts.denoiser, 32, 32),
            dit.say("1"),
            None,
            scheduler=recipe("DDIM"),
            guidance=Guidance(1.0),
            noise=Noise(1),
            span=Span(2),
        )


def test_labels_for_another_number_of_pictures_are_refused(dit: Whole) -> None:
    with pytest.raises(BadValue, match=r"positive conditioning is for 2 pictures .* holds 3"):
        dit.sample("1; 2", recipe("DDIM"), latent=empty_latent(dit.parts.denoiser, 64, 64, 3))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(silenced, id="silenced"),
        pytest.param(lambda one: between(one, one, 0.5), id="mixed"),
        pytest.param(lambda one: end_to_end(one, one), id="joined"),
    ],
)
def test_labels_are_not_changed_as_texts_are(
    change: Callable[[Conditioning], Conditioning], dit: Whole
) -> None:
    with pytest.raises(BadValue, match="Class labels are no texts"):
        change(dit.say("1"))


def test_labels_are_told_no_strength(dit: Whole) -> None:
    with pytest.raises(BadValue, match="has no guidance inside"):
        with_distilled(dit.say("1"), 3.0)


def test_a_model_of_texts_knows_no_classes(tiny: Loaded) -> None:
    model: Model[Denoiser] = tiny.parts.denoiser

    with pytest.raises(BadValue, match=r"knows no classes: it reads texts\. Use Encode Prompt"):
        choose_labels(model, "goldfish")
