"""Promises about the whole tree that no single module can keep."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*(ROOT / "graphstudio").rglob("*.py"), *(ROOT / "nodes").rglob("*.py")])


def test_no_module_is_longer_than_500_lines() -> None:
    long = {path: count for path in SOURCES if (count := len(path.read_text().splitlines())) > 500}

    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]

    assert not long


def test_the_names_of_the_python_face_are_there_and_sorted() -> None:
    import graphstudio

    assert list(graphstudio.__all__) == sorted(graphstudio.__all__)
    assert all(getattr(graphstudio, name).__doc__ for name in graphstudio.__all__)


@pytest.mark.parametrize(
    "module",
    [
        "graphstudio",
        "graphstudio.api",
        "graphstudio.graph.graph",
        "graphstudio.workflow.files",
        "graphstudio.engine.executor",
        "graphstudio.session.face",
        "graphstudio.cli.app",
        "graphstudio.diffusion.catalogue",
        "graphstudio.diffusion.choices",
        "graphstudio.diffusion.folders",
    ],
)
def test_importing_a_module_imports_neither_torch_nor_qt(module: str) -> None:
    code = (
        f"import {module}, sys; "
        "print(sorted({'torch', 'diffusers', 'transformers', 'PySide6'} & set(sys.modules)))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_every_link_in_the_readme_leads_somewhere() -> None:
    text = (ROOT / "README.md").read_text()
    links = [part.partition(")")[0] for part in text.split("](")[1:]]

    missing = [link for link in links if not (ROOT / link).exists()]

    assert links
    assert not missing
