"""Tokenizers as they lie on disk: whole, and of the right size; no torch."""

from pathlib import Path

from graphstudio.diffusion.configs import AGAIN, read_json
from graphstudio.errors import ModelBroken, ModelMissing


def check_tokenizer(folder: Path, vocab_size: int) -> tuple[Path, ...]:
    """Check that a tokenizer is whole and belongs to a text encoder; name its files.

    transformers opens a folder without these files as a tokenizer that knows no word, and says
    nothing.

    Raises:
        ModelMissing: Its files are not there.
        ModelBroken: It knows far fewer words than the encoder, or more.
    """
    merged, vocab, merges = (folder / n for n in ("tokenizer.json", "vocab.json", "merges.txt"))
    if merged.is_file():
        content = read_json(merged)
        try:
            vocab_found = content["model"]["vocab"]
            # Unigram models list pairs of a piece and its score; the others count their words.
            words = dict(vocab_found) if isinstance(vocab_found, list) else {**vocab_found}
            words |= {entry["content"]: entry["id"] for entry in content.get("added_tokens", ())}
        except (KeyError, TypeError, ValueError) as error:
            raise ModelBroken(f"{merged} holds no vocabulary. {AGAIN}") from error
    elif vocab.is_file() and merges.is_file():
        words = read_json(vocab)
    else:
        raise ModelMissing(
            f"{folder} holds no tokenizer (tokenizer.json, or vocab.json with merges.txt): every "
            f"word would read as the same. {AGAIN}"
        )
    # A vocabulary may be padded to a round number, but never by more than 64.
    if not vocab_size - 64 < len(words) <= vocab_size:
        raise ModelBroken(
            f"{folder} knows {len(words)} tokens and the text encoder {vocab_size}: they do not "
            f"belong together. {AGAIN}"
        )
    return tuple(file for file in sorted(folder.iterdir()) if file.is_file())
