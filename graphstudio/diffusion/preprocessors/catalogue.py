"""Which networks draw guides, and which files hold their weights.

Left out, because they do not work in controlnet-aux 0.0.10 with what it asks to be installed:
DWPose (needs mmpose), MediaPipe's face mesh (its wheels no longer hold the modules that are used),
the hands of OpenPose (drawing them needs matplotlib), boosted LeReS (reads the command line).
"""

from dataclasses import dataclass
from typing import Final, Literal

AnnotatorName = Literal[
    "Soft edges (HED)",
    "Soft edges (PiDiNet)",
    "Line art",
    "Line art, coarse",
    "Line art, anime",
    "Straight lines (MLSD)",
    "Depth (MiDaS)",
    "Depth (ZoeDepth)",
    "Depth (LeReS)",
    "Normals (NormalBae)",
    "Pose (OpenPose)",
    "Pose and face (OpenPose)",
    "Segments (MobileSAM)",
    "Segments (SAM base)",
    "Segments (SAM large)",
    "Segments (SAM huge)",
]
"""Annotators by the names that the menu shows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say which weight files an annotator wants, and where people usually get them.

    Attributes:
        files: Their usual names. A .safetensors file of the same stem is as good.
        repository: Usually in this one on a model hub.
    """

    files: tuple[str, ...]
    repository: str = "lllyasviel/Annotators"


_BODY, _FACE = "body_pose_model.pth", "facenet.pth"
_SAM = "ybelkada/segment-anything"

WANTED: Final[dict[AnnotatorName, Wanted]] = {
    "Soft edges (HED)": Wanted(("ControlNetHED.pth",)),
    "Soft edges (PiDiNet)": Wanted(("table5_pidinet.pth",)),
    "Line art": Wanted(("sk_model.pth",)),
    "Line art, coarse": Wanted(("sk_model2.pth",)),
    "Line art, anime": Wanted(("netG.pth",)),
    "Straight lines (MLSD)": Wanted(("mlsd_large_512_fp32.pth",)),
    "Depth (MiDaS)": Wanted(("dpt_hybrid-midas-501f0c75.pt",)),
    "Depth (ZoeDepth)": Wanted(("ZoeD_M12_N.pt",)),
    "Depth (LeReS)": Wanted(("res101.pth",)),
    "Normals (NormalBae)": Wanted(("scannet.pt",)),
    "Pose (OpenPose)": Wanted((_BODY,)),
    "Pose and face (OpenPose)": Wanted((_BODY, _FACE)),
    "Segments (MobileSAM)": Wanted(("mobile_sam.pt",), "dhkim2810/MobileSAM"),
    "Segments (SAM base)": Wanted(("sam_vit_b_01ec64.pth",), _SAM),
    "Segments (SAM large)": Wanted(("sam_vit_l_0b3195.pth",), _SAM),
    "Segments (SAM huge)": Wanted(("sam_vit_h_4b8939.pth",), _SAM),
}
