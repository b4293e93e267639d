"""The kinds of values that a preference can have, and how each is written in the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar, overload

from PySide6.QtCore import QByteArray

T = TypeVar("T")


class Store(Protocol):
    """Keep texts by key, and tell who listens what changed."""

    def text(self, key: str) -> str | None:
        """Give what is kept; None when there is nothing."""

    def put(self, key: str, text: str) -> None:
        """Keep a text."""

    def tell(self, name: str) -> None:
        """Say that an attribute has another value now."""


class Setting(Generic[T]):
    """Be an attribute of a store that is kept in it as text.

    Args:
        key: "section/name" in the file.
        default: What it is when the file says nothing, or nothing that makes sense.
        read: Turns the file's text into the value; raises ValueError for nonsense.
        write: Turns the value into text.
    """

    def __init__(
        self,
        key: str,
        default: T,
        read: Callable[[str], T],
        write: Callable[[T], str] = str,
    ) -> None:
        self.key = key
        self.default = default
        self.read = read
        self.write = write
        self.name = ""

    def __set_name__(self, owner: type[object], name: str) -> None:
        self.name = name

    @overload
    def __get__(self, store: None, owner: type[object]) -> Setting[T]: ...
    @overload
    def __get__(self, store: Store, owner: type[object]) -> T: ...
    def __get__(self, store: Store | None, owner: type[object]) -> Setting[T] | T:
        if store is None:
            return self
        text = store.text(self.key)
        if text is None:
            return self.default
        try:
            return self.read(text)
        except ValueError:
            return self.default

    def __set__(self, store: Store, value: T) -> None:
        if value != self.__get__(store, type(store)):
            store.put(self.key, self.write(value))
            store.tell(self.name)


def choice(key: str, choices: tuple[str, ...]) -> Setting[str]:
    """Keep one of a few words; the first is the default."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return Setting(key, choices[0], read)


def switch(key: str, *, default: bool) -> Setting[bool]:
    """Keep a yes or no."""

    def read(text: str) -> bool:
        return {"true": True, "false": False}.get(text.lower(), default)

    return Setting(key, default, read, lambda value: "true" if value else "false")


def number(key: str, default: float, lowest: float, highest: float) -> Setting[float]:
    """Keep a number within limits; one outside counts as the nearest limit."""
    return Setting(key, default, lambda text: min(max(float(text), lowest), highest))


def words(key: str) -> Setting[tuple[str, ...]]:
    """Keep words in order."""
    return Setting(key, (), _read_words, lambda value: json.dumps(list(value)))


def table(key: str) -> Setting[Mapping[str, str]]:
    """Keep texts by word."""
    return Setting(key, {}, _read_table, lambda value: json.dumps(dict(value), sort_keys=True))


def blob(key: str) -> Setting[bytes]:
    """Keep bytes that mean something to Qt alone."""
    return Setting(key, b"", _read_bytes, _write_bytes)


def _read_words(text: str) -> tuple[str, ...]:
    found = json.loads(text)
    if not isinstance(found, list):
        raise ValueError(text)  # noqa: TRY004 - nonsense in a file is a wrong value
    return tuple(str(one) for one in found)


def _read_table(text: str) -> Mapping[str, str]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(text)  # noqa: TRY004 - nonsense in a file is a wrong value
    return {str(key): str(value) for key, value in found.items()}


def _read_bytes(text: str) -> bytes:
    return bytes(QByteArray.fromBase64(text.encode()).data())


def _write_bytes(value: bytes) -> str:
    return bytes(QByteArray(value).toBase64().data()).decode()
