"""The colours of latents: one matrix for each autoencoder, fitted when it is first needed."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio import paths
from graphstudio.api import Latent, Model, Vae
from graphstudio.engine.cache import ResultCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.plan import Plan
from graphstudio.errors import GraphStudioError, WorkflowFileError
from graphstudio.workflow.atomic import replace_file

if TYPE_CHECKING:
    from torch import Tensor

_log = logging.getLogger("graphstudio.previews")


class Tints:
    """Find the matrix that turns a latent into colours, as long as a worker lives.

    Args:
        cache: Where results of the plan's nodes are, autoencoders among them.
        devices: Lends an autoencoder to be fitted to.
        folder: Where matrices are kept between starts.
    """

    def __init__(self, cache: ResultCache, devices: Devices, folder: Path | None = None) -> None:
        self._cache = cache
        self._devices = devices
        self._folder = folder or paths.cache() / "tints"
        self._known: dict[str, Tensor | None] = {}
        self._plan: Plan | None = None
        self._chosen: dict[str, Model[Vae] | None] = {}

    def use(self, plan: Plan) -> None:
        """Look for autoencoders among the results of this plan's nodes from here on."""
        self._plan = plan
        self._chosen = {}

    def find(self, latent: Latent, vae: Model[Vae] | None = None) -> Tensor | None:
        """Give the matrix for a latent, as `rough_image` takes it; None where none is known.

        Args:
            latent: What is to be shown.
            vae: The autoencoder that it belongs to; None takes one of its family.
        """
        vae = vae or self.vae(latent.family)
        if vae is None:
            return None
        name = f"{vae.digest}-{latent.scale}"
        if name not in self._known:
            matrix = self._read(name)
            self._known[name] = self._fit(name, vae, latent.scale) if matrix is None else matrix
        return self._known[name]

    def vae(self, family: str) -> Model[Vae] | None:
        """Find the autoencoder of a family that some node of the plan gave."""
        found = self._chosen.get(family)
        if found is None:
            found = self._chosen[family] = self._given(family)
        return found

    def _given(self, family: str) -> Model[Vae] | None:
        for node in self._plan.nodes if self._plan is not None else ():
            if not any("Vae" in output.type.name for output in node.definition.outputs):
                continue
            result = self._cache.get(node.key)
            for value in result.outputs if result is not None else ():
                if isinstance(value, Model) and value.kind == "vae" and value.family == family:
                    return value
        return None

    def _fit(self, name: str, vae: Model[Vae], scale: int) -> Tensor | None:
        import torch

        from graphstudio.diffusion.previews import fit_preview

        try:
            with torch.no_grad(), self._devices.lease(vae) as net:
                matrix = fit_preview(net, scale)
        except (GraphStudioError, RuntimeError) as error:  # no memory, or a network full of NaN
            _log.warning("Latents are shown in grey, for %s cannot be used: %s", vae.name, error)
            return None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._file(name), json.dumps(matrix.tolist()).encode())
        except (OSError, WorkflowFileError) as error:
            _log.info("The colours of %s are fitted anew next time: %s", vae.name, error)
        return matrix

    def _read(self, name: str) -> Tensor | None:
        import torch

        try:
            return torch.tensor(json.loads(self._file(name).read_bytes()))
        except (OSError, ValueError, TypeError):  # not there yet, or damaged: it is fitted anew
            return None

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"
