"""Values with a name of their own, to feed several nodes from one place."""

from typing import Annotated

from graphstudio.api import Text, node

from .knobs import SeedNumber

Words = Annotated[str, Text(is_multiline=True)]


@node("value.text", title="Text", keywords=("string", "prompt"))
def text(text: Words = "") -> str:
    """Give a text to several nodes at once.

    Args:
        text: The text. Line breaks are kept.
    """
    return text


@node("value.integer", title="Whole Number", keywords=("int", "count"))
def integer(number: int = 0) -> int:
    """Give a whole number to several nodes at once.

    Args:
        number: The number.
    """
    return number


@node("value.number", title="Number", keywords=("float", "decimal"))
def number(number: float = 0.0) -> float:
    """Give a number to several nodes at once.

    Args:
        number: The number.
    """
    return number


@node("value.boolean", title="Yes or No", keywords=("bool", "toggle", "checkbox"))
def boolean(is_on: bool = False) -> bool:
    """Give a yes or a no, such as to a switch.

    Args:
        is_on: Yes when ticked.
    """
    return is_on


@node("value.seed", title="Seed", keywords=("random",))
def seed(seed: SeedNumber = 0) -> int:
    """Give one seed to several nodes, so that they all change together.

    Args:
        seed: Same seed, same picture. Change it to get another one.
    """
    return seed


@node("value.join", title="Join Texts", keywords=("concatenate", "prompt"))
def join(first: Words = "", second: Words = "", separator: str = ", ") -> str:
    """Put two texts together, such as a subject and a style.

    An empty text is left out, and the separator with it.

    Args:
        first: What comes first.
        second: What follows.
        separator: What stands between them.
    """
    return separator.join(part for part in (first, second) if part)
