"""Prompts of several parts in a run: those that act are asked, and what they predict is mixed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from torch import Tensor, device

from graphstudio.api import Conditioning, Denoiser
from graphstudio.diffusion.coverage import shares
from graphstudio.diffusion.guidance.prompts import Asked, Prompts, Script, join
from graphstudio.diffusion.parts import acting, parts_of


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """Hold what is asked in one go: at most one part of each prompt.

    Attributes:
        prompts: The parts.
        owners: For each part the place of its prompt, and its share in each cell of what the
            prompt predicts: (batch or 1, 1, height, width); None for all of it.
    """

    prompts: Prompts
    owners: tuple[tuple[int, Tensor | None], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """Ask a denoiser about prompts of several parts, which all act.

    Attributes:
        rounds: A batch is never larger than it is for plain prompts, and takes no more memory.
        count: How many prompts.
    """

    rounds: tuple[Round, ...]
    count: int

    def ask(self, denoiser: Denoiser, sample: Tensor, timestep: Tensor) -> tuple[Tensor, ...]:
        """Give one prediction a prompt; see `Prompts.ask`."""
        found: dict[int, Tensor] = {}
        for one in self.rounds:
            answers = one.prompts.ask(denoiser, sample, timestep)
            for (owner, share), answer in zip(one.owners, answers, strict=True):
                part = answer if share is None else share * answer
                found[owner] = found[owner] + part if owner in found else part
        return tuple(found[place] for place in range(self.count))


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Know what prompts of several parts ask for at each moment of a run.

    Attributes:
        texts: By name, in the order in which they are asked; with masks of the latent's size.
        batch: Number of pictures.
        place: Where the denoiser is.
        calls: Calls of the network in the whole schedule.
        made: What was asked for already, by the parts that act: most act in many calls.
    """

    texts: Mapping[str, Conditioning]
    batch: int
    place: device
    calls: int
    made: dict[tuple[tuple[int, ...], ...], Asked] = field(default_factory=dict)

    def at(self, progress: float) -> Asked:
        """Give what is asked at a fraction of the run, 0..1."""
        call = round(progress * self.calls)
        active = {name: acting(text, call, self.calls) for name, text in self.texts.items()}
        key = tuple(active.values())
        if key not in self.made:
            parts = {name: parts_of(text) for name, text in self.texts.items()}
            chosen = {name: [parts[name][i] for i in found] for name, found in active.items()}
            self.made[key] = _mix(chosen, self.batch, self.place)
        return self.made[key]


def gather(texts: Mapping[str, Conditioning], batch: int, place: device, calls: int) -> Script:
    """Make prompts ready for a run; plain ones are joined once and for all.

    Args:
        texts: In the order in which they are to be asked; by name, for messages. With several, the
            first says what the picture should not be.
        batch: Number of pictures.
        place: Where the denoiser is.
        calls: Calls of the network in the whole schedule.

    Raises:
        BadValue: A text is for another number of pictures, or some have no vector for the
            whole text and others do.
    """
    if not any(text.others for text in texts.values()):
        return join(texts, batch, place)
    mixture = Mixture(texts, batch, place, calls)
    mixture.at(0.0)  # refuses now what it would at a later call
    return mixture


def _mix(active: Mapping[str, Sequence[Conditioning]], batch: int, place: device) -> Asked:
    asked = {name: _asked_parts(parts) for name, parts in active.items()}
    if all(len(parts) == 1 for parts in asked.values()):
        return join({name: parts[0][0] for name, parts in asked.items()}, batch, place)
    longest = max(map(len, asked.values()))
    rounds = [_round(asked, turn, batch, place) for turn in range(longest)]
    # What the picture should not be is led as it is in the first round, where all take part.
    leading = rounds[0].prompts.leading
    return Mixed(tuple(_led_by(leading, one, asked) for one in rounds), len(asked))


def _led_by(leading: Conditioning | None, one: Round, asked: Iterable[str]) -> Round:
    """Let a prompt lead a round that no part of the positive prompt takes part in."""
    places = {owner for owner, _ in one.owners}
    if [*asked].index("positive") in places:
        return one
    return replace(one, prompts=replace(one.prompts, leading=leading))


def _asked_parts(parts: Sequence[Conditioning]) -> list[tuple[Conditioning, Tensor | None]]:
    """Leave out the parts that have no share in any cell."""
    pairs = zip(parts, shares(parts), strict=True)
    return [(part, share) for part, share in pairs if share is None or bool(share.any())]


def _round(
    asked: Mapping[str, Sequence[tuple[Conditioning, Tensor | None]]],
    turn: int,
    batch: int,
    place: device,
) -> Round:
    going = {name: parts[turn] for name, parts in asked.items() if turn < len(parts)}
    prompts = join({name: part for name, (part, _) in going.items()}, batch, place)
    names = list(asked)
    # A round may hold what the picture should not be alone, or nothing of it.
    negatives = batch if len(names) > 1 and names[0] in going and not prompts.apart else 0
    owners = tuple(
        (names.index(name), None if share is None else share.to(place))
        for name, (_, share) in going.items()
    )
    return Round(replace(prompts, joined=replace(prompts.joined, negatives=negatives)), owners)
