"""What each way to run a network would save and cost."""

from typing import Any

import pytest

from graphstudio.api import Model, Tuning
from graphstudio.diffusion.tuning import offers as offering
from graphstudio.diffusion.tuning.offers import TITLES, offers
from graphstudio.diffusion.tuning.wires import tune
from graphstudio.graph.packs import load_all


class Nobody:
    """Load nothing."""

    def load(self, device: Any, precision: Any) -> Any:
        raise NotImplementedError


def model(family: str, kind: str = "denoiser", parameters: int = 10**9) -> Model[Any]:
    facts = (("parameters", parameters),)
    return Model(kind, family, family, "1", parameters * 2, Nobody(), facts)


@pytest.fixture(autouse=True)
def _nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offering, "version_of", lambda one: "")
    monkeypatch.setattr(offering, "compiler", lambda: "")


@pytest.mark.parametrize("family", ["sd1", "sdxl", "sd3", "flux", "dit"])
@pytest.mark.parametrize("device", ["cpu", "cuda", "mps"])
def test_whatever_is_offered_can_be_chosen_and_changes_something(family: str, device: str) -> None:
    for one in offers(family, device, side_px=1024):
        changed = {
            name: getattr(one.tuning, name)
            for name in Tuning.__dataclass_fields__
            if getattr(one.tuning, name) != getattr(Tuning(), name)
        }
        assert tune(model(family), **changed).tuning == one.tuning
        assert (one.weights_factor, one.working_factor, one.time_factor) != (1, 1, 1)
        assert one.words.endswith(".")


def test_exact_ways_come_first() -> None:
    found = [one.exactness for one in offers("sdxl", "cuda", side_px=1024)]

    assert found == sorted(found, key=("same", "last bits", "detail", "visible").index)
    assert len(set(found)) > 1


def test_merging_is_offered_where_it_pays() -> None:
    nodes = [{one.node for one in offers("sd1", "cpu", side_px=side)} for side in (512, 1024)]

    assert "tuning.token_merging" not in nodes[0]
    assert "tuning.token_merging" in nodes[1]


def test_what_is_not_installed_or_not_for_the_device_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(device: str) -> set[str]:
        return {one.tuning.attention + one.tuning.compiled for one in offers("sd1", device)}

    assert not found("cuda") & {"flash", "sage", "blocks"}
    monkeypatch.setattr(offering, "version_of", lambda one: "1")
    monkeypatch.setattr(offering, "compiler", lambda: "/usr/bin/g++")
    assert found("cuda") >= {"flash", "sage", "blocks"}
    assert not found("cpu") & {"flash", "sage"}
    assert "blocks" in found("cpu")


@pytest.mark.parametrize("node", TITLES)
def test_ways_are_called_as_their_nodes_are(node: str) -> None:
    assert load_all().require(node).title == TITLES[node]
