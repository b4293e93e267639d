"""The token for gated models: in the system's keyring, never in a file of ours, never shown.

Programs of the hub itself look into HF_TOKEN and into a file in the home folder. Those are
respected, and said, so that a machine without a keyring can be used too.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from graphstudio import paths
from graphstudio.errors import BadValue, NoKeyring

_SERVICE = "graphstudio"
_VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_NO_KEYRING = (
    "This machine has no keyring that could keep a token, and GraphStudio writes none into "
    "files. Put it into the variable HF_TOKEN, or log in with `hf auth login`."
)


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token for the hub.

    Attributes:
        value: The secret; it stays out of every text that this is written into.
        source: Where it was found, in words.
    """

    value: str = field(repr=False)
    source: str

    def __str__(self) -> str:
        return f"the token from {self.source}"


def find_token(endpoint: str) -> Token | None:
    """Find the token for a hub: HF_TOKEN, the keyring, the file of the hub's own programs.

    Args:
        endpoint: Of the hub; the keyring keeps one token for each.

    Raises:
        BadValue: The variable holds what cannot be a token.
    """
    for variable in _VARIABLES:
        if value := os.environ.get(variable, "").strip():
            return Token(_checked(value, f"{variable} holds no token"), variable)
    if value := _in_keyring(endpoint):
        return Token(value, "the keyring")
    file = token_file()
    try:
        value = file.read_text("utf-8").strip()
    except (OSError, ValueError):  # none, or none that can be read
        return None
    return Token(value, str(file)) if value else None


def keep_token(value: str, endpoint: str) -> None:
    """Keep a token in the system's keyring.

    Raises:
        BadValue: It cannot be a token.
        NoKeyring: The machine has no keyring, or it stays locked.
    """
    import keyring
    from keyring.errors import KeyringError

    value = _checked(value.strip(), "That is no token")
    try:
        keyring.set_password(_SERVICE, _account(endpoint), value)
    except (KeyringError, RuntimeError) as error:
        raise NoKeyring(_NO_KEYRING) from error


def forget_token(endpoint: str) -> bool:
    """Take the token out of the keyring; give whether there was one.

    Raises:
        NoKeyring: The keyring stays locked.
    """
    import keyring
    from keyring.errors import KeyringError

    if not _in_keyring(endpoint):
        return False
    try:
        keyring.delete_password(_SERVICE, _account(endpoint))
    except (KeyringError, RuntimeError) as error:
        raise NoKeyring(f"The keyring does not let go of the token: {error}.") from error
    return True


def has_keyring() -> bool:
    """Say whether this machine can keep a token."""
    import keyring
    from keyring.backends.fail import Keyring as NoRing

    return not isinstance(keyring.get_keyring(), NoRing)


def token_file() -> Path:
    """Find where the hub's own programs keep a token; it may not exist."""
    if named := os.environ.get("HF_TOKEN_PATH"):
        return paths.at_home(named)
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or f"{cache}/huggingface"
    return paths.at_home(home) / "token"


def _in_keyring(endpoint: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _account(endpoint)) or ""
    except (KeyringError, RuntimeError):  # none there, or locked and nobody to unlock it
        return ""


def _account(endpoint: str) -> str:
    return urlsplit(endpoint).netloc.lower()


def _checked(value: str, complaint: str) -> str:
    """Give a token back, if it may be one; the complaint never shows it."""
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise BadValue(f"{complaint}: one is a single word such as hf_… without spaces.")
    return value
