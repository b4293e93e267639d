"""What somebody wants to have, and turning it into files with addresses, sizes and hashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from graphstudio import paths
from graphstudio.errors import BadValue, DownloadError
from graphstudio.library.downloads.choosing import (
    WEIGHTS,
    choose,
    choose_file,
    is_folder,
    refuse_pickle,
)
from graphstudio.library.downloads.hub import Hub, HubFile, Listing
from graphstudio.library.downloads.values import Download, RemoteFile
from graphstudio.library.downloads.web import hub_endpoint
from graphstudio.library.references import Origin, Reference
from graphstudio.library.starters import FILE_KINDS, Starter, home_of, starter, starters

_REPOSITORY = re.compile(
    r"^(?P<repository>[\w.-]+/[\w.-]+?)(?:@(?P<revision>[\w./-]+))?(?::(?P<path>.+))?$"
)
_HUB_PAGE = re.compile(
    r"^/(?P<repository>[\w.-]+/[\w.-]+)"
    r"(?:/(?:resolve|blob|tree)/(?P<revision>[^/]+)(?:/(?P<path>.+))?)?/?$"
)
# What stands for itself between double quotes, in shells of every system.
_HARMLESS = re.compile(r"[\w@+=:,./?&~()\[\]' -]*")
_BARE = re.compile(r"[\w@+=:,./-]+")
_DIGEST = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Wish:
    """Say what somebody wants to have.

    Attributes:
        name: Of the file or folder that is made; "" takes that of the origin.
        place: The folder that it goes into; None is where its kind belongs.
        kind: What it is good for; "" where nobody said.
        repository: On the hub; "" elsewhere.
        revision: There; "" for the newest.
        path: A file or folder of the repository; "" for the whole.
        files: Exactly these of the repository, as `Starter.files`; empty chooses.
        url: Of a file elsewhere.
        sha256: Hashes that are known beforehand, by path in the repository; of a single file by "".
        replaces: Whether files of the same name with other content go to the trash, once the new
            ones are here and whole.
    """

    name: str = ""
    place: Path | None = None
    kind: str = ""
    repository: str = ""
    revision: str = ""
    path: str = ""
    files: tuple[str, ...] = ()
    url: str = ""
    sha256: Mapping[str, str] = field(default_factory=dict)
    replaces: bool = False

    @property
    def title(self) -> str:
        """What to call it before anything of it is known."""
        path = self.path or urlsplit(self.url).path
        return self.name or PurePosixPath(path).name or self.repository.rpartition("/")[2]

    @property
    def places(self) -> tuple[Path, ...]:
        """Folders that it may go into, before its origin was asked."""
        if self.place is not None:
            return (self.place,)
        return tuple({home_of(self.kind), paths.models()})


def read_wish(text: str, *, to: Path | None = None, sha256: str = "", kind: str = "") -> Wish:
    """Read what somebody typed: a starter's name, "owner/name[@revision][:file]" or an address.

    Args:
        text: What was typed.
        to: The folder that it goes into.
        sha256: Which content it must have; for single files.
        kind: What it is good for.

    Raises:
        BadValue: It is none of these.
    """
    digest = sha256.strip().lower()
    if digest and not _DIGEST.match(digest):
        raise BadValue(f'"{sha256}" is no SHA-256: that has 64 digits from 0 to 9 and a to f.')
    known = {"": digest} if digest else {}
    if found := starter(text):
        wish = of_starter(found, to)
        return replace(wish, sha256=known) if digest else wish
    if text.startswith(("https://", "http://")):
        return _of_address(text, to, known, kind)
    if match := _REPOSITORY.match(text):
        return _of_match(match, to, known, kind)
    near = get_close_matches(text, [one.name for one in starters()], n=3)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadValue(
        f'"{text}" is no starter model, no repository (owner/name or owner/name:file) and no '
        f"https address.{meant} `graphstudio models starters` lists the starter models."
    )


def of_starter(found: Starter, to: Path | None = None) -> Wish:
    """Wish for a starter model."""
    return Wish(
        name=found.name,
        place=to or found.place,
        kind=found.kind,
        repository=found.repository,
        revision=found.revision,
        files=found.files,
        sha256=found.sha256,
    )


def of_reference(reference: Reference, to: Path | None = None, *, over: Path | None = None) -> Wish:
    """Wish for what a workflow names.

    Args:
        reference: What it says.
        to: The folder that it goes into; None is where its kind belongs.
        over: A damaged file or folder whose place and name it takes.

    Raises:
        DownloadError: It does not say where it can be had.
    """
    origin = reference.origin
    if origin is None or not (origin.repository or origin.url):
        raise DownloadError(f"{reference.name} does not say where it can be had.")
    address = origin.file if origin.repository else urlsplit(origin.url).path
    ending = PurePosixPath(address).suffix.lower()
    is_file = not origin.repository or ending in WEIGHTS
    name = PurePosixPath(reference.name.replace("\\", "/")).name if over is None else over.name
    if is_file and ending in WEIGHTS and not name.lower().endswith(WEIGHTS):
        name += ending  # knobs take names without it
    known = starter(name)
    is_known = known is not None and known.repository == origin.repository and not origin.file
    return Wish(
        name=name,
        place=to if over is None else over.parent,
        kind=reference.kind,
        repository=origin.repository,
        revision=origin.revision,
        path=origin.file,
        files=known.files if known is not None and is_known else (),
        url="" if origin.repository else origin.url,
        # That of a folder is over all its files together, which no origin knows.
        sha256={"": reference.sha256} if is_file and reference.sha256 else {},
        replaces=over is not None,
    )


def command_of(wish: Wish) -> str:
    """Write the command that fetches it, as `read_wish` and its options read it.

    "" where it cannot be written so that every shell takes it as it is: what a workflow of somebody
    else says of its models must not become a command of its own.
    """
    at = f"@{wish.revision}" if wish.revision else ""
    path = f":{wish.path}" if wish.path else ""
    what = wish.url or (wish.name if wish.files else f"{wish.repository}{at}{path}")
    usual = PurePosixPath(urlsplit(wish.url).path or wish.path or wish.repository).name
    is_file = wish.url or PurePosixPath(wish.path).suffix.lower() in WEIGHTS
    has_home = wish.place is None and (not is_file or wish.kind in FILE_KINDS)
    told = {
        "as": wish.name if wish.name not in ("", usual, what) else "",
        "kind": wish.kind if is_file and has_home else "",
        "to": "" if has_home else str(wish.place or paths.models()),
        "sha256": wish.sha256.get("", ""),
    }
    theirs = (what, told["as"], told["sha256"])
    if not all(_HARMLESS.fullmatch(one) for one in theirs):
        return ""
    options = "".join(f" --{name} {_quoted(value)}" for name, value in told.items() if value)
    return f"graphstudio models get {_quoted(what)}{options}"


def resolve(wish: Wish, hub: Hub) -> Download:
    """Ask the origin what there is, and say exactly what is fetched.

    Raises:
        DownloadError: There is no such thing, or it is nothing for GraphStudio.
        BadValue: Nobody said what a single file is good for, so where it goes.
    """
    if not wish.repository:
        name = _file_name(wish.name or unquote(PurePosixPath(urlsplit(wish.url).path).name))
        wanted = RemoteFile(wish.url, name, sha256=wish.sha256.get("", ""))
        return Download(
            name, _home(wish, name), (wanted,), is_folder=False, origin=Origin(wish.url)
        )
    listing = hub.listing(wish.repository, wish.revision)
    if wish.files:
        return _exactly(wish, listing, hub)
    if wish.path and not is_folder(listing, wish.path):
        file = choose_file(listing, wish.path)
        name = _file_name(wish.name or PurePosixPath(file.path).name)
        remote = _remote(file, name, listing, hub, wish.sha256.get(""))
        origin = _origin(listing, file.path)
        return Download(name, _home(wish, name), (remote,), is_folder=False, origin=origin)
    chosen = choose(listing, wish.path)
    base = f"{wish.path}/" if wish.path else ""
    return _whole(wish, chosen, lambda path: path.removeprefix(base), listing, hub)


def _exactly(wish: Wish, listing: Listing, hub: Hub) -> Download:
    """Take the files that a starter names: one that is called as it is the model itself."""
    chosen = [choose_file(listing, path) for path in wish.files]
    for file in chosen:
        if PurePosixPath(file.path).name == wish.name:
            pinned = wish.sha256.get(file.path) or wish.sha256.get("")
            remote = _remote(file, wish.name, listing, hub, pinned)
            origin = _origin(listing, file.path)
            home = _home(wish, wish.name)
            return Download(wish.name, home, (remote,), is_folder=False, origin=origin)
    return _whole(wish, chosen, lambda path: PurePosixPath(path).name, listing, hub)


def _whole(
    wish: Wish,
    chosen: Iterable[HubFile],
    name: Callable[[str], str],
    listing: Listing,
    hub: Hub,
) -> Download:
    if "" in wish.sha256:
        raise BadValue("A hash is that of one file: name the file, such as owner/name:file.")
    remotes = tuple(
        _remote(one, name(one.path), listing, hub, wish.sha256.get(one.path)) for one in chosen
    )
    place = wish.place or paths.models()
    origin = _origin(listing, wish.path)
    return Download(wish.title, place, remotes, is_folder=True, origin=origin)


def _origin(listing: Listing, path: str) -> Origin:
    """Name the commit: what is fetched again later is the same, whatever happens there."""
    return Origin(repository=listing.repository, revision=listing.commit, file=path)


def _remote(file: HubFile, path: str, listing: Listing, hub: Hub, pinned: str | None) -> RemoteFile:
    """Give an address and hashes. A pinned hash that the hub contradicts ends it here."""
    if pinned and file.sha256 and pinned != file.sha256:
        raise DownloadError(
            f"{listing.repository}:{file.path} is no longer what it was: the hub says that its "
            f"SHA-256 is {file.sha256}, and it should be {pinned}. Nothing was downloaded."
        )
    url = hub.address(listing.repository, listing.commit, file.path)
    return RemoteFile(url, path, file.size_bytes, pinned or file.sha256, file.blob)


def _of_address(url: str, to: Path | None, known: Mapping[str, str], kind: str) -> Wish:
    endpoint = hub_endpoint()
    on_hub = url.startswith(f"{endpoint}/")
    # A file's own address has the query that the page's download button adds.
    match = _HUB_PAGE.match(urlsplit(url).path) if on_hub else None
    if match:
        return _of_match(match, to, known, kind)
    return Wish(place=to, kind=kind, url=url, sha256=known)


def _of_match(match: re.Match[str], to: Path | None, known: Mapping[str, str], kind: str) -> Wish:
    return Wish(
        place=to,
        kind=kind,
        repository=match["repository"],
        revision=unquote(match["revision"] or ""),
        path=unquote(match["path"] or "").strip("/"),
        sha256=known,
    )


def _quoted(text: str) -> str:
    return text if _BARE.fullmatch(text) else f'"{text}"'


def _file_name(name: str) -> str:
    refuse_pickle(name)
    if not name.lower().endswith(WEIGHTS):
        raise DownloadError(
            f'"{name}" is no model file that GraphStudio reads: its name should end in '
            f"{' or '.join(WEIGHTS)}."
        )
    return name


def _home(wish: Wish, name: str) -> Path:
    if wish.place is not None:
        return wish.place
    if wish.kind not in FILE_KINDS:
        kinds = ", ".join(FILE_KINDS)
        raise BadValue(
            f"What kind of model {name} is, nobody said. Give --kind ({kinds}), or the folder that "
            "it goes into with --to."
        )
    return home_of(wish.kind)
