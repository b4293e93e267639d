"""What a repository on the hub holds: names, sizes and hashes, as of one commit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from graphstudio.errors import DownloadError
from graphstudio.library.downloads.web import IsStopped, Unsteady, Web, shown

_LARGEST_ANSWER_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class HubFile:
    """Describe one file of a repository.

    Attributes:
        path: In the repository, with slashes.
        size_bytes: Its size.
        sha256: Hash of its content, for large files; "" for those that git itself keeps.
        blob: For those, the hash that git gives them: SHA-1 of a short heading and the content.
    """

    path: str
    size_bytes: int
    sha256: str = ""
    blob: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold what a repository holds.

    Attributes:
        repository: "owner/name".
        commit: The one that was looked at; files are fetched from no other.
        files: All of them, by path.
        licence: What the repository's card says; "" where it says nothing.
    """

    repository: str
    commit: str
    files: tuple[HubFile, ...]
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Hub:
    """Ask the hub about repositories.

    Attributes:
        web: How to reach it.
        is_stopped: Whether somebody wants to stop.
    """

    web: Web
    is_stopped: IsStopped = lambda: False

    def listing(self, repository: str, revision: str = "") -> Listing:
        """List a repository's files, pinned to the commit that a revision means now.

        Args:
            repository: "owner/name".
            revision: A branch, a tag or a commit; "" is the newest of "main".

        Raises:
            DownloadError: The hub has no such repository, refuses it, or cannot be reached.
        """
        base = f"{self.web.endpoint}/api/models/{repository}"
        about, _ = self._json(f"{base}/revision/{quote(revision or 'main', safe='')}")
        commit = about.get("sha") if isinstance(about, dict) else None
        if not isinstance(commit, str) or not commit.isalnum():
            raise _senseless(base)
        card = about.get("cardData")
        licence = str(card.get("license") or "") if isinstance(card, dict) else ""
        files: list[HubFile] = []
        url = f"{base}/tree/{commit}?recursive=true"
        while url:
            page, url = self._json(url)
            if not isinstance(page, list):
                raise _senseless(base)
            files += [_read(entry, base) for entry in page if entry.get("type") == "file"]
        return Listing(repository, commit, tuple(sorted(files, key=_path)), licence)

    def address(self, repository: str, commit: str, path: str) -> str:
        """Give the address of one file."""
        return f"{self.web.endpoint}/{repository}/resolve/{commit}/{quote(path)}"

    def who(self) -> str:
        """Ask whose the token is.

        Raises:
            DownloadError: The hub does not know it, or cannot be reached.
        """
        told, _ = self._json(f"{self.web.endpoint}/api/whoami-v2")
        name = told.get("name") if isinstance(told, dict) else None
        if not isinstance(name, str):
            raise _senseless(self.web.endpoint)
        return name

    def _json(self, url: str) -> tuple[Any, str]:  # Any: JSON
        return self.web.patiently(lambda: self._read_json(url), self.is_stopped)

    def _read_json(self, url: str) -> tuple[Any, str]:  # Any: JSON
        """Read one answer, and where the next page of it is; "" where there is none."""
        with self.web.open(url) as response:
            text = bytearray()
            for block in response.iter_raw():
                text += block
                if len(text) > _LARGEST_ANSWER_BYTES:
                    raise _senseless(url)
            following = response.links.get("next", {}).get("url", "")
            try:
                return json.loads(text), following
            except ValueError as error:
                # A proxy or a hotel's login page in between, more often than the hub itself.
                raise Unsteady(f"{shown(url)} gave something that is no JSON.") from error


def _read(entry: dict[str, Any], base: str) -> HubFile:  # Any: JSON
    large = entry.get("lfs")
    try:
        if isinstance(large, dict):
            sha256 = str(large.get("oid") or large["sha256"]).removeprefix("sha256:").lower()
            return HubFile(str(entry["path"]), int(large["size"]), sha256=sha256)
        return HubFile(str(entry["path"]), int(entry["size"]), blob=str(entry.get("oid", "")))
    except (KeyError, TypeError, ValueError) as error:
        raise _senseless(base) from error


def _path(file: HubFile) -> str:
    return file.path


def _senseless(url: str) -> DownloadError:
    return DownloadError(
        f"{shown(url)} answers in a way that GraphStudio does not understand. Look at HF_ENDPOINT, "
        "or try again later."
    )
