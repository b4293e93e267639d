"""What is in memory, as rows: what it is, how large, and why it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from graphstudio.session.worker.protocol import MemoryTold, ModelHeld, ResultHeld

_GIB = 1024**3
_MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Holding:
    """Describe one row.

    Attributes:
        icon: One of the theme's.
        title: What it is.
        why: Where it is, and why it is kept.
        size: In words.
        share: Of all that the engine holds, 0 to 1.
        model: The id of a network that can be let go; "" where nothing can.
        node: Who made a result; "" elsewhere.
        is_busy: Whether it is in use right now.
    """

    icon: str
    title: str
    why: str
    size: str
    share: float
    model: str = ""
    node: str = ""
    is_busy: bool = False


def holdings(told: MemoryTold) -> tuple[Holding, ...]:
    """Make rows: networks, the largest results and all others, states of steps."""
    held = sum(one.size_bytes for one in told.models) + told.result_bytes + told.state_bytes
    whole = max(held, 1)
    rows = [_of_model(one, whole) for one in told.models]
    rows += [_of_result(one, whole) for one in told.results]
    return (*rows, *_rest(told, whole))


def size_text(count: int) -> str:
    """Say a size in the unit that fits."""
    translate = QCoreApplication.translate
    if count >= _GIB / 2:
        return translate("Memory", "{0:.1f} GiB").format(count / _GIB)
    if count >= _MIB:
        return translate("Memory", "{0:.0f} MiB").format(count / _MIB)
    return translate("Memory", "{0:.0f} KiB").format(count / 1024)


def _of_model(one: ModelHeld, whole: int) -> Holding:
    translate = QCoreApplication.translate
    if one.leases:
        why = translate("Memory", "in use now")
    elif one.views:
        why = translate("Memory", "others share its weights, such as a LoRA on it")
    elif one.is_waiting:
        why = translate("Memory", "waits for its turn on the device")
    else:
        why = translate("Memory", "used lately, kept for the next run")
    return Holding(
        icon="model",
        title=f"{one.name} · {_kind(one.kind)}",
        why=f"{one.device}, {one.precision}  ·  {why}",
        size=size_text(one.size_bytes),
        share=one.size_bytes / whole,
        model="" if one.leases or one.views else one.id,
        is_busy=one.leases > 0,
    )


def _kind(kind: str) -> str:
    """Say what a network is, as people say it."""
    translate = QCoreApplication.translate
    known = {
        "denoiser": translate("Memory", "Model"),
        "text_encoder": translate("Memory", "Text encoder"),
        "vae": translate("Memory", "VAE"),
        "controlnet": translate("Memory", "ControlNet"),
        "t2i_adapter": translate("Memory", "T2I-Adapter"),
        "ip_adapter": translate("Memory", "IP-Adapter"),
        "image_encoder": translate("Memory", "Image encoder"),
        "upscaler": translate("Memory", "Upscaler"),
        "pipeline": translate("Memory", "Pipeline"),
        "lora": translate("Memory", "LoRA"),
    }
    return known.get(kind, kind.replace("_", " ").capitalize())


def _of_result(one: ResultHeld, whole: int) -> Holding:
    translate = QCoreApplication.translate
    return Holding(
        icon="cached",
        title=one.title or translate("Memory", "A result of an earlier graph"),
        why=translate("Memory", "kept result: what needs it again does not wait"),
        size=size_text(one.size_bytes),
        share=one.size_bytes / whole,
        node=one.node,
    )


def _rest(told: MemoryTold, whole: int) -> Iterator[Holding]:
    translate = QCoreApplication.translate
    count = told.result_count - len(told.results)
    rest = told.result_bytes - sum(one.size_bytes for one in told.results)
    if count > 0:
        yield Holding(
            icon="cached",
            title=translate("Memory", "{0} more results").format(count),
            why=translate("Memory", "kept results: what needs them again does not wait"),
            size=size_text(rest),
            share=rest / whole,
        )
    if told.state_bytes:
        yield Holding(
            icon="history",
            title=translate("Memory", "Steps of pictures"),
            why=translate("Memory", "so that a changed run goes on in the middle"),
            size=size_text(told.state_bytes),
            share=told.state_bytes / whole,
        )
