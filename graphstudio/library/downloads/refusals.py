"""What a server means when it refuses, and what the user can do about it."""

from __future__ import annotations

import re

import httpx2

from graphstudio.errors import AccessRefused, DownloadError
from graphstudio.library.tokens import Token

_LOGIN = "graphstudio models login"
_REPOSITORY = re.compile(r"^/(?:api/models/)?([\w.-]+/[\w.-]+)(?:/|$)")


def refusal(
    response: httpx2.Response, url: str, endpoint: str, token: Token | None
) -> DownloadError:
    """Give the error for an answer with a status of 3xx or 4xx.

    Args:
        response: What came; its content is not read.
        url: What was asked for, as people may see it.
        endpoint: Of the hub.
        token: With which the hub was asked.
    """
    status = response.status_code
    repository = _repository(url, endpoint)
    if not repository:
        return _elsewhere(status, url)
    page = f"{endpoint}/{repository}"
    code = response.headers.get("x-error-code", "")
    if code == "GatedRepo":
        return AccessRefused(_gated(repository, page, endpoint, token), page)
    if code in ("EntryNotFound", "RevisionNotFound"):
        what = "file" if code == "EntryNotFound" else "revision"
        return DownloadError(f"{repository} has no such {what}: {url}. Look at {page}.")
    if status in (401, 403) and token is not None and code != "RepoNotFound":
        return AccessRefused(
            f"The hub refuses the token from {token.source} for {repository} (HTTP {status}): it "
            f"has expired, or it may not read this. Make one that can read at "
            f"{endpoint}/settings/tokens and give it to `{_LOGIN}`.",
            page,
        )
    if status in (401, 403) or code == "RepoNotFound":
        # The hub says so of private ones too, lest strangers learn their names.
        return AccessRefused(
            f"The hub has no {repository}, or not for everybody. Look at the name; if it is "
            f"private, log in with `{_LOGIN}` as somebody who may read it.",
            page,
        )
    if status == 404:
        return DownloadError(f"{url} is not there. Look at {page}.")
    return DownloadError(f"The hub refuses {url} (HTTP {status}). Look at {page}.")


def _gated(repository: str, page: str, endpoint: str, token: Token | None) -> str:
    if token is None:
        return (
            f"{repository} is for people who have agreed to its terms. Log in at {page}, agree, "
            f"make a token that can read at {endpoint}/settings/tokens, and give it to "
            f"`{_LOGIN}`. Then try again."
        )
    return (
        f"The token from {token.source} may not read {repository} yet. Agree to its terms at "
        f"{page}; some authors let people wait for a day. A fine-grained token must also be "
        "allowed to read gated repositories. Then try again."
    )


def _elsewhere(status: int, url: str) -> DownloadError:
    if status in (401, 403):
        return AccessRefused(
            f"{url} is not for everybody (HTTP {status}). Download it in a web browser where you "
            "are logged in, and put the file into the models folder.",
            url,
        )
    if status in (404, 410):
        return DownloadError(f"{url} is not there (HTTP {status}). Look at the address.")
    return DownloadError(f"{url} cannot be had (HTTP {status}).")


def _repository(url: str, endpoint: str) -> str:
    if not url.startswith(f"{endpoint}/"):
        return ""
    found = _REPOSITORY.match(url.removeprefix(endpoint))
    return found[1] if found else ""
