"""Exit codes, and errors as a person wants to read them."""

import sys

from graphstudio.errors import GraphError, GraphStudioError, WorkflowFileError
from graphstudio.graph.registry import Registry
from graphstudio.wording import on_one_line

BAD_FILE = 3
BAD_GRAPH = 4
FAILED = 5
STOPPED = 130  # 128 + SIGINT, as shells have it


def exit_code(error: GraphStudioError) -> int:
    """Choose the exit code that tells this kind of error from the others."""
    if isinstance(error, WorkflowFileError):
        return BAD_FILE
    if isinstance(error, GraphError):
        return BAD_GRAPH
    return FAILED


def report(error: GraphStudioError) -> int:
    """Print every problem to stderr and give the exit code."""
    for problem in error.problems:
        told = "\n".join(map(on_one_line, str(problem).split("\n")))
        print(f"error: {told}", file=sys.stderr)
    return exit_code(error)


def warn(message: str) -> None:
    """Print what does not stop anything."""
    print(f"warning: {message}", file=sys.stderr)


def warn_of_packs(registry: Registry) -> None:
    """Print which packs could not be loaded: the nodes that are missing may be theirs."""
    for problem in registry.problems:
        warn(str(problem))
