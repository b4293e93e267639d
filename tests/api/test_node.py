from graphstudio.api import NodeMark, mark_of, node


def test_the_mark_leaves_the_function_as_it_is() -> None:
    def double(x: int) -> int:
        return 2 * x

    marked = node("number.double", title="Double", output=True, cache=False)(double)

    assert marked is double
    assert marked(3) == 6
    assert mark_of(marked) == NodeMark("number.double", "Double", is_output=True, is_cached=False)


def test_what_is_not_marked_has_no_mark() -> None:
    assert mark_of(len) is None
    assert mark_of(3) is None


def test_upgrades_are_copied() -> None:
    upgrades = {1: dict}

    @node("a.b", title="A", version=2, upgrades=upgrades)
    def function() -> None: ...

    upgrades.clear()

    mark = mark_of(function)
    assert mark is not None
    assert dict(mark.upgrades) == {1: dict}
