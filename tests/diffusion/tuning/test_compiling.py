"""Networks that are compiled, and what is said where nobody can."""

from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Guidance, Tuning, WeakenedLayers
from graphstudio.diffusion.sampling import COMPILING
from graphstudio.diffusion.tuning import compiling, installed
from graphstudio.diffusion.tuning.applying import tuned_view
from graphstudio.diffusion.tuning.compiling import require_compiler
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.tuning.conftest import CPU, Paint

CUDA = torch.device("cuda")


def test_a_missing_compiler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "compiler", lambda: "")

    with pytest.raises(BadValue, match=r"apt-get install g\+\+"):
        require_compiler("blocks", CPU)


def test_a_missing_triton_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "version_of", lambda one: "")

    with pytest.raises(BadValue, match="pip install triton"):
        require_compiler("blocks", CUDA)


def test_tensorrt_has_to_be_installed_and_needs_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "version_of", lambda one: "")
    with pytest.raises(BadValue, match="pip install torch-tensorrt"):
        require_compiler("tensorrt", CUDA)

    monkeypatch.setattr(installed, "version_of", lambda one: "2.9")
    with pytest.raises(BadValue, match="NVIDIA"):
        require_compiler("tensorrt", CPU)


def test_what_changes_a_network_for_a_while_is_refused_beside(tiny: Loaded, paint: Paint) -> None:
    if not installed.compiler():
        pytest.skip("no compiler on this machine")
    view: Any = tuned_view(tiny.unet, Tuning(compiled="blocks"))

    with pytest.raises(BadValue, match="Take Compile"):
        view.prompted(())
    with pytest.raises(BadValue, match="Take Compile"):
        paint(
            tuning={"compiled": "blocks"},
            guidance=Guidance(3.0, away_from=(WeakenedLayers(2.0, "attention", ("down",)),)),
        )


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")  # inductor's own, of several kinds
def test_compiled_blocks_say_the_same_and_are_kept_on_disk(
    paint: Paint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not installed.compiler():
        pytest.skip("no compiler on this machine")
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "compiled"))
    plain = paint(side=64)

    said: list[str] = []
    tuned = paint(side=64, tuning={"compiled": "blocks"}, warn=said.append)

    assert torch.allclose(tuned, plain, atol=1e-2)
    assert torch.equal(paint(side=64, tuning={"compiled": "blocks"}), tuned)
    assert torch.equal(paint(side=64), plain)
    assert said == [COMPILING]
    assert any((tmp_path / "compiled").rglob("*.so"))
