"""Editing a seed."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from graphstudio.graph.elements import Json
from graphstudio.ui.values.fields.seed import SeedField
from graphstudio.ui.values.surroundings import Rolling, Surroundings
from tests.ui.values.conftest import MakeField


def seed(field: MakeField, within: Surroundings | None = None) -> SeedField:
    made = field("seed", 5, within)
    assert isinstance(made, SeedField)
    return made


def test_the_die_takes_a_new_seed(field: MakeField) -> None:
    edited = seed(field)
    taken: list[Json] = []
    edited.taken.connect(taken.append)

    QTest.mouseClick(edited.dice, Qt.MouseButton.LeftButton)

    assert len(taken) == 1
    assert 0 <= taken[0] < 2**32


def test_each_throw_is_a_step_of_its_own(field: MakeField) -> None:
    edited = seed(field)
    gestures: list[object] = []
    edited.taken.connect(lambda _: gestures.append(edited.gesture))

    edited.throw()
    edited.throw()

    assert gestures[0] is not gestures[1]


def test_the_switch_says_that_each_run_takes_a_new_seed(
    field: MakeField, surroundings: Surroundings
) -> None:
    said: list[bool] = []
    edited = seed(field, replace(surroundings, rolling=Rolling(False, said.append)))

    QTest.mouseClick(edited.roll, Qt.MouseButton.LeftButton)
    QTest.mouseClick(edited.roll, Qt.MouseButton.LeftButton)

    assert said == [True, False]


def test_there_is_no_switch_where_nobody_can_roll(field: MakeField) -> None:
    assert not seed(field).roll.isVisible()


def test_buttons_can_be_reached_with_tab_and_have_names(field: MakeField) -> None:
    edited = seed(field)

    assert edited.dice.focusPolicy() == Qt.FocusPolicy.TabFocus
    assert edited.dice.accessibleName() == "New seed"
    assert "keeps this seed" in edited.roll.accessibleName()
