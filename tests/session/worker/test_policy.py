"""A worker under an administrator's policy."""

import json
from pathlib import Path

import pytest

from graphstudio.engine.events import ImageSaved, RunDone
from graphstudio.session.worker.protocol import Previewed, Refused
from graphstudio.workflow.pictures import read_run
from tests.diffusion.safety.tiny_checker import write_checker
from tests.session.worker.pack import one
from tests.session.worker.window import Window


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a checker before any test counts its threads: writing one starts one."""
    return write_checker(tmp_path_factory.mktemp("checker") / "sd")


@pytest.fixture(autouse=True)
def policy(checker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a policy in force."""
    file = tmp_path / "policy.json"
    monkeypatch.setenv("GRAPHSTUDIO_POLICY", str(file))
    content = {"safety_checker": "required", "model": str(checker)}
    file.write_text(json.dumps(content))
    return file


def test_a_policy_that_cannot_be_obeyed_refuses_the_run_in_words(
    policy: Path, window: Window
) -> None:
    policy.write_text('{"safety_checker": "required", "model": "/nowhere"}')

    window.run(one("paint"))
    end = window.wait_for_end()

    assert isinstance(end, Refused)
    assert str(policy) in end.troubles[0].message
    assert not [told for told in window.told if isinstance(told, ImageSaved | Previewed)]


@pytest.mark.slow
def test_pictures_are_checked_and_latents_are_not_shown(window: Window, root: Path) -> None:
    data = json.loads((root / "workflows" / "text-to-image.json").read_text())
    data["nodes"]["sampler"]["values"]["steps"] = 2
    data["nodes"]["canvas"]["values"] = {"width": 64, "height": 64}

    window.run(json.dumps(data))
    end = window.wait_for_end()

    assert isinstance(end, RunDone)
    assert end.outcome == "done"
    (saved,) = [told.path for told in window.told if isinstance(told, ImageSaved)]
    (shown,) = [told for told in window.told if isinstance(told, Previewed)]
    assert read_run(saved)["safety_checker"] == "on"
    assert (shown.node, shown.is_final) == ("save", True)
