"""Curves of a scale, written as text; no torch."""

import math

from graphstudio.errors import BadValue

MOST = 100.0  # ten times what any model bears; beyond it somebody mistyped


def parse_points(text: str) -> tuple[tuple[float, float], ...]:
    """Read "0:7.5, 0.5:4, 1:1" as (fraction of the run, scale), in the order that is written.

    Raises:
        BadValue: Something in it is no curve; everything that is wrong is named at once.
    """
    pairs = [part.strip() for part in text.split(",") if part.strip()]
    points: list[tuple[float, float]] = []
    problems: list[str] = [] if pairs else ["there is no point"]
    for pair in pairs:
        try:
            place, scale = (float(number) for number in pair.split(":"))
        except ValueError:
            problems.append(f'"{pair}" is not two numbers with a colon between')
            continue
        # Not <= turns away what is no number, too.
        if not 0 <= place <= 1:
            problems.append(f'"{pair}" is at {place:g}, and the run goes from 0 to 1')
        if not 0 <= scale <= MOST:
            problems.append(f'"{pair}" has the scale {scale:g}, and 0 to {MOST:g} will do')
        if points and not (math.isnan(place) or points[-1][0] < place):
            problems.append(f'"{pair}" does not lie behind the point before it')
        points.append((place, scale))
    if problems:
        raise BadValue(
            f"The curve cannot be read: {'; '.join(problems)}. Write points as place:scale from "
            "the start (0) to the end (1), such as 0:7.5, 0.5:4, 1:1."
        )
    return tuple(points)
