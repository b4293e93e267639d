"""Every command and its arguments; what they do is in the modules beside this one."""

import argparse
import io
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from graphstudio.cli.cache_arguments import add_cache
from graphstudio.cli.exits import BAD_FILE, BAD_GRAPH, FAILED, STOPPED, report
from graphstudio.cli.models_arguments import add_models
from graphstudio.cli.models_get_arguments import GETTING
from graphstudio.cli.train import add_train
from graphstudio.errors import GraphStudioError

_EXITS = f"""exit codes:
  0    done
  2    wrong arguments
  {BAD_FILE}    the file cannot be used
  {BAD_GRAPH}    the graph, or a value, cannot be run
  {FAILED}    a node failed
  {STOPPED}  stopped by Ctrl-C"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    _speak_any_alphabet()
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.version:
        print(f"graphstudio {metadata.version('graphstudio')}")
        return 0
    try:
        return _run(chosen)
    except GraphStudioError as error:
        return report(error)
    except KeyboardInterrupt:
        print("\nstopped at once", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader, such as `head`, went away: that is its right
        sys.stderr.close()
        return 0


def _speak_any_alphabet() -> None:
    """Write letters that the terminal, or the file behind it, cannot have as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _run(chosen: argparse.Namespace) -> int:
    # Imported here: `graphstudio nodes` must not pay for what only `run` needs.
    if chosen.command in (None, "open"):
        from graphstudio.cli.window import open_window

        return open_window(chosen.files if chosen.command == "open" else ())
    if chosen.command == "run":
        from graphstudio.cli.run import run

        return run(
            chosen.file,
            settings=chosen.set,
            targets=chosen.target,
            out=chosen.out,
            device=chosen.device,
            is_dry=chosen.dry_run,
            is_warm_up=chosen.warm_up,
            is_json=chosen.json,
            is_quiet=chosen.quiet,
        )
    if chosen.command == "validate":
        from graphstudio.cli.validate import validate

        return validate(chosen.files, is_json=chosen.json)
    if chosen.command == "nodes":
        from graphstudio.cli.nodes import nodes

        return nodes(chosen.id, search=chosen.search, is_json=chosen.json)
    if chosen.command == "cache":
        from graphstudio.cli.cache import cache

        return cache(chosen)
    if chosen.command == "models" and chosen.action in GETTING:
        from graphstudio.cli.models_get import act

        return act(chosen)
    if chosen.command == "models":
        from graphstudio.cli.models import models

        return models(chosen)
    if chosen.command == "train":
        from graphstudio.cli.train import train

        return train(chosen)
    from graphstudio.cli.doctor import doctor

    return doctor(is_json=chosen.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="graphstudio",
        description="Wire diffusion pipelines from nodes, and run them. Without a command, the "
        "window opens.",
        epilog=_EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="command")
    window = commands.add_parser("open", help="open the window, with these files")
    window.add_argument("files", nargs="*", type=Path, metavar="FILE")
    _add_run(commands)
    validate = commands.add_parser("validate", help="say what is wrong with workflow files")
    validate.add_argument("files", nargs="+", type=Path, metavar="FILE")
    validate.add_argument("--json", action="store_true", help="one JSON object for each file")
    listing = commands.add_parser("nodes", help="list every node, or explain one")
    listing.add_argument("id", nargs="?", help="explain this node, such as latent.decode")
    listing.add_argument("--search", default="", metavar="TEXT", help="list only what fits")
    listing.add_argument("--json", action="store_true", help="everything, as JSON")
    doctor = commands.add_parser("doctor", help="examine this machine and say what to mend")
    doctor.add_argument("--json", action="store_true", help="one JSON object for each finding")
    add_cache(commands)
    add_models(commands)
    add_train(commands)
    return parser


def _add_run(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = commands.add_parser(
        "run",
        help="run a workflow, or a picture that carries one",
        epilog=_EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument("file", type=Path, metavar="FILE", help="a workflow (.json) or a PNG")
    run.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a published input, or node.parameter; may be given many times",
    )
    run.add_argument("--out", type=Path, metavar="DIR", help="folder for the pictures (./out)")
    run.add_argument(
        "--target",
        action="append",
        metavar="NODE",
        help="run only what this node needs; may be given many times",
    )
    run.add_argument("--device", help="auto, cpu, cuda, cuda:1, mps (GRAPHSTUDIO_DEVICE)")
    only = run.add_mutually_exclusive_group()
    only.add_argument("--dry-run", action="store_true", help="say what would run, and why")
    only.add_argument(
        "--warm-up",
        action="store_true",
        help="load and ask each model that the run needs, say what was loaded, make nothing",
    )
    run.add_argument("--json", action="store_true", help="events as JSON, one on a line")
    run.add_argument("--quiet", action="store_true", help="print nothing but the pictures' paths")
