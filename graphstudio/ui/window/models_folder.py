"""Where the user's models are, for this process and for the engine's, which inherits it."""

from __future__ import annotations

import os

from graphstudio.ui.settings import Settings

VARIABLE = "GRAPHSTUDIO_MODELS"


class ModelsFolder:
    """Let the models' folder be what the preferences say, or else what it was before.

    Nodes ask `paths.models()`, in the window for their choices and in the engine's process for
    the models themselves. The variable reaches both.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._before = os.environ.get(VARIABLE)

    def point(self) -> None:
        """Use what the preferences say now; the engine must be started anew to see it."""
        wanted = self._settings.models_folder or self._before
        if wanted is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = wanted
