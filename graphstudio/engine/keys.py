"""Keys: two nodes with one key give one result, in this process or in any other.

A key is a Merkle hash. It covers what a node does itself (its own part: id, version and code of
its definition, values, contents of files, fingerprint) and, for each wire, the key at the other
end. So it costs what the node itself is, however much lies upstream.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graphstudio.graph.elements import Json

Key = str  # 32 hexadecimal digits

# Raise the number when anything here changes what a key covers: old results must not match.
_SCHEME = "graphstudio-1"
_quoted = json.encoder.encode_basestring_ascii
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class OwnPart(NamedTuple):
    """Hold what a node's key covers beside its wires.

    Attributes:
        id: Of its definition.
        version: Of its definition.
        code: Hash of the source that decides what it computes.
        values: Knob values that count, defaults filled in; of a file that is read only its name.
        files: What is in each file that is read, by knob.
        fingerprint: What its definition's fingerprint says; None without one.
    """

    id: str
    version: int
    code: str
    values: Mapping[str, Json]
    files: Mapping[str, str]
    fingerprint: str | None


def canonical(value: Json) -> bytes:
    """Turn a JSON value into bytes: equal for equal values, whatever the order of dicts.

    1, 1.0, true and "1" differ, and so do 0.0 and -0.0.
    """
    return _encode(value).encode("ascii")


def node_key(own: OwnPart, feeds: Iterable[tuple[str, Key, str]]) -> Key:
    """Hash what a node does itself together with (input, key upstream, output) of each wire."""
    return fed_key(own_text(own), feeds)


def own_text(own: OwnPart) -> str:
    """Write down what a node does itself, once for all the keys that its wires may give it."""
    files = dict(own.files)
    values = {name: value for name, value in own.values.items() if name not in files}
    return _encode((_SCHEME, *own[:3], values, files, own.fingerprint))[:-1]


def fed_key(own: str, feeds: Iterable[tuple[str, Key, str]]) -> Key:
    """Hash an own part that is written down already; see `node_key`."""
    # By hand, because after an edit this is done for every node below it.
    wires = ",".join(
        [f'[{_quoted(name)},"{key}",{_quoted(output)}]' for name, key, output in sorted(feeds)]
    )
    text = f"{own},[{wires}]]"
    return hashlib.blake2b(text.encode("ascii"), digest_size=16).hexdigest()


def key_without_repeat() -> Key:
    """Make a key that no other node has, here or anywhere, now or later."""
    return os.urandom(16).hex()
