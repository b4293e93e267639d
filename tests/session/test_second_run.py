"""A second run with the same models: no file of weights is opened, and no weight moves."""

import json
import subprocess
import sys
from typing import Any

PROGRAM = """
import json, sys

opened = []
sys.addaudithook(
    lambda name, arguments: opened.append(str(arguments[0]))
    if name == "open" and str(arguments[0]).endswith(".safetensors") else None
)

from graphstudio.diffusion import building
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.graph.packs import load_all
import graphstudio as gs
from tests.session.remembering import painting

engine = Engine(cache=MemoryCache(2**26), devices=Devices("cpu"), files=FileHashes())
flow = painting(gs.Studio(load_all(), engine))
from graphstudio.graph.elements import Port
flow.add("latent.decode", id="decode", latent=Port("sampler", "latent"), vae=Port("load", "vae"))

nets, fill = [], building.fill


def filling(net, *more, **options):
    nets.append(fill(net, *more, **options))
    return nets[-1]


import graphstudio.diffusion.loading as loading
loading.fill = filling


def places():
    return [tensor.data_ptr() for net in nets for tensor in net.state_dict().values()]


said = []
for seed in (1, 2, 3):
    opened.clear()
    flow.set("noise.seed", seed)
    flow.set("positive.text", f"a red circle {seed}")
    pictures = flow.run(targets=["decode"])
    said.append({"opened": list(opened), "nets": len(nets), "places": places()})
print(json.dumps(said))
"""


def test_a_second_run_opens_no_weights_and_moves_none() -> None:
    first, second, third = _runs()

    assert first["nets"] == 3
    assert len(set(first["opened"])) == 3  # of the U-Net, the autoencoder and the text encoder
    assert (second["opened"], third["opened"]) == ([], [])
    assert second["nets"] == third["nets"] == 3
    assert first["places"] == second["places"] == third["places"]
    assert len(first["places"]) > 100


def _runs() -> list[dict[str, Any]]:  # Any: JSON
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    said: list[dict[str, Any]] = json.loads(answer.stdout.splitlines()[-1])
    return said
