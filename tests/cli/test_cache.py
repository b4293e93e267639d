"""`graphstudio cache`, and runs that find what earlier ones kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.cli.exits import BAD_GRAPH, FAILED

from .conftest import Command


@pytest.fixture
def key(graphstudio: Command, workflow: Path, tmp_path: Path) -> str:
    """Run a workflow whose text is kept, and give its key."""
    assert graphstudio("run", workflow, "--out", tmp_path / "out").code == 0
    (entry,) = json.loads(graphstudio("cache", "list", "--json").out)["results"]
    return str(entry["key"])


def test_an_empty_cache_is_listed_as_such(graphstudio: Command) -> None:
    done = graphstudio("cache", "list")

    assert (done.code, done.err) == (0, "")
    assert done.out == "0 results in 0 B; steps in 0 B.\n"


def test_a_second_run_finds_what_the_first_one_kept(
    graphstudio: Command, workflow: Path, tmp_path: Path, key: str
) -> None:
    done = graphstudio("run", workflow, "--out", tmp_path / "out", "--json")

    events = [json.loads(line) for line in done.out.splitlines()]
    (say,) = [one for one in events if one["event"] == "NodeDone" and one["node"] == "say"]
    assert say["is_cached"]
    assert "cached" in graphstudio("run", workflow, "--dry-run").out


def test_the_list_names_nodes_and_sizes(graphstudio: Command, key: str) -> None:
    done = graphstudio("cache", "list")

    heading, line, _, total = done.out.splitlines()
    assert heading.split() == ["key", "size", "used", "saves", "node"]
    assert line.startswith(key[:12])
    assert "Say (say, quick.say)" in line
    assert total.startswith("1 results in ")


def test_a_result_that_is_found_by_several_keys_is_listed_once(
    graphstudio: Command, workflow: Path, tmp_path: Path, key: str
) -> None:
    out = tmp_path / "out"
    graphstudio("run", workflow, "--set", "say.text=hello hello", "--out", out)
    graphstudio("run", workflow, "--set", "say.count=2", "--out", out)
    told = json.loads(graphstudio("cache", "list", "--json").out)
    assert len(told["results"]) == 3

    _, *lines, _, total = graphstudio("cache", "list").out.splitlines()

    assert [line.count("Say (say, quick.say)") for line in lines] == [1, 1]
    assert total.startswith("2 results in ")
    assert told["bytes"] < sum(one["bytes"] for one in told["results"])


def test_a_result_that_two_nodes_gave_is_listed_with_both(
    graphstudio: Command, workflow: Path, tmp_path: Path
) -> None:
    twins = json.loads(workflow.read_text())
    twins["nodes"]["say"]["values"] = {"text": "hey hey"}
    twins["nodes"]["twin"] = {"type": "quick.say", "values": {"text": "hey", "count": 2}}
    twins["nodes"]["end"] = {"type": "quick.paint"}
    twins["wires"]["end.text"] = "twin.value"
    workflow.write_text(json.dumps(twins))

    graphstudio("run", workflow, "--out", tmp_path / "out")

    _, line, _, _ = graphstudio("cache", "list").out.splitlines()
    assert "Say (say, quick.say)" in line
    assert "Say (twin, quick.say)" in line


def test_a_result_is_explained_by_its_key_and_by_its_node(
    graphstudio: Command, workflow: Path, key: str
) -> None:
    by_key = graphstudio("cache", "explain", key[:8])
    by_node = graphstudio("cache", "explain", workflow, "say")

    assert by_key.out == by_node.out
    assert "value text   " in by_key.out
    assert '"hello"' in by_key.out
    assert "torch " in by_key.out
    (told,) = json.loads(graphstudio("cache", "explain", key, "--json").out)
    assert Path(told["file"]).is_file()
    assert told["parts"]["value text"] == '"hello"'
    assert told["made_with"]["device"] == "cpu"


def test_a_node_of_which_nothing_is_kept_is_explained_too(
    graphstudio: Command, workflow: Path
) -> None:
    done = graphstudio("cache", "explain", workflow, "say")

    assert done.code == 0
    assert done.out.startswith("Nothing is kept for Say (say). Its key would be ")
    assert "value text" in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "ffffffff"), "Nothing is kept under the key 'ffffffff'"),
        (("explain", ""), "Nothing is kept under the key ''"),
        (("pin", "ffffffff"), "Nothing is kept under the key 'ffffffff'"),
        (("prune", "--to", "much"), "--to: 'much' is no size"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    graphstudio: Command, key: str, arguments: tuple[str, ...], message: str
) -> None:
    done = graphstudio("cache", *arguments)

    assert done.code == BAD_GRAPH
    assert message in done.err


def test_a_node_that_is_not_there_is_refused_with_those_that_are(
    graphstudio: Command, workflow: Path
) -> None:
    done = graphstudio("cache", "explain", workflow, "sai")

    assert done.code == BAD_GRAPH
    assert "The nodes are: paint, say" in done.err


def test_pinned_results_outlive_pruning_and_clearing(graphstudio: Command, key: str) -> None:
    assert graphstudio("cache", "pin", key).out == f"pinned {key}  Say (say, quick.say)\n"

    graphstudio("cache", "prune", "--to", "0")
    graphstudio("cache", "prune", "--older", "0")
    graphstudio("cache", "clear")

    assert "pinned" in graphstudio("cache", "list").out
    assert graphstudio("cache", "unpin", key).code == 0
    assert graphstudio("cache", "prune", "--to", "0").out.endswith(" freed.\n")
    assert graphstudio("cache", "list").out.startswith("0 results")


def test_pruning_by_age_spares_what_was_used_since(graphstudio: Command, key: str) -> None:
    graphstudio("cache", "prune", "--older", "1")
    assert key[:12] in graphstudio("cache", "list").out

    graphstudio("cache", "prune", "--older", "0")

    assert graphstudio("cache", "list").out.startswith("0 results")


def test_verifying_removes_a_damaged_result(graphstudio: Command, key: str) -> None:
    (told,) = json.loads(graphstudio("cache", "explain", key, "--json").out)
    file = Path(told["file"])
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)

    done = graphstudio("cache", "verify")

    assert done.out.startswith("1 results read, 1 broken and removed, ")
    assert not file.exists()
    assert graphstudio("cache", "verify").out.startswith("0 results read, 0 broken")


def test_the_path_is_that_of_the_cache(graphstudio: Command) -> None:
    assert graphstudio("cache", "path").out == f"{paths.cache()}\n"


def test_a_cache_that_cannot_be_is_an_error_and_stops_no_run(
    graphstudio: Command, workflow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GRAPHSTUDIO_CACHE", str(tmp_path / "file" / "cache"))

    assert graphstudio("run", workflow, "--out", tmp_path / "out").code == 0
    done = graphstudio("cache", "list")

    assert done.code == FAILED
    assert "cannot be used" in done.err


def test_it_can_be_switched_off(
    graphstudio: Command, workflow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_DISK_CACHE", "off")

    assert graphstudio("run", workflow, "--out", tmp_path / "out").code == 0

    assert not (paths.cache() / "results").exists()


def test_a_budget_that_cannot_be_meant_is_refused(
    graphstudio: Command, workflow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_DISK_CACHE", "plenty")

    done = graphstudio("run", workflow)

    assert done.code == BAD_GRAPH
    assert "GRAPHSTUDIO_DISK_CACHE: 'plenty' is no size" in done.err
