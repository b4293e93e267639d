"""Verdicts about models in words: what is so, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphstudio.library.references import Reference
from graphstudio.library.starters import home_of, starter, way_out
from graphstudio.wording import say_bytes

if TYPE_CHECKING:
    from graphstudio.session.models.verdicts import Verdict

_KINDS = {
    "class_model": "class model",
    "controlnet": "ControlNet",
    "image_encoder": "image encoder",
    "ip_adapter": "IP-Adapter",
    "lora": "LoRA",
    "pixel_model": "pixel-space model",
    "safety_checker": "safety checker",
    "t2i_adapter": "T2I-Adapter",
    "text_encoder": "text encoder",
    "unknown": "model",
    "vae": "VAE",
}
_SHORT = 8  # hexadecimal digits: enough to compare by eye


def say_verdict(verdict: Verdict) -> str:
    """Say what became of a model and what can be done, in one line that begins with its knob."""
    return f"{verdict.port}: {_SENTENCES[verdict.state](verdict)}"


def say_kind(kind: str) -> str:
    """Say what people call a kind of model."""
    return _KINDS.get(kind, kind)


def say_content(reference: Reference) -> str:
    """Say what is known of a content: "144 MiB, SHA-256 ab12cd34"; "" for nothing."""
    size = say_bytes(reference.size_bytes) if reference.size_bytes else ""
    digest = f"SHA-256 {reference.sha256[:_SHORT]}" if reference.sha256 else ""
    return ", ".join(filter(None, (size, digest)))


def say_way_out(reference: Reference) -> str:
    """Say where a model can be had and where it goes; a sentence or two."""
    place, origin = home_of(reference.kind), reference.origin
    known = starter(reference.name)
    if known is not None and (origin is None or origin.repository in ("", known.repository)):
        return way_out(known.name, known.place).strip()
    if origin is None or not (origin.repository or origin.url):
        return f"Put it into {place}, or choose another one."
    if not origin.url.startswith("https://") and not origin.repository:
        return f"It can be had at {origin.url}. It goes into {place}."
    # Only here: what goes to the net takes its time to import.
    from graphstudio.library.downloads import command_of, of_reference

    command = command_of(of_reference(reference))
    where = f"in {origin.repository} on the Hugging Face hub" if origin.repository else ""
    told = f"It is {where}." if where else f"It can be had at {origin.url}."
    return f"{told} To get it: {command}" if command else f"{told} It goes into {place}."


def _say_present(verdict: Verdict) -> str:
    return f'"{verdict.wanted.name}" is here.'


def _say_renamed(verdict: Verdict) -> str:
    return f'"{verdict.wanted.name}" is called "{verdict.names[0]}" here (same content).'


def _say_other_content(verdict: Verdict) -> str:
    wanted = say_content(verdict.wanted)
    here = "" if verdict.here is None else say_content(verdict.here)
    is_here = f'"{verdict.names[0]}" has the content that was meant.' if verdict.names else ""
    return (
        f'"{verdict.wanted.name}" is another {say_kind(verdict.wanted.kind)} here: the workflow '
        f"was made with {wanted}, and this is {here}. "
        f"{is_here or say_way_out(verdict.wanted)}"
    )


def _say_broken(verdict: Verdict) -> str:
    is_here = f' "{verdict.names[0]}" has the content that was meant.' if verdict.names else ""
    return f'"{verdict.wanted.name}" is damaged: {verdict.reason}{is_here}'


def _say_missing(verdict: Verdict) -> str:
    wanted = verdict.wanted
    content = f" ({told})" if (told := _say_whole(wanted)) else ""
    return f'there is no {say_kind(wanted.kind)} "{wanted.name}" here{content}. ' + say_way_out(
        wanted
    )


def _say_whole(reference: Reference) -> str:
    """Say the content with its whole hash, by which it can be looked up."""
    size = say_bytes(reference.size_bytes) if reference.size_bytes else ""
    digest = f"SHA-256 {reference.sha256}" if reference.sha256 else ""
    return ", ".join(filter(None, (size, digest)))


def _say_unknown(verdict: Verdict) -> str:
    return f'whether "{verdict.wanted.name}" is here is not known: {verdict.reason}'


_SENTENCES = {
    "present": _say_present,
    "renamed": _say_renamed,
    "other_content": _say_other_content,
    "broken": _say_broken,
    "missing": _say_missing,
    "unknown": _say_unknown,
}
