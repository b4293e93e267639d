"""Values to bytes and back."""

from __future__ import annotations

import dataclasses
import json
import pickle
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import deserialize

from graphstudio import api
from graphstudio.api import Area, Conditioning, Image, Latent, Mask, Rest, StepState, When
from graphstudio.engine.disk.container import Part, Unreadable, pack
from graphstudio.engine.disk.encoding import decode, encode
from graphstudio.engine.disk.pictures import KeptImage
from graphstudio.engine.results import Result
from graphstudio.engine.sizes import measure
from tests.engine.disk.values import DTYPES, same, values

MASK = Mask(torch.rand(1, 4, 4))
WORDS = Conditioning(
    torch.randn(2, 7, 5),
    "sdxl",
    pooled=torch.randn(2, 5),
    sizes=torch.zeros(2, 6),
    distilled=3.5,
    labels=torch.tensor([3, 4]),
    text="a fox",
    weight=0.5,
    areas=(Area(0, 0, 0.5, 1), MASK, Rest(((Area(0, 0, 1, 1), MASK),), 0.1)),
    times=(When(0.1, 0.9, every=2),),
    others=(Conditioning(torch.randn(1, 7, 5), "sdxl"),),
)
LAYERS = api.WeakenedLayers(2.0, "layers", ("down 2",))
EVERY = [
    Area(1, 2, 3, 4, "pixels"),
    WORDS,
    api.Control(),
    api.Curve("points", points=((0.0, 1.0), (1.0, 2.0))),
    api.DualGuidance(second=WORDS),
    api.EncodedText(torch.randn(1, 7, 5), torch.randn(1, 5)),
    api.Guidance(3.0, curve=api.Curve("linear"), away_from=(LAYERS,)),
    Image(torch.rand(1, 4, 4, 3)),
    Latent(torch.randn(1, 4, 2, 2), "sd1", mask=torch.rand(1, 1, 2, 2), is_gradual=True),
    MASK,
    api.Noise(2**63, ((1, 0.5),)),
    api.PerpendicularGuidance(neutral=WORDS),
    api.ProjectedGuidance(momentum=-0.5),
    WORDS.areas[2],
    api.Scheduler("EulerDiscreteScheduler", (("use_karras_sigmas", True), ("betas", [0.1, 0.2]))),
    StepState({"samples": torch.randn(2, 3)}, {"generator": [1, 2, {"a": None}], "k": 3}),
    api.TangentialGuidance(),
    LAYERS,
    When(),
    api.ZeroStarGuidance(zero_calls=2),
]


def test_every_value_comes_back_as_it_was() -> None:
    for value in EVERY:
        data = encode((value,))

        assert data is not None
        assert same(decode(data), (value,))


def test_every_kind_of_value_is_tried() -> None:
    from graphstudio.engine.disk.encoding import _KNOWN

    assert {type(one) for one in EVERY} == set(_KNOWN.values())


@given(values())
def test_whatever_nodes_give_comes_back_bit_for_bit(value: Any) -> None:
    data = encode(value)

    assert data is not None
    assert same(decode(data), value)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_tensors_of_every_type_come_back(dtype: torch.dtype) -> None:
    tensor = torch.arange(24, dtype=torch.uint8).view(1, -1).repeat(1, 2).gt(3)
    tensor = tensor.to(dtype).reshape(4, 12)

    data = encode(tensor)

    assert data is not None
    assert same(decode(data), tensor)


def test_a_tensor_comes_back_contiguous_in_memory_of_its_own() -> None:
    tensor = torch.rand(4, 6).t()
    data = encode(tensor)
    assert data is not None

    found = decode(data)

    assert found.is_contiguous()
    assert torch.equal(found, tensor)
    assert found.data_ptr() % 64 == 0
    assert not found.is_inference()
    found += 1  # nobody shares it with the file's bytes
    assert torch.equal(decode(data), tensor)


def test_what_occurs_twice_is_written_once() -> None:
    tensor = torch.rand(1000)

    data = encode((tensor, [tensor]))

    assert data is not None
    assert len(data) < 6000
    first, (second,) = decode(data)
    assert first is second


class _Foreign:
    pass


