"""The arguments of `graphstudio cache`."""

import argparse


def add_cache(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its actions."""
    cache = commands.add_parser("cache", help="look at the results that are kept on disk")
    actions = cache.add_subparsers(dest="action", metavar="action", required=True)
    listing = actions.add_parser("list", help="list all results, the largest first")
    listing.add_argument("--json", action="store_true", help="everything, as JSON")
    explain = actions.add_parser("explain", help="say what a result was made from, and where it is")
    explain.add_argument("what", metavar="KEY|WORKFLOW", help="a key, its beginning, or a file")
    explain.add_argument("node", nargs="?", metavar="NODE", help="the node in the workflow")
    explain.add_argument("--json", action="store_true", help="everything, as JSON")
    prune = actions.add_parser("prune", help="remove what is worth least, down to the budget")
    prune.add_argument("--to", metavar="SIZE", help="down to this size, such as 2GB")
    prune.add_argument(
        "--older", type=float, metavar="DAYS", help="what was not used for so many days"
    )
    actions.add_parser("verify", help="read everything, and remove what is broken")
    for name, told in (("pin", "keep results for ever"), ("unpin", "let them go again")):
        pin = actions.add_parser(name, help=told)
        pin.add_argument("keys", nargs="+", metavar="KEY", help="a key, or how it begins")
    actions.add_parser("clear", help="remove everything that is not pinned")
    actions.add_parser("path", help="print the folder")
