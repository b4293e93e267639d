"""What happens to safetensors files, done on purpose."""

import gzip
import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from safetensors.torch import load_file, save_file

Header = dict[str, Any]  # Any: JSON


def cut(share: float) -> Callable[[Path], None]:
    """Cut a file off after a share of it."""

    def damage(file: Path) -> None:
        content = file.read_bytes()
        file.write_bytes(content[: int(len(content) * share)])

    return damage


def write(content: bytes) -> Callable[[Path], None]:
    """Put something else in its place."""

    def damage(file: Path) -> None:
        file.write_bytes(content)

    return damage


def with_header(change: Callable[[Header], None]) -> Callable[[Path], None]:
    """Change the header and leave the numbers."""

    def damage(file: Path) -> None:
        header, payload = _open(file)
        change(header)
        _write(file, json.dumps(header).encode(), payload)

    return damage


def with_weights(change: Callable[[dict[str, torch.Tensor]], None]) -> Callable[[Path], None]:
    """Change the weights, in a file that is right by itself."""

    def damage(file: Path) -> None:
        weights = _weights(file)
        change(weights)
        save_file(weights, file, metadata={"format": "pt"})

    return damage


def fill_tail(value: int, share: float) -> Callable[[Path], None]:
    """Overwrite the last share of the numbers with one byte."""

    def damage(file: Path) -> None:
        content = bytearray(file.read_bytes())
        start = 8 + int.from_bytes(content[:8], "little")
        count = int((len(content) - start) * share)
        content[len(content) - count :] = bytes([value]) * count
        file.write_bytes(content)

    return damage


def lengthen_header(file: Path) -> None:
    """Say that the header is longer than the file."""
    content = file.read_bytes()
    file.write_bytes((len(content) * 2).to_bytes(8, "little") + content[8:])


def end_header(file: Path) -> None:
    """Say that the header has no length."""
    file.write_bytes(bytes(8) + file.read_bytes()[8:])


def garble_header(file: Path) -> None:
    """Break the JSON."""
    content = bytearray(file.read_bytes())
    content[8:12] = b"????"
    file.write_bytes(content)


def repeat_name(file: Path) -> None:
    """Let the header name one tensor twice."""
    header, payload = _open(file)
    name, entry = next((n, e) for n, e in header.items() if n != "__metadata__")
    text = json.dumps(header)[:-1] + f", {json.dumps(name)}: {json.dumps(entry)}}}"
    _write(file, text.encode(), payload)


def overlap(header: Header) -> None:
    """Let two tensors of one size share their place."""
    first, second = _two_alike(header)
    header[second]["data_offsets"] = list(header[first]["data_offsets"])


def gap(header: Header) -> None:
    """Move the last tensor away from the one before."""
    name = max(_names(header), key=lambda n: header[n]["data_offsets"][1])
    header[name]["data_offsets"] = [place + 64 for place in header[name]["data_offsets"]]


def negative(header: Header) -> None:
    """Let a tensor start before the file."""
    header[_names(header)[0]]["data_offsets"][0] = -4


def huge(header: Header) -> None:
    """Let a tensor end far behind the file."""
    header[_names(header)[0]]["data_offsets"][1] = 1 << 60


def unknown_type(header: Header) -> None:
    """Name a type that there is not."""
    header[_names(header)[0]]["dtype"] = "F77"


def wrong_product(header: Header) -> None:
    """Let a shape need more bytes than there are."""
    header[_names(header)[0]]["shape"].append(3)


def no_offsets(header: Header) -> None:
    """Forget where a tensor is."""
    del header[_names(header)[0]]["data_offsets"]


def gzipped(file: Path) -> None:
    """Compress it."""
    file.write_bytes(gzip.compress(file.read_bytes(), 1))


def zipped(file: Path) -> None:
    """Pack it into an archive of the same name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(file, file.name)
    file.write_bytes(packed.getvalue())


def pickled(file: Path) -> None:
    """Replace it by the older format under its name."""
    torch.save(_weights(file), file)


def plain_pickle(file: Path) -> None:
    """Replace it by a pickle of nothing much under its name."""
    file.write_bytes(pickle.dumps({"a": list(range(100))}))


class Evil:
    """What runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        """Say what to run."""
        return os.system, ("touch evil-was-here",)


def evil(file: Path) -> None:
    """Replace it by a pickle that runs a command, in the older format's name."""
    file.with_suffix(".bin").write_bytes(pickle.dumps(Evil()))
    file.unlink()


def picture(file: Path) -> None:
    """Replace it by a picture."""
    Image.new("RGB", (64, 64)).save(file, format="PNG")


def infinite(weights: dict[str, torch.Tensor]) -> None:
    """Put one infinite number into the last weight."""
    weights[max(weights)].view(-1)[-1] = float("-inf")


def not_a_number(weights: dict[str, torch.Tensor]) -> None:
    """Put one NaN into the first weight."""
    weights[min(weights)].view(-1)[0] = float("nan")


def lose(weights: dict[str, torch.Tensor]) -> None:
    """Lose a weight."""
    del weights[max(weights)]


def reshape(weights: dict[str, torch.Tensor]) -> None:
    """Make a weight longer."""
    name = max(name for name, tensor in weights.items() if tensor.ndim == 1)
    weights[name] = torch.ones(weights[name].numel() + 1)


def rename_all(weights: dict[str, torch.Tensor]) -> None:
    """Give every weight a name of another family."""
    for name in list(weights):
        weights[f"model.diffusion_model.{name}"] = weights.pop(name)


def add_another_network(weights: dict[str, torch.Tensor]) -> None:
    """Add as many weights of another family as there are, and more."""
    for number, (name, tensor) in enumerate(list(weights.items())):
        weights[f"double_blocks.{number}.{name}"] = tensor.clone()
    weights["guidance_in.weight"] = torch.ones(4)


def blank(weights: dict[str, torch.Tensor]) -> None:
    """Make all weights zero."""
    for tensor in weights.values():
        tensor.zero_()


def _open(file: Path) -> tuple[Header, bytes]:
    content = file.read_bytes()
    end = 8 + int.from_bytes(content[:8], "little")
    return json.loads(content[8:end]), content[end:]


def _weights(file: Path) -> dict[str, torch.Tensor]:
    """Give copies: those of `load_file` are the file itself, which is about to be written."""
    return {name: tensor.clone() for name, tensor in load_file(file).items()}


def _write(file: Path, header: bytes, payload: bytes) -> None:
    file.write_bytes(len(header).to_bytes(8, "little") + header + payload)


def _names(header: Header) -> list[str]:
    return sorted(name for name in header if name != "__metadata__")


def _two_alike(header: Header) -> tuple[str, str]:
    seen: dict[str, str] = {}
    for name in _names(header):
        kind = json.dumps([header[name]["dtype"], header[name]["shape"]])
        if kind in seen:
            return seen[kind], name
        seen[kind] = name
    raise AssertionError("no two tensors are alike")
