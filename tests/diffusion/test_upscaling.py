"""Upscale models: told from their files, refused in words, and the same in tiles as whole."""

from __future__ import annotations

import os
import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from spandrel.architectures.Compact import Compact
from spandrel.architectures.DAT import DAT
from spandrel.architectures.ESRGAN import ESRGAN
from spandrel.architectures.RCAN import RCAN
from spandrel.architectures.SPAN import SPAN
from spandrel.architectures.SwinIR import SwinIR
from torch import Tensor, nn
from torch.nn import functional

from graphstudio.api import Image, Model, Upscaler
from graphstudio.diffusion.upscaler_files import open_upscaler
from graphstudio.diffusion.upscaler_networks import load_upscaler, require_upscaler
from graphstudio.diffusion.upscaling import upscale
from graphstudio.errors import BadValue, ModelBroken

# Of spandrel's own code, where a test builds its networks as others do.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Initializing zero-element tensors:UserWarning"),
    pytest.mark.filterwarnings("ignore:torch.meshgrid:UserWarning"),
]
CPU = torch.device("cpu")


def esrgan(scale: int = 4) -> Any:
    return ESRGAN(num_filters=8, num_blocks=1, scale=scale)


def compact(scale: int = 2, channels: int = 3) -> Any:
    return Compact(num_in_ch=channels, num_out_ch=channels, num_feat=8, num_conv=2, upscale=scale)


def span() -> Any:
    return SPAN(num_in_ch=3, num_out_ch=3, feature_channels=8, upscale=2)


def dat() -> Any:
    return DAT(
        img_size=16, split_size=[2, 4], depth=[2], num_heads=[2], embed_dim=32,
        expansion_factor=2.0, upscale=2, upsampler="pixelshuffledirect",
    )  # fmt: skip


def swinir() -> Any:
    return SwinIR(
        img_size=16, embed_dim=12, depths=[2], num_heads=[2], window_size=8, mlp_ratio=2,
        upscale=2, upsampler="pixelshuffledirect", resi_connection="1conv",
    )  # fmt: skip


def rcan() -> Any:
    return RCAN(n_resgroups=1, n_resblocks=1, n_feats=16, scale=2)


NETWORKS = [
    pytest.param(esrgan, "ESRGAN", 4, id="ESRGAN"),
    pytest.param(compact, "RealESRGAN Compact", 2, id="Compact"),
    pytest.param(lambda: compact(1), "RealESRGAN Compact", 1, id="Compact that mends"),
    pytest.param(span, "SPAN", 2, id="SPAN"),
    pytest.param(dat, "DAT", 2, id="DAT"),
    pytest.param(swinir, "SwinIR", 2, id="SwinIR"),
    pytest.param(rcan, "RCAN", 2, id="RCAN, which cannot be looked at without its weights"),
]


def make(build: Callable[[], nn.Module]) -> nn.Module:
    """Build a network whose answers are neither silent nor beyond 0..1."""
    torch.manual_seed(4)
    net = build().eval()
    # SPAN counts its own plain weights out of those that it is trained with, and only once.
    net(torch.zeros(1, next(net.parameters()).shape[1], 16, 16))
    return net


def official(net: nn.Module) -> dict[str, Tensor]:
    """Name the weights as the network's own project does; only ESRGAN's differ from spandrel's."""
    names = {
        r"^model\.0\.": "conv_first.",
        r"^model\.1\.sub\.(\d+)\.RDB(\d)\.conv(\d)\.0\.": r"body.\1.rdb\2.conv\3.",
        r"^model\.1\.sub\.\d+\.": "conv_body.",
        r"^model\.3\.": "conv_up1.",
        r"^model\.6\.": "conv_up2.",
        r"^model\.8\.": "conv_hr.",
        r"^model\.10\.": "conv_last.",
    }
    found = {name: value.clone().contiguous() for name, value in net.state_dict().items()}
    if not isinstance(net, ESRGAN):
        return found
    for old, new in names.items():
        found = {re.sub(old, new, name): value for name, value in found.items()}
    return found


def write(folder: Path, net: nn.Module, name: str = "net.safetensors") -> Path:
    file = folder / name
    if file.suffix == ".pth":
        torch.save({"params_ema": official(net)}, file)
    else:
        save_file(official(net), file)
    return file


def opened(file: Path, **options: Any) -> Model[Upscaler]:
    return open_upscaler(file, cache=file.parent / "digests", **options)


def loaded(folder: Path, net: nn.Module) -> Upscaler:
    return load_upscaler(write(folder, net), CPU, torch.float32)


def picture(tall: int = 24, wide: int = 32, channels: int = 3, count: int = 1) -> Image:
    generator = torch.Generator().manual_seed(6)
    return Image(torch.rand(count, tall, wide, channels, generator=generator))


@torch.no_grad()
def plain(net: nn.Module, image: Image) -> Tensor:
    """Run a network as its own project does."""
    made: Tensor = net(image.pixels[..., :3].movedim(-1, 1).contiguous()).clamp(0, 1)
    return made.movedim(1, -1).contiguous()


