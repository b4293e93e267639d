"""What `run` and `validate` say of models that have other names here, or are not here."""

import hashlib
import json
import shutil
import time
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.cli.app import main
from graphstudio.library.library import open_library
from graphstudio.session.face import Workflow

pytestmark = pytest.mark.usefixtures("lora_folder")


@pytest.fixture
def lora_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(tmp_path / "models"))
    folder = tmp_path / "models" / "loras"
    folder.mkdir(parents=True)
    shutil.copy(paths.builtin_lora(), folder / "pencil.safetensors")
    return folder


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Save a workflow that names a LoRA, whose hash is known by then."""
    workflow = Workflow(title="Pencil")
    model = workflow.add("model.load", id="load")
    workflow.add(
        "lora.apply",
        id="lora",
        denoiser=model.denoiser,
        text_encoder=model.text_encoder,
        lora="pencil.safetensors",
    )
    library = open_library()
    library.scan()
    library.close()
    workflow.save(tmp_path / "pencil.json")
    data = json.loads((tmp_path / "pencil.json").read_text())
    entry = data["models"]["lora.lora"]
    assert entry["name"] == "pencil.safetensors"
    assert entry["kind"] == "lora"
    entry["sha256"] = _sha256(paths.builtin_lora())
    (tmp_path / "pencil.json").write_text(json.dumps(data))
    return tmp_path / "pencil.json"


def forget(saved: Path, **origin: str) -> None:
    """Let the file mean a LoRA that is nowhere here."""
    data = json.loads(saved.read_text())
    entry = data["models"]["lora.lora"]
    data["models"]["lora.lora"] = {**entry, "sha256": "ab" * 32, "origin": origin}
    saved.write_text(json.dumps(data))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_plan_finds_a_renamed_lora(
    saved: Path, lora_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lora_folder / "pencil.safetensors").rename(lora_folder / "graphite.safetensors")

    code = main(["run", str(saved), "--dry-run", "--json", "--target", "lora"])

    out, err = capsys.readouterr()
    (model,) = json.loads(out)["models"]
    assert code == 0
    assert 'lora.lora: "pencil.safetensors" is called "graphite.safetensors" here' in err
    assert (model["state"], model["found"][0]["name"]) == ("renamed", "graphite.safetensors")
    assert json.loads(saved.read_text())["nodes"]["lora"]["values"]["lora"] == "pencil.safetensors"


def test_validating_tells_of_a_missing_model_and_how_to_get_it(
    saved: Path, lora_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lora_folder / "pencil.safetensors").unlink()
    forget(saved, repository="owner/pencil", file="p.safetensors")

    code = main(["validate", str(saved)])

    out, _ = capsys.readouterr()
    assert code == 0
    assert "SHA-256 " + "ab" * 32 in out
    assert "graphstudio models get owner/pencil:p.safetensors" in out
    assert out.endswith("good, but for 1 of its models\n")


def test_validating_writes_every_verdict_as_json(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["validate", "--json", str(saved)])

    (model,) = json.loads(capsys.readouterr().out)["models"]
    assert (model["knob"], model["state"]) == ("lora.lora", "present")


def test_a_run_whose_model_is_missing_fails_and_says_which(
    saved: Path, lora_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lora_folder / "pencil.safetensors").unlink()
    forget(saved)

    code = main(["run", str(saved), "--target", "lora", "--out", str(tmp_path / "out")])

    err = capsys.readouterr().err
    assert code == 5
    assert 'lora.lora: there is no LoRA "pencil.safetensors" here' in err
    assert "SHA-256 " + "ab" * 32 in err


def test_a_workflow_in_code_finds_it_with_a_warning(saved: Path, lora_folder: Path) -> None:
    (lora_folder / "pencil.safetensors").rename(lora_folder / "graphite.safetensors")
    workflow = Workflow.load(saved)

    with pytest.warns(UserWarning, match='is called "graphite.safetensors" here'):
        workflow.run(targets=["lora"])

    workflow.save(saved)
    assert json.loads(saved.read_text())["models"]["lora.lora"]["name"] == "pencil.safetensors"


def test_another_content_of_the_same_size_is_told_once_the_plan_has_its_hash(
    saved: Path,
    lora_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = lora_folder / "pencil.safetensors"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    later = time.time_ns() + 3 * 10**9  # hashes of files that just changed are not remembered
    monkeypatch.setattr(time, "time_ns", lambda: later)

    main(["run", str(saved), "--dry-run", "--target", "lora"])

    err = capsys.readouterr().err
    assert 'lora.lora: "pencil.safetensors" is another LoRA here' in err
    assert _sha256(file)[:8] in err


def test_a_missing_model_that_the_run_does_not_need_is_not_told(
    saved: Path, lora_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lora_folder / "pencil.safetensors").unlink()
    forget(saved)

    main(["run", str(saved), "--dry-run", "--target", "load"])

    assert "pencil" not in capsys.readouterr().err
