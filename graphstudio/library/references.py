"""How a workflow names a model so that it is found again elsewhere: by name, content and origin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Say where exactly one file of a model can be had.

    Attributes:
        url: Of the file itself, or of the model's page where nothing names the file.
        repository: On the Hugging Face hub, such as "owner/name"; "" elsewhere.
        revision: The commit there; "" for the newest.
        file: Its path there; "" for the whole repository.
    """

    url: str = ""
    repository: str = ""
    revision: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Name one model by what it is.

    Attributes:
        name: As the workflow's knob names it.
        kind: What it is good for, one of `entries.Kind`.
        family: Its family; "" where it has none.
        size_bytes: Bytes of its weights; 0 where nobody knows.
        sha256: Hash of its content; "" where nobody took it yet.
        origin: Where it can be had; None where nobody knows.
    """

    name: str
    kind: str
    family: str = ""
    size_bytes: int = 0
    sha256: str = ""
    origin: Origin | None = None
