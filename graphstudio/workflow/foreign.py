"""Tell what a file is when it is not ours, so that the message can say so."""

from __future__ import annotations

import re
from collections.abc import Collection

from graphstudio.graph.elements import Json

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_NO_PICTURE = "of pictures, only PNG can carry a GraphStudio workflow"
_UNPACK = "unpack it first"
_KINDS: tuple[tuple[int, bytes, str, str], ...] = (
    (0, PNG_SIGNATURE, "a PNG picture", "open the picture file itself"),
    (0, b"\xff\xd8\xff", "a JPEG picture", _NO_PICTURE),
    (8, b"WEBP", "a WebP picture", _NO_PICTURE),
    (0, b"GIF8", "a GIF picture", _NO_PICTURE),
    (4, b"ftyp", "a video or an AVIF or HEIC picture", _NO_PICTURE),
    (0, b"PK\x03\x04", "a ZIP archive (a PyTorch file is one too)", _UNPACK),
    (0, b"\x1f\x8b", "a gzip archive", _UNPACK),
    (0, b"%PDF", "a PDF document", "choose the workflow's .json file"),
    (8, b'{"', "a safetensors model", "choose it in a node that loads models"),
    (0, b"GGUF", "a GGUF model", "choose it in a node that loads models"),
    (0, b"SQLite format 3", "a database", "choose the workflow's .json file"),
)
_A1111_TEXT = re.compile(r"^Steps: \d+, Sampler: ", re.MULTILINE)
_HTML = re.compile(r"\s*<(!doctype|html|head|\?xml|!--)", re.IGNORECASE)

_COMFY = "a ComfyUI workflow"
_A1111 = "generation parameters of the AUTOMATIC1111 web UI or a relative of it"
_INVOKE = "an InvokeAI workflow"


def describe_binary(head: bytes) -> str | None:
    """Say what a binary file is and what to do, from its first 16 bytes; None if unknown."""
    for offset, magic, kind, remedy in _KINDS:
        if head[offset:].startswith(magic) and (offset != 8 or magic != b'{"' or b"\0" in head[:8]):
            return f"this is {kind}; {remedy}"
    return None


def describe_text(text: str) -> str | None:
    """Say what a text is that is no JSON; None if unknown."""
    if _HTML.match(text):
        return (
            "this is a web page, not the file it shows; download the file itself "
            '(on GitHub: the "Raw" or "Download" button)'
        )
    if _A1111_TEXT.search(text):
        return _refusal(_A1111)
    return None


def describe_json(data: dict[str, Json]) -> str | None:
    """Say which program's workflow an object is; None if unknown."""
    nodes = data.get("nodes")
    if isinstance(nodes, list) and ("links" in data or "last_node_id" in data):
        return _refusal(_COMFY)
    if data and all(isinstance(one, dict) and "class_type" in one for one in data.values()):
        return _refusal(_COMFY)
    # What ComfyUI's own server is sent: the graph under "prompt".
    if isinstance(data.get("prompt"), dict) and "format" not in data:
        inner = data["prompt"]
        if any(isinstance(one, dict) and "class_type" in one for one in inner.values()):
            return _refusal(_COMFY)
    if "edges" in data and "nodes" in data and "format" not in data:
        is_invoke = "exposedFields" in data or "form" in data or "meta" in data
        return _refusal(_INVOKE if is_invoke else "a graph of another program")
    if isinstance(data.get("content"), dict) and "edges" in data["content"]:
        return _refusal("a chaiNNer chain")
    return None


def describe_keywords(keywords: Collection[str]) -> str | None:
    """Say which program wrote a PNG, from the keywords of its texts; None if unknown."""
    if any(one.startswith("invokeai") for one in keywords) or "sd-metadata" in keywords:
        return _carried(_INVOKE)
    if "prompt" in keywords or "workflow" in keywords:
        return _carried(_COMFY)
    if "Dream" in keywords:
        return _carried(_INVOKE)
    if "parameters" in keywords:
        return _carried(_A1111)
    return None


def _refusal(kind: str) -> str:
    return f"this is {kind}; opening it is not supported yet. Build it anew from GraphStudio nodes"


def _carried(kind: str) -> str:
    return f"this picture carries {kind}; opening it is not supported yet"