@dataclasses.dataclass(frozen=True)
class _Lookalike:
    pixels: torch.Tensor


class _Text(str):
    __slots__ = ()


def _model() -> api.Model[api.Vae]:
    return api.Model("vae", "sd1", "tiny", "00", 1, source=_Foreign())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        _Foreign(),
        _Foreign,
        len,
        _model(),
        api.Control((api.Lead(_model(), Image(torch.zeros(1, 1, 1, 3))),)),  # type: ignore[arg-type]
        _Lookalike(torch.zeros(3)),
        _Text("a text with more to it"),
        {1, 2},
        1j,
        np.float32(1),
        np.array(["a"]),
        np.array([None]),
        torch.nn.Parameter(torch.zeros(2)),
        torch.zeros(2, requires_grad=True),
        torch.zeros(2, device="meta"),
        torch.zeros(2, 2).to_sparse(),
        10**5000,
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_cannot_be_given_back_exactly_is_not_taken(value: object) -> None:
    assert encode(value) is None
    assert encode(("a", [value])) is None


def test_a_list_in_itself_is_not_taken() -> None:
    circle: list[object] = []
    circle.append(circle)

    assert encode(circle) is None


def test_other_tools_can_open_what_is_written() -> None:
    data = encode((Image(torch.ones(1, 2, 2, 3)), torch.ones(2, dtype=torch.bfloat16)))

    assert data is not None
    found = dict(deserialize(data))  # type: ignore[no-untyped-call]
    assert (found["0"]["dtype"], found["0"]["shape"]) == ("F32", [1, 2, 2, 3])
    assert (found["1"]["dtype"], found["1"]["shape"]) == ("BF16", [2])


@pytest.mark.parametrize(
    "tree",
    [
        "{",
        '{"pixels": 1}',
        "[]",
        "[1]",
        '["Nobody", {}]',
        '["Image", {}]',
        '["Image", {"pixels": null, "alpha": null}]',
        '["Image", 3]',
        '["tensor", 0, "float32", [3]]',
        '["tensor", 0, "float99", [2]]',
        '["tensor", 0, "nn", [2]]',
        '["tensor", 7, "float32", [2]]',
        '["tensor", 0, "float32", [-2]]',
        '["tensor", 0, "float32", "ab"]',
        '["array", 0, "|O", [1]]',
        '["array", 0, "<f8", [2]]',
        '["array", 0, "what", [2]]',
        '["dict", [[["list", []], 1]]]',
        '["bytes", "%"]',
        '["tuple", 3]',
    ],
)
def test_a_structure_that_was_never_written_is_unreadable(tree: str) -> None:
    with pytest.raises(Unreadable):
        decode(pack(tree, [Part("F32", (2,), b"12345678")]))


