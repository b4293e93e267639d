from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import MemoryOutlook, NodeOutlook, Outlook
from graphstudio.ui.panels.outlooks import about, memory, run_time

GIB = 2**30
KNOWN = NodeOutlook("s", "Sample", Estimate(12.0, 9.0, 16.0))


def unknown(title: str) -> NodeOutlook:
    return NodeOutlook(title, title, None)


def test_a_time_is_told_with_its_range() -> None:
    assert about(KNOWN.seconds or Estimate(0, 0, 0)) == "about 12 s, 9.0 s to 16 s"
    assert about(Estimate(0.001, 0.0, 0.004)) == "no time to speak of"


def test_what_is_not_known_is_named() -> None:
    nodes = (KNOWN, unknown("A"), unknown("B"), unknown("C"), unknown("D"))

    assert run_time(Outlook(())) == ""
    assert run_time(Outlook((KNOWN,))) == "about 12 s, 9.0 s to 16 s"
    assert run_time(Outlook(nodes[1:3])) == "not known yet for A, B"
    assert run_time(Outlook(nodes)) == (
        "about 12 s, 9.0 s to 16 s; not known yet for A, B, C and 1 more"
    )


def test_memory_that_does_not_suffice_is_told() -> None:
    need = Estimate(6.0 * GIB, 5.0 * GIB, 8.0 * GIB)
    one = MemoryOutlook("d", "VAE Decode", need, GIB, GIB, True, 4 * GIB)

    assert memory(one) == (
        "Memory: about 6.0 GiB, 5.0 to 8.0, for VAE Decode; 4.0 GiB are free: it will run sparingly"
    )
