"""A node that teaches a text encoder a word."""

from pathlib import Path
from typing import Annotated, Any

from graphstudio import paths
from graphstudio.api import Choices, Facts, File, Foreseen, Known, Model, Text, TextEncoder, node
from graphstudio.diffusion.embedding_files import NAME_PATTERN, learn_word, open_embedding
from graphstudio.diffusion.foresight import facts_of, misfits
from graphstudio.diffusion.looks import look

from .installed import find_file, installed_files

_FOLDER = "embeddings"


def installed_embeddings() -> list[str]:
    """Name every file in the folder `embeddings` of the user's model folder."""
    return installed_files(_FOLDER)


Embedding = Annotated[
    str, Choices(installed_embeddings), File("model", is_read=False, kinds=("embedding",))
]
Name = Annotated[
    str,
    Text(
        placeholder="as its file says",
        pattern=NAME_PATTERN,
        rule="no blanks, brackets or backslashes",
    ),
]


def _open(embedding: str) -> Model[Any]:  # Any: what it loads is no node's business
    file = find_file(embedding, _FOLDER, "embedding")
    return open_embedding(file, cache=paths.digests())


def _content(*, embedding: str = "", name: str = "") -> str:
    """Say what is in the file now, so that an overwritten one is never stale."""
    del name  # it is part of the key already
    return _open(embedding).digest


def _told(file: Path) -> Facts:
    return facts_of(open_embedding(file, cache=None))


def _foresee(known: Known) -> Foreseen:
    told = known.facts.get("text_encoder", {})
    refusals = []
    if told and "embedding" in known.values:
        file = find_file(known.values["embedding"], _FOLDER, "embedding")
        word = look(_told, file)
        # Of several encoders the word's width is that of the first, and the model's that of all.
        if word.get("encoders") == told.get("encoders") == 1:
            both = Known({}, {"encoder": told, "text_encoder": word})
            refusals = [*misfits(both, "encoder", "text_encoder")]
    return Foreseen({"model": told} if told else {}, tuple(refusals))


@node(
    "prompt.textual_inversion",
    title="Textual Inversion",
    fingerprint=_content,
    foresee=_foresee,
    keywords=("embedding", "concept", "learned word", "negative embedding"),
)
def textual_inversion(
    text_encoder: Model[TextEncoder], embedding: Embedding = "", name: Name = ""
) -> Model[TextEncoder]:
    """Teach a text encoder a word: an object, a style, or all that a picture should not be.

    Write the word into a prompt that is encoded with the result. Chain several for several words.
    The model itself stays as it is.

    Args:
        text_encoder: The model's text encoder.
        embedding: The name of an embedding in your model folders, or the path of a .safetensors
            file. It must have been trained for this family of models.
        name: What the word is called in prompts. Left empty, it is what the file says, or else the
            file's own name.
    """
    return learn_word(text_encoder, _open(embedding), name)
