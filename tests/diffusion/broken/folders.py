"""What happens to model folders, done on purpose."""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from tests.diffusion.tiny import (
    Sizes,
    make_autoencoder,
    make_text_encoder,
    make_tokenizer,
    make_unet,
)

UNET = "unet/diffusion_pytorch_model.safetensors"
VAE = "vae/diffusion_pytorch_model.safetensors"
TEXT = "text_encoder/model.safetensors"
WORDS = "tokenizer/tokenizer.json"


def change(file: Path, **entries: object) -> None:
    """Change some entries of a JSON file."""
    file.write_text(json.dumps(json.loads(file.read_text()) | entries))


def no_config(folder: Path) -> None:
    """Lose the U-Net's config."""
    (folder / "unet/config.json").unlink()


def config_is_no_json(folder: Path) -> None:
    """Write the autoencoder's config as Python would."""
    (folder / "vae/config.json").write_text("{'latent_channels': 4}")


def config_is_a_list(folder: Path) -> None:
    """Write the U-Net's config as a list."""
    (folder / "unet/config.json").write_text("[1, 2]")


def config_of_another_class(folder: Path) -> None:
    """Give the U-Net the autoencoder's config."""
    shutil.copy(folder / "vae/config.json", folder / "unet/config.json")


def absurd_config(folder: Path) -> None:
    """Let a U-Net have levels of no width."""
    change(folder / "unet/config.json", block_out_channels=[-8, 16])


def other_depth(folder: Path) -> None:
    """Let a U-Net have more layers than weights."""
    change(folder / "unet/config.json", layers_per_block=3)


def quantised(folder: Path) -> None:
    """Let a U-Net say that it is quantised in a way that is not read here."""
    change(folder / "unet/config.json", quantization_config={"quant_method": "awq"})


def no_tokenizer(folder: Path) -> None:
    """Lose the tokenizer."""
    shutil.rmtree(folder / "tokenizer")


def two_words(folder: Path) -> None:
    """Leave a tokenizer two words."""
    content = json.loads((folder / WORDS).read_text())
    content["model"]["vocab"] = {"<|startoftext|>": 0, "<|endoftext|>": 1}
    content["model"]["merges"] = []
    content["added_tokens"] = []
    (folder / WORDS).write_text(json.dumps(content))


def many_words(folder: Path) -> None:
    """Give a tokenizer more words than the encoder knows."""
    content = json.loads((folder / WORDS).read_text())
    vocab = content["model"]["vocab"]
    content["model"]["vocab"] = vocab | {f"more{number}": 9000 + number for number in range(99)}
    (folder / WORDS).write_text(json.dumps(content))


def _shards(folder: Path) -> Path:
    weights = load_file(folder / UNET)
    (folder / UNET).unlink()
    names = sorted(weights)
    place = "diffusion_pytorch_model-0000{}-of-00002.safetensors"
    held = {place.format(1): names[::2], place.format(2): names[1::2]}
    for file, own in held.items():
        save_file({n: weights[n] for n in own}, folder / "unet" / file, metadata={"format": "pt"})
    index = folder / "unet/diffusion_pytorch_model.safetensors.index.json"
    owners = {name: file for file, own in held.items() for name in own}
    index.write_text(json.dumps({"metadata": {}, "weight_map": owners}))
    return index


def missing_shard(folder: Path) -> None:
    """Lose the second of two shards."""
    _shards(folder)
    next((folder / "unet").glob("*-00002-of-00002.safetensors")).unlink()


def cut_shard(folder: Path) -> None:
    """Cut the second of two shards off."""
    _shards(folder)
    file = next((folder / "unet").glob("*-00002-of-00002.safetensors"))
    file.write_bytes(file.read_bytes()[:-100])


def repeated_shard(folder: Path) -> None:
    """Let both shards hold the same."""
    _shards(folder)
    first, second = sorted((folder / "unet").glob("*-of-00002.safetensors"))
    shutil.copy(first, second)


def escaping_index(folder: Path) -> None:
    """Let an index name a file outside of its folder."""
    index = _shards(folder)
    owners = json.loads(index.read_text())["weight_map"]
    index.write_text(json.dumps({"weight_map": dict.fromkeys(owners, "../../secret.safetensors")}))


def index_is_no_index(folder: Path) -> None:
    """Replace an index by something else."""
    _shards(folder).write_text("Not Found")


def pickle_only(folder: Path) -> None:
    """Leave only the older format."""
    (folder / UNET).rename((folder / UNET).with_suffix(".bin"))


def other_text_encoder(folder: Path) -> None:
    """Put in a text encoder of another width."""
    sizes = Sizes(width=16)
    shutil.rmtree(folder / "text_encoder")
    make_text_encoder(make_tokenizer(77), sizes).save_pretrained(folder / "text_encoder")


def weights_of_another_text_encoder(folder: Path) -> None:
    """Put in only the weights of a text encoder of another width."""
    config = (folder / "text_encoder/config.json").read_text()
    other_text_encoder(folder)
    (folder / "text_encoder/config.json").write_text(config)


def other_autoencoder(folder: Path) -> None:
    """Put in an autoencoder of other channels."""
    shutil.rmtree(folder / "vae")
    make_autoencoder(Sizes(channels=8)).save_pretrained(folder / "vae")


def weights_of_another_unet(folder: Path) -> None:
    """Put in only the weights of a U-Net of other channels."""
    config = (folder / "unet/config.json").read_text()
    shutil.rmtree(folder / "unet")
    make_unet(Sizes(channels=8)).save_pretrained(folder / "unet")
    (folder / "unet/config.json").write_text(config)


def no_scheduler(folder: Path) -> None:
    """Lose the scheduler."""
    shutil.rmtree(folder / "scheduler")


def no_index(folder: Path) -> None:
    """Lose the list of parts."""
    (folder / "model_index.json").unlink()


def broken_link(folder: Path) -> None:
    """Replace weights by a link to nothing, as a cleaned cache leaves it."""
    (folder / UNET).unlink()
    (folder / UNET).symlink_to("../../blobs/0123456789")


def still_downloading(folder: Path) -> None:
    """Leave half a file, and beside it what a browser is still writing."""
    content = (folder / UNET).read_bytes()
    (folder / UNET).write_bytes(content[: len(content) // 2])
    (folder / (UNET + ".crdownload")).write_bytes(b"more")


def only_incomplete(folder: Path) -> None:
    """Leave only what a download has so far."""
    (folder / UNET).rename(folder / (UNET + ".incomplete"))


def folder_in_its_place(folder: Path) -> None:
    """Put a folder where the weights should be."""
    (folder / UNET).unlink()
    (folder / UNET).mkdir()


def too_large_for_half(folder: Path) -> None:
    """Let one number be beyond what half precision can say."""
    weights = load_file(folder / UNET)
    weights["conv_in.bias"][0] = torch.tensor(7e4)
    save_file(weights, folder / UNET, metadata={"format": "pt"})
