r"""Texts with choices in them, drawn by a seed. No torch.

The syntax is the one that people know from extensions of the Stable Diffusion web UI:

    {red|green|blue}      one of them
    {2::red|green}        red twice as often as green
    __colour__            a line of the file colour.txt in the folder of word lists
    __animal/bird__       a line of bird.txt in the folder animal
    \{ \} \| \__          the characters themselves

Choices and lists may stand in choices and lists. A line of a file may begin with a weight, such as
`2::red`; empty lines and those that begin with # are left out. Within a choice, square brackets
keep their bars: `{[cat|dog]|bird}` is one of two. Braces without a partner are text.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from random import Random

from graphstudio.diffusion.prompts import match_brackets
from graphstudio.errors import BadValue

_LIST = r"__[^\W_](?:[\w-]|/(?=\w))*?__"
_PIECES = re.compile(rf"\\__|\\[{{}}|]|{_LIST}|[{{}}|\[\]]|[^\\{{}}|\[\]_]+|.", re.DOTALL)
_WEIGHT = re.compile(r"\s*(\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})::")
_MOST_DEPTH = 40
_MOST_DRAWN = 10_000


@dataclass(frozen=True, slots=True)
class WordLists:
    """Find the user's word lists.

    Attributes:
        folder: Where their .txt files are; it may not exist.
    """

    folder: Path

    def names(self) -> list[str]:
        """Name all lists, as they are written between underscores."""
        files = sorted(self.folder.rglob("*.txt"))
        return [file.relative_to(self.folder).with_suffix("").as_posix() for file in files]

    def lines(self, name: str) -> list[str]:
        """Read what a list offers.

        Raises:
            BadValue: There is no such list, it cannot be read, or it is empty.
        """
        found = _choices(self.read(name))
        if not found:
            raise BadValue(f"The word list {self._file(name)} is empty. Write one choice a line.")
        return found

    def read(self, name: str) -> str:
        """Read the file of a list.

        Raises:
            BadValue: There is none, or it is no text.
        """
        file = self._file(name)
        try:
            return file.read_text(encoding="utf-8-sig")
        except FileNotFoundError as error:
            raise BadValue(f"{self._missing(name)} {self._offer(name)}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise BadValue(
                f"The word list {file} cannot be read ({error}). Save it as UTF-8 text."
            ) from error

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.txt"

    def _missing(self, name: str) -> str:
        return f"There is no word list __{name}__: no file {self._file(name)}."

    def _offer(self, name: str) -> str:
        known = self.names()
        close = get_close_matches(name, known, n=3, cutoff=0.5)
        if close:
            return f"Close names: {', '.join(close)}."
        return f"There are: {', '.join(known[:12]) or 'none'}. Put a text file there."


def draw_text(text: str, seed: int, lists: WordLists) -> str:
    """Make the choices of a text; the same seed gives the same text.

    Args:
        text: With choices.
        seed: 0..2**64-1.
        lists: What names between underscores mean.

    Raises:
        BadValue: A list is missing or empty, all weights of a choice are 0, or lists and choices
            lie in each other without end.
    """
    return _Drawing(lists, Random(seed)).draw(text, ())


def digest_lists(text: str, lists: WordLists) -> str:
    """Say in one hash what is in all lists that a text may draw from.

    Raises:
        BadValue: A list is missing or cannot be read.
    """
    known: dict[str, str] = {}
    waiting = _listed(text)
    while waiting:
        name = waiting.pop()
        if name not in known:
            known[name] = lists.read(name)
            waiting += [one for line in _choices(known[name]) for one in _listed(line)]
    told = hashlib.sha256()
    for name, content in sorted(known.items()):
        told.update(f"{name}\0{content}\0".encode())
    return told.hexdigest()


@dataclass(slots=True)
class _Drawing:
    """Make choices with the numbers of one generator, from left to right."""

    lists: WordLists
    random: Random
    drawn: int = 0

    def draw(self, text: str, inside: tuple[str, ...]) -> str:
        """Make the choices of a text that lies inside some lists and choices."""
        if len(inside) > _MOST_DEPTH:
            names = [one for one in inside if one.startswith("__")][-3:]
            raise BadValue(
                f"Choices lie more than {_MOST_DEPTH} deep in each other"
                f"{' (' + ' in '.join(reversed(names)) + ')' if names else ''}. Does a word list "
                "name itself, or one that names it? Take that line out."
            )
        self.drawn += 1
        if self.drawn > _MOST_DRAWN:
            raise BadValue(f"This text makes more than {_MOST_DRAWN} choices. Make it shorter.")
        return "".join(self._pieces(text, inside))

    def _pieces(self, text: str, inside: tuple[str, ...]) -> Iterator[str]:
        pieces = [found[0] for found in _PIECES.finditer(text)]
        partners = match_brackets(pieces, {"}": "{"})
        place = 0
        while place < len(pieces):
            piece = pieces[place]
            if place in partners:
                yield self._choose(_options(pieces[place + 1 : partners[place]]), inside)
                place = partners[place]
            elif _is_list(piece):
                name = piece[2:-2]
                yield self._choose(self.lists.lines(name), (*inside, piece))
            else:
                yield piece[1:] if piece in (r"\{", r"\}", r"\__") else piece
            place += 1

    def _choose(self, options: Sequence[str], inside: tuple[str, ...]) -> str:
        found = [_WEIGHT.match(option) for option in options]
        weights = [float(one[1]) if one else 1.0 for one in found]
        total = sum(weights)
        if total <= 0:
            raise BadValue(f"All weights are 0 in {{{'|'.join(options)[:80]}}}. Let one be larger.")
        # Random.random is promised to stay the same for a seed in all versions of Python.
        left = self.random.random() * total
        chosen = max(place for place, weight in enumerate(weights) if weight > 0)
        for place, weight in enumerate(weights):
            left -= weight
            if left < 0:
                chosen = place
                break
        start = found[chosen]
        option = options[chosen][start.end() if start else 0 :]
        return self.draw(option, (*inside, "{}"))


def _options(pieces: Sequence[str]) -> list[str]:
    """Cut what stands between two braces at its bars."""
    # Bars belong to what is in brackets of its own.
    inner = match_brackets(pieces, {"}": "{"}) | match_brackets(pieces, {"]": "["})
    options = [""]
    place = 0
    while place < len(pieces):
        end = inner.get(place, place)
        whole = "".join(pieces[place : end + 1])
        if whole == "|":
            options.append("")
        else:
            options[-1] += "|" if whole == r"\|" else whole
        place = end + 1
    return options


def _listed(text: str) -> list[str]:
    return [found[0][2:-2] for found in _PIECES.finditer(text) if _is_list(found[0])]


def _is_list(piece: str) -> bool:
    return len(piece) > 2 and piece.startswith("__")


def _choices(content: str) -> list[str]:
    lines = [line.strip() for line in content.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
