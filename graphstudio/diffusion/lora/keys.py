"""Names in a LoRA file: which layer an entry is for, and which of its numbers; no torch.

Trainers write a layer's name in several styles, and its numbers behind it:

    kohya           lora_unet_down_blocks_0_..._to_q.lora_down.weight     .alpha, .dora_scale
    peft            unet.down_blocks.0...to_q.lora_A.weight
    diffusers       unet.down_blocks.0...to_q.lora.down.weight
    diffusers_old   unet.down_blocks.0...processor.to_q_lora.down.weight
    diffusers_text  text_encoder....q_proj.lora_linear_layer.down.weight
    xlabs           double_blocks.0.processor.qkv_lora1.down.weight

What paints is the part "unet" here, as most files call it, whether it is a U-Net or a transformer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PARTS = ("unet", "text_encoder", "text_encoder_2", "text_encoder_3")
"""The networks that a LoRA can have a part for; the third text encoder is always T5."""

DOWN_ENDINGS: Mapping[str, str] = {
    "kohya": ".lora_down.weight",
    "peft": ".lora_A.weight",
    "diffusers": ".lora.down.weight",
    "diffusers_old": "_lora.down.weight",
    "diffusers_text": ".lora_linear_layer.down.weight",
    "xlabs": ".down.weight",
}
"""By style: what stands behind the layer's name for the matrix that comes first."""

_UP_ENDINGS = {
    "kohya": ".lora_up.weight",
    "peft": ".lora_B.weight",
    "diffusers": ".lora.up.weight",
    "diffusers_old": "_lora.up.weight",
    "diffusers_text": ".lora_linear_layer.up.weight",
    "xlabs": ".up.weight",
}
_OTHER_ENDINGS = {
    ".lora_mid.weight": "mid",
    ".alpha": "alpha",
    ".dora_scale": "dora_scale",
    ".lora_magnitude_vector": "magnitude",
    ".lora_magnitude_vector.weight": "magnitude",
}
_PRODUCTS = (
    *(f"hada_{one}" for one in ("w1_a", "w1_b", "w2_a", "w2_b", "t1", "t2")),
    *(f"lokr_{one}" for one in ("w1", "w1_a", "w1_b", "w2", "w2_a", "w2_b", "t2")),
)
_ENDINGS: Mapping[str, tuple[str, str]] = {
    **{ending: ("down", style) for style, ending in DOWN_ENDINGS.items()},
    **{ending: ("up", style) for style, ending in _UP_ENDINGS.items()},
    **{ending: (number, "") for ending, number in _OTHER_ENDINGS.items()},
    **{f".{number}": (number, "") for number in _PRODUCTS},
}
# Behind each stands a layer's name. Those that are a part of it are in the second list.
_PREFIXES = {
    "lora_unet_": "unet",
    "lora_te_": "text_encoder",
    "lora_te1_": "text_encoder",
    "lora_te2_": "text_encoder_2",
    "lora_te3_": "text_encoder_3",
    "lora_transformer_": "unet",
    "unet.": "unet",
    "transformer.": "unet",
    "diffusion_model.": "unet",
    "base_model.model.": "unet",
    "text_encoder.": "text_encoder",
    "text_encoder_2.": "text_encoder_2",
    "text_encoder_3.": "text_encoder_3",
    "text_encoders.clip_l.transformer.": "text_encoder",
    "text_encoders.clip_g.transformer.": "text_encoder_2",
    "text_encoders.t5xxl.transformer.": "text_encoder_3",
}
_BARE = {
    # As `save_attn_procs` of old versions of diffusers wrote them.
    "down_blocks.": "unet",
    "mid_block.": "unet",
    "up_blocks.": "unet",
    # As XLabs writes them.
    "double_blocks.": "unet",
    "single_blocks.": "unet",
}
_PARTS_BY_PREFIX = {**_PREFIXES, **_BARE}
_ADDED = frozenset({"alpha", "dora_scale", "magnitude"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what a file has for one layer.

    Attributes:
        stem: The layer as the file calls it, with the network in front.
        style: How it is written: a key of DOWN_ENDINGS.
        keys: The file's names of its numbers, by what they are: "down", "up", "alpha", ...
    """

    stem: str
    style: str
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """The network that it is for, one of PARTS; "" for any other."""
        known = _PARTS_BY_PREFIX.items()
        return next((part for prefix, part in known if self.stem.startswith(prefix)), "")

    @property
    def layer(self) -> str:
        """The layer as the file calls it, without the network."""
        prefix = next((one for one in _PREFIXES if self.stem.startswith(one)), "")
        return self.stem.removeprefix(prefix)

    @property
    def is_whole(self) -> bool:
        """Whether its numbers make a change of weights, and none is left over."""
        return any(
            one <= set(self.keys) <= one | _ADDED | more
            for one, more in (
                ({"down", "up"}, {"mid"}),
                ({"hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b"}, {"hada_t1", "hada_t2"}),
                ({"lokr_w1", "lokr_w2"}, set[str]()),
                ({"lokr_w1_a", "lokr_w1_b", "lokr_w2"}, set[str]()),
                ({"lokr_w1", "lokr_w2_a", "lokr_w2_b"}, {"lokr_t2"}),
                ({"lokr_w1_a", "lokr_w1_b", "lokr_w2_a", "lokr_w2_b"}, {"lokr_t2"}),
            )
        )


def read_entries(names: Iterable[str]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Sort the names in a file by layer.

    Returns:
        The layers in the order of the names, and the names that say nothing that is known here:
        those of an unknown form, of an unknown network, or of a layer that is not whole.
    """
    found: dict[str, dict[str, str]] = {}
    styles: dict[str, str] = {}
    unknown: list[str] = []
    for name in names:
        ending = next((one for one in _ENDINGS if name.endswith(one)), None)
        if ending is None:
            unknown.append(name)
            continue
        number, style = _ENDINGS[ending]
        stem = name.removesuffix(ending)
        found.setdefault(stem, {})[number] = name
        if style:
            styles[stem] = style
    entries = []
    for stem, keys in found.items():
        otherwise = "kohya" if stem.startswith("lora_") else "peft"
        entry = Entry(stem, styles.get(stem, otherwise), keys)
        if entry.part and entry.is_whole:
            entries.append(entry)
        else:
            unknown += keys.values()
    return tuple(entries), tuple(unknown)
