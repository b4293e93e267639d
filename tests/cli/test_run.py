import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.workflow.pictures import read_workflow

from .conftest import WORKFLOW, Command


def pixels(path: str) -> bytes:
    with Image.open(path) as picture:
        return picture.tobytes()


def all_of(terminal: int) -> str:
    """Read a terminal whose other end is closed to its end."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:  # Linux says so instead of giving nothing
            part = b""
        if not part:
            os.close(terminal)
            return b"".join(parts).decode()
        parts.append(part)


def test_a_run_leaves_a_picture_and_prints_where(
    graphstudio: Command, workflow: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", workflow, "--out", tmp_path / "out")

    (path,) = done.out.split()
    assert done.code == 0
    assert pixels(path) == bytes([128]) * 3 * 8 * 8


def test_a_setting_changes_the_picture_and_stands_in_its_workflow(
    graphstudio: Command, workflow: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", workflow, "--out", tmp_path / "out", "--set", "words=hi")

    (path,) = done.out.split()
    saved = json.loads(read_workflow(Path(path)))
    assert saved["nodes"]["say"]["values"] == {"text": "hi"}


def test_a_picture_repeats_itself(graphstudio: Command, workflow: Path, tmp_path: Path) -> None:
    first = graphstudio("run", workflow, "--out", tmp_path / "a", "--set", "words=hi").out.strip()

    again = graphstudio("run", first, "--out", tmp_path / "b").out.strip()

    assert first != again
    assert pixels(first) == pixels(again)


def test_nothing_is_overwritten(graphstudio: Command, workflow: Path, tmp_path: Path) -> None:
    paths = {graphstudio("run", workflow, "--out", tmp_path).out for _ in range(3)}

    assert len(paths) == 3


def test_a_dry_run_says_what_would_run_and_runs_nothing(
    graphstudio: Command, workflow: Path, tmp_path: Path
) -> None:
    told = graphstudio("run", workflow, "--dry-run", "--out", tmp_path / "out")

    assert told.code == 0
    assert "Say (say)" in told.out
    assert "2 would run" in told.out
    assert not (tmp_path / "out").exists()


def test_a_dry_run_tells_machines_the_same(graphstudio: Command, workflow: Path) -> None:
    told = graphstudio("run", workflow, "--dry-run", "--json")

    nodes = json.loads(told.out)["nodes"]
    assert [(one["node"], one["verdict"]) for one in nodes] == [("say", "runs"), ("paint", "runs")]


def test_json_gives_one_event_a_line_and_ends_with_how_it_went(
    graphstudio: Command, workflow: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", workflow, "--json", "--out", tmp_path)

    events = [json.loads(line) for line in done.out.splitlines()]
    assert events[0]["event"] == "RunStarted"
    assert events[-1]["event"] == "RunDone"
    assert events[-1]["outcome"] == "done"
    assert [one["done"] for one in events if one["event"] == "NodeProgress"] == [0, 1, 2, 3]


def test_quiet_prints_the_path_and_nothing_else(
    graphstudio: Command, workflow: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", workflow, "--quiet", "--out", tmp_path)

    assert done.err == ""
    assert Path(done.out.strip()).is_file()


def test_a_target_runs_only_what_it_needs(
    graphstudio: Command, workflow: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", workflow, "--target", "say", "--json", "--out", tmp_path / "out")

    started = [line for line in done.out.splitlines() if "NodeStarted" in line]
    assert done.code == 0
    assert len(started) == 1
    assert not (tmp_path / "out").exists()


def test_a_failed_node_is_named_with_the_reason_and_others_finish(
    graphstudio: Command, tmp_path: Path
) -> None:
    data = json.loads(WORKFLOW)
    data["nodes"]["bad"] = {"type": "quick.fail", "values": {"text": "cats"}}
    data["nodes"]["worse"] = {"type": "quick.paint", "values": {"name": "never"}}
    data["wires"]["worse.text"] = "bad.value"
    path = tmp_path / "half.json"
    path.write_text(json.dumps(data))

    done = graphstudio("run", path, "--out", tmp_path / "out")

    assert done.code == 5
    assert "Fail (bad)" in done.err
    assert "no luck with cats" in done.err
    assert [one.name[:4] for one in (tmp_path / "out").iterdir()] == ["grey"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        pytest.param("", 3, ["empty"], id="an empty file"),
        pytest.param("hello", 3, ["JSON"], id="not JSON"),
        pytest.param(
            '{"format": 99, "nodes": {}}', 3, ["format 99", "Update"], id="a newer format"
        ),
        pytest.param(WORKFLOW.replace("quick.say", "quick.sya"), 3, ["quick.sya"], id="no node"),
        pytest.param(WORKFLOW.replace("say.value", "say.valeu"), 3, ["valeu"], id="wrong wire"),
        pytest.param(
            WORKFLOW.replace('"wires": {"paint.text": "say.value"}', '"wires": {}'),
            4,
            ["Paint (paint)", "text"],
            id="an input that nothing feeds",
        ),
    ],
)
def test_a_bad_file_is_told_from_a_bad_graph(
    graphstudio: Command, tmp_path: Path, text: str, code: int, words: list[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)

    told = graphstudio("run", path, "--out", tmp_path / "out")

    assert told.code == code
    assert told.out == ""
    assert all(word in told.err for word in words), told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(["--set", "say.count=99"], 4, ["count", "9"], id="out of range"),
        pytest.param(["--set", "wrods=x"], 4, ["words"], id="misspelt"),
        pytest.param(["--target", "sya"], 4, ["sya", "say"], id="no such target"),
        pytest.param(["--fast"], 2, ["--fast"], id="no such option"),
    ],
)
def test_wrong_arguments_say_what_would_be_right(
    graphstudio: Command, workflow: Path, arguments: list[str], code: int, words: list[str]
) -> None:
    told = graphstudio("run", workflow, *arguments)

    assert told.code == code
    assert all(word in told.err for word in words), told.err


def test_a_missing_file_says_so(graphstudio: Command, tmp_path: Path) -> None:
    told = graphstudio("run", tmp_path / "nowhere.json")

    assert told.code == 3
    assert "nowhere.json" in told.err


def test_a_dry_run_imports_neither_torch_nor_pillow(nodes_folder: Path, workflow: Path) -> None:
    code = (
        "import sys\n"
        "from graphstudio.cli.app import main\n"
        f"main(['run', {str(workflow)!r}, '--dry-run'])\n"
        "print(sorted({'torch', 'diffusers', 'transformers', 'PIL', 'PySide6'} & set(sys.modules)))"
    )

    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "GRAPHSTUDIO_NODES": str(nodes_folder)},
    )

    assert told.stdout.splitlines()[-1] == "[]"


def test_a_folder_that_cannot_be_is_refused_before_anything_runs(
    graphstudio: Command, workflow: Path, tmp_path: Path
) -> None:
    (tmp_path / "afile").write_text("x")

    told = graphstudio("run", workflow, "--out", tmp_path / "afile" / "sub", "--json")

    assert told.code == 4
    assert "afile" in told.err
    assert told.out == ""


def test_a_title_with_brackets_is_shown_as_it_is(graphstudio: Command, tmp_path: Path) -> None:
    data = json.loads(WORKFLOW)
    data["nodes"]["paint"]["title"] = "[/oops] [red]x"
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(data))

    told = graphstudio("run", path, "--out", tmp_path / "out")

    assert told.code == 0, told.err


def in_a_terminal(nodes_folder: Path, *arguments: str | Path) -> tuple[str, str]:
    """Run a command whose errors go to a terminal; give its output and what the terminal showed.

    The terminal is read all the while: a full one would hold the bar up for ever.
    """
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "graphstudio", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "GRAPHSTUDIO_NODES": str(nodes_folder), "TERM": "xterm"},
    ) as process:
        os.close(theirs)
        shown = all_of(ours)
        out, _ = process.communicate()
    assert process.returncode == 0, shown
    return out, shown


def test_a_terminal_for_the_bar_does_not_swallow_the_path(
    nodes_folder: Path, workflow: Path, tmp_path: Path
) -> None:
    out, _ = in_a_terminal(nodes_folder, "run", workflow, "--out", tmp_path)

    assert Path(out.strip()).is_file()


_TWO_PACES = '''
import time

from graphstudio.api import Context, node


@node("pace.walk", title="Walk")
def walk(ctx: Context) -> str:
    """Take four steps."""
    for _ in ctx.track(range(4)):
        time.sleep(0.2)
    return "there"


@node("pace.nap", title="Nap", output=True, cache=False)
def nap(place: str) -> None:
    """Sleep without counting.

    Args:
        place: Where.
    """
    time.sleep(0.5)
'''


def pace(nodes_folder: Path, tmp_path: Path) -> Path:
    """Write a workflow of two nodes that take their time, and no torch."""
    (nodes_folder / "pace.py").write_text(_TWO_PACES)
    path = tmp_path / "pace.json"
    path.write_text(
        '{"format": 1, "nodes": {"walk": {"type": "pace.walk"}, "nap": {"type": "pace.nap"}},'
        ' "wires": {"nap.place": "walk.value"}}'
    )
    return path


def test_the_bar_tells_each_nodes_own_steps(nodes_folder: Path, tmp_path: Path) -> None:
    path = pace(nodes_folder, tmp_path)

    _, shown = in_a_terminal(nodes_folder, "run", path)

    assert "of 4" in shown
    assert any("Nap" in line for line in shown.splitlines())
    assert not any("Nap" in line and "of 4" in line for line in shown.splitlines())


def test_a_reader_that_goes_away_is_not_blamed_on_a_node(
    nodes_folder: Path, tmp_path: Path
) -> None:
    path = pace(nodes_folder, tmp_path)
    command = f"{sys.executable} -m graphstudio run {path} --json | head -n 1"

    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "GRAPHSTUDIO_NODES": str(nodes_folder)},
    )

    assert "failed" not in done.stderr
    assert "Traceback" not in done.stderr


def test_deep_nonsense_for_a_number_is_refused(graphstudio: Command, workflow: Path) -> None:
    told = graphstudio("run", workflow, "--set", "say.count=" + "[" * 100_000)

    assert told.code == 4
    assert "count" in told.err


_SLOW = '''
import time

from graphstudio.api import Context, node


@node("slow.walk", title="Walk", output=True, cache=False)
def walk(ctx: Context) -> None:
    """Take a long walk."""
    for _ in ctx.track(range(10_000)):
        time.sleep(0.05)
'''


def test_ctrl_c_stops_after_the_running_step(nodes_folder: Path, tmp_path: Path) -> None:
    (nodes_folder / "slow.py").write_text(_SLOW)
    path = tmp_path / "slow.json"
    path.write_text('{"format": 1, "nodes": {"walk": {"type": "slow.walk"}}}')
    command = [sys.executable, "-m", "graphstudio", "run", str(path), "--json"]

    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "GRAPHSTUDIO_NODES": str(nodes_folder)},
    ) as process:
        assert process.stdout is not None
        while "NodeProgress" not in process.stdout.readline():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["outcome"] == "stopped"
    assert "stopping" in err
    assert "Traceback" not in err


def test_a_warm_up_says_what_was_loaded_and_saves_nothing(
    graphstudio: Command, root: Path, tmp_path: Path
) -> None:
    file = root / "workflows" / "text-to-image.json"

    done = graphstudio("run", "--warm-up", file, "--out", tmp_path / "out")
    told = graphstudio("run", "--warm-up", file, "--json")

    assert done.code == 0
    assert "3 of 3: builtin, vae" in done.err
    assert "3 networks ready, 14 MiB in " in done.out
    assert not (tmp_path / "out").exists()
    (line,) = told.out.splitlines()
    assert [one["kind"] for one in json.loads(line)["networks"]] == [
        "text_encoder",
        "denoiser",
        "vae",
    ]
