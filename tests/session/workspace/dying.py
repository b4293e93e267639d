"""Windows that die, without a process for each."""

from graphstudio.session.workspace.workspace import Workspace


def kill(workspace: Workspace) -> None:
    """Do to a workspace what the system does to one whose process is killed: no last words."""
    for keeper in workspace._keepers.values():
        keeper.close()
    workspace._session._record.close()
    workspace._session._lock.release()
    workspace._disk.close()
