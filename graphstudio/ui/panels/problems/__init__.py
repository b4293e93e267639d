"""The problems panel: everything that is in a graph's way, each a jump away from its node."""

from graphstudio.ui.panels.problems.notices import Notice
from graphstudio.ui.panels.problems.panel import ProblemsPanel

__all__ = ["Notice", "ProblemsPanel"]
