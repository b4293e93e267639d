import pickle

import pytest

from graphstudio.api import Curve, Guidance, ProjectedGuidance, WeakenedLayers


@pytest.mark.parametrize(
    ("curve", "scales"),
    [
        pytest.param(Curve(), [8, 8, 8, 8, 8], id="constant"),
        pytest.param(Curve("linear", 2.0), [8, 6.5, 5, 3.5, 2], id="linear"),
        pytest.param(Curve("cosine", 2.0), [8, 7.1213, 5, 2.8787, 2], id="cosine"),
        pytest.param(
            Curve("points", points=((0.25, 6.0), (0.75, 1.0))), [6, 6, 3.5, 1, 1], id="points"
        ),
    ],
)
def test_a_scale_follows_its_curve(curve: Curve, scales: list[float]) -> None:
    guidance = Guidance(8.0, curve=curve)

    found = [guidance.scale_at(quarter / 4) for quarter in range(5)]

    assert found == pytest.approx(scales, abs=1e-4)


def test_guidance_can_be_compared_hashed_and_sent_to_another_process() -> None:
    guidance = ProjectedGuidance(
        6.0, curve=Curve("linear", 2.0), away_from=(WeakenedLayers(3.0),), momentum=-0.5
    )

    sent = pickle.loads(pickle.dumps(guidance))

    assert sent == guidance
    assert hash(sent) == hash(guidance)


def test_kinds_with_the_same_numbers_differ() -> None:
    assert Guidance(6.0) != ProjectedGuidance(6.0)
