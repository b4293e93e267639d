"""The arguments of those actions of `graphstudio models` that go to the net."""

import argparse
from pathlib import Path

from graphstudio.library.starters import FILE_KINDS

GETTING = ("get", "starters", "login", "logout", "whoami")
"""The actions."""


def add_getting(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these actions to those of `graphstudio models`."""
    get = actions.add_parser("get", help="download models, resumed and checked")
    get.add_argument(
        "what",
        nargs="+",
        metavar="NAME|OWNER/NAME[:FILE]|URL",
        help="a starter model, a repository or a file of it on the hub, or an https address",
    )
    get.add_argument(
        "--to", type=Path, metavar="DIR", help="folder that it goes into (that of its kind)"
    )
    get.add_argument(
        "--kind",
        default="",
        choices=FILE_KINDS,
        metavar="KIND",
        help=f"what a single file is: {', '.join(FILE_KINDS)}",
    )
    get.add_argument("--as", default="", dest="name", metavar="NAME", help="what it is called here")
    get.add_argument("--sha256", default="", metavar="HASH", help="refuse any other content")
    get.add_argument("--offline", action="store_true", help="download nothing: an error instead")
    get.add_argument("--json", action="store_true", help="progress as JSON, one object on a line")
    listing = actions.add_parser("starters", help="list models to begin with, to be got by name")
    listing.add_argument("--json", action="store_true", help="everything, as JSON")
    actions.add_parser("login", help="keep a token for gated models in the system's keyring")
    actions.add_parser("logout", help="remove that token from the keyring")
    actions.add_parser("whoami", help="ask the hub whose token it is")
