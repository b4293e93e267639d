from graphstudio.graph.edits import ClearValue, Group, Move, Rename, SetValue
from graphstudio.graph.elements import Place
from graphstudio.graph.history import History, Step


def step(label: str, key: str | None = None) -> Step:
    return Step(label, Rename("node", label), Rename("node", f"not {label}"), key)


def test_steps_are_counted_back_and_forward() -> None:
    history = History()
    history.add(step("one"))
    history.add(step("two"))
    labels = [history.labels]

    history.step_back()
    labels.append(history.labels)
    ahead = history.redo_step
    history.step_forward()
    labels.append(history.labels)

    assert labels == [("one", "two"), ("one",), ("one", "two")]
    assert ahead == step("two")
    assert history.redo_step is None


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History()
    history.add(step("one"))
    history.step_back()

    history.add(step("two"))

    assert history.labels == ("two",)
    assert history.redo_step is None


def test_steps_with_one_key_in_a_row_become_one() -> None:
    history = History()
    for label in ("one", "two", "three"):
        history.add(step(label, "drag"))

    (only,) = [history.undo_step]
    assert only is not None
    assert history.labels == ("three",)
    assert only.edit == Group(
        (Rename("node", "one"), Rename("node", "two"), Rename("node", "three"))
    )
    assert only.inverse == Group(
        (Rename("node", "not three"), Rename("node", "not two"), Rename("node", "not one"))
    )


def test_a_slider_that_moves_on_keeps_its_first_and_its_last_value_only() -> None:
    history = History()
    history.add(Step("Steps", SetValue("n", "x", 1), ClearValue("n", "x"), "k"))
    history.add(Step("Steps", SetValue("n", "x", 2), SetValue("n", "x", 1), "k"))
    history.add(Step("Steps", SetValue("n", "x", 3), SetValue("n", "x", 2), "k"))

    assert history.undo_step == Step("Steps", SetValue("n", "x", 3), ClearValue("n", "x"), "k")


def test_a_drag_keeps_its_first_and_its_last_place_only() -> None:
    history = History()
    for x in range(3):
        history.add(Step("Move", Move({"n": Place(x + 1, 0)}), Move({"n": Place(x, 0)}), "k"))

    assert history.undo_step == Step(
        "Move", Move({"n": Place(3, 0)}), Move({"n": Place(0, 0)}), "k"
    )


def test_steps_without_a_key_or_with_another_one_stay_apart() -> None:
    history = History()
    history.add(step("one"))
    history.add(step("two"))
    history.add(step("three", "a"))
    history.add(step("four", "b"))
    history.add(step("five"))
    history.add(step("six", "b"))

    assert len(history.labels) == 6


def test_undoing_redoing_saving_and_closing_each_end_a_step() -> None:
    history = History()
    history.add(step("one", "k"))
    history.mark_clean()
    history.add(step("two", "k"))
    history.step_back()
    history.add(step("three", "k"))
    history.step_back()
    history.step_forward()
    history.add(step("four", "k"))
    history.close_step()
    history.add(step("five", "k"))

    assert history.labels == ("one", "three", "four", "five")


def test_a_new_history_is_clean_and_a_step_makes_it_unclean() -> None:
    history = History()
    clean = [history.is_clean]

    history.add(step("one"))
    clean.append(history.is_clean)
    history.step_back()
    clean.append(history.is_clean)

    assert clean == [True, False, True]


def test_the_clean_state_is_found_again_from_both_sides() -> None:
    history = History()
    history.add(step("one"))
    history.mark_clean()
    history.add(step("two"))
    clean = []

    for go in (history.step_back, history.step_back, history.step_forward, history.step_forward):
        go()
        clean.append(history.is_clean)

    assert clean == [True, False, True, False]


def test_a_clean_state_that_was_forgotten_is_never_found_again() -> None:
    history = History()
    history.add(step("one"))
    history.mark_clean()
    history.step_back()
    clean = []

    history.add(step("two"))
    clean.append(history.is_clean)
    history.step_back()
    clean.append(history.is_clean)

    assert clean == [False, False]


def test_all_steps_are_there_in_order_those_done_and_those_undone() -> None:
    history = History()
    for label in ("one", "two", "three"):
        history.add(step(label))
    for _ in range(2):
        history.step_back()

    assert history.count == 1
    assert [one.label for one in history.steps] == ["one", "two", "three"]


def test_a_step_that_is_taken_out_leaves_nothing_behind() -> None:
    history = History()
    for label in ("one", "two"):
        history.add(step(label))
    history.step_back()

    history.add(step("slide", "drag"))
    history.add(step("slide on", "drag"))
    history.take_out()

    assert history.labels == ("one",)
    assert history.future_labels == ("two",)


def test_a_clean_state_that_a_step_put_out_of_reach_is_found_again_without_it() -> None:
    history = History()
    history.add(step("one"))
    history.mark_clean()
    history.step_back()
    history.add(step("slide", "drag"))

    history.take_out()
    history.step_forward()

    assert history.is_clean


def test_a_state_that_was_saved_is_out_of_reach_without_its_last_step() -> None:
    history = History()
    history.add(step("one"))
    history.mark_clean()

    history.take_out()

    assert history.clean_count is None


def test_what_a_step_took_the_place_of_is_gone_once_something_was_undone() -> None:
    history = History()
    history.add(step("one"))
    history.step_back()
    for label in ("two", "three"):
        history.add(step(label))
    history.step_back()

    history.take_out()

    assert history.steps == ()
