"""A list of names: a registry, agreement on listings, and controls that freeze."""

from __future__ import annotations

from simulator.scenario.distributions import Slowest
from simulator.scenario.expansion.joining import agency_of, joined
from simulator.scenario.expansion.looking import listed_control, screener
from simulator.scenario.expansion.naming import at_place
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema import Control
from simulator.scenario.schema.controls import Hold
from simulator.scenario.schema.mechanisms import SanctionsList


def expand(listing: SanctionsList, ground: Ground) -> Made:
    """A registry whose contributions wait for the slowest member, and a control at each financial place."""
    contributors = listing.members if listing.contributors is None else listing.contributors
    agreement = Slowest(len(listing.members), listing.clearance)
    return Made(
        agencies=(agency_of(listing, "registry", "lat_lon", "lookout_at", "lookout_delay"),),
        links=tuple(
            joined(ground, listing, "registry_contribution", member, listing.id, listing, clearance=agreement)
            for member in contributors
        ),
        controls=tuple(_freezing(listing, place, ground) for place in listing.freezing.at),
    )


def _freezing(listing: SanctionsList, place: str, ground: Ground) -> Control:
    terms = listing.freezing
    hold = Hold.model_construct(for_=terms.for_, share=1.0, confirmed_by=terms.confirmed_by)
    return listed_control(
        listing,
        place,
        name=at_place(listing, place, ground),
        at=place,
        agency=screener(listing, place, ground),
        consults=(listing.id,),
        match=terms.match,
        seize=terms.seize,
        hold=hold,
        evidence=terms.evidence,
        about=terms.about,
        report_delay=terms.report_delay,
        threats=listing.threats,
    )
