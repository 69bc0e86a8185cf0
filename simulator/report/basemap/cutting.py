"""Polygons cut to a rectangle (I. E. Sutherland and G. W. Hodgman, "Reentrant polygon clipping", 1974)."""

from __future__ import annotations

import numpy as np

from simulator.report.basemap.areas import Points

Box = tuple[float, float, float, float]
"""Least x and y, greatest x and y."""


def cut(ring: Points, box: Box) -> Points:
    """The part of a closed ring within a box, closed again; no points where there is none.

    Where the ring leaves the box it is led along its edge.
    """
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        if len(ring) == 0:
            return ring
        ring = _cut_half(ring, axis, limit, sign)
    return ring


def _cut_half(ring: Points, axis: int, limit: float, sign: int) -> Points:
    depth = sign * (ring[:, axis] - limit)
    inside = depth >= 0
    if inside.all():
        return ring
    if not inside.any():
        return ring[:0]
    start, end = depth[:-1], depth[1:]
    leaves = np.flatnonzero(inside[:-1] != inside[1:])
    share = (start[leaves] / (start[leaves] - end[leaves]))[:, None]
    crossings = ring[leaves] + share * (ring[leaves + 1] - ring[leaves])
    kept = np.flatnonzero(inside[:-1])
    # A crossing comes after the point at which its edge starts.
    order = np.argsort(np.concatenate((2 * kept, 2 * leaves + 1)), kind="stable")
    part = np.concatenate((ring[:-1][kept], crossings))[order]
    return np.concatenate((part, part[:1]))


def with_more_points(ring: Points, step: float) -> Points:
    """The ring with no edge longer than a step: a straight line in degrees is a curve on the map."""
    edges = np.diff(ring, axis=0)
    parts = np.maximum(1, np.ceil(np.abs(edges).max(axis=1) / step)).astype(np.intp)
    if (parts == 1).all():
        return ring
    first = np.repeat(np.cumsum(parts) - parts, parts)
    share = ((np.arange(parts.sum()) - first) / np.repeat(parts, parts))[:, None]
    more = np.repeat(ring[:-1], parts, axis=0) + share * np.repeat(edges, parts, axis=0)
    return np.concatenate((more, ring[-1:]))
