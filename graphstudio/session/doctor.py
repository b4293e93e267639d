"""Look at this machine and say what would keep GraphStudio from working, and what mends it."""

from __future__ import annotations

import ctypes.util
import importlib.util
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

import psutil

from graphstudio import paths
from graphstudio.diffusion.tuning.installed import available, compiler
from graphstudio.errors import BadValue, PolicyBroken
from graphstudio.graph.packs import load_all
from graphstudio.library.downloads import hub_endpoint
from graphstudio.library.folders import model_folders
from graphstudio.library.layouts import TITLES as LAYOUTS
from graphstudio.library.tokens import find_token, has_keyring
from graphstudio.session.guard import open_demanded
from graphstudio.session.policy import read_policy

Verdict = Literal["good", "note", "bad"]

_GIB = 1024**3
# What Qt's xcb platform plugin links to and Debian does not install by itself.
_XCB_LIBRARIES = {
    "EGL": "libegl1",
    "xkbcommon": "libxkbcommon0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-shape": "libxcb-shape0",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Tell one thing about the machine.

    Attributes:
        about: What was looked at.
        verdict: "good", "note" (works, but worth knowing) or "bad" (something will not work).
        found: What is so.
        remedy: The line that mends it; "" where nothing needs mending.
    """

    about: str
    verdict: Verdict
    found: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything, one finding after another; takes seconds, for torch is started."""
    for look in (
        _python,
        _torch,
        _vision,
        _device,
        speed,
        _memory,
        _disk,
        built_in_model,
        folders_of_models,
        keyring,
        policy,
        node_packs,
        _qt,
    ):
        yield from look()


def _python() -> Iterator[Finding]:
    yield Finding("Python", "good", f"{platform.python_version()} at {sys.executable}")


def _torch() -> Iterator[Finding]:
    remedy = "pip install -c constraints.txt torch"
    probe = _probe("import torch; print(torch.__version__)")
    yield (
        Finding("torch", "good", probe.stdout.strip())
        if probe.returncode == 0
        else Finding("torch", "bad", f"does not import: {_last_line(probe.stderr)}", remedy)
    )


def _vision() -> Iterator[Finding]:
    if importlib.util.find_spec("torchvision") is None:
        yield Finding("torchvision", "note", "not installed; nothing here needs it")
        return
    versions = f"torchvision {_version('torchvision')} with torch {_version('torch')}"
    probe = _probe("import torchvision; from diffusers import StableDiffusionPipeline")
    if probe.returncode == 0:
        yield Finding("torchvision", "good", f"{versions}: they match")
        return
    yield Finding(
        "torchvision",
        "bad",
        f"{versions}: they do not match, so no diffusers pipeline can be imported "
        f"({_last_line(probe.stderr)})",
        "pip install -c constraints.txt torch torchvision, or pip uninstall torchvision",
    )


def _device() -> Iterator[Finding]:
    probe = _probe(
        "import torch\n"
        "if torch.cuda.is_available():\n"
        "    for i in range(torch.cuda.device_count()):\n"
        "        p = torch.cuda.get_device_properties(i)\n"
        "        print(f'{p.name}, {p.total_memory / 2**30:.1f} GiB')\n"
        "elif torch.backends.mps.is_available():\n"
        "    print('Apple GPU')\n"
    )
    found = probe.stdout.strip().splitlines()
    if found:
        yield from (Finding("device", "good", one) for one in found)
    elif shutil.which("nvidia-smi"):
        yield Finding(
            "device",
            "bad",
            "there is an NVIDIA driver, but torch cannot use the GPU",
            "Update the driver, or install a CUDA build of torch.",
        )
    else:
        cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
        yield Finding(
            "device", "note", f"no GPU: the CPU is used ({cores} cores); large models crawl"
        )


def speed() -> Iterator[Finding]:
    """List what is here that lets networks run faster."""
    here = ", ".join(name for name, is_here in available().items() if is_here)
    yield Finding("attention", "good", f"can be computed by {here}")
    found = compiler()
    remedy = (
        "" if found else "Install g++ (Linux), Xcode's tools (Mac) or Visual Studio's (Windows)."
    )
    words = f"with {found}" if found else "not possible: there is no C++ compiler"
    yield Finding("compiling models", "good" if found else "note", words, remedy)


def _memory() -> Iterator[Finding]:
    memory = psutil.virtual_memory()
    text = f"{memory.available / _GIB:.1f} of {memory.total / _GIB:.1f} GiB free"
    if memory.available < 2 * _GIB:
        yield Finding("memory", "bad", text, "Close other programs: 2 GiB is the least.")
    else:
        yield Finding("memory", "good", text)


def _disk() -> Iterator[Finding]:
    place = paths.outputs()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    text = f"{free / _GIB:.1f} GiB free for pictures at {paths.outputs()}"
    if free < _GIB:
        yield Finding("disk", "bad", text, "Free some space, or set GRAPHSTUDIO_OUT elsewhere.")
    else:
        yield Finding("disk", "good", text)


def built_in_model() -> Iterator[Finding]:
    """Look for the model that ships with the program."""
    folder = paths.builtin_model()
    if not (folder / "model_index.json").is_file():
        remedy = "Install GraphStudio again; the model is part of it."
        yield Finding("built-in model", "bad", f"missing at {folder}", remedy)
        return
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    yield Finding("built-in model", "good", f"{size / 1e6:.1f} MB at {folder}")


def folders_of_models() -> Iterator[Finding]:
    """List the folders that models are looked for in; nothing in them is read."""
    try:
        folders = model_folders()
    except BadValue as error:
        yield Finding("model folders", "bad", str(error), "Mend or remove that file.")
        return
    for one in folders:
        if one.is_shipped:
            continue
        found = f"{one.path} ({LAYOUTS[one.layout]})"
        if one.path.is_dir():
            yield Finding("model folder", "good", found)
        elif one.path == paths.models():
            remedy = f'mkdir -p "{one.path}", or set GRAPHSTUDIO_MODELS'
            yield Finding("model folder", "note", f"{found} does not exist yet", remedy)
        else:
            remedy = f'Plug its drive in, or graphstudio models folders remove "{one.path}"'
            yield Finding("model folder", "note", f"{found} is not there", remedy)


def keyring() -> Iterator[Finding]:
    """Look whether a token for gated models can be kept, and whether there is one."""
    try:
        token = find_token(hub_endpoint())
    except BadValue as error:
        yield Finding("token", "bad", str(error), "Set HF_TOKEN anew, or unset it.")
        return
    if token is not None:
        yield Finding("token", "good", f"one for gated models, from {token.source}")
    elif has_keyring():
        yield Finding("token", "good", "none for gated models; the keyring can keep one")
    else:
        yield Finding(
            "token",
            "note",
            "none for gated models, and no keyring that could keep one",
            "Set HF_TOKEN, or start the desktop's keyring (GNOME Keyring, KWallet).",
        )


def policy() -> Iterator[Finding]:
    """Look whether an administrator demands something of every run here."""
    try:
        found = read_policy()
        checker = None if found is None else open_demanded(found)
    except PolicyBroken as error:
        remedy = "Ask the administrator of this machine to mend it: until then nothing runs."
        yield Finding("policy", "bad", str(error), remedy)
        return
    if found is None or checker is None:
        yield Finding("policy", "good", "none in force: pictures are not checked")
        return
    yield Finding(
        "policy",
        "note",
        f"{found.file} is in force: every picture is checked by {found.model} "
        f"({checker.digest[:12]}), unsafe ones become {found.unsafe}, and steps are not shown",
    )


def node_packs() -> Iterator[Finding]:
    """Load every pack."""
    registry = load_all()
    for problem in registry.problems:
        yield Finding("node packs", "bad", str(problem), "Mend the file, or take the pack away.")
    yield Finding("node packs", "good", f"{len(registry.definitions)} nodes")


def _qt() -> Iterator[Finding]:
    if importlib.util.find_spec("PySide6") is None:
        remedy = 'pip install -c constraints.txt "PySide6-Essentials<6.12"'
        yield Finding("Qt", "bad", "PySide6 is not installed; headless runs work", remedy)
        return
    version = _version("PySide6-Essentials")
    if version.startswith("6.12.0") and sys.version_info < (3, 12):
        yield Finding(
            "Qt",
            "bad",
            "PySide6 6.12.0 crashes on Python 3.11",
            'pip install "PySide6-Essentials>=6.11.2,<6.12"',
        )
        return
    probe = _probe("from PySide6 import QtWidgets")
    if probe.returncode != 0:
        yield Finding("Qt", "bad", _last_line(probe.stderr), _qt_remedy())
    elif sys.platform == "linux" and (missing := _missing_libraries()):
        found = f"PySide6 {version} imports; a window on X11 may lack {', '.join(missing)}"
        yield Finding("Qt", "note", found, _qt_remedy())
    else:
        yield Finding("Qt", "good", f"PySide6 {version} and its system libraries")


def _missing_libraries() -> list[str]:
    return [name for name in _XCB_LIBRARIES if ctypes.util.find_library(name) is None]


def _qt_remedy() -> str:
    packages = [_XCB_LIBRARIES[name] for name in _missing_libraries()]
    return (
        f"apt-get install {' '.join(packages)}"
        if packages
        else "pip install --force-reinstall PySide6-Essentials"
    )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _probe(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own: a broken library may abort, not only raise."""
    return subprocess.run(  # noqa: S603 - our own interpreter and our own code
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it ended without a word"