@pytest.mark.parametrize(("build", "architecture", "scale"), NETWORKS)
def test_a_network_is_told_from_its_file_and_gives_what_it_gives_elsewhere(
    build: Callable[[], nn.Module], architecture: str, scale: int, tmp_path: Path
) -> None:
    net = make(build)

    model = opened(write(tmp_path, net))
    found = upscale(loaded(tmp_path, net), picture())

    assert dict(model.facts) == {
        "scale": scale,
        "architecture": architecture,
        "purpose": "SR" if scale > 1 else "Restoration",
        "channels": 3,
    }
    assert (model.kind, model.family, model.name) == ("upscaler", "", "net")
    assert torch.equal(found.pixels, plain(net, picture()))
    assert found.pixels.shape == (1, 24 * scale, 32 * scale, 3)
    assert found.pixels.is_contiguous()
    assert not found.pixels.is_inference()


@pytest.mark.parametrize(
    ("build", "overlap"),
    [
        pytest.param(compact, 16, id="Compact"),
        pytest.param(lambda: compact(1), 16, id="Compact that mends"),
        pytest.param(esrgan, 80, id="ESRGAN"),
        pytest.param(span, 88, id="SPAN"),
    ],
)
def test_tiles_that_overlap_as_far_as_a_network_sees_give_the_whole_picture(
    build: Callable[[], nn.Module], overlap: int, tmp_path: Path
) -> None:
    net, image = loaded(tmp_path, make(build)), picture(200, 217)

    found = upscale(net, image, tile_px=2 * overlap, overlap_px=overlap).pixels

    assert torch.allclose(found, upscale(net, image).pixels, rtol=0, atol=1e-5)


def test_tiles_too_far_apart_for_a_network_leave_seams(tmp_path: Path) -> None:
    """The test above would see a seam."""
    net, image = loaded(tmp_path, make(compact)), picture(64, 64)

    found = upscale(net, image, tile_px=32, overlap_px=0).pixels

    assert not torch.allclose(found, upscale(net, image).pixels, rtol=0, atol=1e-5)


@pytest.mark.parametrize("build", [swinir, dat])
def test_networks_that_look_far_around_nearly_agree_in_tiles(
    build: Callable[[], nn.Module], tmp_path: Path
) -> None:
    net, image = loaded(tmp_path, make(build)), picture(48, 72)

    whole, tiled = (upscale(net, image, tile_px=side).pixels for side in (0, 48))

    assert tiled.shape == whole.shape
    assert (tiled - whole).abs().mean() < 0.1 * whole.std()


def test_a_picture_does_not_depend_on_its_batch(tmp_path: Path) -> None:
    net, batch = loaded(tmp_path, make(compact)), picture(40, 50, count=3)

    found = upscale(net, batch, tile_px=32, overlap_px=8).pixels

    for number, one in enumerate(batch.pixels):
        alone = upscale(net, Image(one[None]), tile_px=32, overlap_px=8).pixels
        assert torch.equal(found[number : number + 1], alone)


def test_progress_counts_the_tiles_of_all_pictures_and_can_stop(tmp_path: Path) -> None:
    net, done = loaded(tmp_path, make(compact)), []

    def track(steps: Iterable[int]) -> Iterator[int]:
        for step in steps:
            yield step
            done.append(step)

    upscale(net, picture(64, 64, count=2), tile_px=32, overlap_px=0, track=track)

    assert done == list(range(8))


class Nearest:
    """An upscale model that can be reckoned: it repeats pixels."""

    scale = 2
    multiple_px = 1

    def enlarge(self, pixels: Tensor) -> Tensor:
        return functional.interpolate(pixels, scale_factor=2)


def test_transparency_is_made_larger_apart_and_hidden_colours_stay_hidden() -> None:
    image = picture(8, 8, channels=4)
    image.pixels[:, :, 4:, 3] = 0

    found = upscale(Nearest(), image).pixels

    twice = image.pixels.repeat_interleave(2, 1).repeat_interleave(2, 2)
    assert torch.allclose(found[..., 3], twice[..., 3], atol=1e-6)
    seen = twice[..., 3] > 0
    assert torch.allclose(found[seen], twice[seen], atol=1e-5)
    assert not found[:, :, 8:, :3].any()


def test_an_opaque_picture_of_four_channels_is_the_one_of_three_and_opaque(tmp_path: Path) -> None:
    net, image = loaded(tmp_path, make(compact)), picture()
    opaque = Image(torch.cat([image.pixels, torch.ones(1, 24, 32, 1)], dim=-1))

    found = upscale(net, opaque).pixels

    assert torch.equal(found[..., :3], upscale(net, image).pixels)
    assert bool((found[..., 3] == 1).all())


def test_a_network_that_sees_grey_alone_is_shown_each_colour(tmp_path: Path) -> None:
    net = make(lambda: compact(channels=1))

    found = upscale(loaded(tmp_path, net), picture()).pixels

    wanted = [net(picture().pixels[..., place][:, None]).clamp(0, 1)[:, 0] for place in range(3)]
    assert torch.equal(found, torch.stack(wanted, dim=-1).detach())


