from pathlib import Path

import pytest
import torch

from graphstudio.api import Image
from graphstudio.errors import BadValue
from graphstudio.session.saving import PictureFolder
from graphstudio.workflow.pictures import read_run, read_workflow

GREY = Image(torch.full((1, 4, 4, 3), 0.5))


def test_a_picture_carries_its_workflow_and_what_it_was_made_on(tmp_path: Path) -> None:
    save = PictureFolder(tmp_path / "new" / "folder", '{"format": 1}')

    (path,) = save("sampler", GREY, "fox", {})

    assert read_workflow(path) == '{"format": 1}'
    assert read_run(path)["node"] == "sampler"
    assert read_run(path)["versions"]["torch"] == torch.__version__.partition("+")[0]


def test_a_picture_carries_the_texts_that_it_was_made_from(tmp_path: Path) -> None:
    save = PictureFolder(tmp_path, "{}")

    (told,) = save("sampler", GREY, "fox", {"draw.text": "a red fox"})
    (bare,) = save("sampler", GREY, "fox", {})

    assert read_run(told)["texts"] == {"draw.text": "a red fox"}
    assert "texts" not in read_run(bare)


@pytest.mark.parametrize(
    "stem", ["", "..", "../up", "a/b", "a\\b", "what?", "tab\there", ".hidden"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, stem: str) -> None:
    save = PictureFolder(tmp_path / "out", "{}")

    with pytest.raises(BadValue, match="file's name"):
        save("sampler", GREY, stem, {})

    assert not (tmp_path / "out").exists()
