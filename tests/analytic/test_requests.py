"""Questions and answers against theory: delays that add up, and a queue of questions at one desk."""

from __future__ import annotations

from simulator.eventlog import Event
from tests.analytic.worlds import HOUR, agency, agrees, exponential, flow, link, replicate, world

MANY = 1_000_000


def known_to(*holders: str, **values: object) -> dict[str, object]:
    known = [{"agency": holder, "about": "case", "share": 1.0, "evidence": 0.5} for holder in holders]
    return flow(prior_knowledge=known, **values)


def test_question_answer_clearance_and_transit_add_up_to_a_hypoexponential_delay() -> None:
    cases = 12_000
    plan = world(
        horizon="2000 h",
        agencies=[agency("asker"), agency("holder", analysts=MANY, triage=exponential(24))],
        links=[
            link(
                "holder",
                "asker",
                mode="on_request",
                ask_at=0.5,
                transit=exponential(6),
                clearance=exponential(2),
            )
        ],
        flows=[known_to("asker", "holder", arrivals={"batch": {"every": "2000 h", "size": cases}})],
    )
    (log,) = replicate(plan, 1, seed=401)
    assert len(log.of(Event.ASKED)) == len(log.of(Event.ANSWERED)) == cases
    arrived = log.of(Event.RECEIVED)["time"] / HOUR
    mean, variance = 6 + 24 + 2 + 6, 6**2 + 24**2 + 2**2 + 6**2
    agrees(arrived, mean, 0.03)
    agrees((arrived - mean) ** 2, variance, 0.12)
    agrees(log.of(Event.ANSWERED)["time"] / HOUR, 6 + 24, 0.04)


def test_questions_wait_at_one_desk_as_long_as_theory_says() -> None:
    """Poisson questions, one analyst, exponential answers: M/M/1."""
    arrivals, service = 0.6, 1.0
    plan = world(
        horizon="20000 h",
        agencies=[agency("asker"), agency("holder", analysts=1, triage=exponential(9))],
        links=[link("holder", "asker", mode="on_request", ask_at=0.5, answer=exponential(service))],
        flows=[known_to("asker", arrivals={"poisson": f"{arrivals} / h"})],
    )
    means = []
    for log in replicate(plan, 10, seed=402):
        started = log.of(Event.TRIAGE_STARTED)
        means.append(float(started["value"].mean()) / HOUR)
        assert len(log.of(Event.NOTHING_KNOWN)) > 11_000
    agrees(means, arrivals / (1 / service - arrivals), 0.12)
