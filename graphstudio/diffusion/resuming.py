"""Going on from what an earlier run kept, and keeping what a later one may go on from."""

from collections.abc import Callable, Sequence

from torch import Tensor

from graphstudio.api import NoContent, NoSteps, Steps
from graphstudio.diffusion.prefixes import Acting, prefix_keys
from graphstudio.diffusion.scheduler_memory import SchedulerMemory, why_unkept
from graphstudio.diffusion.step_states import Denoising, put_state, take_state

_MOST_BYTES = 256 * 2**20
"""That the states of one run may take together."""

_MOST_LATENTS = 7
"""That a state holds: the samples, the estimate, and what the greediest scheduler remembers."""

_LONG_CALLS = 10
"""Fewer are run again before anybody would have read why."""

Warn = Callable[[str], object]


def unsaid(message: str) -> None:
    """Tell nobody; see `Context.warn`."""
    del message


class Resuming:
    """Keep the states of a run, and begin it at the last one that is kept.

    Args:
        steps: Where states are kept.
        acting: All that acts in the run.
        run: The same, begun, before its first call.
        warn: Is told why a long run keeps nothing, where its scheduler is why.
    """

    def __init__(self, steps: Steps, acting: Acting, run: Denoising, warn: Warn = unsaid) -> None:
        self._steps, self._latent, self._run = steps, acting.latent, run
        self._keys = () if isinstance(steps, NoSteps) else _keys(acting, warn)
        self._memory = SchedulerMemory(run.schedule)
        self._every = _stride(run.samples, len(self._keys))

    def resume(self) -> int:
        """Bring the run to where it can go on; say how many of its calls lie behind that."""
        found = self._steps.find(self._keys) if self._keys else None
        if found is None:
            return 0
        place, state = found
        put_state(state, self._run, self._memory)
        behind = place + 1
        self._steps.pass_by(self._keys[:behind], first=1, total=len(self._keys))
        return behind

    def is_due(self, behind: int) -> bool:
        """Say whether a state is kept here: one in several where they are large, and the last.

        Args:
            behind: How many of the run's calls lie behind it, 1 or more.
        """
        total = len(self._keys)
        return total > 0 and (behind % self._every == 0 or behind == total)

    def keep(self, behind: int, clean: Tensor) -> None:
        """Keep the state of the run where one is due.

        Args:
            behind: How many of its calls lie behind it, 1 or more.
            clean: The estimate of the finished latent.
        """
        state = take_state(self._run, self._memory, self._latent, clean)
        self._steps.keep(self._keys[behind - 1], state, done=behind, total=len(self._keys))


def _keys(acting: Acting, warn: Warn) -> Sequence[str]:
    """Give the keys of all states; none where no state can be kept, and all is run whole."""
    if why := why_unkept(acting.schedule) or _why_forgetful(acting):
        if len(acting.calls) > _LONG_CALLS:
            warn(why)
        return ()
    try:
        return prefix_keys(acting)
    except NoContent:
        return ()


def _why_forgetful(acting: Acting) -> str:
    """Say in words why the networks of a run cannot go on in the middle; "" where they can."""
    if not acting.model.tuning.forgets:
        return ""
    return (
        "Step Cache keeps what the network found in a call for the next ones, and that is not "
        "saved: every run starts from the beginning."
    )


def _stride(samples: Tensor, calls: int) -> int:
    """Say how many calls lie between two states, so that all fit their budget."""
    return max(1, -(-samples.nbytes * _MOST_LATENTS * calls // _MOST_BYTES))
