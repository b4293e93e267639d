"""ControlNets of SD3 and Flux: our loop against the official pipelines, bit for bit.

The official pipelines draw what a ControlNet follows from what the autoencoder thinks likely; ours
takes the mean. So they are given an autoencoder that answers with the mean, picture by picture.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Control, Guidance, Lead
from graphstudio.diffusion.autoencoders import encode_image
from graphstudio.diffusion.conditioning import with_distilled
from graphstudio.diffusion.control_folders import is_leading, open_controlnet
from graphstudio.diffusion.fitting import require_control_fit
from graphstudio.diffusion.flow_controlnets import FluxControlNet, Sd3ControlNet
from graphstudio.diffusion.flow_denoisers import pack
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.leads import require_lead
from graphstudio.diffusion.sampling import Span
from graphstudio.errors import BadValue, ModelBroken
from tests.diffusion.oracle import NEGATIVE, POSITIVE, lend
from tests.diffusion.oracle_controlnets import (
    MeanVae,
    Opened,
    as_tensor,
    canvas,
    guide_picture,
    led,
    opened,
    sample,
    told,
    twice,
)
from tests.diffusion.test_flow_parity import Whole, ask, load, official
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_flow import (
    write_controlnet_flux,
    write_controlnet_sd3,
    write_flux,
    write_sd3,
)

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("led")


@pytest.fixture(scope="module")
def sd3(place: Path, cache: Path) -> Whole:
    return load(write_sd3(place / "sd3", layers=4), cache)


@pytest.fixture(scope="module")
def flux(place: Path, cache: Path) -> Whole:
    return load(write_flux(place / "flux", layers=3, single_layers=4), cache)


@pytest.fixture(scope="module")
def edges(place: Path, cache: Path) -> Opened:
    """Give one for SD3 that keeps zeros as its text, as those of InstantX do."""
    return opened(write_controlnet_sd3(place / "sd3 edges", num_layers=2), cache)


@pytest.fixture(scope="module")
def moved(place: Path, cache: Path) -> Opened:
    """Give one for SD3 that is told the text and sees the latent as it is made."""
    more = {"force_zeros_for_pooled_projection": False, "num_layers": 2}
    return opened(write_controlnet_sd3(place / "sd3 moved", seed=5, **more), cache)


@pytest.fixture(scope="module")
def large(place: Path, cache: Path) -> Opened:
    """Give one as those for SD 3.5 large: no prompt, and no embedding of its own."""
    folder = write_controlnet_sd3(
        place / "sd3 large",
        num_layers=2,
        joint_attention_dim=None,
        use_pos_embed=False,
        force_zeros_for_pooled_projection=False,
    )
    return opened(folder, cache)


@pytest.fixture(scope="module")
def depth(place: Path, cache: Path) -> Opened:
    """Give one for Flux without guidance inside."""
    return opened(write_controlnet_flux(place / "flux depth", num_layers=2), cache)


@pytest.fixture(scope="module")
def union(place: Path, cache: Path) -> Opened:
    """Give one for Flux that was trained for several kinds, with guidance inside."""
    more = {"num_mode": 7, "guidance_embeds": True, "num_layers": 2, "num_single_layers": 2}
    return opened(write_controlnet_flux(place / "flux union", seed=8, **more), cache)


@pytest.fixture(scope="module")
def seeing(place: Path, cache: Path) -> Opened:
    """Give one for Flux that sees pixels, as those of XLabs do, and adds to double blocks only."""
    more = {"conditioning_embedding_channels": 4, "num_layers": 2, "num_single_layers": 0}
    return opened(write_controlnet_flux(place / "flux pixels", seed=9, **more), cache)


WAYS = [
    pytest.param({}, id="plain"),
    pytest.param({"strength": 0.4}, id="weaker"),
    pytest.param({"start": 0.2, "end": 0.7}, id="in the middle"),
]


@pytest.mark.parametrize("options", WAYS)
@pytest.mark.parametrize("which", ["edges", "moved", "large"])
def test_sd3_equals_the_official_pipeline(
    which: str, options: dict[str, Any], sd3: Whole, request: pytest.FixtureRequest
) -> None:
    net: Opened = request.getfixturevalue(which)
    lead = net.lead(guide_picture(), sd3, **options)
    has_embedding = net.net.net.pos_embed is not None
    pipeline = led("StableDiffusion3ControlNetPipeline", sd3, net)

    wanted = ask(pipeline, negative_prompt=NEGATIVE, guidance_scale=5.0, **told(lead))
    if not has_embedding:  # the pipeline gave it one
        net.net.net.pos_embed = None
    found = sample(
        sd3,
        canvas(sd3),
        [lead],
        [net.net],
        guidance=Guidance(5.0),
        negative=sd3.say(NEGATIVE),
    )

    assert isinstance(net.net, Sd3ControlNet)
    assert torch.equal(found, wanted)
    assert not torch.equal(
        found,
        sd3.sample(canvas(sd3), guidance=Guidance(5.0), negative=sd3.say(NEGATIVE)),
    )


def test_two_of_sd3_equal_the_official_pipeline(sd3: Whole, edges: Opened, place: Path) -> None:
    folder = write_controlnet_sd3(place / "sd3 second", seed=6, num_layers=2)
    second = opened(folder, place / "hashes")
    leads = [
        edges.lead(guide_picture(1), sd3, 0.8),
        second.lead(guide_picture(2), sd3, 1.2, 0.25, 0.8),
    ]
    pipeline = led("StableDiffusion3ControlNetPipeline", sd3, edges, second)

    wanted = ask(pipeline, negative_prompt=NEGATIVE, guidance_scale=4.0, **told(*leads))
    found = sample(
        sd3,
        canvas(sd3),
        leads,
        [edges.net, second.net],
        guidance=Guidance(4.0),
        negative=sd3.say(NEGATIVE),
    )

    assert torch.equal(found, wanted)


def test_a_batch_of_sd3_equals_the_official_pipeline(sd3: Whole, edges: Opened) -> None:
    image = guide_picture(count=2)
    pipeline = led("StableDiffusion3ControlNetPipeline", sd3, edges)
    lead = edges.lead(image, sd3)

    wanted = pipeline(
        **twice(sd3.say(POSITIVE)),
        guidance_scale=1.0,
        num_inference_steps=5,
        generator=[torch.Generator().manual_seed(seed) for seed in (4, 5)],
        output_type="latent",
        **told(lead),
    ).images
    found = sample(sd3, canvas(sd3, 2), [lead], [edges.net])

    assert torch.equal(found, wanted)


def test_sd3_image_to_image_is_led(
    sd3: Whole, edges: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No official pipeline does it: that without ControlNets is given a transformer with one."""
    latent = encode_image(sd3.parts.vae, sd3.vae, guide_picture(5))
    lead = edges.lead(guide_picture(), sd3)
    hint = MeanVae(sd3.vae.net).encode(as_tensor(lead.image)).latent_dist.sample() * 1.5305
    pipeline = official("StableDiffusion3Img2ImgPipeline", sd3)
    plain = sd3.net.net.forward

    def forward(**inputs: Any) -> Any:
        asked = {name: inputs[name] for name in ("hidden_states", "timestep")}
        (found,) = edges.net.net(
            **asked,
            encoder_hidden_states=inputs["encoder_hidden_states"],
            pooled_projections=torch.zeros_like(inputs["pooled_projections"]),
            controlnet_cond=hint,
            return_dict=False,
        )
        return plain(**inputs, block_controlnet_hidden_states=found)

    with monkeypatch.context() as patch:
        patch.setattr(sd3.net.net, "forward", forward)
        wanted = ask(
            pipeline,
            image=latent.samples,
            strength=0.6,
            guidance_scale=1.0,
            width=48,
            height=32,
        )
    found = sample(sd3, latent, [lead], [edges.net], span=Span(5, 0.6))

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("options", WAYS)
def test_flux_equals_the_official_pipeline(
    options: dict[str, Any], flux: Whole, depth: Opened
) -> None:
    lead = depth.lead(guide_picture(), flux, **options)
    pipeline = led("FluxControlNetPipeline", flux, depth)

    wanted = ask(pipeline, guidance_scale=3.5, **told(lead))
    found = sample(flux, canvas(flux), [lead], [depth.net])

    assert isinstance(depth.net, FluxControlNet)
    assert torch.equal(pack(found), wanted)
    assert not torch.equal(found, flux.sample(canvas(flux)))


