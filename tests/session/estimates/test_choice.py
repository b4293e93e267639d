"""The plan that a run begins with, where memory will not do."""

import pytest

from graphstudio.engine.thrift import Thrift
from graphstudio.session.estimates.choice import choose_thrift
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import MemoryOutlook, Outlook

GIB = 2**30


def outlook(weights: int, low: int, middle: int, free: int | None, *, is_measured: bool) -> Outlook:
    need = Estimate(middle * GIB, low * GIB, 2 * middle * GIB)
    free_bytes = None if free is None else free * GIB
    bytes_ = weights * GIB
    return Outlook(memory=MemoryOutlook("n", "Node", need, bytes_, bytes_, is_measured, free_bytes))


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        pytest.param(outlook(2, 3, 4, 8, is_measured=True), Thrift.NORMAL, id="fits"),
        pytest.param(outlook(2, 8, 9, None, is_measured=True), Thrift.NORMAL, id="unknown"),
        pytest.param(outlook(2, 8, 9, 8, is_measured=True), Thrift.PIECES, id="work too large"),
        pytest.param(outlook(9, 10, 12, 8, is_measured=True), Thrift.HALF, id="weights too large"),
        pytest.param(outlook(2, 7, 12, 8, is_measured=False), Thrift.NORMAL, id="only a guess"),
        pytest.param(outlook(9, 10, 12, 8, is_measured=False), Thrift.HALF, id="weights are sure"),
        pytest.param(Outlook(), Thrift.NORMAL, id="no networks"),
    ],
)
def test_the_least_that_helps_is_chosen(told: Outlook, wanted: Thrift) -> None:
    assert choose_thrift(told) is wanted