@pytest.mark.parametrize("seed", range(300))
def test_damaged_bytes_never_do_more_than_be_unreadable(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(encode((EVERY[1], {"a": [1, "b"]}, torch.arange(9))) or b"")
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    else:  # in the header: what lies behind is for the hash to find
        data[chance.randrange(min(len(data), 2500))] ^= 1 << chance.randrange(8)

    try:
        decode(bytes(data))
    except Unreadable:
        return


class TestKeptImage:
    PIXELS = np.random.default_rng(1).random((2, 3, 4, 3), dtype=np.float32)

    def test_it_is_an_image_with_the_pixels_it_was_given(self) -> None:
        kept = KeptImage(self.PIXELS)

        assert isinstance(kept, Image)
        assert torch.equal(kept.pixels, torch.from_numpy(self.PIXELS.copy()))
        assert kept.pixels is kept.pixels
        assert np.array_equal(kept.array, self.PIXELS)

    def test_its_fields_can_be_replaced(self) -> None:
        other = torch.zeros(1, 2, 2, 3)

        assert dataclasses.replace(KeptImage(self.PIXELS), pixels=other).pixels is other

    def test_it_says_what_an_image_of_the_same_pixels_says(self) -> None:
        plain = Image(torch.from_numpy(self.PIXELS.copy()))

        assert api.content_hash(KeptImage(self.PIXELS)) == api.content_hash(plain)

    def test_it_travels_as_a_plain_image(self) -> None:
        found = pickle.loads(pickle.dumps(KeptImage(self.PIXELS)))

        assert type(found) is Image
        assert np.array_equal(found.pixels.numpy(), self.PIXELS)

    def test_writing_it_down_gives_what_the_plain_image_gives(self) -> None:
        plain = Image(torch.from_numpy(self.PIXELS.copy()))

        assert encode(KeptImage(self.PIXELS)) == encode(plain)

    def test_it_is_measured_as_large_as_its_array_and_makes_no_tensor(self) -> None:
        kept = KeptImage(self.PIXELS)

        size = measure((kept,))

        assert size.tensors == ()
        assert size.cpu_bytes >= self.PIXELS.nbytes

    def test_a_seal_on_it_breaks_when_its_tensor_is_changed_in_place(self) -> None:
        kept = KeptImage(self.PIXELS)
        result = dataclasses.replace(Result.of((kept,), 1.0), seal=((kept, 0),))
        assert result.is_intact
        kept.pixels  # noqa: B018 - making the tensor is no change
        assert result.is_intact

        kept.pixels.mul_(2)

        assert not result.is_intact


_WITHOUT_TORCH = """
import sys
from pathlib import Path
from graphstudio.engine.disk.encoding import decode, encode
from graphstudio.engine.sizes import measure
from graphstudio.session.saving import PictureList
image, text = decode(Path(sys.argv[1]).read_bytes())
measure((image, text))
pictures = PictureList()
pictures("save", image, "a", {})
for number, one in enumerate(pictures.by_node["save"]):
    one.save(f"{sys.argv[1]}-{number}.png")
assert encode((image, text)) == Path(sys.argv[1]).read_bytes()
assert "torch" not in sys.modules
print(type(image).__name__, text)
"""


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_eight_bits_are_those_that_torch_rounds_to(seed: int) -> None:
    from graphstudio.session.saving import _to_pillow

    edges = np.arange(-8, 264, dtype=np.float32) / np.float32(255)
    halves = (np.arange(-8, 264, dtype=np.float32) + np.float32(0.5)) / np.float32(255)
    noise = np.random.default_rng(seed).normal(0.5, 0.4, 320).astype(np.float32)
    pixels = np.concatenate((edges, halves, noise)).reshape(1, 16, 18, 3)
    by_torch = (torch.from_numpy(pixels).clamp(0, 1) * 255).round().to(torch.uint8).numpy()

    assert np.array_equal(np.asarray(_to_pillow(KeptImage(pixels))[0]), by_torch[0])
    assert np.array_equal(np.asarray(_to_pillow(Image(torch.from_numpy(pixels)))[0]), by_torch[0])


def test_a_picture_is_read_and_written_as_png_without_torch(tmp_path: Path) -> None:
    import PIL.Image

    from graphstudio.diffusion.images import to_pillow

    image = Image(torch.rand(2, 9, 7, 3) * 1.2 - 0.1)
    file = tmp_path / "kept"
    file.write_bytes(encode((image, "a fox")) or b"")

    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_TORCH, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stderr, done.stdout) == ("", "KeptImage a fox\n")
    for number, wanted in enumerate(to_pillow(image)):
        with PIL.Image.open(f"{file}-{number}.png") as found:
            assert found.tobytes() == wanted.tobytes()


def test_a_broken_picture_is_refused_with_and_without_torch() -> None:
    from graphstudio.errors import BadValue
    from graphstudio.session.saving import _to_pillow

    pixels = np.full((1, 2, 2, 3), np.nan, np.float32)

    for image in (KeptImage(pixels), Image(torch.from_numpy(pixels))):
        with pytest.raises(BadValue, match="numbers that are none"):
            _to_pillow(image)
    with pytest.raises(BadValue, match="3 or 4"):
        _to_pillow(KeptImage(pixels[0]))


def test_json_is_all_that_the_structure_is_made_of() -> None:
    data = encode((None, True, 1, 2.5, "a\ud800b", Path("a/b"), b"\0"))

    assert data is not None
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    assert list(header) == ["__metadata__"]
    assert decode(data) == (None, True, 1, 2.5, "a\ud800b", Path("a/b"), b"\0")
