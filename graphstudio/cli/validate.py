"""`graphstudio validate`: every problem of every file, without running anything."""

import json
import sys
from pathlib import Path

from graphstudio.cli.exits import BAD_FILE, exit_code, warn_of_packs
from graphstudio.errors import GraphStudioError
from graphstudio.session.locating import anchored
from graphstudio.session.studio import Studio


def validate(files: list[Path], *, is_json: bool) -> int:
    """Print what is wrong with each file; give 0, or the code of the worst problem."""
    studio = Studio.open()
    warn_of_packs(studio.registry)
    worst = 0
    for file in files:
        problems, code = _examine(studio, file)
        worst = max(worst, code)
        if is_json:
            print(json.dumps({"file": str(file), "is_good": code == 0, "problems": problems}))
            continue
        for problem in problems:
            print(f"{file}: {problem}", file=sys.stderr)
        if code == 0:
            print(f"{file}: good")
    return worst


def _examine(studio: Studio, file: Path) -> tuple[list[str], int]:
    problems: list[str] = []
    code = 0
    try:
        loaded = studio.read(file)
        problems = [str(problem) for problem in loaded.problems]
        if any(not problem.is_warning for problem in loaded.problems):
            code = BAD_FILE
        studio.plan(anchored(loaded.graph, file.parent))
    except GraphStudioError as error:
        # The file's name is printed in front of each problem already.
        problems += [one.removeprefix(f"{file}: ") for one in error.problems]
        code = code or exit_code(error)
    return problems, code
