"""A window whose user edits at full speed, the same way each time: to be killed."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from graphstudio.graph.edits import AddNode, Edit, Move, Rename, SetValue
from graphstudio.graph.elements import Node, Place
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.session.workspace.workspace import Workspace
from tests.workflow.samples import make_registry


def work(workspace: Workspace, seed: int) -> Iterator[int]:
    """Do one thing after the other, for ever; count the things done."""
    chance = random.Random(seed)
    workspace.new("First")
    count = 0
    while True:
        sheet = chance.choice(workspace.sheets)
        match chance.randrange(40):
            case 0 if len(workspace.sheets) < 5:
                workspace.new(f"Sheet {count}")
            case 1:
                workspace.move(sheet, 0)
            case 2 if len(workspace.sheets) > 2:
                workspace.close(sheet)
            case 3:
                sheet.document.mark_clean()
                workspace._keepers[sheet.id].note_saved()
            case 4 | 5 | 6:
                sheet.document.undo()
            case 7 | 8:
                sheet.document.redo()
            case _:
                key = chance.choice([None, 1, 1, 1, 2])
                sheet.document.do(_edit(sheet, chance, count), f"Edit {count}", key)
        count += 1
        yield count


def _edit(sheet: Sheet, chance: random.Random, count: int) -> Edit:
    nodes = sorted(sheet.document.graph.nodes)
    if len(nodes) < 3:
        return AddNode(Node(f"node{count}", "sample.paint"), Place(count, 0))
    node = chance.choice(nodes)
    choices: list[Edit] = [
        SetValue(node, "steps", count % 150 + 1),
        SetValue(node, "subject", f"a fox {count} 🦊" * chance.randrange(1, 40)),
        Move({node: Place(count, count) for node in nodes}),
        Rename(node, f"Title {count}"),
    ]
    return chance.choice(choices)


if __name__ == "__main__":
    for done in work(Workspace(make_registry(), Path(sys.argv[1])), int(sys.argv[2])):
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()
