"""The arguments of `graphstudio models`."""

import argparse
from pathlib import Path
from typing import get_args

from graphstudio.cli.models_get_arguments import add_getting
from graphstudio.library.entries import Kind


def add_models(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its actions."""
    models = commands.add_parser("models", help="find, check and mark the models on this machine")
    actions = models.add_subparsers(dest="action", metavar="action", required=True)
    _add_list(actions)
    add_getting(actions)
    scan = actions.add_parser("scan", help="look for new and changed models in all folders")
    scan.add_argument("--quiet", action="store_true", help="print the report alone")
    show = actions.add_parser("show", help="say all that is known of a model")
    show.add_argument("name", metavar="NAME", help="its name, or its path")
    show.add_argument("--hash", action="store_true", help="take its hash if nobody knows it")
    show.add_argument("--json", action="store_true", help="as JSON")
    _add_folders(actions)
    same = actions.add_parser("duplicates", help="find models that are the same")
    same.add_argument("--json", action="store_true", help="as JSON")
    verify = actions.add_parser("verify", help="read models whole and say which are damaged")
    verify.add_argument("names", nargs="*", metavar="NAME", help="only these; all otherwise")
    tag = actions.add_parser("tag", help="give a model tags, a note or a star")
    tag.add_argument("name", metavar="NAME", help="its name, or its path")
    tag.add_argument("tags", nargs="*", metavar="TAG", help="tags to add")
    tag.add_argument("--remove", action="append", default=[], metavar="TAG", help="a tag to remove")
    tag.add_argument("--note", metavar="TEXT", help="what to remember; an empty text removes it")
    star = tag.add_mutually_exclusive_group()
    star.add_argument("--star", dest="star", action="store_true", default=None, help="a favourite")
    star.add_argument("--no-star", dest="star", action="store_false", help="no favourite any more")


def _add_list(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listing = actions.add_parser("list", help="list models")
    listing.add_argument("text", nargs="*", metavar="WORD", help="words that must all occur")
    kinds = sorted(get_args(Kind))
    listing.add_argument("--kind", action="append", choices=kinds, metavar="KIND", default=[])
    listing.add_argument("--family", action="append", metavar="FAMILY", default=[])
    listing.add_argument("--tag", action="append", metavar="TAG", default=[])
    listing.add_argument("--problems", action="store_true", help="only what cannot be used")
    listing.add_argument("--sort", choices=("name", "size", "changed"), default="name")
    listing.add_argument("--json", action="store_true", help="everything, as JSON")


def _add_folders(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    folders = actions.add_parser("folders", help="list the folders with models, or change them")
    changes = folders.add_subparsers(dest="change", metavar="add|remove")
    for name, told in (
        ("add", "look for models in a folder too"),
        ("remove", "look for models in a folder no more; its files stay"),
    ):
        change = changes.add_parser(name, help=told)
        change.add_argument("folder", type=Path, metavar="FOLDER")
