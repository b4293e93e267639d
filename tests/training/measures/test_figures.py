"""Figures in a card: put in place, made anew, with everything else as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphstudio.errors import BadValue
from graphstudio.training.measures.figures import write_figures
from graphstudio.training.measures.table import Table

CARD = "# A model\n\n## Figures\n\nTwo judges.\n\n## Limits\n\nMany.\n"

COMMAND = "graphstudio train measure DIR --seed 3"


def table(title: str, value: str) -> Table:
    return Table(title, ("", "figure"), (("row", value),), "What it means.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(CARD, encoding="utf-8")
    return tmp_path


def read(folder: Path) -> str:
    return (folder / "README.md").read_text(encoding="utf-8")


def test_a_table_stands_among_the_figures_with_its_command(folder: Path) -> None:
    write_figures(folder, {"shapes": table("Shapes", "87%")}, COMMAND)

    card = read(folder)
    assert "| row | 87% |" in card
    assert f"{COMMAND} --ask shapes\n" in card
    assert card.index("Two judges.") < card.index("### Shapes") < card.index("## Limits")
    assert card.endswith("## Limits\n\nMany.\n")


def test_a_new_figure_replaces_the_old_one_and_leaves_the_others(folder: Path) -> None:
    write_figures(folder, {"shapes": table("Shapes", "1%"), "time": table("Time", "2 s")}, COMMAND)
    write_figures(folder, {"shapes": table("Shapes", "3%")}, COMMAND)

    card = read(folder)
    assert "| row | 1% |" not in card
    assert card.count("### Shapes") == 1
    assert "| row | 2 s |" in card
    assert card.count("The folder has") == 1


@pytest.mark.parametrize("text", [None, "# A card without figures\n"])
def test_a_folder_without_a_fitting_card_is_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "README.md").write_text(text, encoding="utf-8")

    with pytest.raises(BadValue, match="Figures"):
        write_figures(tmp_path, {"shapes": table("Shapes", "1%")}, COMMAND)
