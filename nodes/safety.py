"""Nodes that keep pictures from people who should not, or do not want to, see them."""

from typing import Annotated, NamedTuple

from graphstudio import paths
from graphstudio.api import Choices, Context, File, Image, Model, SafetyChecker, node
from graphstudio.diffusion.choices import UnsafeTreatment
from graphstudio.diffusion.safety.folders import is_checker, open_checker
from graphstudio.library.entries import Kind

from .installed import find_folder, installed_folders

_KINDS: tuple[Kind, ...] = ("safety_checker", "model", "pipeline")  # most models bring theirs


class Checked(NamedTuple):
    """Pictures that were looked at, and what was found."""

    image: Image
    is_safe: bool
    unsafe: str


def installed_checkers() -> list[str]:
    """Name every folder that is, or holds, a safety checker."""
    own = sorted(one for one in paths.models().glob("*") if is_checker(one))
    return installed_folders(_KINDS, own, is_checker)


def _open(checker: str) -> Model[SafetyChecker]:
    folder = find_folder(checker, _KINDS, what="safety checker", installed=installed_checkers())
    return open_checker(folder, cache=paths.digests())


def _content(*, checker: str = "") -> str:
    return _open(checker).digest


@node(
    "safety.load",
    title="Load Safety Checker",
    category="image / safety",
    fingerprint=_content,
    keywords=("nsfw", "filter", "content"),
)
def load(
    checker: Annotated[
        str,
        Choices(installed_checkers),
        File("model", is_read=False, kinds=("safety_checker", "model")),
    ] = "",
) -> Model[SafetyChecker]:
    """Bring a safety checker into the graph: the one that comes with Stable Diffusion 1.x.

    Args:
        checker: The name of a safety checker in your model folders, or the path of a folder: a
            model's that holds safety_checker and feature_extractor, or the safety_checker folder
            itself.
    """
    return _open(checker)


@node(
    "image.check_safety",
    title="Safety Check",
    category="image / safety",
    keywords=("nsfw", "filter", "content", "censor", "blur"),
)
def check_safety(
    ctx: Context,
    checker: Model[SafetyChecker],
    image: Image,
    treatment: UnsafeTreatment = "blur",
) -> Checked:
    """Find pictures that not everybody should see, and cover them.

    The checker errs both ways, and sees only the middle square of a picture: crop long pictures
    into squares to have all of it looked at.

    Args:
        checker: Looks at the pictures.
        image: The pictures. Each is judged by itself.
        treatment: What becomes of unsafe pictures: blurred until only colours are left, all
            black, or shown as they are (then go by the other outputs).

    Returns:
        image: The pictures, the unsafe ones covered.
        is_safe: Whether all of them are safe.
        unsafe: Which are not, such as "2, 5"; 1 is the first. Empty when all are safe.
    """
    from graphstudio.diffusion.safety.checking import cover

    with ctx.load(checker) as net:
        unsafe = net.judge(image)
    which = [str(place) for place, is_unsafe in enumerate(unsafe, 1) if is_unsafe]
    return Checked(cover(image, unsafe, treatment), not which, ", ".join(which))