@pytest.mark.parametrize(("mode", "number"), [("canny", 0), ("pose", 4), ("low quality", 6)])
def test_a_union_controlnet_of_flux_equals_the_official_pipeline(
    mode: str, number: int, flux: Whole, union: Opened
) -> None:
    lead = union.lead(guide_picture(), flux, 0.7, mode=mode)
    pipeline = led("FluxControlNetPipeline", flux, union)
    said = with_distilled(flux.say(POSITIVE), 1.5)

    wanted = ask(pipeline, guidance_scale=1.5, control_mode=number, **told(lead))
    found = sample(flux, canvas(flux), [lead], [union.net], positive=said)

    assert torch.equal(pack(found), wanted)


def test_two_kinds_of_a_union_equal_the_official_pipeline(flux: Whole, union: Opened) -> None:
    leads = [
        union.lead(guide_picture(1), flux, 0.7, 0.0, 0.6, mode="depth"),
        union.lead(guide_picture(2), flux, 0.4, 0.2, mode="tile"),
    ]
    pipeline = led("FluxControlNetPipeline", flux, union, union)

    wanted = ask(pipeline, guidance_scale=3.5, control_mode=[2, 1], **told(*leads))
    found = sample(flux, canvas(flux), leads, [union.net, union.net])

    assert torch.equal(pack(found), wanted)


