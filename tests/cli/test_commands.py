import json
from pathlib import Path

import pytest

from .conftest import WORKFLOW, Command


def test_no_command_opens_the_window(graphstudio: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("graphstudio.cli.window.open_window", lambda files: opened.append(files))

    graphstudio()

    assert opened == [()]


def test_the_help_names_the_commands_and_the_exit_codes(graphstudio: Command) -> None:
    told = graphstudio("--help")

    assert told.code == 0
    assert "run" in told.out
    assert "exit codes" in told.out


def test_the_list_names_every_node_of_every_pack(graphstudio: Command) -> None:
    told = graphstudio("nodes")

    assert "latent.decode" in told.out
    assert "quick.say" in told.out


def test_a_search_lists_only_what_fits(graphstudio: Command) -> None:
    told = graphstudio("nodes", "--search", "karras")

    assert "scheduler.choose" in told.out
    assert "latent.decode" not in told.out


def test_one_node_is_explained_with_its_inputs(graphstudio: Command) -> None:
    told = graphstudio("nodes", "latent.decode")

    assert "vae: Model[Vae], required" in told.out
    assert "tile: int, 0 to 8192 px, default 0" in told.out
    assert "image: Image" in told.out


def test_a_misspelt_node_gets_close_names(graphstudio: Command) -> None:
    told = graphstudio("nodes", "latent.decod")

    assert told.code == 4
    assert "latent.decode" in told.err


def test_a_broken_pack_is_named_with_file_and_line_and_the_rest_is_listed(
    graphstudio: Command, nodes_folder: Path
) -> None:
    (nodes_folder / "broken.py").write_text("import graphstudio\n\ndef half(:\n")

    told = graphstudio("nodes")

    assert told.code == 0
    assert "broken.py" in told.err
    assert "3" in told.err
    assert "quick.say" in told.out


def test_the_list_as_json_holds_ranges_and_defaults(graphstudio: Command) -> None:
    told = graphstudio("nodes", "--json")

    nodes = {one["id"]: one for one in json.loads(told.out)}
    steps = next(one for one in nodes["latent.sample"]["inputs"] if one["name"] == "steps")
    assert steps["default"] == 20
    assert steps["range"]["least"] == 1


def test_what_a_pack_prints_does_not_spoil_the_json(
    graphstudio: Command, nodes_folder: Path
) -> None:
    (nodes_folder / "chatty.py").write_text('print("hello from a pack")\n')

    told = graphstudio("nodes", "--json")

    assert json.loads(told.out)
    assert "hello from a pack" in told.err


@pytest.mark.parametrize("name", ["text-to-image", "image-to-image", "inpaint", "hires-fix"])
def test_a_good_workflow_is_called_good(graphstudio: Command, root: Path, name: str) -> None:
    told = graphstudio("validate", root / "workflows" / f"{name}.json")

    assert told.code == 0, told.err
    assert "good" in told.out


def test_validate_tells_every_problem_of_every_file(graphstudio: Command, tmp_path: Path) -> None:
    data = json.loads(WORKFLOW)
    data["nodes"]["say"]["values"] = {"count": 99, "volume": 3}
    data["wires"]["paint.nmae"] = "say.value"
    bad, torn = tmp_path / "bad.json", tmp_path / "torn.json"
    bad.write_text(json.dumps(data))
    torn.write_text(WORKFLOW[:40])

    told = graphstudio("validate", bad, torn)

    assert told.code == 3
    assert all(word in told.err for word in ("count", "volume", "nmae", "torn.json")), told.err


@pytest.mark.slow
def test_doctor_names_what_it_looked_at(graphstudio: Command, tmp_path: Path) -> None:
    told = graphstudio("doctor", "--json")

    findings = {one["about"]: one for one in map(json.loads, told.out.splitlines())}
    assert {"Python", "torch", "torchvision", "device", "memory", "disk", "Qt"} <= set(findings)
    assert findings["torch"]["verdict"] == "good"
    assert findings["model folder"]["remedy"].startswith("mkdir")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_model_is_trained_and_opens_like_any_other(
    graphstudio: Command, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(  # the others take longer than the training
        "graphstudio.training.builtin.questions_for", lambda subject: ("autoencoder",)
    )

    done = graphstudio("train", "builtin", "--preset", "smoke", "--out", tmp_path / "mine")

    workflow = root / "workflows" / "text-to-image.json"
    told = graphstudio(
        "run", workflow, "--set", f"model={tmp_path / 'mine'}", "--set", "steps=2", "--quiet"
    )
    assert done.code == 0, done.err
    assert "step 6 of 6" in done.err
    assert "### Autoencoder" in done.out
    assert told.code == 0, told.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        pytest.param(["--preset", "huge"], "smoke", id="preset"),
        pytest.param(["--preset", "smoke", "--processes", "0"], "one", id="processes"),
    ],
)
def test_a_training_that_cannot_be_says_why(
    graphstudio: Command, tmp_path: Path, arguments: list[str], word: str
) -> None:
    told = graphstudio("train", "builtin", "--out", tmp_path / "mine", *arguments)

    assert told.code == 4
    assert word in told.err
    assert not (tmp_path / "mine").exists()
