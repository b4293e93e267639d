"""Classes of diffusers and transformers by their names, and nobody else's."""

import dataclasses
import importlib
import inspect
from typing import Any

import diffusers
import transformers
from diffusers.pipelines import auto_pipeline
from diffusers.utils import BaseOutput
from transformers import feature_extraction_utils, image_processing_base

from graphstudio.diffusion.pipelines.parts import DIFFUSERS, TRANSFORMERS, Part
from graphstudio.diffusion.pipelines.remarks import overhear, say_nothing
from graphstudio.errors import BadValue, ModelBroken

Class = Any  # Any: a class of an untyped library

_NETWORKS = (diffusers.ModelMixin, transformers.PreTrainedModel)
_TOOLS = (
    diffusers.SchedulerMixin,
    diffusers.guiders.BaseGuidance,
    transformers.PreTrainedTokenizerBase,
    transformers.ProcessorMixin,
    feature_extraction_utils.FeatureExtractionMixin,
    image_processing_base.ImageProcessingMixin,
)
# Old names that published folders still use, and what the library has in their place.
_RENAMED = {"CLIPFeatureExtractor": "CLIPImageProcessor"}
_MADE = {"frames": "video", "videos": "video", "audios": "sound", "audio": "sound"}


def find_pipeline(class_name: str) -> Class:
    """Find a pipeline that makes pictures.

    Raises:
        ModelBroken: The installed diffusers has none of that name, or it makes something else.
    """
    kind = getattr(diffusers, class_name, None)
    if not isinstance(kind, type) or not issubclass(kind, diffusers.DiffusionPipeline):
        raise ModelBroken(
            f"diffusers {diffusers.__version__} has no pipeline {class_name}, or lacks a library "
            "for it. Choose another model, or a newer version of GraphStudio."
        )
    made = _outputs(kind)
    if made and "images" not in made:
        words = sorted({_MADE.get(one, one.replace("_", " ")) for one in made})
        raise ModelBroken(
            f"{class_name} makes {' and '.join(words)}, and GraphStudio runs pipelines that make "
            "pictures. Choose another model."
        )
    return kind


def find_part(part: Part) -> Class:
    """Find the class of a pipeline's part.

    Raises:
        ModelBroken: There is none of that name, or it is no kind of thing that a part can be.
    """
    module: Any = {DIFFUSERS: diffusers, TRANSFORMERS: transformers}.get(part.library)
    if module is None:
        module = importlib.import_module(f"diffusers.pipelines.{part.library}")
    kind: Any = getattr(module, _RENAMED.get(part.kind, part.kind), None)
    wanted = _NETWORKS if part.has_weights else _TOOLS
    is_fit = isinstance(kind, type) and issubclass(kind, wanted)
    if not is_fit or kind.__module__.partition(".")[0] not in (DIFFUSERS, TRANSFORMERS):
        raise ModelBroken(
            f"{part.name} should be a {part.library}.{part.kind}, and the installed version has "
            "no such part. Choose another model, or a newer version of GraphStudio."
        )
    return kind


def choose_pipeline(class_name: str, *, has_image: bool, has_mask: bool) -> Class:
    """Choose the pipeline that takes what there is.

    A text to image pipeline that takes no picture is exchanged for that of its family which
    does, where diffusers has one that is made of the same parts.

    Raises:
        ModelBroken: See `find_pipeline`.
    """
    kind = find_pipeline(class_name)
    taken = parameters(kind)
    if has_mask and not taken.keys() & {"mask_image", "mask"}:
        return _relative(kind, auto_pipeline.AUTO_INPAINT_PIPELINES_MAPPING)
    if has_image and "image" not in taken:
        return _relative(kind, auto_pipeline.AUTO_IMAGE2IMAGE_PIPELINES_MAPPING)
    return kind


def parameters(kind: Class) -> dict[str, inspect.Parameter]:
    """List by name what a pipeline's call takes."""
    found = inspect.signature(kind.__call__).parameters.values()
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {one.name: one for one in found if one.kind in named and one.name != "self"}


def make_pipeline(kind: Class, parts: dict[str, Any], options: dict[str, Any]) -> Any:
    """Put a pipeline together as its own loader does, from parts that are loaded.

    Args:
        kind: Its class.
        parts: By name; more than it takes is allowed.
        options: What else its constructor may be told.

    Raises:
        BadValue: A part that it needs is not there.
    """
    told, missing = {}, []
    for one in list(inspect.signature(kind.__init__).parameters.values())[1:]:
        if one.name in parts or one.name in options:
            told[one.name] = {**options, **parts}[one.name]
        elif one.default is not one.empty or one.kind is one.VAR_KEYWORD:
            continue
        elif one.name in kind._optional_components:  # noqa: SLF001 - nothing else says it
            told[one.name] = None
        else:
            missing.append(one.name)
    if missing:
        raise BadValue(
            f"{kind.__name__} needs {', '.join(missing)}, which this model's folder does not hold. "
            "Choose a model that was saved for it."
        )
    with overhear(say_nothing):  # such as that there is no safety checker
        pipeline = kind(**told)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _relative(kind: Class, table: dict[str, Class]) -> Class:
    families = auto_pipeline.AUTO_TEXT2IMAGE_PIPELINES_MAPPING.items()
    found = [table[name] for name, one in families if one is kind and name in table]
    return found[0] if found else kind


def _outputs(kind: Class) -> set[str]:
    """Name the fields of what a pipeline's call returns, as far as its code says it."""
    call = inspect.unwrap(kind.__call__)
    known = (call.__globals__.get(name) for name in call.__code__.co_names)
    named = [one for one in known if isinstance(one, type) and issubclass(one, BaseOutput)]
    return {field.name for one in named for field in dataclasses.fields(one)}
