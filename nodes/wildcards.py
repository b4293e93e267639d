"""A node that draws one of many texts."""

from typing import Annotated

from graphstudio import paths
from graphstudio.api import Text, node
from graphstudio.diffusion.wildcards import WordLists, digest_lists, draw_text

from .knobs import SeedNumber

Words = Annotated[str, Text(is_multiline=True, placeholder="a {red|blue} circle")]


def _lists() -> WordLists:
    return WordLists(paths.wildcards())


def _content(*, text: str = "", seed: int = 0) -> str:
    """Say what is in the word lists now, so that an edited one is never stale."""
    del seed  # it is part of the key already
    return digest_lists(text, _lists())


@node(
    "text.wildcards",
    title="Wildcards",
    category="prompt",
    fingerprint=_content,
    keywords=(
        "dynamic prompts",
        "random prompt",
        "choice",
        "variations",
        "word list",
        "combinations",
    ),
)
def wildcards(text: Words = "", seed: SeedNumber = 0) -> str:
    r"""Draw a text at random: another seed, another prompt.

    `{red|green|blue}` is one of the three, `{2::red|green}` twice as often red. `__colour__` is a
    line of the file colour.txt in your wildcards folder, `__animal/bird__` one of bird.txt in its
    folder animal. Choices may stand in choices and in files. Write `\{` for a brace that means
    itself.

    Args:
        text: A text with choices in it.
        seed: The same seed draws the same text.
    """
    return draw_text(text, seed, _lists())
