"""Sizes that fit a model; no torch."""

from graphstudio.errors import BadValue


def require_multiple(width: int, height: int, multiple: int, *, what: str) -> None:
    """Check that both sides are multiples of what a model needs.

    Args:
        width: In pixels.
        height: In pixels.
        multiple: Pixels that one latent cell covers.
        what: What has this size, for the message.

    Raises:
        BadValue: They are not; the message names the nearest sizes that fit.
    """
    if min(width, height) < multiple or width % multiple or height % multiple:
        near = (f"{w} x {h}" for w, h in nearest_sizes(width, height, multiple))
        raise BadValue(
            f"{width} x {height} px of {what} does not fit the model: both sides must be "
            f"multiples of {multiple}. The nearest that fit: {' or '.join(near)}. Resize it, or "
            "choose such a size."
        )


def nearest_sizes(width: int, height: int, multiple: int) -> tuple[tuple[int, int], ...]:
    """Give the next smaller and the next larger size that fit, or the one that is both."""
    smaller = (_down(width, multiple), _down(height, multiple))
    larger = (_up(width, multiple), _up(height, multiple))
    return (smaller,) if smaller == larger else (smaller, larger)


def _down(side: int, multiple: int) -> int:
    return max(side // multiple, 1) * multiple


def _up(side: int, multiple: int) -> int:
    return max(-(-side // multiple), 1) * multiple
