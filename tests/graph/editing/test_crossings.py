from graphstudio.graph.editing.crossings import count_crossings, order
from graphstudio.graph.editing.layers import Joint, Net


def net(*wires: tuple[int, int]) -> Net:
    """Join three vertices of one column, 0 to 2, to three of the next, 3 to 5."""
    made = Net(
        [10.0] * 6, [[0, 1, 2], [3, 4, 5]], [[] for _ in range(6)], [[] for _ in range(6)], 6
    )
    for source, target in wires:
        made.ahead[source].append(Joint(target, 5, 5))
        made.behind[target].append(Joint(source, 5, 5))
    return made


def test_crossings_are_counted() -> None:
    assert count_crossings(net((0, 3), (1, 4), (2, 5))) == 0
    assert count_crossings(net((0, 5), (1, 4), (2, 3))) == 3
    assert count_crossings(net((0, 4), (0, 5), (1, 3))) == 2


def test_wires_of_one_socket_do_not_cross() -> None:
    assert count_crossings(net((0, 3), (1, 3), (2, 3))) == 0


def test_ordering_takes_away_what_crosses_for_nothing() -> None:
    tangled = net((0, 5), (1, 4), (2, 3), (0, 4))

    order(tangled)

    assert count_crossings(tangled) == 0
    assert sorted(tangled.columns[0]) == [0, 1, 2]


def test_what_does_not_cross_keeps_its_order() -> None:
    straight = net((0, 3), (1, 4), (2, 5))

    order(straight)

    assert straight.columns == [[0, 1, 2], [3, 4, 5]]
