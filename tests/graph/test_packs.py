import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from graphstudio import paths
from graphstudio.errors import BadNode, DuplicateId, PackError
from graphstudio.graph.packs import load_all, load_pack
from graphstudio.graph.registry import Pack

NODE = '''
from graphstudio.api import node

@node("{id}", title="{title}")
def {name}(x: int = 0) -> int:
    """Pass a number on."""
    return x
'''


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")
    return file


def write_node(file: Path, id_: str, before: str = "") -> Path:
    name = id_.replace(".", "_")
    return write(file, before + NODE.format(id=id_, title=id_, name=name))


def ids(pack: Pack) -> list[str]:
    return [one.id for one in pack.definitions]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "mine" / "__init__.py", '"""My nodes."""\n')
    return tmp_path / "mine"


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the user's folder, with a built-in pack of one node beside it."""
    write_node(tmp_path / "bundled" / "nodes" / "__init__.py", "base.node")
    monkeypatch.setattr(paths, "bundled", lambda name: tmp_path / "bundled" / name)
    monkeypatch.setenv("GRAPHSTUDIO_NODES", str(tmp_path / "user"))
    (tmp_path / "user").mkdir()
    return tmp_path / "user"


def test_nodes_of_all_modules_are_found_and_modules_may_import_each_other(folder: Path) -> None:
    write(folder / "_shared.py", "SCALE = 2\n")
    write_node(folder / "one.py", "a.one", "from ._shared import SCALE\n")
    write_node(folder / "deep" / "__init__.py", "a.deep")
    write_node(folder / "deep" / "er.py", "a.deeper", "from ..one import a_one\n")

    pack = load_pack("mine", folder)

    assert pack.problems == ()
    assert ids(pack) == ["a.deep", "a.deeper", "a.one"]
    assert pack.definitions[1].function.__module__ == "graphstudio_packs.mine.deep.er"
    assert (pack.definitions[0].pack, pack.definitions[0].line) == ("mine", 5)


def test_a_single_file_is_a_pack(tmp_path: Path) -> None:
    file = write_node(tmp_path / "solo.py", "solo.node")

    pack = load_pack("solo", file)

    assert (pack.problems, ids(pack)) == ((), ["solo.node"])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("x = 1\ndef broken(:\n", 2, "SyntaxError: invalid syntax", id="syntax"),
        pytest.param(
            "\nimport no_such_module_xyz\n", 2, "No module named 'no_such_module_xyz'", id="import"
        ),
        pytest.param("\n\nraise RuntimeError('boom')\n", 3, "RuntimeError: boom", id="raise"),
        pytest.param("def f():\n    1 / 0\n\nf()\n", 2, "ZeroDivisionError", id="deeper"),
        pytest.param("import json\njson.loads('{')\n", 2, "JSONDecodeError", id="in a library"),
        pytest.param("import sys\nsys.exit(3)\n", 2, "SystemExit: 3", id="exit"),
        pytest.param("x = '\\0'\nassert False\n", 2, "AssertionError", id="no message"),
    ],
)
def test_a_broken_module_is_reported_with_file_and_line_and_the_rest_still_loads(
    folder: Path, text: str, line: int, words: str
) -> None:
    write_node(folder / "good.py", "a.good")
    broken = write(folder / "broken.py", text)

    pack = load_pack("mine", folder)

    assert ids(pack) == ["a.good"]
    (problem,) = pack.problems
    assert (problem.pack, problem.file, problem.line) == ("mine", str(broken), line)
    assert words in problem.message
    assert str(problem).startswith(f"{broken}:{line}: ")
    assert isinstance(problem.error, PackError)
    assert problem.error.__cause__ is not None


def test_bytes_that_are_no_text_are_reported(folder: Path) -> None:
    (folder / "broken.py").write_bytes(b"x = '\xff\xfe'\n")

    (problem,) = load_pack("mine", folder).problems

    assert problem.file == str(folder / "broken.py")


