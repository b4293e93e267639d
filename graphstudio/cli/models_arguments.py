"""The arguments of `graphstudio models`."""

import argparse
from pathlib import Path
from typing import get_args

from graphstudio.cli.models_get_arguments import add_getting
from graphstudio.diffusion.families import TITLES
from graphstudio.library.entries import Kind


def add_models(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its actions."""
    models = commands.add_parser("models", help="find, check, mark and download models")
    actions = models.add_subparsers(dest="action", metavar="action", required=True)
    _add_list(actions)
    show = actions.add_parser("show", help="say all that is known of a model")
    show.add_argument("name", metavar="NAME", help="its name, or its path")
    show.add_argument("--hash", action="store_true", help="take its hash, if it is not known yet")
    show.add_argument("--json", action="store_true", help="everything, as JSON")
    scan = actions.add_parser("scan", help="look for new and changed models in all model folders")
    scan.add_argument("--quiet", action="store_true", help="print the report alone")
    _add_folders(actions)
    same = actions.add_parser("duplicates", help="find models with the same content")
    same.add_argument("--json", action="store_true", help="everything, as JSON")
    verify = actions.add_parser("verify", help="read whole models, and say which are damaged")
    verify.add_argument("names", nargs="*", metavar="NAME", help="only these (all models)")
    _add_check(actions)
    tag = actions.add_parser("tag", help="give a model tags, a note or a star")
    tag.add_argument("name", metavar="NAME", help="its name, or its path")
    tag.add_argument("tags", nargs="*", metavar="TAG", help="tags to add")
    tag.add_argument("--remove", action="append", default=[], metavar="TAG", help="a tag to remove")
    tag.add_argument("--note", metavar="TEXT", help="what to remember; an empty one removes it")
    star = tag.add_mutually_exclusive_group()
    star.add_argument(
        "--star", dest="star", action="store_true", default=None, help="make it a favourite"
    )
    star.add_argument("--no-star", dest="star", action="store_false", help="make it no favourite")
    add_getting(actions)


def _add_check(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = actions.add_parser("check", help="load a model, ask it once, and say whether it works")
    check.add_argument("name", metavar="NAME", help="its name, or its path")
    check.add_argument("--device", help="auto, cpu, cuda, cuda:1, mps (GRAPHSTUDIO_DEVICE)")
    check.add_argument(
        "--precision",
        choices=("auto", "float32", "float16", "bfloat16"),
        default="auto",
        help="in which it is loaded (auto)",
    )
    check.add_argument(
        "--allow-pickle",
        action="store_true",
        help="also open pickles (.ckpt, .pth), reading numbers alone",
    )
    check.add_argument("--json", action="store_true", help="everything, as JSON")


def _add_list(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listing = actions.add_parser("list", help="list models")
    listing.add_argument("text", nargs="*", metavar="WORD", help="words that must all occur")
    kinds, families = sorted(get_args(Kind)), sorted(TITLES)
    for name, known in (("kind", kinds), ("family", families)):
        listing.add_argument(
            f"--{name}",
            action="append",
            choices=known,
            metavar=name.upper(),
            default=[],
            help=f"only this {name}: {', '.join(known)}; may be given many times",
        )
    listing.add_argument(
        "--tag",
        action="append",
        metavar="TAG",
        default=[],
        help="only what has this tag; may be given many times",
    )
    listing.add_argument("--problems", action="store_true", help="only what cannot be used")
    listing.add_argument(
        "--sort",
        choices=("name", "size", "changed"),
        default="name",
        help="the largest or the last changed first, or by name (name)",
    )
    listing.add_argument("--json", action="store_true", help="everything, as JSON")


def _add_folders(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    folders = actions.add_parser("folders", help="list the model folders, or change them")
    changes = folders.add_subparsers(dest="change", metavar="add|remove")
    for name, told in (
        ("add", "look for models in a folder too, whichever program it belongs to"),
        ("remove", "look for models in a folder no more; its files stay"),
    ):
        change = changes.add_parser(name, help=told)
        change.add_argument("folder", type=Path, metavar="DIR", help="the folder")
