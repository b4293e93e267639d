from graphstudio.graph.editing.layers import Joint, Net
from graphstudio.graph.editing.stacking import stack


def test_vertices_keep_their_order_and_their_gap() -> None:
    net = Net([40.0] * 4, [[0, 1, 2], [3]], [[], [], [], []], [[], [], [], []], 4)
    for source in range(3):
        net.ahead[source].append(Joint(3, 20, 20))
        net.behind[3].append(Joint(source, 20, 20))

    tops = stack(net)

    assert tops[1] - tops[0] == 64
    assert tops[2] - tops[1] == 64
    assert tops[3] == tops[1]


def test_lanes_of_wires_take_less_room_than_boxes() -> None:
    net = Net([40.0, 40.0, 16.0], [[0, 2, 1]], [[], [], []], [[], [], []], 2)

    assert stack(net) == [0, 72, 48]
