"""The plan: a scenario with names turned into numbers, mechanisms expanded, routes and calendars laid out.

Everything in it is frozen. Times are ticks (whole seconds from the scenario's start, negative in the warm-up),
weights of evidence whole millionths, rates per second. A position is the number of a place, or the number of
places plus that of a leg.
"""

from simulator.world.plan.actors import (
    ONWARD,
    AgencyPlan,
    ControlPlan,
    HoldPlan,
    LinkPlan,
    Onward,
    PoolPlan,
    ShadowPlan,
    ShiftPlan,
    TraitPlan,
    YieldPlan,
)
from simulator.world.plan.exercise import (
    MEASURED,
    ActPlan,
    ChangePlan,
    Choice,
    DecisionPlan,
    InjectPlan,
    ObjectivePlan,
    OptionPlan,
    ProgrammePlan,
    Section,
    StepCode,
    StepPlan,
    TargetPlan,
    TipPlan,
)
from simulator.world.plan.flows import (
    CarePlan,
    ChoicePlan,
    ExpandPlan,
    FlowPlan,
    FollowPlan,
    LeakPlan,
    LowPlan,
    OutcomePlan,
    PriorPlan,
    RetryPlan,
    SplitPlan,
    SpreadPlan,
    TotalPlan,
)
from simulator.world.plan.ground import LegPlan, PlacePlan, RoutePlan
from simulator.world.plan.terms import MICRO, About
from simulator.world.plan.whole import Plan

__all__ = [
    "MEASURED", "MICRO", "ONWARD", "About", "ActPlan", "AgencyPlan", "CarePlan", "ChangePlan", "Choice",
    "ChoicePlan", "ControlPlan", "DecisionPlan", "ExpandPlan", "FlowPlan", "FollowPlan", "HoldPlan",
    "InjectPlan", "LeakPlan", "LegPlan", "LinkPlan", "LowPlan", "ObjectivePlan", "Onward", "OptionPlan",
    "OutcomePlan", "PlacePlan", "Plan", "PoolPlan", "PriorPlan", "ProgrammePlan", "RetryPlan",
    "RoutePlan", "Section", "ShadowPlan", "ShiftPlan", "SplitPlan", "SpreadPlan", "StepCode", "StepPlan",
    "TargetPlan", "TipPlan", "TotalPlan", "TraitPlan", "YieldPlan",
]  # fmt: skip
