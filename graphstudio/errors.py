"""Every error that GraphStudio raises on purpose.

    GraphStudioError
      WorkflowFileError         a workflow file that cannot be read or written
        NotAWorkflow              it is something else, or damaged
        NewerFormat               it was written by a newer GraphStudio
        FileChanged               somebody else has written it since it was opened
      GraphError                a graph that cannot be, or cannot be run
        ConnectError              a wire that was refused
        CycleError                a wire that would close a circle
        MissingInput              a socket that must be fed and is not
        UnknownNode               a node that no loaded pack defines
        BadValue                  a value that its knob does not take
      PackError                 a node pack that could not be loaded
        BadNode                   a function that cannot be a node
        DuplicateId               two nodes with one id
      RunError                  a run that could not finish
        NodeFailed                a node's own code raised
        OutOfMemory               the device or the machine ran out of memory
        ModelMissing              weights that are not on this machine
        ModelBroken               weights that are there and cannot be trusted
      DownloadError             a model that could not be downloaded
        AccessRefused             its page asks to log in, or to agree first
      NoKeyring                 this machine has nowhere to keep a token
      PolicyBroken              an administrator's policy that cannot be obeyed
      NoWindow                  a machine that cannot show a window

`Cancelled` (in `graphstudio.api`) is not an error: somebody wanted the run to stop.
A message says what happened, where, and what to do. `problems` lists everything that was
found wrong at once, one message each; it always holds at least the error's own message.
"""

from collections.abc import Sequence


class GraphStudioError(Exception):
    """Say what happened, where, and what to do."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems: tuple[str, ...] = tuple(problems) or (message,)


class WorkflowFileError(GraphStudioError):
    """A workflow file could not be read or written."""


class NotAWorkflow(WorkflowFileError):
    """The file is something else, or it is damaged."""


class NewerFormat(WorkflowFileError):
    """The file was written by a newer GraphStudio."""


class FileChanged(WorkflowFileError):
    """Somebody else has written the file since it was opened or saved here."""


class GraphError(GraphStudioError):
    """A graph cannot be, or cannot be run.

    Attributes:
        node: The node it is about; "" for the graph as a whole.
        socket: The input it is about; "" for the node as a whole.
        parts: The single errors that it sums up; itself where it is one.
    """

    def __init__(
        self,
        message: str,
        problems: Sequence[str] = (),
        *,
        node: str = "",
        socket: str = "",
        parts: "Sequence[GraphError]" = (),
    ) -> None:
        super().__init__(message, problems)
        self.node = node
        self.socket = socket
        self.parts: tuple[GraphError, ...] = tuple(parts) or (self,)


class ConnectError(GraphError):
    """A wire was refused."""


class CycleError(ConnectError):
    """A wire would close a circle."""


class MissingInput(GraphError):
    """A socket that must be fed is not."""


class UnknownNode(GraphError):
    """No loaded pack defines this node."""


class BadValue(GraphError):
    """A knob does not take this value."""


class PackError(GraphStudioError):
    """A node pack could not be loaded."""


class BadNode(PackError):
    """A function cannot be a node."""


class DuplicateId(PackError):
    """Two nodes have one id."""


class RunError(GraphStudioError):
    """A run could not finish."""


class NodeFailed(RunError):
    """A node's own code raised; the cause is chained."""


class OutOfMemory(RunError):
    """The device or the machine ran out of memory."""


class ModelMissing(RunError):
    """Weights are not on this machine."""


class ModelBroken(RunError):
    """Weights are there and cannot be trusted."""


class DownloadError(GraphStudioError):
    """A model could not be downloaded; what was there before is untouched."""


class AccessRefused(DownloadError):
    """The origin of a model wants a token, or an agreement on its page.

    Attributes:
        page: Where to log in and agree.
    """

    def __init__(self, message: str, page: str) -> None:
        super().__init__(message)
        self.page = page


class NoKeyring(GraphStudioError):
    """This machine has no keyring that could keep a token."""


class PolicyBroken(GraphStudioError):
    """An administrator's policy cannot be obeyed, so nothing is run."""


class NoWindow(GraphStudioError):
    """This machine cannot show a window."""
