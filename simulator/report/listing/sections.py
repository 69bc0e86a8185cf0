"""What the listing says of the entities of each section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from simulator.report.listing.actions import at_table, bar, effects, moment, option, rule
from simulator.report.listing.fields import Field, field, seldom, where_there
from simulator.report.listing.values import (
    amounts,
    analysts,
    arrivals,
    behaviour,
    further,
    hours,
    joined,
    optional,
    payload,
    position,
    prior,
    selection,
    spread,
)
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, duration, number, rate, share


def finds(threats: Sequence[str]) -> Field:
    """What a control finds of the threats that occur."""

    def shown(control: Any) -> str:
        searched = control.detect if control.requires is None else {}
        chances = {threat: share(searched[threat]) for threat in threats if threat in searched}
        if len(threats) == 1:
            return next(iter(chances.values()), UNKNOWN)
        return ", ".join(f"{threat} {chance}" for threat, chance in chances.items()) or UNKNOWN

    return Field(Column("finds", text=len(threats) > 1), lambda control: "detect", shown)


PLACE: Final = (
    field(Column("kind", 1, text=True), "kind", str),
    field(Column("jurisdiction", 1, text=True), "jurisdiction", optional(str)),
    field(Column("stay"), "stay", optional(spread)),
)
LEG: Final = (
    field(Column("from", text=True), "from_", str),
    field(Column("to", text=True), "to", str),
    field(Column("mode", 1, text=True), "mode", str),
    field(Column("takes"), "duration", spread),
)
INJECT: Final = (
    Field(Column("at", text=True), lambda inject: "at", moment),
    field(Column("what changes", text=True), "actions", effects),
    field(Column("told", 1, text=True), "to", joined),
)
MOVE: Final = (
    field(Column("from", text=True), "from_", str),
    field(Column("to", text=True), "to", str),
    Field(Column("at the table", text=True), lambda move: "table", at_table),
)
DECISION: Final = (
    Field(Column("at", text=True), lambda inject: "at", moment),
    field(Column("asked of", text=True), "asked_of", joined),
    field(Column("question", 1, text=True), "decision", str),
    field(
        Column("options (* by default)", text=True),
        "options",
        lambda options: "; ".join(map(option, options)),
    ),
    Field(Column("rule", 2, text=True), lambda inject: "rule", rule),
)
OBJECTIVE: Final = (
    field(Column("objective", text=True), "objective", str),
    field(Column("targets", text=True), "targets", lambda targets: "; ".join(map(bar, targets))),
    field(Column("capability", 1, text=True), "capability", optional(str)),
)
ROLE: Final = (field(Column("plays", text=True), "plays", joined),)
AGENCY: Final = (
    field(Column("kind", 4, text=True), "kind", str),
    field(Column("jurisdiction", 3, text=True), "jurisdiction", optional(str)),
    field(Column("hours", 5, text=True), "hours", hours),
    field(Column("analysts", 0), "analysts", analysts),
    field(Column("triage", 1), "triage", spread),
    field(Column("leads", 6), "routine_leads", optional(lambda leads: rate(leads.rate))),
    field(Column("lookout at", 7), "lookout_at", number),
    field(Column("act at", 7), "act_at", number),
    field(Column("teams", 0), "teams", str),
    field(Column("response", 2), "response", spread),
    field(Column("success", 2), "success", share),
    seldom(Column("skill", 2), "skill", lambda skill: "" if skill == 1 else number(skill)),
    seldom(Column("responds with", 2, text=True), "respond_with", optional(lambda one: effects(one.actions))),
    seldom(Column("lets run", 3), "controlled_delivery", optional(lambda one: share(one.share))),
    seldom(
        Column("learns of", 4, text=True), "exploitation", lambda those: joined(one.about for one in those)
    ),
)
CONTROL: Final = (
    Field(Column("looks at"), lambda control: "examine" if control.watch is None else "watch", selection),
    field(Column("seizes"), "seize", share),
    field(Column("agency", 2, text=True), "agency", str),
    Field(Column("where", 1, text=True), lambda control: "on_leg" if control.at is None else "at", position),
    field(Column("flagged", 3), "examine_flagged", share),
    field(Column("evidence", 4), "evidence", number),
    field(Column("traffic", 4), "traffic", optional(lambda traffic: rate(traffic.rate))),
    field(Column("reports", 5), "report_delay", spread),
    field(Column("consults", 7, text=True), "consults", joined),
)
STEP: Final = (
    field(Column("from", text=True), "at", str),
    field(Column("what changes", text=True), "actions", effects),
)
BESIDES: Final = Field(Column("besides", 1, text=True), lambda control: "hold", further)
TERMS: Final = (
    field(Column("willing", 0), "willingness", share),
    field(Column("clearance", 0), "clearance", spread),
    field(Column("clock", 4, text=True), "clearance_clock", str),
    field(Column("transit", 5), "transit", spread),
    field(Column("arrives", 6), "reliability", share),
    field(Column("fidelity", 3), "fidelity", number),
    field(Column("leaks", 4), "leak", share),
    field(Column("onward", 3, text=True), "onward", str),
    seldom(Column("pursues", 3), "pursuit", lambda pursuit: "yes" if pursuit else ""),
)
LINK: Final = (
    field(Column("from", 2, text=True), "from_", str),
    field(Column("to", 2, text=True), "to", str),
    *TERMS,
)
POOL: Final = (
    field(Column("members", 1, text=True), "members", joined),
    field(Column("teams", 0), "teams", str),
    field(Column("mobilisation", 0), "mobilisation", spread),
    field(Column("consensus", 1), "consensus", optional(spread)),
    field(Column("mandate", 2), "mandate", optional(duration)),
)
CARE: Final = (
    field(Column("places", 0), "places", str),
    field(Column("stay", 0), "stay", spread),
)
MECHANISM: Final = (
    field(Column("kind", 0, text=True), "kind", str),
    field(Column("members", 1), "members", lambda members: str(len(members))),
    *(where_there(field) for field in TERMS),
)
FLOW: Final = (
    field(Column("threat", 4, text=True), "threat", str),
    field(Column("from", 2, text=True), "from_", str),
    field(Column("to", 2, text=True), "to", str),
    field(Column("cases", 0), "arrivals", arrivals),
    field(Column("payload", 0), "payload", payload),
    field(Column("concealment", 3), "concealment", amounts),
    field(Column("cells", 5), "cells", str),
    field(Column("known before", 6, text=True), "prior_knowledge", prior),
    field(Column("routes", 1, text=True), "routes", lambda routes: routes.choice),
    Field(Column("behaviour", 7, text=True), lambda flow: "split", behaviour),
)
