"""Telling a shake from a drag."""

from graphstudio.ui.canvas.tools.shake import Shake


def shaken(*path: float, pace_s: float = 0.05) -> bool:
    shake = Shake(path[0])
    return any(shake.take(x, number * pace_s) for number, x in enumerate(path))


def test_quick_turns_from_side_to_side_are_a_shake() -> None:
    assert shaken(0, 40, 0, 40, 0, 40)


def test_a_straight_drag_is_none() -> None:
    assert not shaken(0, 40, 80, 120, 160, 200)


def test_a_trembling_hand_is_none() -> None:
    assert not shaken(0, 6, 0, 6, 0, 6, 0, 6)


def test_turning_slowly_to_aim_is_none() -> None:
    assert not shaken(0, 40, 0, 40, 0, 40, pace_s=0.5)