def test_a_bad_mark_is_reported_at_its_def_with_everything_that_is_wrong(folder: Path) -> None:
    bad = write(
        folder / "bad.py",
        """
        from graphstudio.api import node

        @node("Bad", title="Bad")
        def bad(x, y: int = 0) -> int:
            return y
        """,
    )
    write_node(folder / "good.py", "a.good")

    pack = load_pack("mine", folder)

    assert ids(pack) == ["a.good"]
    first, second = pack.problems
    assert (first.file, first.line) == (second.file, second.line) == (str(bad), 5)
    assert first.message.startswith("bad: the id 'Bad' must be family.verb")
    assert "'x' has no type" in second.message
    assert isinstance(first.error, BadNode)


def test_marks_on_what_is_no_function_are_reported_and_odd_objects_are_left_alone(
    folder: Path,
) -> None:
    write(
        folder / "odd.py",
        """
        from unittest.mock import Mock
        from graphstudio.api import node

        mock = Mock()

        class Hostile:
            def __getattr__(self, name):
                raise RuntimeError(name)
            def __call__(self):
                return None

        hostile = Hostile()

        @node("a.thing", title="Thing")
        class Thing:
            pass
        """,
    )

    pack = load_pack("mine", folder)

    (problem,) = pack.problems
    assert "only a plain function can be one" in problem.message


def test_two_nodes_with_one_id_in_one_pack_are_reported(user: Path) -> None:
    write_node(user / "twice" / "__init__.py", "a.same")
    second = write_node(user / "twice" / "again.py", "a.same")

    registry = load_all()

    (problem,) = registry.problems
    assert isinstance(problem.error, DuplicateId)
    assert (problem.file, problem.line) == (str(second), 5)


def test_a_folder_without_init_is_reported(tmp_path: Path) -> None:
    write_node(tmp_path / "plain" / "one.py", "a.one")

    pack = load_pack("plain", tmp_path / "plain")

    (problem,) = pack.problems
    assert "no __init__.py" in problem.message


def test_a_broken_init_costs_its_package_only(folder: Path) -> None:
    write(folder / "deep" / "__init__.py", "1 / 0\n")
    write_node(folder / "deep" / "lost.py", "a.lost")
    write_node(folder / "good.py", "a.good")

    pack = load_pack("mine", folder)

    assert ids(pack) == ["a.good"]
    assert [(one.file, one.line) for one in pack.problems] == [
        (str(folder / "deep" / "__init__.py"), 1)
    ]


def test_loading_a_pack_again_reads_what_has_changed(folder: Path) -> None:
    write_node(folder / "one.py", "a.one")
    before = load_pack("mine", folder)
    write_node(folder / "one.py", "a.longer_name")
    write_node(folder / "two.py", "a.two")

    after = load_pack("mine", folder)

    assert (ids(before), ids(after)) == (["a.one"], ["a.longer_name", "a.two"])
    assert before.definitions[0].code != after.definitions[0].code


def test_the_code_fingerprint_follows_every_source_of_the_pack_and_nothing_else(
    folder: Path,
) -> None:
    write_node(folder / "one.py", "a.one")
    shared = write(folder / "deep" / "shared.py", "X = 1\n")
    first = load_pack("mine", folder).definitions[0].code
    (folder / "notes.txt").write_text("Not code.")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.py").write_text("1")
    same = load_pack("mine", folder).definitions[0].code
    shared.write_text("X = 2\n")
    other = load_pack("mine", folder).definitions[0].code

    assert first == same != other
    assert len(first) == 32


@pytest.mark.parametrize("part", ["api", "diffusion"])
def test_the_built_in_packs_fingerprint_follows_what_it_is_built_on(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "package" / "paths.py"))
    write_node(user / "other.py", "user.other")
    before = load_all()
    write(tmp_path / "package" / part / "x.py", "X = 1\n")
    after = load_all()

    assert before.require("base.node").code != after.require("base.node").code
    assert before.require("user.other").code == after.require("user.other").code


def test_the_fingerprint_does_not_depend_on_where_the_pack_is(tmp_path: Path) -> None:
    for place in ("here", "there"):
        write_node(tmp_path / place / "mine" / "__init__.py", "a.one")

    here, there = (load_pack("mine", tmp_path / place / "mine") for place in ("here", "there"))

    assert here.definitions[0].code == there.definitions[0].code


