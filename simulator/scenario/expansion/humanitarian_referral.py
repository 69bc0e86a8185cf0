"""Referral: places of care, and an outcome of members' interdictions that comes before all others."""

from __future__ import annotations

from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema import Care, Outcome
from simulator.scenario.schema.mechanisms import HumanitarianReferral

REFERRED = "referred_to_care"


def expand(referral: HumanitarianReferral, ground: Ground) -> Made:
    """Places that all flows of the threats share, and what follows interdictions by members."""
    if not referral.open:
        return Made()
    care = Care.model_construct(
        id=referral.id,
        name=referral.name,
        status=referral.status,
        source=referral.source,
        places=referral.places,
        stay=referral.stay,
    )
    outcome = Outcome.model_construct(
        outcome=REFERRED,
        probability=referral.share,
        delay=referral.delay,
        by=referral.members,
        places=referral.id,
        otherwise=referral.otherwise,
    )
    flows = [flow.id for flow in ground.scenario.flows if flow.threat in referral.threats]
    return Made(care=(care,), aftermath=dict.fromkeys(flows, (outcome,)))
