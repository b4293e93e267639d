import pytest

from graphstudio.graph.elements import Json
from graphstudio.workflow.foreign import (
    describe_binary,
    describe_json,
    describe_keywords,
    describe_text,
)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture", id="jpeg"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", "a WebP picture", id="webp"),
        pytest.param(b"\0\0\0\x1cftypavif", "a video or an AVIF or HEIC picture", id="avif"),
        pytest.param(b"PK\x03\x04\x14\0", "a ZIP archive", id="zip"),
        pytest.param(b'\x48\0\0\0\0\0\0\0{"__meta', "a safetensors model", id="safetensors"),
        pytest.param(b"GGUF\x03\0\0\0", "a GGUF model", id="gguf"),
    ],
)
def test_a_binary_file_is_called_by_its_kind(head: bytes, kind: str) -> None:
    assert f"this is {kind}" in str(describe_binary(head))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b'{"abc"   {"', id="text that has a brace at the eighth place"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x01\x02\x03", id="anything"),
    ],
)
def test_an_unknown_file_is_not_guessed_at(head: bytes) -> None:
    assert describe_binary(head) is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(
            {"last_node_id": 9, "nodes": [], "links": [], "version": 0.4},
            "a ComfyUI workflow",
            id="ComfyUI, saved",
        ),
        pytest.param(
            {"3": {"class_type": "KSampler", "inputs": {"seed": 1}}},
            "a ComfyUI workflow",
            id="ComfyUI, exported for its API",
        ),
        pytest.param(
            {"client_id": "x", "prompt": {"3": {"class_type": "KSampler", "inputs": {}}}},
            "a ComfyUI workflow",
            id="ComfyUI, a request",
        ),
        pytest.param(
            {"name": "", "nodes": [], "edges": [], "exposedFields": [], "meta": {}},
            "an InvokeAI workflow",
            id="InvokeAI",
        ),
        pytest.param(
            {"version": "0.24", "content": {"nodes": [], "edges": [], "viewport": {}}},
            "a chaiNNer chain",
            id="chaiNNer",
        ),
        pytest.param({"nodes": [], "edges": []}, "a graph of another program", id="another"),
    ],
)
def test_the_workflow_of_another_program_is_named(data: dict[str, Json], kind: str) -> None:
    assert str(describe_json(data)) == (
        f"this is {kind}; opening it is not supported yet. Build it anew from GraphStudio nodes"
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="empty"),
        pytest.param({"format": 1, "nodes": {}}, id="ours"),
        pytest.param({"format": 1, "nodes": {}, "edges": [], "prompt": {}}, id="ours, with more"),
        pytest.param({"name": "package", "version": "1"}, id="anything"),
    ],
)
def test_other_objects_are_not_taken_for_workflows(data: dict[str, Json]) -> None:
    assert describe_json(data) is None


@pytest.mark.parametrize(
    ("keywords", "kind"),
    [
        pytest.param(["prompt", "workflow"], "a ComfyUI workflow", id="ComfyUI"),
        pytest.param(["parameters"], "generation parameters of the AUTOMATIC1111", id="A1111"),
        pytest.param(["invokeai_graph"], "an InvokeAI workflow", id="InvokeAI"),
        pytest.param(["Dream", "sd-metadata"], "an InvokeAI workflow", id="old InvokeAI"),
    ],
)
def test_the_picture_of_another_program_is_named(keywords: list[str], kind: str) -> None:
    assert f"this picture carries {kind}" in str(describe_keywords(keywords))


def test_a_picture_of_an_unknown_program_is_not_guessed_at() -> None:
    assert describe_keywords(["Software", "Comment"]) is None


def test_a_text_of_an_unknown_kind_is_not_guessed_at() -> None:
    assert describe_text("Dear fox,") is None
