"""Names in an IP-Adapter's file; no torch."""

PROJECTION = "image_proj."
"""How the names begin of what turns pictures into tokens."""
ATTENTIONS = "ip_adapter."
"""How the names begin of what attentions read these tokens with."""


def matrix_name(place: int, what: str) -> str:
    """Name the matrix that an attention makes keys ("k") or values ("v") with.

    All attentions of a network are counted in the file, and every second one reads the prompt.

    Args:
        place: Which of those that read the prompt, counted from 0.
        what: "k" or "v".
    """
    return f"{ATTENTIONS}{2 * place + 1}.to_{what}_ip.weight"