def test_numbers_that_are_none_are_refused(tmp_path: Path) -> None:
    image = picture()
    image.pixels[0, 3, 3, 0] = float("nan")

    with pytest.raises(BadValue, match="set its precision to float32"):
        upscale(Nearest(), image)


def test_tiles_that_are_too_small_are_refused() -> None:
    with pytest.raises(BadValue, match=r"Tiles of 16 px are too small\. Choose 32 px or more"):
        upscale(Nearest(), picture(), tile_px=16)


@pytest.mark.parametrize("is_old", [False, True], ids=["zip", "the old format"])
def test_a_pickle_is_opened_when_it_is_allowed_and_holds_weights_alone(
    is_old: bool, tmp_path: Path
) -> None:
    net, file = make(esrgan), tmp_path / "net.pth"
    torch.save({"params_ema": official(net)}, file, _use_new_zipfile_serialization=not is_old)

    with pytest.raises(ModelBroken, match=r"is a pickle\..*turn on allows_pickle"):
        opened(file)
    model = opened(file, allows_pickle=True)
    found = upscale(model.source.load(CPU, torch.float32), picture())

    assert model.fact("scale") == 4
    assert torch.equal(found.pixels, plain(net, picture()))


class Evil:
    """Ask for a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize("is_bare", [False, True], ids=["torch", "plain pickle"])
def test_a_pickle_with_code_in_it_is_refused_and_runs_nothing(
    is_bare: bool, tmp_path: Path
) -> None:
    file, trace = tmp_path / "net.pth", tmp_path / "trace"
    if is_bare:
        file.write_bytes(pickle.dumps(Evil(trace)))
    else:
        torch.save({"params": official(make(esrgan)), "more": Evil(trace)}, file)

    with pytest.raises(ModelBroken, match="could run code"):
        opened(file, allows_pickle=True)

    assert not trace.exists()


@pytest.mark.parametrize("ending", [".pt", ".ckpt", ".bin"])
def test_other_pickles_are_never_opened(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"net{ending}"
    torch.save(official(make(compact)), file)

    with pytest.raises(ModelBroken, match="does not open it"):
        opened(file, allows_pickle=True)


def test_weights_of_something_else_are_refused(tmp_path: Path) -> None:
    save_file({"encoder.weight": torch.ones(2, 2)}, tmp_path / "net.safetensors")

    with pytest.raises(ModelBroken, match=r"no architecture that spandrel .* knows\..*Real-ESRGAN"):
        opened(tmp_path / "net.safetensors")


@pytest.mark.parametrize(
    ("name", "shape"), [("spynet.basic_module.0.weight", (4, 4)), ("conv.weight", (2, 2, 3, 3, 3))]
)
def test_a_model_for_video_is_refused(name: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    save_file({name: torch.ones(shape)}, tmp_path / "net.safetensors")

    with pytest.raises(ModelBroken, match="several pictures of a video"):
        opened(tmp_path / "net.safetensors")


def test_a_file_that_lacks_a_weight_is_refused(tmp_path: Path) -> None:
    weights = official(make(compact))
    weights.pop("body.0.bias")
    save_file(weights, tmp_path / "net.safetensors")

    with pytest.raises(ModelBroken, match=r"net\.safetensors cannot be loaded"):
        opened(tmp_path / "net.safetensors")


def test_weights_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    weights = official(make(compact))
    weights["body.0.bias"][0] = float("nan")
    save_file(weights, tmp_path / "net.safetensors")

    with pytest.raises(ModelBroken, match=r"body\.0\.bias holds numbers that are not finite"):
        opened(tmp_path / "net.safetensors").source.load(CPU, torch.float32)


@pytest.mark.parametrize(
    ("purpose", "channels", "words"),
    [("FaceSR", (3, 3), "aligned faces"), ("Inpainting", (3, 3), "needs a mask")],
)
def test_networks_for_something_else_are_refused(
    purpose: str, channels: tuple[int, int], words: str
) -> None:
    found = SimpleNamespace(
        architecture=SimpleNamespace(name="GFPGAN"),
        purpose=purpose,
        input_channels=channels[0],
        output_channels=channels[1],
    )

    with pytest.raises(ModelBroken, match=words):
        require_upscaler(Path("net.safetensors"), found)


def test_a_network_of_other_channels_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, make(lambda: compact(channels=4)))

    with pytest.raises(ModelBroken, match="turns 4 channels into 4, and pictures have 3"):
        opened(file)


def test_a_network_that_cannot_count_in_half_precision_is_loaded_in_full(tmp_path: Path) -> None:
    file = write(tmp_path, make(swinir))

    nets = [load_upscaler(file, CPU, kind) for kind in (torch.float16, torch.bfloat16)]

    assert [one.precision for one in nets] == [torch.float32, torch.bfloat16]
    assert {one.dtype for one in nets[0].net.parameters()} == {torch.float32}
