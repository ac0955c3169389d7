"""The geometry of the small drawings that stand in the text."""

from __future__ import annotations

WIDTH, HEIGHT, EDGE = 96.0, 36.0, 4.0
LEAST_SPAN = 0.2

Point = tuple[float, float]


def runs(values: list[float | None]) -> list[list[Point]]:
    """A line over equal steps, in a box of WIDTH by HEIGHT: the points of each run without a gap.

    The height spans the values, but at least LEAST_SPAN of them: small wavering must not look like a fall.
    """
    known = [value for value in values if value is not None]
    if not known:
        return []
    middle, span = (max(known) + min(known)) / 2, max(max(known) - min(known), LEAST_SPAN)
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    found: list[list[Point]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            y = HEIGHT / 2 - (value - middle) / span * (HEIGHT - 2 * EDGE)
            found[-1].append((round(EDGE + place * step, 1), round(y, 1)))
    return [run for run in found if run]
