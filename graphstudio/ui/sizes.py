"""Sizes of pictures as people write them."""


def dimensions(width: int, height: int) -> str:
    """Write how large a picture is in pixels."""
    return f"{width} × {height}"  # noqa: RUF001 - the sign that people use for sizes
