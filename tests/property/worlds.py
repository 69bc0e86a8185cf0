"""Small random scenarios that combine everything the language has, as the dictionaries a planner would write.

Most durations and moments are whole hours, so that many things fall due at one instant. A world has two
states, five places and up to four ways from `home` to `goal`; what happens in them is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from json import dumps, loads
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from simulator.analysis.cases import label
from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.plan import Choice, Plan

drawn = settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
"""The same worlds every time, and not too many of them."""

World = dict[str, Any]
Drawn = Callable[[st.SearchStrategy[Any]], Any]

THREATS = ("drugs", "fighters")
PLACES = ("home", "gate", "crest", "inland", "goal")
LEGS = (
    ("home", "gate"), ("home", "crest"), ("gate", "inland"), ("crest", "inland"), ("gate", "goal"),
    ("inland", "goal"), ("home", "goal"),
)  # fmt: skip
WAYS = (
    ("home", "gate", "goal"), ("home", "crest", "inland", "goal"), ("home", "goal"), ("home", "gate", "inland", "goal"),
)  # fmt: skip

SPOTS = ("home", "goal", "gate", "home", "goal", "gate", ("home", "gate"))
"""Where most cases pass."""

WAITS = st.sampled_from(
    [
        "0 h",
        "1 h",
        "2 h",
        "6 h",
        {"exponential": {"mean": "3 h"}},
        {"uniform": {"low": "0 h", "high": "8 h"}},
        {"lognormal": {"median": "2 h", "p90": "9 h"}},
        {"triangular": {"low": "1 h", "mode": "2 h", "high": "6 h"}},
        {"gamma": {"mean": "5 h", "cv": 0.7}},
        {"empirical": {"values": ["1 h", "3 h", "30 h"], "weights": [2, 1, 1]}},
    ]
)
SHORT_WAITS = st.sampled_from(["0 h", "1 h", "2 h", "3 h", {"uniform": {"low": "0 h", "high": "5 h"}}])
CHANCES = st.sampled_from([0.5, 0.0, 0.2, 0.9, 1.0])
GOOD_CHANCES = st.sampled_from([0.3, 0.6, 1.0])
WEIGHTS = st.sampled_from([0.5, 0.6, 1.2, 0.3, 0.0])
THRESHOLDS = st.sampled_from([0.3, 0.5, 0.8, 1.0])
VALIDITIES = st.sampled_from(["6 h", "1 d", "3 d"])
HOURS = st.sampled_from(
    [
        "24/7",
        "office",
        {"days": "daily", "from": "22:00", "to": "06:00"},
        [
            {"days": ["mon", "wed"], "from": "08:00", "to": "12:00"},
            {"days": "fri", "from": "10:00", "to": "24:00"},
        ],
    ]
)
RATES = st.sampled_from(
    [
        "2 / d",
        "5 / d",
        {"rate": "4 / d", "daily": [0] * 8 + [2] * 12 + [1] * 4},
        {"rate": "3 / d", "weekly": [1, 2, 1, 0, 1, 3, 0]},
        {"rate": "3 / d", "steps": [{"from": "D+1 12:00", "times": 0}, {"from": "D+2", "times": 3}]},
    ]
)
TRAITS = ("false_document", "nervous")
GROWTH = st.fixed_dictionaries(
    {"to": st.sampled_from([0.0, 2.0]), "over": st.sampled_from(["2 d", "90 d"])},
    optional={"steps": st.integers(1, 3)},
)
FROM_PAYLOADS = st.lists(
    st.fixed_dictionaries({"payload": st.sampled_from(["2 kg", "20 kg", "5 usd"]), "examine": CHANCES}),
    max_size=2,
)
MOMENTS = st.builds(lambda day, hour: f"D+{day} {hour:02d}:00", st.integers(0, 5), st.integers(7, 20))
ABOUT = st.sampled_from(["case", "case", "subject", "cell"])


YIELDS = st.fixed_dictionaries(
    {
        "about": st.sampled_from(["cell", "subject", "sisters"]),
        "probability": GOOD_CHANCES,
        "delay": WAITS,
        "evidence": WEIGHTS,
    },
    optional={"valid_for": VALIDITIES, "times_shadowed": st.just(1.5)},
)


def some(draw: Drawn, values: World, **options: st.SearchStrategy[Any]) -> World:
    """Add some of the options to what is written."""
    return values | {key: draw(value) for key, value in options.items() if draw(st.booleans())}


def _agency(draw: Drawn, name: str, jurisdiction: str | None) -> World:
    analysts = st.one_of(
        st.just(0),
        st.integers(1, 3),
        st.lists(st.fixed_dictionaries({"n": st.integers(0, 2), "hours": HOURS}), min_size=1, max_size=2),
    )
    agency = {
        "id": name,
        "analysts": draw(analysts),
        "hours": draw(HOURS),
        "triage": draw(WAITS),
        "lookout_at": draw(THRESHOLDS),
        "act_at": draw(THRESHOLDS),
        "lookout_delay": draw(SHORT_WAITS),
        "teams": draw(st.sampled_from([1, 2, 0])),
        "response": draw(SHORT_WAITS),
        "success": draw(GOOD_CHANCES),
        "recovery": draw(WAITS),
    }
    if jurisdiction is not None:
        agency["jurisdiction"] = jurisdiction
    return some(
        draw,
        agency,
        routine_leads=RATES,
        perishable=st.sampled_from(["0 h", "12 h", "2 d"]),
        waiting_requests=st.integers(0, 1),
        open=st.just(True),
        exploitation=st.lists(YIELDS, min_size=1, max_size=2),
        controlled_delivery=st.fixed_dictionaries({"share": CHANCES}, optional={"lost": st.just("1 / d")}),
    )


def _control(draw: Drawn, name: str, agencies: list[str]) -> World:
    spot = draw(st.sampled_from([*SPOTS, *PLACES, *LEGS]))
    control: World = {"id": name, "at": spot} if isinstance(spot, str) else {"id": name, "on_leg": list(spot)}
    control |= {"agency": draw(st.sampled_from(agencies)), "seize": draw(CHANCES), "evidence": draw(WEIGHTS)}
    control |= {"about": draw(ABOUT), "report_delay": draw(SHORT_WAITS)}
    chances = st.one_of(
        st.fixed_dictionaries(dict.fromkeys(THREATS, GOOD_CHANCES)),
        st.dictionaries(st.sampled_from(THREATS), GOOD_CHANCES, min_size=1),
    )
    control = some(draw, control, valid_for=VALIDITIES, skill=st.sampled_from([0.5, 1.0, 1.5]))
    control = some(draw, control, hold=_holds(agencies), hours=HOURS, growth=GROWTH)
    for_traits = st.dictionaries(st.sampled_from(TRAITS), st.fixed_dictionaries({"detect": chances}))
    if draw(st.integers(0, 3)) == 0:
        watch = control | {"watch": draw(st.sampled_from(["1 / d", "4 / d"]))}
        return some(draw, watch, detect=chances, if_trait=for_traits)
    control |= {"detect": draw(chances), "examine": draw(CHANCES), "examine_flagged": draw(GOOD_CHANCES)}
    control = some(draw, control, detect_flagged=chances, if_trait=for_traits, examine_from=FROM_PAYLOADS)
    if draw(st.integers(0, 3)) == 0:
        spoken = {key: value for key, value in control.items() if not key.startswith(("detect", "if_"))}
        control = spoken | {"requires": "lookout", "match": draw(GOOD_CHANCES), "detect": {}}
    control = some(
        draw, control, consults=st.lists(st.sampled_from(agencies), min_size=1, max_size=2, unique=True)
    )
    if draw(st.booleans()):
        control["service"] = draw(st.sampled_from(["2 h", "20 min", "9 h", {"exponential": {"mean": "3 h"}}]))
        if draw(st.booleans()):
            control["bays"] = draw(st.integers(1, 2))
            control = some(draw, control, queue_limit=st.integers(0, 2))
    elif draw(st.booleans()):
        control["ahead"] = draw(st.sampled_from(["2 h", "1 d"]))
    if draw(st.integers(0, 3)) == 0:
        control |= {"traffic": draw(RATES), "false_alarm": draw(CHANCES)}
    return control


def _holds(agencies: list[str]) -> st.SearchStrategy[World]:
    return st.fixed_dictionaries(
        {"for": st.sampled_from(["1 h", "9 h", "2 d"])},
        optional={"share": CHANCES, "confirmed_by": st.sampled_from(agencies)},
    )


def _terms(draw: Drawn) -> World:
    terms = {
        "willingness": draw(GOOD_CHANCES),
        "clearance": draw(WAITS),
        "clearance_clock": draw(st.sampled_from(["working", "calendar"])),
        "transit": draw(SHORT_WAITS),
        "reliability": draw(GOOD_CHANCES),
        "fidelity": draw(st.sampled_from([0.0, 0.5, 0.9, 1.0])),
        "leak": draw(st.sampled_from([0.0, 0.0, 0.2])),
        "onward": draw(st.sampled_from(["never", "with_consent", "free"])),
        "consent": {"granted": draw(CHANCES), "delay": draw(SHORT_WAITS)},
    }
    if draw(st.integers(0, 3)) == 0:
        asking = {"mode": "on_request", "ask_at": draw(THRESHOLDS)}
        return some(draw, terms | asking, ask_again=VALIDITIES, answer=SHORT_WAITS)
    return some(
        draw,
        terms,
        threats=st.lists(st.sampled_from(THREATS), min_size=1, max_size=2, unique=True),
        capacity=st.sampled_from(["1 / d", "4 / d"]),
        pursuit=st.just(True),
        share_at=THRESHOLDS,
    )


def _link(draw: Drawn, name: str, agencies: list[str]) -> World:
    sender, receiver = draw(st.permutations(agencies))[:2]
    link = {"id": name, "from": sender, "to": receiver, "both_ways": draw(st.booleans()), **_terms(draw)}
    if draw(st.integers(0, 2)) == 0:
        link["opens"] = f"D+{draw(st.integers(0, 2))} 12:00"
    if draw(st.integers(0, 2)) == 0:
        link["closes"] = f"D+{draw(st.integers(3, 5))} 12:00"
    return link


def _mechanism(draw: Drawn, kind: str, agencies: list[str]) -> World:
    members = draw(st.permutations(agencies))[: draw(st.integers(2, len(agencies)))]
    mechanism = {"id": f"the_{kind}", "kind": kind, "members": list(members), **_terms(draw)}
    if kind == "hub":
        mechanism |= {"analysts": draw(st.integers(0, 2)), "hours": draw(HOURS), "triage": draw(WAITS)}
        mechanism = some(draw, mechanism, routine_leads=RATES, distribution=st.just(_terms(draw)))
    if kind == "registry":
        mechanism |= {"lookout_at": draw(THRESHOLDS), "lookout_delay": draw(SHORT_WAITS)}
        mechanism = some(draw, mechanism, contributors=st.just(list(members[:1])))
    return mechanism


def _pool(draw: Drawn, name: str, agencies: list[str]) -> World:
    members = draw(st.permutations(agencies))[: draw(st.integers(1, len(agencies)))]
    pool = {"id": name, "members": list(members), "teams": draw(st.sampled_from([1, 2, 0]))}
    pool["mobilisation"] = draw(SHORT_WAITS)
    return some(draw, pool, consensus=WAITS, mandate=VALIDITIES, recovery=WAITS, open=st.just(True))


def _flow(draw: Drawn, name: str, knowing: list[str]) -> World:
    arrivals = st.one_of(
        st.fixed_dictionaries({"poisson": RATES}),
        st.fixed_dictionaries({"schedule": st.lists(MOMENTS, min_size=1, max_size=6)}),
        st.fixed_dictionaries(
            {
                "batch": st.fixed_dictionaries(
                    {
                        "every": st.sampled_from(["12 h", "1 d"]),
                        "size": st.integers(1, 3),
                        "from": st.just("D+0 12:00"),
                    }
                )
            }
        ),
    )
    choice = draw(st.sampled_from(["fixed", "shortest", "informed", "adaptive", "adaptive"]))
    routes: World = {"choice": choice}
    if choice == "fixed" or draw(st.booleans()):
        paths = draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=3, unique=True))
        routes["paths"] = [{"places": list(way), "share": draw(st.sampled_from([1, 2]))} for way in paths]
    if choice == "adaptive":
        routes |= {"news_delay": draw(WAITS), "memory": "3 d", "k": 3, "risk_weight": 20}
    flow = {
        "id": name,
        "threat": draw(st.sampled_from(THREATS)),
        "from": "home",
        "to": "goal",
        "severity": draw(st.integers(0, 2)),
        "arrivals": draw(arrivals),
        "payload": {
            "unit": "kg",
            **draw(st.sampled_from([{"constant": 2}, {"lognormal": {"median": 10, "p90": 40}}])),
        },
        "concealment": draw(st.sampled_from([0.0, 0.3, {"uniform": {"low": 0.1, "high": 0.9}}])),
        "cells": draw(st.integers(1, 3)),
        "routes": routes,
    }
    prior = st.fixed_dictionaries(
        {"agency": st.sampled_from(knowing), "about": ABOUT, "share": GOOD_CHANCES, "evidence": WEIGHTS},
        optional={"valid_for": VALIDITIES},
    )
    return some(
        draw,
        flow,
        subjects=st.integers(1, 2),
        traits=st.dictionaries(st.sampled_from(TRAITS), CHANCES, max_size=2),
        handover=SHORT_WAITS,
        aftermath=_aftermath(),
        on_leak=st.sampled_from(
            [
                {"abort": 1, "lie_low": 0, "source_lost": 0, "for": "1 d"},
                {"abort": 0, "lie_low": 1, "source_lost": 0, "for": "1 d"},
                {"abort": 0.2, "lie_low": 0.2, "source_lost": 0.6, "for": "1 d"},
            ]
        ),
        prior_knowledge=st.lists(prior, min_size=1, max_size=3),
    )


def _aftermath() -> st.SearchStrategy[list[World]]:
    """Two outcomes at most, with room for all, of their own or shared."""
    room = st.sampled_from([{}, {"places": 1, "stay": "9 h"}, {"places": "shelter", "otherwise": "released"}])
    outcome = st.builds(
        lambda share, delay, room: {"probability": share, "delay": delay, **room},
        st.sampled_from([0.0, 0.3, 0.5]), WAITS, room,
    )  # fmt: skip
    named = st.sampled_from([("charged",), ("released",), ("charged", "released")])
    return named.flatmap(
        lambda names: st.tuples(*(outcome for _ in names)).map(
            lambda those: [{"outcome": name, **one} for name, one in zip(names, those, strict=True)]
        )
    )


def _changes(draw: Drawn, world: World) -> st.SearchStrategy[World]:
    """Every sort of change that fits the world."""
    values: list[tuple[str, st.SearchStrategy[Any]]] = [
        ("legs.home_to_gate.duration", WAITS),
        ("places.gate.stay", WAITS),
    ]
    for agency in world["agencies"]:
        at = f"agencies.{agency['id']}"
        values += [
            (f"{at}.analysts", st.integers(1, 3)),
            (f"{at}.triage", WAITS),
            (f"{at}.teams", st.integers(0, 3)),
        ]
        values += [(f"{at}.{key}", THRESHOLDS) for key in ("lookout_at", "act_at")]
        values += [
            (f"{at}.routine_leads", RATES),
            (f"{at}.response", SHORT_WAITS),
            (f"{at}.success", CHANCES),
        ]
    for control in world["controls"]:
        at = f"controls.{control['id']}"
        values += [(f"{at}.skill", st.just(0.7)), (f"{at}.seize", CHANCES), (f"{at}.evidence", WEIGHTS)]
        values.append(
            (f"{at}.hold", st.one_of(st.none(), _holds([agency["id"] for agency in world["agencies"]])))
        )
        if "watch" in control:
            values.append((f"{at}.watch", st.just("2 / d")))
        elif "requires" in control:
            values += [(f"{at}.examine", CHANCES), (f"{at}.match", CHANCES)]
        else:
            values += [(f"{at}.examine", CHANCES), (f"{at}.detect.drugs", CHANCES)]
        if "bays" in control:
            values += [(f"{at}.bays", st.integers(1, 3)), (f"{at}.service", st.just("1 h"))]
        if "traffic" in control:
            values += [(f"{at}.traffic", RATES), (f"{at}.false_alarm", CHANCES)]
    for link in world["links"]:
        at = f"links.{link['id']}"
        values += [(f"{at}.willingness", CHANCES), (f"{at}.clearance", WAITS), (f"{at}.transit", WAITS)]
        values += [(f"{at}.capacity", st.sampled_from(["0 / d", "2 / d"])), (f"{at}.fidelity", CHANCES)]
        values += [
            (f"{at}.{'share_at' if link.get('mode', 'push') == 'push' else 'ask_at'}", THRESHOLDS),
            (f"{at}.consent.granted", CHANCES),
        ]
        values.append((f"{at}.onward", st.sampled_from(["never", "with_consent", "free"])))
    values.append(("care.shelter.places", st.integers(0, 2)))
    for pool in world["pools"]:
        at = f"pools.{pool['id']}"
        values += [(f"{at}.teams", st.integers(0, 3)), (f"{at}.consensus", WAITS)]
    for flow in world["flows"]:
        values.append((f"flows.{flow['id']}.concealment", CHANCES))
        if "poisson" in flow["arrivals"]:
            values.append((f"flows.{flow['id']}.arrivals.poisson", RATES))
    path, value = draw(st.sampled_from(values))
    return st.fixed_dictionaries({"change": st.just(path), "to": value})


def _action(draw: Drawn, world: World) -> World:
    names = [
        f"{section}.{entity['id']}"
        for section in ("links", "controls", "agencies", "flows", "mechanisms", "pools")
        for entity in world[section]
    ]
    agencies, flows = ([entity["id"] for entity in world[section]] for section in ("agencies", "flows"))
    pools = [entity["id"] for entity in world["pools"]]
    tip = st.fixed_dictionaries(
        {
            "agency": st.sampled_from(agencies),
            "about": ABOUT,
            "flow": st.sampled_from(flows),
            "evidence": WEIGHTS,
        },
        optional={"valid_for": VALIDITIES},
    )
    action: World = draw(
        st.one_of(
            st.fixed_dictionaries({"close": st.sampled_from(names)}),
            st.fixed_dictionaries({"open": st.sampled_from(names)}),
            st.fixed_dictionaries({"add_teams": st.sampled_from(agencies + pools), "n": st.integers(1, 2)}),
            st.fixed_dictionaries({"tip": tip}),
            _changes(draw, world),
        )
    )
    return (
        action if "tip" in action else some(draw, action, **{"for": st.sampled_from(["6 h", "1 d", "2 d"])})
    )


def _response(world: World) -> st.SearchStrategy[World]:
    """What an agency does instead of sending a team: something about what is never taken out of a world."""
    agencies, flows = ([entity["id"] for entity in world[section]] for section in ("agencies", "flows"))
    spans = {"for": st.sampled_from(["6 h", "1 d"])}
    tip = {"about": ABOUT, "evidence": WEIGHTS}
    tip |= {"agency": st.sampled_from(agencies), "flow": st.sampled_from(flows)}
    return st.one_of(
        st.fixed_dictionaries({"change": st.just("places.gate.stay"), "to": WAITS}, optional=spans),
        st.fixed_dictionaries({"add_teams": st.sampled_from(agencies)}, optional=spans),
        st.fixed_dictionaries({"tip": st.fixed_dictionaries(tip)}),
    )


@st.composite
def worlds(draw: Drawn, *, injects: int = 3) -> World:
    """A scenario of five to eight days that is valid as it stands.

    Args:
        draw: given by Hypothesis.
        injects: how many injects it has at most.
    """
    names = ["guard", "customs", "police", "service"][: draw(st.integers(2, 4))]
    states = ["west", "east", "west", None]
    places: list[World] = [
        {"id": place, "jurisdiction": "west" if place in ("home", "gate", "crest") else "east"}
        for place in PLACES
    ]
    world: World = {
        "scenario": {
            "id": "drawn",
            "title": "Drawn",
            "summary": "A world that nobody thought of.",
            # The clocks of Berlin change on Sunday 30 March 2031.
            "start": "2031-03-27T06:00Z",
            "horizon": f"{draw(st.integers(5, 8))} d",
            "timezone": draw(st.sampled_from(["UTC", "Europe/Berlin"])),
        },
        "jurisdictions": [
            {"id": "west", "timezone": "Europe/Berlin", "holidays": ["2031-03-28"]},
            {"id": "east", "timezone": "Asia/Almaty"},
        ],
        "places": [some(draw, place, stay=WAITS) for place in places],
        "legs": [{"from": a, "to": b, "mode": "road", "duration": draw(WAITS)} for a, b in LEGS],
        "agencies": [_agency(draw, name, state) for name, state in zip(names, states, strict=False)],
        "controls": [_control(draw, f"look{i}", names) for i in range(draw(st.integers(2, 5)))],
        "links": [_link(draw, f"wire{i}", names) for i in range(draw(st.integers(0, 4)))],
        "mechanisms": [
            _mechanism(draw, kind, names)
            for kind in ("hub", "registry", "bilateral_network")
            if draw(st.integers(0, 2)) == 0
        ],
    }
    world["care"] = [{"id": "shelter", "places": draw(st.integers(0, 2)), "stay": draw(WAITS)}]
    world["pools"] = [_pool(draw, f"pool{i}", names) for i in range(max(0, draw(st.integers(-2, 2))))]
    made = [one["id"] for one in world["mechanisms"] if one["kind"] != "bilateral_network"]
    world["flows"] = [
        _flow(draw, name, names + made) for name in ("loads", "people")[: draw(st.integers(1, 2))]
    ]
    world["injects"] = [
        {
            "id": f"news{i}",
            "at": draw(MOMENTS),
            "actions": [_action(draw, world) for _ in range(draw(st.integers(1, 3)))],
        }
        for i in range(draw(st.integers(0, injects)))
    ]
    if injects:
        for agency in world["agencies"]:
            if draw(st.integers(0, 4)) == 0:
                agency["respond_with"] = {"actions": draw(st.lists(_response(world), min_size=1, max_size=2))}
    return world


def plan_of(world: World) -> Plan:
    """The plan of a world; the same world is compiled once."""
    return _compiled(dumps(world))


@lru_cache(maxsize=64)
def _compiled(text: str) -> Plan:
    return build_plan(Scenario.model_validate(loads(text)))


def play(world: World, seed: int = 1, replication: int = 0, *, choices: Sequence[Choice] = ()) -> EventLog:
    """The log of a world."""
    return simulate(plan_of(world), seed, replication, choices)


class Told(NamedTuple):
    """A row of a log with names for numbers: nothing in it depends on the order of listing, but for the cause."""

    time: int
    event: Event
    case: str
    flow: str
    agency: str
    place: str
    control: str
    link: str
    item: Any
    value: Any
    cause: int


def tell(plan: Plan, log: EventLog) -> list[Told]:
    """The rows of a log with names: cases by flow and ordinal, items by address, causes by number of the row."""
    names = {kind: (*ids, "") for kind, ids in plan.subjects.items()}
    cases = _case_names(names["flow"], log)
    items = [*log.items["address"].tolist(), -1]
    injects = {inject.index: inject for inject in plan.injects}
    told = []
    for row in log.rows.tolist():
        time, event, case, flow, agency, place, control, link, item, value, cause = row
        about: Any = value
        if event in (Event.INJECT_FIRED, Event.DECISION_ASKED):
            about = injects[value].id
        if event == Event.DECISION_TAKEN:
            decision = injects[item].decision
            assert decision is not None
            about, item = (injects[item].id, decision.options[int(value)].id), -1
        if event == Event.PARAMETER_CHANGED:
            key, _, threat = plan.parameters[item][2].partition(".")
            about = (
                f"{key}.{plan.threats[int(threat)]}" if threat and key != "corruption" else key,
                str(value),
            )
            item = -1
        if event in (Event.DISPATCHED, Event.TEAM_RELEASED, Event.MOBILISED):
            items_or_pool: Any = names["pool"][item]
        elif event == Event.AFTERMATH:
            items_or_pool = names["outcome"][item]
        else:
            items_or_pool = items[item]
        told.append(
            Told(
                time,
                Event(event),
                cases[case],
                names["flow"][flow],
                names["agency"][agency],
                names["place"][place],
                names["control"][control],
                names["link"][link],
                items_or_pool,
                about,
                cause,
            )
        )
    return told


def _case_names(flows: tuple[str, ...], log: EventLog) -> list[str]:
    """Names of cases as people get them, but for those that have no parent: these are counted from 0."""
    found: list[str] = []
    for case in log.cases:
        ordinal, parent = int(case["ordinal"]) - (case["parent"] < 0), int(case["parent"])
        found.append(
            label(flows[case["flow"]], ordinal, int(case["relation"]), found[parent] if parent >= 0 else "")
        )
    return [*found, ""]


def without(rows: list[Told], dropped: Callable[[Told], bool]) -> list[Told]:
    """Rows that remain when some are dropped, with their causes renumbered.

    Raises:
        KeyError: what remains was caused by what is dropped.
    """
    numbers = {-1: -1}
    kept: list[Told] = []
    for number, row in enumerate(rows):
        if not dropped(row):
            numbers[number] = len(kept)
            kept.append(row._replace(cause=numbers[row.cause]))
    return kept
