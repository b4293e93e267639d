"""Load node packs by path: the built-in one, the user's, installed ones, all by one road.

A pack is a package or a single module. It is imported as `graphstudio_packs.<name>`, with all
its modules; whatever carries the mark is a node. Broken code costs only the module it is in.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import inspect
import os
import pkgutil
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import FunctionType, ModuleType

from graphstudio import paths
from graphstudio.api.node import MARK
from graphstudio.errors import BadNode, PackError
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.registry import Pack, PackProblem, Registry
from graphstudio.graph.signature import define, locate

__all__ = ["Pack", "PackProblem", "load_all", "load_pack"]

BUILTIN = "builtin"
_GROUP = "graphstudio.packs"
_PARENT = "graphstudio_packs"


def load_all() -> Registry:
    """Load the built-in pack, then the user's packs, then the installed ones.

    Of two packs with one name the first is kept, and the other is a problem.
    """
    packs: dict[str, Pack] = {}
    failures: list[PackProblem] = []
    for name, place in (*_own_packs(), *_installed_packs(failures)):
        if name in packs:
            what = f"a pack called {name!r} was loaded from {packs[name].folder}: rename this one."
            failures.append(_problem(name, str(place), 0, what))
        else:
            packs[name] = load_pack(name, place)
    rest = [Pack(one.pack, Path(one.file), (), (one,)) for one in failures]
    return Registry([*packs.values(), *rest])


def load_pack(name: str, folder: Path) -> Pack:
    """Import a pack and read its nodes. Loading a name again replaces its modules.

    Args:
        name: What the pack is called; it becomes the module `graphstudio_packs.<name>`.
        folder: The package's folder, or the file of a single-file pack.
    """
    loader = _Loader(name, folder)
    loader.load()
    definitions = sorted(loader.definitions, key=lambda one: (one.id, one.file, one.line))
    return Pack(name, folder, tuple(definitions), tuple(loader.problems))


class _Loader:
    """Import one pack, collecting its nodes and problems."""

    def __init__(self, name: str, place: Path) -> None:
        self.name = name
        self.place = place
        self.module_name = f"{_PARENT}.{name}"
        self.definitions: list[NodeDefinition] = []
        self.problems: list[PackProblem] = []

    def load(self) -> None:
        self._forget()
        is_file = self.place.is_file()
        file = self.place if is_file else self.place / "__init__.py"
        if not file.is_file():
            what = "there is no __init__.py: add one (it may be empty) to make the folder a pack."
            self.problems.append(_problem(self.name, str(self.place), 0, what))
            return
        module = self._import_root(file, None if is_file else [str(self.place)])
        if module is None:
            return
        code = _fingerprint(self.name, self.place)
        for one in (module, *self._import_below(module)):
            self._collect(one, code)

    def _forget(self) -> None:
        known = [one for one in list(sys.modules) if f"{one}.".startswith(f"{self.module_name}.")]
        for one in known:
            del sys.modules[one]
        if known:
            importlib.invalidate_caches()  # it is read again because files changed
        if _PARENT not in sys.modules:
            parent = ModuleType(_PARENT, "Where packs live; none of them is found by searching.")
            parent.__path__ = []
            sys.modules[_PARENT] = parent

    def _import_root(self, file: Path, search: list[str] | None) -> ModuleType | None:
        spec = importlib.util.spec_from_file_location(
            self.module_name, file, submodule_search_locations=search
        )
        assert spec is not None  # it is a .py file that is there
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[self.module_name] = module
        setattr(sys.modules[_PARENT], self.name, module)
        return self._guarded(self.module_name, partial(spec.loader.exec_module, module), file)

    def _import_below(self, package: ModuleType) -> Iterator[ModuleType]:
        # In the order of their names, so that problems come in the same order everywhere.
        found = sorted(pkgutil.iter_modules(getattr(package, "__path__", [])), key=lambda i: i.name)
        for info in found:
            if info.name.startswith("_"):
                continue
            name = f"{package.__name__}.{info.name}"
            module = self._guarded(name, partial(importlib.import_module, name), self.place)
            if module is not None:
                yield module
                yield from self._import_below(module)

    def _guarded(
        self, module_name: str, run: Callable[[], object], file: Path
    ) -> ModuleType | None:
        """Run the import of a module; what foreign code raises becomes a problem."""
        try:
            # What a pack prints must not end up in what a program reads.
            with contextlib.redirect_stdout(sys.stderr):
                run()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a pack may raise anything
            sys.modules.pop(module_name, None)
            self.problems.append(self._import_problem(error, file))
            return None
        return sys.modules[module_name]

    def _import_problem(self, error: BaseException, file: Path) -> PackProblem:
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        if isinstance(error, SyntaxError) and error.filename:
            what = f"{type(error).__name__}: {error.msg}"
            return _problem(self.name, error.filename, error.lineno or 0, what, error)
        root = str(self.place)
        frames = traceback.extract_tb(error.__traceback__)
        own = [one for one in frames if one.filename.startswith(root)]
        if not own:
            return _problem(self.name, str(file), 0, what, error)
        return _problem(self.name, own[-1].filename, own[-1].lineno or 0, what, error)

    def _collect(self, module: ModuleType, code: str) -> None:
        seen: set[int] = set()
        for value in list(vars(module).values()):
            # getattr_static, because objects of foreign code may answer to any name.
            if not callable(value) or inspect.getattr_static(value, MARK, None) is None:
                continue
            if id(value) in seen or getattr(value, "__module__", "") != module.__name__:
                continue
            seen.add(id(value))
            if not isinstance(value, FunctionType):
                what = f"{value!r} is marked as a node, and only a plain function can be one."
                self.problems.append(_problem(self.name, module.__file__ or "", 0, what))
                continue
            try:
                self.definitions.append(define(value, pack=self.name, code=code))
            except BadNode as error:
                file, line = locate(value)
                self.problems.extend(
                    PackProblem(self.name, file, line, one.removeprefix(f"{file}:{line}: "), error)
                    for one in error.problems
                )


def _own_packs() -> Iterator[tuple[str, Path]]:
    yield BUILTIN, paths.bundled("nodes")
    folder = paths.user_nodes()
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if place.name.startswith((".", "_")):
            continue
        if place.is_dir() or place.suffix == ".py":
            yield re.sub(r"\W", "_", place.stem if place.is_file() else place.name), place


def _installed_packs(failures: list[PackProblem]) -> Iterator[tuple[str, Path]]:
    for point in sorted(_points(), key=lambda one: (one.name, one.value)):
        place = _place_of(point)
        if place is None:
            what = (
                f"the installed pack {point.name!r} names the package {point.value!r}, which "
                "is not there: install it again."
            )
            failures.append(_problem(point.name, point.value, 0, what))
        else:
            yield re.sub(r"\W", "_", point.name), place


def _points() -> Iterable[EntryPoint]:
    return entry_points(group=_GROUP)


def _place_of(point: EntryPoint) -> Path | None:
    """Find a package without importing any of it."""
    try:
        top, *below = point.module.split(".")
        spec = importlib.util.find_spec(top)
    except (AttributeError, ImportError, ValueError):  # AttributeError: the value is no name
        return None
    if spec is None:
        return None
    for location in spec.submodule_search_locations or ():
        place = Path(location, *below)
        if place.is_dir():
            return place
        if below and place.with_suffix(".py").is_file():
            return place.with_suffix(".py")
    return Path(spec.origin) if spec.origin and not below else None


def _fingerprint(name: str, place: Path) -> str:
    """Hash the source that a pack's results depend on: all of it, for its nodes may share code."""
    roots = [place]
    if name == BUILTIN:
        roots += [Path(paths.__file__).parent / part for part in ("api", "diffusion")]
    digest = hashlib.blake2b(digest_size=16)
    for root in roots:
        for file in _sources(root):
            digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
            content = file.read_bytes()
            digest.update(len(content).to_bytes(8, "big"))
            digest.update(content)
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(one for one in folders if not one.startswith((".", "__pycache__")))
        yield from (Path(folder, one) for one in sorted(files) if one.endswith(".py"))


def _problem(
    pack: str, file: str, line: int, message: str, cause: BaseException | None = None
) -> PackProblem:
    error = PackError(f"{file}:{line}: {message}" if line else f"{file}: {message}")
    error.__cause__ = cause
    return PackProblem(pack, file, line, message, error)
