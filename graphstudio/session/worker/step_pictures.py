"""What a picture looked like after a step: rough at once, decoded in full on demand."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import Generic, NamedTuple, TypeVar

from graphstudio.api import Image, Latent, Model, StepState, Vae
from graphstudio.engine.events import StepKept
from graphstudio.engine.executor import Engine
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.errors import GraphStudioError, PolicyBroken
from graphstudio.session.guard import Guard, find_guard
from graphstudio.session.worker.previews import Drawing, draw_rough, draw_whole
from graphstudio.session.worker.protocol import ShowStep, StepLack, StepShown
from graphstudio.session.worker.tints import Tints

T = TypeVar("T")

_PATIENCE_S = 3.0  # a run that said that it is done still writes down what it made
_MOST_KNOWN = 4096  # steps of which it is remembered which run kept them

_log = logging.getLogger("graphstudio.previews")


class Newest(Generic[T]):
    """Hold the newest of the things that wait; those before it are dropped."""

    def __init__(self) -> None:
        self._waiting: list[T] = []
        self._changed = threading.Condition()

    def put(self, one: T) -> None:
        """Let something wait in the place of what did."""
        with self._changed:
            self._waiting = [one]
            self._changed.notify()

    def get(self) -> T:
        """Wait for something, and take it."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            return self._waiting.pop()


class _Maker(NamedTuple):
    plan: Plan
    node: str


class _Decoder(NamedTuple):
    vae: Model[Vae]
    tile_px: int


class StepPictures:
    """Draw kept steps; called from threads of their own.

    Args:
        engine: Keeps the steps, and what decodes them.
        tints: Knows the colours of latents.

    Attributes:
        turn: Held during a run, so that nothing is decoded in full meanwhile.
        patience_s: How long a run that is under way is waited for.
    """

    def __init__(self, engine: Engine, tints: Tints) -> None:
        self.turn = threading.Lock()
        self.patience_s = _PATIENCE_S
        self._engine = engine
        self._tints = tints
        self._plan: Plan | None = None
        self._makers: OrderedDict[str, _Maker] = OrderedDict()

    def use(self, plan: Plan) -> None:
        """Take note of the plan of the run that begins."""
        self._plan = plan

    def note(self, event: StepKept) -> None:
        """Remember which node of which plan a step belongs to."""
        if self._plan is not None:
            self._makers[event.key] = _Maker(self._plan, event.node)
            self._makers.move_to_end(event.key)
            if len(self._makers) > _MOST_KNOWN:
                self._makers.popitem(last=False)

    def show(self, request: ShowStep) -> StepShown:
        """Draw a step, as well as can be done now; says what is lacking, and never raises."""
        try:
            return self._show(request)
        except PolicyBroken as error:
            _log.warning("A step is not shown: %s", error)
            return _nothing(request, "policy")
        except Exception as error:  # noqa: BLE001 - states are what foreign code made of them
            _log.warning("A step cannot be shown: %s: %s", type(error).__name__, error)
            return _nothing(request, "failed")

    def _show(self, request: ShowStep) -> StepShown:
        shelf = self._engine.shelf
        state = None if shelf is None else shelf.get(request.key)
        if state is None:
            return _nothing(request, "gone")
        guard = find_guard(self._engine.devices)
        latent = _latent(state)
        decoder = self._decoder(request, latent.family)
        lack: StepLack = ""
        if request.is_full:
            whole, lack = self._whole(latent, decoder, guard)
            if whole is not None:
                return _answer(request, whole, is_full=True)
        if guard is not None:  # no checker can judge what is rough
            return _nothing(request, lack or "policy")
        vae = None if decoder is None else decoder.vae
        rough = draw_rough(latent, self._tints.find(latent, vae))
        return _answer(request, rough, lack=lack)

    def _whole(
        self, latent: Latent, decoder: _Decoder | None, guard: Guard | None
    ) -> tuple[Drawing | None, StepLack]:
        """Decode a latent, unless a run is under way; without a picture, say why."""
        if not self.turn.acquire(timeout=self.patience_s):
            return None, "busy"
        try:
            image = self._decode(latent, decoder)
            if image is None:
                return None, "no vae"
            return draw_whole(image if guard is None else guard.check(image)), ""
        except (GraphStudioError, RuntimeError) as error:  # no memory, or broken weights
            _log.warning("A step is not shown in full: %s", error)
            return None, "failed"
        finally:
            self.turn.release()

    def _decode(self, latent: Latent, decoder: _Decoder | None) -> Image | None:
        import torch

        from graphstudio.diffusion.autoencoders import decode_latent
        from graphstudio.diffusion.families import paints_pixels
        from graphstudio.diffusion.pixels import to_image

        if paints_pixels(latent.family):
            return to_image(latent)
        if decoder is None:
            return None
        with torch.no_grad(), self._engine.devices.lease(decoder.vae) as net:
            return decode_latent(net, latent, tile_px=decoder.tile_px)

    def _decoder(self, request: ShowStep, family: str) -> _Decoder | None:
        """Find what decodes a step: behind its node in the graph, else any of its family."""
        maker = self._makers.get(request.key)
        if maker is None and self._plan is not None:  # an earlier process kept it
            maker = _Maker(self._plan, request.node)
        found = None if maker is None else self._behind(maker, family)
        if found is None and (vae := self._tints.vae(family)) is not None:
            found = _Decoder(vae, 0)
        return found

    def _behind(self, maker: _Maker, family: str) -> _Decoder | None:
        """Find the autoencoder that the first decoder behind a node is wired to."""
        reached = {maker.node}
        for planned in maker.plan.nodes:  # each comes after all that it needs
            if not any(link.source in reached for link in planned.links):
                continue
            reached.add(planned.id)
            vae = self._wired(maker.plan, planned, family)
            if vae is not None:
                is_plain = planned.definition.id == "latent.decode"
                return _Decoder(vae, planned.arguments.get("tile", 0) if is_plain else 0)
        return None

    def _wired(self, plan: Plan, planned: PlannedNode, family: str) -> Model[Vae] | None:
        for link in planned.links:
            source = plan.by_id[link.source]
            if "Vae" not in source.definition.outputs[link.output].type.name:
                continue
            result = self._engine.cache.get(source.key)
            value = None if result is None else result.outputs[link.output]
            if isinstance(value, Model) and value.kind == "vae" and value.family == family:
                return value
        return None


def _latent(state: StepState) -> Latent:
    """Give the first picture of a state's estimate of the finished latent."""
    return Latent(
        state.tensors["clean"][:1], str(state.values["family"]), int(state.values["scale"])
    )


def _answer(
    request: ShowStep, drawn: Drawing, *, is_full: bool = False, lack: StepLack = ""
) -> StepShown:
    size = drawn.width, drawn.height
    return StepShown(request.ticket, request.key, drawn.image, *size, is_full=is_full, lack=lack)


def _nothing(request: ShowStep, lack: StepLack) -> StepShown:
    return StepShown(request.ticket, request.key, b"", lack=lack)