def test_one_of_flux_that_sees_pixels_equals_the_official_pipeline(
    flux: Whole, seeing: Opened
) -> None:
    lead = Lead(seeing.model, guide_picture(), 0.9)
    pipeline = led("FluxControlNetPipeline", flux, seeing)

    # Its own layers make 4 x 6 of 32 x 48 px; the transformer reads 2 x 3 tokens.
    seeing.net.net.register_to_config(patch_size=2)
    wanted = ask(pipeline, guidance_scale=3.5, **told(lead))
    found = sample(flux, canvas(flux), [lead], [seeing.net])

    assert torch.equal(pack(found), wanted)


def test_flux_with_true_guidance_equals_the_official_pipeline(flux: Whole, depth: Opened) -> None:
    lead = depth.lead(guide_picture(), flux)
    pipeline = led("FluxControlNetPipeline", flux, depth)

    wanted = ask(
        pipeline, negative_prompt=NEGATIVE, true_cfg_scale=3.0, guidance_scale=3.5, **told(lead)
    )
    found = sample(
        flux,
        canvas(flux),
        [lead],
        [depth.net],
        guidance=Guidance(3.0),
        negative=flux.say(NEGATIVE),
    )

    assert torch.equal(pack(found), wanted)


def test_flux_image_to_image_equals_the_official_pipeline(flux: Whole, depth: Opened) -> None:
    image, lead = guide_picture(5), depth.lead(guide_picture(), flux)
    pipeline = led("FluxControlNetImg2ImgPipeline", flux, depth)
    latent = encode_image(flux.parts.vae, flux.vae, image)

    painted_over = image.pixels.movedim(-1, 1).contiguous()
    wanted = ask(pipeline, image=painted_over, strength=0.6, guidance_scale=3.5, **told(lead))
    found = sample(flux, latent, [lead], [depth.net], span=Span(5, 0.6))

    assert torch.equal(pack(found), wanted)


def test_a_batch_of_flux_equals_the_official_pipeline(flux: Whole, depth: Opened) -> None:
    lead = depth.lead(guide_picture(count=2), flux)
    pipeline = led("FluxControlNetPipeline", flux, depth)

    wanted = pipeline(
        **twice(flux.say(POSITIVE)),
        guidance_scale=3.5,
        num_inference_steps=5,
        generator=[torch.Generator().manual_seed(seed) for seed in (4, 5)],
        output_type="latent",
        **told(lead),
    ).images
    found = sample(flux, canvas(flux, 2), [lead], [depth.net])

    assert torch.equal(pack(found), wanted)