def test_packages_and_single_files_of_the_user_are_loaded(user: Path) -> None:
    write_node(user / "single.py", "user.single")
    write_node(user / "my-pack.v2" / "__init__.py", "user.package")
    write_node(user / "_off" / "__init__.py", "user.off")
    write_node(user / ".git" / "__init__.py", "user.git")
    (user / "README.md").write_text("Hello.")

    registry = load_all()

    assert registry.problems == ()
    assert [one.id for one in registry.definitions] == ["base.node", "user.package", "user.single"]
    assert [one.pack for one in registry.definitions] == ["builtin", "my_pack_v2", "single"]


def test_a_user_without_a_folder_has_the_built_in_nodes(user: Path) -> None:
    user.rmdir()

    assert [one.id for one in load_all().definitions] == ["base.node"]


def test_the_built_in_pack_is_never_replaced(user: Path) -> None:
    write_node(user / "builtin.py", "user.builtin")
    write_node(user / "other.py", "base.node")

    registry = load_all()

    assert [one.id for one in registry.definitions] == ["base.node"]
    assert registry.require("base.node").pack == "builtin"
    taken, renamed = sorted(registry.problems, key=lambda one: one.pack, reverse=True)
    assert "the id 'base.node' is taken" in taken.message
    assert "a pack called 'builtin' was loaded from" in renamed.message


def install(site: Path, name: str, value: str) -> None:
    """Write what an installer leaves behind of a distribution with one entry point."""
    info = site / f"{name}-1.0.dist-info"
    write(info / "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    write(info / "entry_points.txt", f"[graphstudio.packs]\n{name} = {value}\n")


def test_an_installed_pack_is_found_by_its_entry_point(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    install(site, "fox-nodes", "fox_nodes_pkg")
    write_node(site / "fox_nodes_pkg" / "__init__.py", "fox.run")
    write_node(site / "fox_nodes_pkg" / "more.py", "fox.jump", "from . import fox_run\n")
    monkeypatch.syspath_prepend(site)

    registry = load_all()

    assert registry.problems == ()
    assert registry.require("fox.jump").pack == "fox_nodes"
    assert registry.require("fox.run").function.__module__ == "graphstudio_packs.fox_nodes"
    assert "fox_nodes_pkg" not in sys.modules


def test_an_installed_pack_may_be_a_single_module(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    install(site, "owl", "owl_module")
    write_node(site / "owl_module.py", "owl.hoot")
    monkeypatch.syspath_prepend(site)

    assert load_all().require("owl.hoot").pack == "owl"


def test_an_installed_pack_may_lie_inside_a_package_that_is_not_imported(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    install(site, "inner", "outer_pkg.nodes")
    install(site, "single", "outer_pkg.single")
    write(site / "outer_pkg" / "__init__.py", "raise RuntimeError('never import me')\n")
    write_node(site / "outer_pkg" / "nodes" / "__init__.py", "inner.node")
    write_node(site / "outer_pkg" / "single.py", "inner.single")
    monkeypatch.syspath_prepend(site)

    registry = load_all()

    assert registry.problems == ()
    assert {"inner.node", "inner.single"} <= registry.by_id.keys()


@pytest.mark.parametrize("value", ["gone_package", "gone.deeper", "json.gone", "!!"])
def test_an_entry_point_that_leads_nowhere_is_reported(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    install(tmp_path / "site", "gone", value)
    monkeypatch.syspath_prepend(tmp_path / "site")

    registry = load_all()

    (problem,) = registry.problems
    assert f"names the package '{value}', which is not there" in problem.message
    assert [one.id for one in registry.definitions] == ["base.node"]


LIST_NODES = """
import sys
from graphstudio.graph.packs import load_all
from graphstudio.graph.document import Document
registry = load_all()
heavy = {"torch", "diffusers", "transformers", "PySide6", "numpy", "PIL"} & sys.modules.keys()
print(len(registry.definitions), len(registry.problems), sorted(heavy))
"""


def test_listing_the_built_in_nodes_is_light(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIST_NODES], cwd=root, capture_output=True, text=True, check=True
    )

    count, problems, *heavy = done.stdout.split()
    assert int(count) > 0
    assert problems == "0"
    assert heavy == ["[]"]
