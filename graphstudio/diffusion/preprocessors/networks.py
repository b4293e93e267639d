"""The networks of controlnet-aux: the only module that imports it.

Each is built here with random weights and comes out as its modules, one a weight file, and a
function that draws. Its own `from_pretrained` is not used: it asks a network, lets missing weights
pass, and for LeReS reads the program's command line.
"""

import contextlib
import functools
import importlib
import io
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from torch import nn

from graphstudio.diffusion.preprocessors.catalogue import AnnotatorName
from graphstudio.diffusion.preprocessors.pictures import Bytes
from graphstudio.errors import RunError

# What the package itself takes for straight lines: the least score, and the least length in cells.
_LINE_SCORE: Final = 0.1
_LINE_LENGTH: Final = 0.1


@dataclass(frozen=True, slots=True)
class Network:
    """Hold an annotator's modules and what draws with them.

    Attributes:
        modules: One a weight file, in the order of the catalogue.
        draw: Turns a picture, (height, width, 3), into its guide of the same size and form; both
            sides are multiples of 64.
        renames: Whether the files call the weights by the names without the first part.
    """

    modules: tuple[nn.Module, ...]
    draw: Callable[[Bytes], Bytes]
    renames: bool = False


def build_network(name: AnnotatorName) -> Network:
    """Build a network with random weights, on the CPU.

    Raises:
        RunError: controlnet-aux cannot be imported.
    """
    with quiet():
        return _BUILDERS[name]()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the package's prints and its warnings for programmers away from people."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _package(module: str = "") -> Any:  # Any: the package has no types
    try:
        return importlib.import_module(f"controlnet_aux{module}")
    except (ImportError, RuntimeError) as error:  # torchvision for another torch: RuntimeError
        raise RunError(
            f"controlnet-aux, which holds the networks that draw guides, cannot be imported: "
            f"{error}. `graphstudio doctor` says more; installing GraphStudio again mends it."
        ) from error


def _calling(detector: Any) -> Callable[[Bytes], Bytes]:  # Any: see above
    """Make a drawing function of a detector; it works at the picture's own size."""

    def draw(picture: Bytes) -> Bytes:
        side = min(picture.shape[:2])
        found = detector(picture, detect_resolution=side, image_resolution=side, output_type="np")
        return np.asarray(found, np.uint8)

    return draw


def _hed() -> Network:
    net = _package(".hed").ControlNetHED_Apache2()
    return Network((net,), _calling(_package().HEDdetector(net)))


def _pidinet() -> Network:
    net = _package(".pidi.model").pidinet()
    return Network((net,), _calling(_package().PidiNetDetector(net)))


def _line_art() -> Network:
    net = _package(".lineart").Generator(3, 1, 3)
    return Network((net,), _calling(_package().LineartDetector(net, net)))


def _line_art_anime() -> Network:
    norm = functools.partial(nn.InstanceNorm2d, affine=False, track_running_stats=False)
    net = _package(".lineart_anime").UnetGenerator(3, 1, 8, 64, norm_layer=norm, use_dropout=False)
    return Network((net,), _calling(_package().LineartAnimeDetector(net)))


def _mlsd() -> Network:
    """Draw the lines here: the package's own detector takes every error for "no lines"."""
    net = _package(".mlsd.models.mbv2_mlsd_large").MobileV2_MLSD_Large()
    find_lines = _package(".mlsd.utils").pred_lines

    def draw(picture: Bytes) -> Bytes:
        size = list(picture.shape[:2])
        try:
            lines = find_lines(picture, net, size, _LINE_SCORE, _LINE_LENGTH)
        except IndexError:  # how it says that there are none
            lines = []
        canvas = np.zeros_like(picture)
        for x, y, to_x, to_y in np.asarray(lines).astype(int).tolist():
            cv2.line(canvas, (x, y), (to_x, to_y), (255, 255, 255), 1)
        return canvas

    return Network((net,), draw)


def _midas() -> Network:
    net = _package(".midas.midas.dpt_depth").DPTDepthModel(
        path=None, backbone="vitb_rn50_384", non_negative=True
    )
    return Network((net,), _calling(_package().MidasDetector(net)))


def _zoe() -> Network:
    zoe = _package(".zoe")
    net = zoe.ZoeDepth.build_from_config(zoe.get_config("zoedepth", "infer"))
    return Network((net,), _calling(_package().ZoeDetector(net)))


def _leres() -> Network:
    """Leave its second network out: that one is for a mode that this program does not offer."""
    net = _package(".leres.leres.multi_depth_model_woauxi").RelDepthModel(backbone="resnext101")
    return Network((net,), _calling(_package().LeresDetector(net, None)))


def _normal_bae() -> Network:
    options = types.SimpleNamespace(
        mode="client",
        architecture="BN",
        pretrained="scannet",
        sampling_ratio=0.4,
        importance_ratio=0.7,
    )
    net = _package(".normalbae.nets.NNET").NNET(options)
    return Network((net,), _calling(_package().NormalBaeDetector(net)))


def _open_pose(*, has_face: bool = False) -> Network:
    """Put OpenPose's parts together; their classes would read their files when they are made."""
    net = _package(".open_pose.model").bodypose_model()
    body = _without_file(_package(".open_pose.body").Body, net)
    if not has_face:
        detector = _package().OpenposeDetector(body)
        return Network((net,), _calling(detector), renames=True)
    face, known = _package(".open_pose.face"), _package(".open_pose.face").params
    look = _without_file(face.Face, face.FaceNet())
    look.inference_size = known["inference_img_size"]
    look.sigma = known["gaussian_sigma"]
    look.threshold = known["heatmap_peak_thresh"]
    detector = _package().OpenposeDetector(body, face_estimation=look)
    draw = _calling(functools.partial(detector, include_face=True))
    return Network((net, look.model), draw, renames=True)


def _without_file(kind: Any, net: nn.Module) -> Any:  # Any: a class of an untyped package
    part = kind.__new__(kind)
    part.model = net
    return part


def _sam(size: str) -> Network:
    """Paint the segments here: the package draws random colours, and fails where there are none."""
    sam = _package(".segment_anything")
    net = sam.sam_model_registry[size](checkpoint=None)
    generator = sam.SamAutomaticMaskGenerator(net)

    def draw(picture: Bytes) -> Bytes:
        segments = sorted(generator.generate(picture), key=lambda one: -int(one["area"]))
        canvas = np.zeros_like(picture)
        colours = np.random.default_rng(0).integers(0, 256, (len(segments), 3), np.uint8)
        for segment, colour in zip(segments, colours, strict=True):
            canvas[segment["segmentation"]] = colour
        return canvas

    return Network((net,), draw)


_BUILDERS: Final[dict[AnnotatorName, Callable[[], Network]]] = {
    "Soft edges (HED)": _hed,
    "Soft edges (PiDiNet)": _pidinet,
    "Line art": _line_art,
    "Line art, coarse": _line_art,
    "Line art, anime": _line_art_anime,
    "Straight lines (MLSD)": _mlsd,
    "Depth (MiDaS)": _midas,
    "Depth (ZoeDepth)": _zoe,
    "Depth (LeReS)": _leres,
    "Normals (NormalBae)": _normal_bae,
    "Pose (OpenPose)": _open_pose,
    "Pose and face (OpenPose)": functools.partial(_open_pose, has_face=True),
    "Segments (MobileSAM)": functools.partial(_sam, "vit_t"),
    "Segments (SAM base)": functools.partial(_sam, "vit_b"),
    "Segments (SAM large)": functools.partial(_sam, "vit_l"),
    "Segments (SAM huge)": functools.partial(_sam, "vit_h"),
}
