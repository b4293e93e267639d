"""The Problems panel says of a missing model where the workflow's author had it from."""

import json

import pytest

from graphstudio.session.studio import Studio
from graphstudio.session.worker.troubles import prepare


@pytest.fixture
def studio() -> Studio:
    return Studio.open()


def test_the_origin_in_the_file_is_the_way_out(studio: Studio) -> None:
    origin = {"repository": "owner/fox", "file": "fox.safetensors"}
    reference = {"name": "fox.safetensors", "kind": "lora", "origin": origin}
    nodes = {
        "load": {"type": "model.load"},
        "lora": {"type": "lora.apply", "values": {"lora": "fox.safetensors"}},
    }
    wires = {"lora.denoiser": "load.denoiser", "lora.text_encoder": "load.text_encoder"}
    data = {"format": 1, "nodes": nodes, "wires": wires, "models": {"lora.lora": reference}}

    prepared = prepare(studio, json.dumps(data), "", ("lora",))

    (trouble,) = [one for one in prepared.troubles if one.node == "lora"]
    assert 'There is no LoRA "fox.safetensors"' in trouble.message
    assert "graphstudio models get owner/fox:fox.safetensors --kind lora" in trouble.message
    assert json.loads(prepared.text())["models"]["lora.lora"] == reference
