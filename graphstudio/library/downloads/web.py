"""Requests to the outside: patient, honest about refusals, and careful whom they tell the token.

Nothing else in the program talks to other machines.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import httpx2

from graphstudio.api import Cancelled
from graphstudio.errors import DownloadError
from graphstudio.library.downloads.refusals import refusal
from graphstudio.library.tokens import Token
from graphstudio.wording import say_duration

_MOST_REDIRECTS = 10
_TRUE = frozenset({"1", "on", "yes", "true"})
_TICK_S = 0.1  # how soon a wait hears that it should stop

IsStopped = Callable[[], bool]
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Patience:
    """Say how long to wait for what.

    Attributes:
        connect_s: For a connection.
        stall_s: For the next bytes; what comes slowly is not stalled.
        attempts: How often in a row something may fail while not one new byte comes.
        first_wait_s: Before the second attempt; each further wait is twice as long.
        most_wait_s: The longest wait, also where the server asks for one.
    """

    connect_s: float = 15.0
    stall_s: float = 30.0
    attempts: int = 6
    first_wait_s: float = 1.0
    most_wait_s: float = 120.0

    def wait_s(self, failures: int) -> float:
        """Say how long to wait after so many failures in a row."""
        return min(self.first_wait_s * 2.0 ** (failures - 1), self.most_wait_s)


class Unsteady(Exception):
    """Something failed that may go well a moment later.

    Attributes:
        wait_s: How long the server asks to wait; None where it says nothing.
    """

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Web:
    """Ask other machines for things.

    Attributes:
        endpoint: Of the hub; the token is sent to this one alone.
        token: For the hub; None asks as a stranger.
        patience: How long to wait.
        sleep: Waits so many seconds.
        client: Holds the connections.
    """

    endpoint: str
    token: Token | None = None
    patience: Patience = Patience()
    sleep: Callable[[float], None] = time.sleep
    client: httpx2.Client = field(default_factory=httpx2.Client)

    @contextmanager
    def open(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[httpx2.Response]:
        """Ask for something and give the answer before its content is read.

        Redirects are followed; the token never follows one to another machine.

        Raises:
            Unsteady: It may go well later.
            DownloadError: It will not.
        """
        response = self._follow(url, dict(headers or {}))
        try:
            yield response
        except httpx2.TransportError as error:
            raise Unsteady(_why(error, url)) from error
        finally:
            response.close()

    def patiently(
        self,
        attempt: Callable[[], Done],
        is_stopped: IsStopped,
        told: Callable[[str], None] = lambda _: None,
        got: Callable[[], int] = lambda: 0,
    ) -> Done:
        """Try something until it is done, and give what it gives.

        Args:
            attempt: What to try.
            is_stopped: Whether somebody wants to stop.
            told: Hears why it waits, and an empty text when it goes on.
            got: How far it is: a failure that got further than all before is the first again.

        Raises:
            Cancelled: Somebody stopped it.
            DownloadError: It failed too often, or for good.
        """
        failures, best = 0, got()
        while not is_stopped():
            try:
                return attempt()
            except Unsteady as error:
                failures, best = (1 if got() > best else failures + 1), max(best, got())
                wait_s = self._wait_after(failures, error)
                told(f"{error} Trying again in {say_duration(wait_s)}.")
                self._wait(wait_s, is_stopped)
                told("")
        raise Cancelled

    def _wait_after(self, failures: int, error: Unsteady) -> float:
        wait_s = self.patience.wait_s(failures) if error.wait_s is None else error.wait_s
        if wait_s > self.patience.most_wait_s:
            raise DownloadError(
                f"{error} It asks to wait {say_duration(wait_s)}. Start the download again then: "
                "it goes on where it stopped."
            ) from error
        if failures >= self.patience.attempts:
            raise DownloadError(
                f"{error} That was attempt {failures}. Check the connection and start the "
                "download again: it goes on where it stopped."
            ) from error
        return wait_s

    def _wait(self, seconds: float, is_stopped: IsStopped) -> None:
        left = seconds
        while left > 0:
            if is_stopped():
                raise Cancelled
            self.sleep(min(left, _TICK_S))
            left -= _TICK_S

    def _follow(self, url: str, headers: dict[str, str]) -> httpx2.Response:
        first, seen = url, 0
        while True:
            _require_web_address(url, came_from=first)
            response = self._ask(url, headers)
            if not response.is_redirect:
                self._refuse(response, first)
                return response
            target = response.headers.get("location", "")
            response.close()
            seen += 1
            if seen > _MOST_REDIRECTS:
                raise DownloadError(f"{shown(first)} leads from one address to the next for ever.")
            url = str(httpx2.URL(url).join(target))

    def _ask(self, url: str, headers: Mapping[str, str]) -> httpx2.Response:
        patience = self.patience
        # Content that is packed for the way has other bytes than those that were hashed.
        sent = {"Accept-Encoding": "identity", "User-Agent": "graphstudio", **headers}
        if self.token is not None and may_know_token(url, self.endpoint):
            sent["Authorization"] = f"Bearer {self.token.value}"
        timeout = httpx2.Timeout(patience.stall_s, connect=patience.connect_s)
        request = self.client.build_request("GET", url, headers=sent, timeout=timeout)
        try:
            return self.client.send(request, stream=True, follow_redirects=False)
        except httpx2.TransportError as error:
            raise Unsteady(_why(error, url)) from error
        except (httpx2.InvalidURL, ValueError) as error:
            raise DownloadError(f'"{shown(url)}" is no web address: {error}.') from error

    def _refuse(self, response: httpx2.Response, url: str) -> None:
        """Raise what an answer that is no content means."""
        status = response.status_code
        if status in (200, 206, 416):
            return
        wait_s = _retry_after(response.headers.get("retry-after", ""))
        response.close()
        place = urlsplit(url).netloc
        if status == 429:
            raise Unsteady(f"{place} has had too many requests from here.", wait_s)
        if status >= 500 or status == 408:
            raise Unsteady(f"{place} has trouble of its own (HTTP {status}).", wait_s)
        raise refusal(response, shown(url), self.endpoint, self.token)


def hub_endpoint() -> str:
    """Give the address of the hub (`HF_ENDPOINT`), without a slash at its end."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def require_online() -> None:
    """Refuse to go on where somebody said that nothing may be fetched.

    Raises:
        DownloadError: HF_HUB_OFFLINE is set.
    """
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in _TRUE:
        raise DownloadError(
            "HF_HUB_OFFLINE is set, so nothing is downloaded. Unset it, or set it to 0, to allow "
            "downloads."
        )


