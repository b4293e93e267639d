"""Nodes that let a network draw a guide: soft edges, line art, depth, normals, a pose."""

from pathlib import Path
from typing import Annotated

from graphstudio import paths
from graphstudio.api import Annotator, Context, File, Image, Model, Range, node
from graphstudio.diffusion.preprocessors.annotators import open_annotator
from graphstudio.diffusion.preprocessors.catalogue import AnnotatorName

Folder = Annotated[Path, File("folder", is_read=False)]


def _open(annotator: AnnotatorName, folder: Path) -> Model[Annotator]:
    place = paths.annotators() if folder == Path() else paths.at_home(folder)
    return open_annotator(annotator, place, cache=paths.digests())


def _content(*, annotator: AnnotatorName = "Soft edges (HED)", folder: Path = Path()) -> str:
    return _open(annotator, folder).digest


@node(
    "annotate.load",
    title="Load Annotator",
    category="preprocess",
    fingerprint=_content,
    keywords=("controlnet", "preprocessor", "depth", "pose", "openpose", "lineart", "softedge"),
)
def load(
    annotator: AnnotatorName = "Soft edges (HED)", folder: Folder = Path()
) -> Model[Annotator]:
    """Bring a network into the graph that draws guides for ControlNets. Goes into Annotate.

    Its weights are no part of GraphStudio and are never downloaded by itself: put them into the
    folder `annotators` in your model folder. When one is missing, the error names it.

    Args:
        annotator: What it draws, and by which network. Soft edges keep shapes, line art strokes,
            MLSD straight lines of buildings, depth and normals the space, a pose people, and
            segments which parts belong together. OpenPose is free for non-commercial use only.
        folder: Where its weights are, if not in your model folder.
    """
    return _open(annotator, folder)


@node("annotate.draw", title="Annotate", category="preprocess", keywords=("controlnet", "guide"))
def draw(
    ctx: Context,
    annotator: Model[Annotator],
    image: Image,
    detail: Annotated[int, Range(0, 4096, step=64, unit="px")] = 512,
) -> Image:
    """Let a network draw a guide for a ControlNet, as large as the picture.

    Args:
        annotator: What draws, from Load Annotator.
        image: The picture.
        detail: How large the network sees the picture: its shorter side. Most were trained with
            about 512. 0 takes the picture's own size, which finds finer lines and is slower.
    """
    from graphstudio.diffusion.preprocessors.annotating import annotate

    with ctx.load(annotator) as net:
        return annotate(net, image, detail, track=ctx.track)
