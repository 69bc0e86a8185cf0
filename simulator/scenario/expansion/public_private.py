"""Firms that look and report: controls, and links to an authority."""

from __future__ import annotations

from simulator.scenario.expansion.joining import joined
from simulator.scenario.expansion.looking import control_of
from simulator.scenario.expansion.naming import of_member
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema.mechanisms import PublicPrivate


def expand(partnership: PublicPrivate, ground: Ground) -> Made:
    """Controls of the firms, a link from each to the authority, and one back if there is feedback."""
    at = partnership.at
    where = at if isinstance(at, dict) else dict.fromkeys(partnership.members, at)
    terms = partnership.control
    written = {key: getattr(terms, key) for key in terms.model_fields_set - {"kind"}}
    authority = partnership.reports_to
    reports = [
        joined(ground, partnership, "reporting", firm, authority, partnership) for firm in partnership.members
    ]
    feedback = [
        joined(ground, partnership, "feedback", authority, firm, partnership.feedback)
        for firm in partnership.members
        if partnership.feedback is not None
    ]
    return Made(
        controls=tuple(
            control_of(
                partnership,
                f"{firm}_{place}",
                terms.kind,
                at=place,
                agency=firm,
                name=of_member(partnership, firm, ground, place if len(where[firm]) > 1 else None),
                **written,
            )
            for firm in partnership.members
            for place in where.get(firm, ())
        ),
        links=(*reports, *feedback),
    )