def may_know_token(url: str, endpoint: str) -> bool:
    """Say whether the token for the hub may be sent to an address: the hub's own, unread."""
    asked, hub = urlsplit(url), urlsplit(endpoint)
    if (asked.scheme, asked.netloc.lower()) != (hub.scheme, hub.netloc.lower()):
        return False
    return asked.scheme == "https" or _is_this_machine(asked.hostname)


def shown(url: str) -> str:
    """Write an address without what may be secret in it: user, password and query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _require_web_address(url: str, came_from: str) -> None:
    parts, first = urlsplit(url), urlsplit(came_from)
    is_open = parts.scheme == "http" and first.scheme == "http"
    if not parts.hostname or (parts.scheme != "https" and not is_open):
        how = "" if url == came_from else f" {shown(came_from)} leads there."
        raise DownloadError(f'"{shown(url)}" is no https address.{how}')


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _retry_after(text: str) -> float | None:
    """Read how long a server asks to wait: seconds or a date."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except ValueError:
        return None


def _why(error: httpx2.TransportError, url: str) -> str:
    place = urlsplit(url).netloc.rpartition("@")[2]
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return f"{place} cannot be reached ({str(error) or 'no answer'})."
    if isinstance(error, httpx2.TimeoutException):
        return f"{place} sends nothing any more."
    return f"The connection to {place} broke."
