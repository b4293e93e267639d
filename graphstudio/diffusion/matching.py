"""Pictures and masks that work together: one size, and batches that match."""

from collections.abc import Mapping

from torch import Tensor

from graphstudio.errors import BadValue


def match(parts: Mapping[str, Tensor]) -> list[Tensor]:
    """Repeat what there is one of, so that all are batches of one length.

    Args:
        parts: For each name, as it stands in a sentence ("the mask"), a tensor of
            (batch, height, width) or (batch, height, width, channels).

    Returns:
        The tensors in their order, views where they were repeated: never write into them.

    Raises:
        BadValue: They differ in size, or in number where none is one; all is said at once.
    """
    problems = []
    if len({part.shape[1:3] for part in parts.values()}) > 1:
        sizes = [f"{name} is {p.shape[2]} x {p.shape[1]} px" for name, p in parts.items()]
        problems.append(
            f"{', '.join(sizes)}. They must be of one size: use Resize Image, Crop Image, "
            "Pad Image or Resize Mask."
        )
    counts = {len(part) for part in parts.values()} - {1}
    if len(counts) > 1:
        named = [f"{name} is a batch of {len(part)}" for name, part in parts.items()]
        problems.append(
            f"{', '.join(named)}. Use as many of each, or one: Take From Batch picks some."
        )
    if problems:
        raise BadValue(" ".join(problems), problems)
    most = max(counts, default=1)
    return [part.expand(most, *part.shape[1:]) for part in parts.values()]
