"""A pack whose nodes do to the worker what bad nodes and bad luck do, and its workflows."""

import json
from collections.abc import Mapping

NODES = '''
import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
import warnings

from graphstudio.api import Context, Image, node


@node("bad.count", title="Count", cache=False)
def count(ctx: Context, steps: int = 1, pause: float = 0.0) -> int:
    """Count, and may be stopped.

    Args:
        steps: How far.
        pause: Seconds between two steps.
    """
    for _ in ctx.track(range(steps)):
        time.sleep(pause)
    return steps


@node("bad.keep", title="Keep")
def keep(number: int = 1) -> int:
    """Give a number that is kept.

    Args:
        number: Which.
    """
    return number


@node("bad.add", title="Add")
def add(first: int, second: int) -> int:
    """Add.

    Args:
        first: The one.
        second: The other.
    """
    return first + second


@node("bad.raise", title="Raise")
def fail() -> int:
    """Fail."""
    raise ValueError("no luck")


@node("bad.deaf", title="Deaf", cache=False)
def deaf(seconds: float = 60.0) -> int:
    """Never look up.

    Args:
        seconds: How long.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.01)
    return 1


@node("bad.hog", title="Hog", cache=False)
def hog() -> int:
    """Keep the interpreter for itself, in native code."""
    ctypes.PyDLL(None).sleep(60)
    return 1


@node("bad.die", title="Die", cache=False)
def die(how: str = "abort") -> int:
    """End the process.

    Args:
        how: In which way.
    """
    if how == "abort":
        os.abort()
    elif how == "segfault":
        ctypes.string_at(0)
    elif how == "memory":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "exit":
        os._exit(3)
    elif how == "close":
        os.closerange(3, 256)
    elif how == "scribble":
        for one in range(3, 64):
            try:
                os.write(one, b"nonsense" * 4)
            except OSError:
                continue
    return 1


@node("bad.eat", title="Eat", cache=False)
def eat(ctx: Context) -> int:
    """Read what is meant for others."""
    for _ in ctx.track(range(1000)):
        for one in range(3, 64):
            try:
                os.set_blocking(one, False)
                os.read(one, 1)
            except OSError:
                continue
        time.sleep(0.01)
    return 1


@node("bad.talk", title="Talk", cache=False)
def talk() -> int:
    """Print, log and warn in every way."""
    print("plain print")
    print("to stderr", file=sys.stderr)
    sys.stderr.write("10%\\r50%\\r100%\\n")
    os.write(1, b"past Python\\n")
    logging.getLogger("some.library").warning("a %s line", "logged")
    warnings.warn("a warning")
    logging.getLogger("some.library").error("badly %d", "formatted")
    return 1


@node("bad.child", title="Child", cache=False)
def child(ctx: Context) -> int:
    """Start a process that outlives its parent, and tell which."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    print("child", process.pid)
    for _ in ctx.track(range(1000)):
        time.sleep(0.05)
    return 1


@node("bad.modules", title="Modules", cache=False)
def modules() -> int:
    """Say whether torch is there."""
    print("torch is there" if "torch" in sys.modules else "torch is not there")
    return 1


@node("bad.paint", title="Paint", output=True, cache=False)
def paint(ctx: Context, side: int = 8) -> None:
    """Save a grey picture.

    Args:
        side: In pixels.
    """
    import torch

    image = Image(torch.full((2, side, 2 * side, 3), 0.5))
    ctx.preview(image)
    ctx.save(image, "grey")
'''


def workflow(
    nodes: Mapping[str, str],
    values: Mapping[str, object] | None = None,
    wires: Mapping[str, str] | None = None,
) -> str:
    """Write a workflow: {"id": "type"}, {"id.knob": value}, {"id.input": "id.output"}."""
    entries: dict[str, dict[str, object]] = {
        id_: {"type": type_ if "." in type_ else f"bad.{type_}", "values": {}}
        for id_, type_ in nodes.items()
    }
    for name, value in (values or {}).items():
        id_, _, knob = name.partition(".")
        known = entries[id_]["values"]
        assert isinstance(known, dict)
        known[knob] = value
    return json.dumps({"format": 1, "nodes": entries, "wires": dict(wires or {})})


def one(type_: str, **values: object) -> str:
    """Write a workflow of one node, called like its kind."""
    return workflow({type_: type_}, {f"{type_}.{name}": value for name, value in values.items()})
