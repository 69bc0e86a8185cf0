"""Metrics of questions and answers, and of what follows interdictions."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simulator.analysis.metrics import Measures, Meter, measure
from simulator.analysis.provenance import Reach, credits
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import agency, control, flow, inject, line, link, tip

APPROX = pytest.approx


def measured(world: World) -> Measures:
    return measure(plan_of(world), play(world))


def values(world: World, subject: str, *names: str) -> list[float]:
    found = measured(world)
    return [float(found.of(name, subject)[0]) for name in names]


def asking(*, knows: bool = True, people: World | None = None, **terms: Any) -> World:
    """A guard that hears of a case at three hours and asks the police, who know of it from the second hour on."""
    wire = link("police", "guard", **({"mode": "on_request", "ask_at": 0.5, "transit": "2 h"} | terms))
    injects = [inject(3, tip("guard"), name="rumour")]
    injects += [inject(2, tip("police"), name="file")] if knows else []
    return line(
        agencies=(agency(), people or agency("police")),
        links=(wire,),
        injects=tuple(injects),
        stays={"town": "20 d"},
    )


QUESTIONS = (
    "asked",
    "answered",
    "nothing_known",
    "refused",
    "questions_lost",
    "answered_share",
    "reply_hours",
)


def test_questions_are_counted_by_their_replies():
    assert values(asking(), "link:wire", *QUESTIONS) == [1, 1, 0, 0, 0, 1, 2]
    assert values(asking(knows=False), "link:wire", *QUESTIONS) == [1, 0, 1, 0, 0, 0, 4]
    assert values(asking(willingness=0.0), "link:wire", *QUESTIONS) == [1, 0, 0, 1, 0, 0, 4]
    asked, *_, lost, _, hours = values(asking(reliability=0.0), "link:wire", *QUESTIONS)
    assert (asked, lost) == (1, 1)
    assert math.isnan(hours)
    assert values(asking(reliability=0.0), "link:wire", "lost") == [0]


def test_links_that_push_have_no_metrics_of_questions():
    plan = plan_of(line(agencies=(agency(), agency("police")), links=(link("police", "guard"),)))
    assert not {column.metric for column in Meter(plan).columns} & {"asked", "reply_hours"}


def test_the_work_with_a_question_ends_when_it_is_decided_and_not_when_word_is_back():
    people = agency("police", analysts=1, triage="6 h")
    terms = {"answer": "5 h", "transit": "20 h", "people": people}
    # asked at 3, taken up at 23, decided at 28; word of nothing is back at 48
    found = values(asking(knows=False, **terms), "agency:police", "utilisation")
    assert found == [APPROX(5 / 480)]
    assert values(asking(knows=False, **terms), "link:wire", "reply_hours") == [45]


def test_an_answer_that_makes_an_interdiction_possible_is_credited_to_its_link():
    world = asking(people=agency("police", jurisdiction="east"))
    world["agencies"][0] |= {"teams": 1, "response": "1 h"}
    (found,) = credits(plan_of(world), play(world))
    assert (found.reach, found.links) == (Reach.CROSS_BORDER, (0,))


# --- what follows


def test_what_follows_is_counted_by_flow_and_outcome():
    outcomes = [
        {"outcome": "referred_to_care", "probability": 1.0, "delay": "5 h", "places": 1, "stay": "40 h",
         "otherwise": "released"}
    ]  # fmt: skip
    world = line(
        controls=(control(at="start", seize=1.0, detect={"drugs": 1.0}),),
        flows=(flow(at=(0, 1, 50, 476), aftermath=outcomes), flow("other", at=(3,))),
    )
    counts = ("followed", "followed_share", "followed_hours")
    assert values(world, "outcome:loads/referred_to_care", *counts) == [2, 0.5, 5]
    assert values(world, "outcome:loads/released", *counts) == [1, 0.25, 5]
    subjects = {column.subject for column in Meter(plan_of(world)).columns if column.metric == "followed"}
    assert not any(subject.startswith("outcome:other/charged_twice") for subject in subjects)


def test_who_waits_for_a_place_is_counted_with_the_wait():
    outcomes = [{"outcome": "charged", "probability": 1.0, "delay": "5 h", "places": 1, "stay": "40 h"}]
    world = line(controls=(control(at="start", seize=1.0),), flows=(flow(at=(0, 1), aftermath=outcomes),))
    assert values(world, "outcome:loads/charged", "followed", "followed_hours") == [2, (5 + 44) / 2]


# --- what leaks


LEAKS = ("leaked", "leaked_given_up", "leaked_lay_low", "leaked_source_lost")


def leaking(kind: str, leak: float = 1.0) -> World:
    """A source that knows of every case as it starts, and a wire that tells those whom it is about."""
    warned = {key: float(key == kind) for key in ("abort", "lie_low", "source_lost")} | {"for": "2 d"}
    return line(
        agencies=(agency(), agency("police")),
        controls=(control("source", at="start"),),
        links=(link("guard", "police", leak=leak),),
        flows=(flow(at=(0, 100), on_leak=warned),),
    )


@pytest.mark.parametrize(
    ("kind", "counts", "ends"),
    [
        ("abort", [2, 2, 0, 0], [2, 0, 2]),
        ("lie_low", [2, 0, 2, 0], [2, 2, 0]),
        ("source_lost", [2, 0, 0, 2], [2, 2, 0]),
        ("", [2, 0, 0, 0], [2, 2, 0]),
    ],
)
def test_leaks_are_counted_by_what_came_of_them(kind, counts, ends):
    assert values(leaking(kind), "link:wire", *LEAKS) == counts
    assert values(leaking(kind), "flow:loads", "launched", "delivered", "aborted") == ends


def test_cells_that_leaks_frighten_lie_low_and_links_that_cannot_leak_say_nothing():
    world = leaking("lie_low")
    world["flows"][0]["arrivals"] = {"schedule": ["D+0", "D+1", "D+4"]}
    assert values(world, "flow:loads", "launched", "deterred", "lay_low") == [2, 1, 2]
    metrics = {column.metric for column in Meter(plan_of(leaking("lie_low", leak=0.0))).columns}
    assert not metrics & {"leaked", "deterred"}


def test_a_mechanism_is_credited_once_with_an_interdiction_by_however_many_of_its_links_the_evidence_came():
    world = line(
        agencies=(agency(), agency("police", jurisdiction="east", act_at=0.5, teams=1)),
        controls=(control(),),
        mechanisms=(
            {
                "id": "centre", "kind": "hub", "members": ["guard", "police"], "willingness": 1, "clearance": "0 h",
                "transit": "0 h", "reliability": 1, "leak": 0, "onward": "free", "analysts": 0,
            },
        ),
    )  # fmt: skip
    plan = plan_of(world)
    found = measure(plan, play(world))
    assert found.of("interdicted")[0] == 1
    assert found.of("interdictions_credited", "mechanism:centre")[0] == 1
    used = [found.of("interdictions_credited", f"link:{link.id}")[0] for link in plan.links]
    assert sum(used) == 2  # in and out
