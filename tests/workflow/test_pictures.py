import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from graphstudio.errors import NotAWorkflow, WorkflowFileError
from graphstudio.workflow.pictures import read_run, read_workflow, write_png
from tests.workflow.samples import WHOLE_FILE

RUN = {"versions": {"graphstudio": "0.1.0"}, "node": "show", "index": 0, "name": "Füchse 🦊"}


def message_of(path: Path) -> str:
    with pytest.raises(NotAWorkflow) as caught:
        read_workflow(path)
    return str(caught.value).replace(str(path), "PATH")


def test_a_picture_carries_its_workflow_and_its_run(tmp_path: Path, picture: Image.Image) -> None:
    path = write_png(tmp_path / "fox.png", picture, workflow=WHOLE_FILE, run=RUN)

    assert path == tmp_path / "fox_0001.png"
    assert read_workflow(path) == WHOLE_FILE
    assert read_run(path) == RUN


def test_the_texts_are_packed_and_the_program_is_named(
    tmp_path: Path, picture: Image.Image
) -> None:
    path = write_png(tmp_path / "fox.png", picture, workflow=WHOLE_FILE * 100, run=RUN)

    with Image.open(path) as found:
        texts = {str(key): value for key, value in found.info.items()}

    assert texts["Software"] == "GraphStudio"
    assert texts["graphstudio.workflow"] == WHOLE_FILE * 100
    assert b"tEXtSoftware\0GraphStudio" in path.read_bytes()
    assert path.stat().st_size < len(WHOLE_FILE.encode()) * 10


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_pixels_are_written_as_they_are(tmp_path: Path, picture: Image.Image, mode: str) -> None:
    pixels = Image.new(mode, (3, 2)) if mode == "I;16" else picture.convert(mode)

    path = write_png(tmp_path / "fox.png", pixels, workflow="{}", run={})

    with Image.open(path) as found:
        assert found.mode == mode
        assert ImageChops.difference(
            found.convert("RGBA"), pixels.convert("RGBA")
        ).getbbox() is None  # fmt: skip


def test_a_picture_never_overwrites_another(tmp_path: Path, picture: Image.Image) -> None:
    first = write_png(tmp_path / "fox.png", picture, workflow="one", run={})
    second = write_png(tmp_path / "fox.png", picture, workflow="two", run={})

    assert [first.name, second.name] == ["fox_0001.png", "fox_0002.png"]
    assert [read_workflow(first), read_workflow(second)] == ["one", "two"]


def test_a_workflow_larger_than_pillow_reads_is_read(tmp_path: Path, picture: Image.Image) -> None:
    workflow = WHOLE_FILE * 4000

    path = write_png(tmp_path / "fox.png", picture, workflow=workflow, run={})

    assert len(workflow) > 4 * 1024**2
    assert read_workflow(path) == workflow


def test_a_picture_that_cannot_be_written_is_reported(tmp_path: Path, picture: Image.Image) -> None:
    with pytest.raises(WorkflowFileError, match=r"fox\.png could not be saved: the folder does"):
        write_png(tmp_path / "gone" / "fox.png", picture, workflow="{}", run={})


def test_a_picture_that_is_cut_off_behind_its_workflow_still_gives_it(
    tmp_path: Path, picture: Image.Image
) -> None:
    path = write_png(tmp_path / "fox.png", picture, workflow=WHOLE_FILE, run={})
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"IDAT") + 20])

    assert read_workflow(path) == WHOLE_FILE


def test_a_picture_that_is_cut_off_before_its_workflow_says_so(
    tmp_path: Path, picture: Image.Image
) -> None:
    path = write_png(tmp_path / "fox.png", picture, workflow=WHOLE_FILE, run={})
    path.write_bytes(path.read_bytes()[:100])

    assert message_of(path) == (
        "PATH: the picture is cut off. No workflow could be read; use the original file, "
        "or a workflow file beside it."
    )


def test_a_picture_without_a_workflow_says_so(tmp_path: Path, picture: Image.Image) -> None:
    picture.save(tmp_path / "fox.png")

    assert message_of(tmp_path / "fox.png") == (
        "PATH: this picture carries no GraphStudio workflow. Programs that edit or send "
        "pictures often remove it; use the file as GraphStudio wrote it."
    )


@pytest.mark.parametrize(
    ("keyword", "kind"),
    [
        pytest.param("workflow", "a ComfyUI workflow", id="ComfyUI"),
        pytest.param(
            "parameters",
            "generation parameters of the AUTOMATIC1111 web UI or a relative of it",
            id="A1111",
        ),
        pytest.param("invokeai_metadata", "an InvokeAI workflow", id="InvokeAI"),
    ],
)
def test_the_picture_of_another_program_is_called_one(
    tmp_path: Path, picture: Image.Image, keyword: str, kind: str
) -> None:
    info = PngInfo()
    info.add_text(keyword, "{}")
    picture.save(tmp_path / "fox.png", pnginfo=info)

    assert message_of(tmp_path / "fox.png") == (
        f"PATH: this picture carries {kind}; opening it is not supported yet. "
        "Build it anew from GraphStudio nodes."
    )


def test_a_missing_picture_is_reported(tmp_path: Path) -> None:
    assert message_of(tmp_path / "fox.png").startswith("PATH: it cannot be read (")


def test_a_run_that_is_no_json_is_reported(tmp_path: Path, picture: Image.Image) -> None:
    info = PngInfo()
    info.add_itxt("graphstudio.run", "{", zip=True)
    picture.save(tmp_path / "fox.png", pnginfo=info)

    with pytest.raises(NotAWorkflow, match=r"graphstudio\.run, line 1, column 2: the file ends"):
        read_run(tmp_path / "fox.png")


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_a_picture_damaged_anywhere_gives_its_workflow_or_says_what_is_wrong(
    tmp_path: Path, picture: Image.Image, data: st.DataObject
) -> None:
    path = tmp_path / "fox_0001.png"
    if not path.exists():
        write_png(tmp_path / "fox.png", picture, workflow=WHOLE_FILE, run=RUN)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(whole[:at] + data.draw(st.binary(max_size=40)) + whole[at + length :])

    try:
        text = read_workflow(damaged)
    except NotAWorkflow as error:
        assert str(error).startswith(f"{damaged}: ")  # noqa: PT017
    else:
        assert text == WHOLE_FILE


def test_reading_workflows_needs_neither_pillow_nor_torch() -> None:
    code = (
        "import sys, json, graphstudio.workflow.files\n"
        "print(json.dumps([name for name in ('PIL', 'torch', 'numpy') if name in sys.modules]))"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert json.loads(found.stdout) == []
