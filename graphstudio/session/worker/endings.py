"""Why a worker's process ended, in words for people: what happened, and what to do."""

from __future__ import annotations

import signal
import sys

BROKEN = 70
"""What a worker exits with that cannot speak with its window any more (EX_SOFTWARE)."""

DEVICE_LOST = 74
"""What a worker exits with whose graphics card answers no more (EX_IOERR)."""

_AGAIN = "It was started again; everything that was open is still there."
_NATIVE = frozenset({"SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGTRAP"})
_WINDOWS_CRASH = 0xC0000000  # NTSTATUS codes from here on are errors, such as access violations


def explain(code: int, *, is_broken: bool, last_words: str) -> str:
    """Say why a process ended that nobody asked to end.

    Args:
        code: As `subprocess.Popen.returncode` has it: negative for a signal.
        is_broken: Whether it was ended because its pipe carried nonsense, or was closed.
        last_words: The last line that it printed; "" if there was none.
    """
    if is_broken or code == BROKEN:
        return (
            "The engine could not be understood any more: a node's code closed the pipe between "
            f"the engine and the window, or wrote into it. {_AGAIN} Leave that node out, and "
            "tell its author."
        )
    if code == DEVICE_LOST:
        return (
            "The graphics card stopped answering after an error, and only another process can use "
            f"it again. {_AGAIN} The node that failed says what the error was; if it comes again "
            "and again, update the driver."
        )
    said = f" Its last words: {last_words}" if last_words else ""
    name = _signal(code)
    if name == "SIGKILL":
        return (
            "The engine was killed by the system, most likely because the machine ran out of "
            f"memory. {_AGAIN} Make the picture or the batch smaller, use tiles, or close other "
            "programs."
        )
    if name in _NATIVE or code >= _WINDOWS_CRASH:
        what = name or f"code {code:#x}"
        return (
            f"The engine crashed in native code ({what}). {_AGAIN} Run once more; if it happens "
            "again, the log says in which library, and `graphstudio doctor` checks whether the "
            f"installed libraries fit each other.{said}"
        )
    how = f"signal {name}" if name else f"exit code {code}"
    return f"The engine ended by itself ({how}). {_AGAIN} The log says more.{said}"


def explain_failed_start(reason: str) -> str:
    """Say that a process ended again and again before it was ready."""
    return (
        f"The engine cannot be started. {reason.replace(_AGAIN, '').replace('  ', ' ')} See what "
        "`graphstudio doctor` finds, then start the engine again from the menu."
    )


def explain_wish() -> str:
    """Say that a process was ended because the user wanted it."""
    return (
        "The engine was ended, because that was asked for or the run did not stop by itself. It "
        "was started again: kept results have to be made anew, everything that was open is there."
    )


def _signal(code: int) -> str:
    if code >= 0 or sys.platform == "win32":
        return ""
    try:
        return signal.Signals(-code).name
    except ValueError:  # a real-time signal has no name
        return str(-code)