def test_two_of_different_depth_each_add_as_they_would_alone(
    flux: Whole, depth: Opened, union: Opened, seeing: Opened
) -> None:
    """The official pipeline drops the blocks that the shallower one does not have."""
    leads = [
        union.lead(guide_picture(1), flux, mode="blur"),
        Lead(seeing.model, guide_picture(2)),
        depth.lead(guide_picture(3), flux),
    ]
    nets = [
        one.net.joined(flux.net, lead)
        for one, lead in zip((union, seeing, depth), leads, strict=True)
    ]
    hints = make_hints(Control(tuple(leads)), flux.parts.denoiser, canvas(flux), lend(flux.vae))
    noisy = torch.randn(1, 4, 4, 6, generator=torch.Generator().manual_seed(2))
    asked = noisy, torch.tensor(500.0), flux.say(POSITIVE)

    each = [
        net.ask(*asked, hint, strength=1.0, is_guess=False)
        for net, hint in zip(nets, hints, strict=True)
    ]

    assert [(len(one.down), len(one.single)) for one in each] == [(3, 4), (3, 0), (3, 4)]
    assert torch.isfinite(
        sample(flux, canvas(flux), leads, [union.net, seeing.net, depth.net])
    ).all()


@pytest.mark.parametrize(
    ("which", "facts"),
    [
        ("edges", ("sd3", "latent", 4, 80, False, None)),
        ("moved", ("sd3", "latent", 4, 80, True, None)),
        ("large", ("sd3", "latent", 4, None, True, None)),
        ("depth", ("flux", "latent", 4, 80, None, None)),
        ("union", ("flux", "latent", 4, 80, None, 7)),
        ("seeing", ("flux", "pixels", 4, 80, None, None)),
    ],
)
def test_a_folder_says_what_it_is(
    which: str, facts: tuple[object, ...], request: pytest.FixtureRequest
) -> None:
    model = request.getfixturevalue(which).model
    names = ("sees", "latent_channels", "conditioning_width", "is_hint_shifted", "modes")

    assert (model.family, *(model.fact(name) for name in names)) == facts
    assert is_leading(model.source.folder)


def test_what_a_lead_lacks_is_said_all_at_once(union: Opened) -> None:
    lead = Lead(union.model, guide_picture(), is_guess=True)

    with pytest.raises(BadValue) as caught:
        require_lead(lead)

    guess, vae, mode = caught.value.problems
    assert "cannot be led without a prompt" in guess
    assert "Wire the VAE of the model into Apply ControlNet" in vae
    assert "canny, tile, depth, blur, pose, gray, low quality" in mode


@pytest.mark.parametrize(
    ("which", "mode", "said"),
    [
        pytest.param("depth", "canny", "Leave mode empty", id="one kind only"),
        pytest.param("few", "blur", "does not know 'blur'. It knows canny, tile", id="few kinds"),
    ],
)
def test_a_kind_that_it_was_not_trained_for_is_refused(
    which: str, mode: str, said: str, flux: Whole, depth: Opened, cache: Path, tmp_path: Path
) -> None:
    few = write_controlnet_flux(tmp_path / "few", num_mode=2)
    model = {"depth": depth.model, "few": open_controlnet(few, cache=cache)}[which]

    with pytest.raises(BadValue, match=said):
        require_lead(Lead(model, guide_picture(), vae=flux.parts.vae, mode=mode))


def test_the_autoencoder_of_another_family_is_refused(flux: Whole, edges: Opened) -> None:
    with pytest.raises(BadValue, match="Wire the VAE of the model that is led"):
        require_lead(Lead(edges.model, guide_picture(), vae=flux.parts.vae))


def test_a_controlnet_of_another_family_is_refused(
    flux: Whole, edges: Opened, cache: Path, tmp_path: Path
) -> None:
    other = open_controlnet(write_controlnet(tmp_path / "net", Sizes()), cache=cache)

    with pytest.raises(BadValue) as caught:
        require_control_fit(
            flux.parts.denoiser,
            Control((Lead(edges.model, guide_picture()), Lead(other, guide_picture()))),
        )

    assert len(caught.value.problems) == 3
    assert "is for sd3, and flux is flux" in str(caught.value)
    assert "is for sd1, and flux is flux" in str(caught.value)


def test_one_for_inpainting_is_refused(cache: Path, tmp_path: Path) -> None:
    folder = write_controlnet_sd3(tmp_path / "net")
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"extra_conditioning_channels": 1}))

    with pytest.raises(ModelBroken, match="sees a mask besides"):
        open_controlnet(folder, cache=cache)
