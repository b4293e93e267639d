"""Every picture that leaves the engine, checked where an administrator demands it.

It stands at the one place that all pictures pass: what the engine saves, shows and gives back.
While it does, per-step previews of latents are not shown at all, since no checker can judge
them; nor is any picture that could not be checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphstudio import paths
from graphstudio.api import Image, Model, SafetyChecker
from graphstudio.engine.context import Emit, Save
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Event, NodePreviewed, Warned
from graphstudio.errors import ModelBroken, ModelMissing, PolicyBroken
from graphstudio.graph.elements import Json
from graphstudio.session.policy import Policy, read_policy


@dataclass(frozen=True, slots=True, eq=False)
class CheckedImage(Image):
    """Hold pictures that were checked, the unsafe ones covered.

    Attributes:
        unsafe: For each picture, what the checker said.
        checker: Digest of the checker.
        treatment: How unsafe ones were covered.
    """

    unsafe: tuple[bool, ...] = ()
    checker: str = ""
    treatment: str = ""


def safety_record(image: Image, index: int) -> dict[str, Json]:
    """Say whether a picture was checked, by what, and what was found: for its metadata."""
    if not isinstance(image, CheckedImage):
        return {"safety_checker": "off"}
    is_unsafe = image.unsafe[index]
    return {
        "safety_checker": "on",
        "safety_checker_digest": image.checker,
        "safety_verdict": f"unsafe, {image.treatment}" if is_unsafe else "safe",
    }


def find_guard(devices: Devices) -> Guard | None:
    """Make the guard that the policy in force demands; None when none is.

    Raises:
        PolicyBroken: The policy or its checker cannot be used.
    """
    policy = read_policy()
    return None if policy is None else Guard(policy, open_demanded(policy), devices)


def open_demanded(policy: Policy) -> Model[SafetyChecker]:
    """Look at the checker that a policy names.

    Raises:
        PolicyBroken: It cannot be used.
    """
    from graphstudio.diffusion.safety.folders import open_checker

    try:
        return open_checker(policy.model, cache=paths.digests())
    except (ModelMissing, ModelBroken, OSError) as error:
        raise PolicyBroken(
            f"The policy in {policy.file} demands a safety checker that cannot be used, so nothing "
            f"is run and nothing is saved. {error}"
        ) from error


@dataclass(frozen=True, slots=True)
class Guard:
    """Let pictures pass when they were checked, and not before.

    Attributes:
        policy: What is demanded.
        checker: Looks at pictures.
        devices: Lends it.
    """

    policy: Policy
    checker: Model[SafetyChecker]
    devices: Devices

    def check(self, image: Image) -> CheckedImage:
        """Check each picture of a batch and cover the unsafe ones.

        Raises:
            RunError: The checker cannot be loaded.
            BadValue: It is no picture.
        """
        from graphstudio.diffusion.safety.checking import cover

        with self.devices.lease(self.checker) as net:
            unsafe = net.judge(image)
        treatment = self.policy.unsafe
        shown = cover(image, unsafe, treatment)
        return CheckedImage(shown.pixels, unsafe, self.checker.digest, treatment)

    def saving(self, save: Save) -> Save:
        """Put the guard before whatever writes pictures."""

        def checked(node: str, image: Image, stem: str, texts: Mapping[str, str]) -> list[Path]:
            return save(node, self.check(image), stem, texts)

        return checked

    def telling(self, emit: Emit) -> Emit:
        """Put the guard before whatever is shown: what cannot be checked is not shown."""

        def checked(event: Event) -> None:
            if not isinstance(event, NodePreviewed):
                emit(event)
                return
            if not isinstance(event.value, Image):
                return
            try:
                shown = self.check(event.value)
            except Exception as error:  # noqa: BLE001 - whatever it is, the picture is not shown
                emit(Warned(event.node, f"A preview is not shown: it was not checked. {error}"))
                return
            emit(NodePreviewed(event.node, shown))

        return checked

    def clear(self, values: Mapping[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        """Check the pictures among what target nodes gave."""  # Any: whatever nodes give
        return {
            node: tuple(self.check(one) if isinstance(one, Image) else one for one in outputs)
            for node, outputs in values.items()
        }
