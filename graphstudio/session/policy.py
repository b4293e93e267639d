"""What an administrator demands of every run on this machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from graphstudio import paths
from graphstudio.errors import PolicyBroken

_FORM = '{"safety_checker": "required", "model": "/path/to/safety_checker", "unsafe": "black"}'
_KNOWN = frozenset({"safety_checker", "model", "unsafe"})


@dataclass(frozen=True, slots=True)
class Policy:
    """Demand that every picture is checked before anybody sees it.

    Attributes:
        file: Where it stands.
        model: Folder of the safety checker.
        unsafe: How unsafe pictures are covered.
    """

    file: Path
    model: Path
    unsafe: Literal["black", "blur"]


def read_policy() -> Policy | None:
    """Read the policy that is in force; None when there is none, or it demands nothing.

    Raises:
        PolicyBroken: There is a policy file, and it cannot be understood. Nothing may be saved
            then: what it demands is not known.
    """
    file = paths.policy()
    if file is None:
        return None
    content = _read(file)
    problems = _problems(content)
    if problems:
        raise _broken(file, " ".join(problems))
    if content["safety_checker"] == "off":
        return None
    return Policy(file, Path(content["model"]), content.get("unsafe", "black"))


def _read(file: Path) -> dict[str, Any]:  # Any: JSON
    try:
        content = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise _broken(file, f"It cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise _broken(file, f"It is not JSON ({error}).") from error
    if not isinstance(content, dict):
        raise _broken(file, "It holds no JSON object.")
    return content


def _problems(content: dict[str, Any]) -> list[str]:  # Any: JSON
    problems = [f"It has an unknown entry {name!r}." for name in sorted(set(content) - _KNOWN)]
    demand, model = content.get("safety_checker"), content.get("model")
    if demand not in ("required", "off"):
        problems.append(f'safety_checker is {demand!r}, and must be "required" or "off".')
    if content.get("unsafe", "black") not in ("black", "blur"):
        problems.append(f'unsafe is {content["unsafe"]!r}, and must be "black" or "blur".')
    # A relative one would mean something else in each folder that a program is started in.
    is_whole = isinstance(model, str) and Path(model).is_absolute()
    if demand == "required" and not is_whole:
        problems.append(f"model is {model!r}, and must be the whole path of a folder.")
    return problems


def _broken(file: Path, why: str) -> PolicyBroken:
    return PolicyBroken(
        f"The policy in {file} cannot be obeyed, so nothing is run and nothing is saved. {why} "
        f"The administrator of this machine should write such as {_FORM}"
    )
