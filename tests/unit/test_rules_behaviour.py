"""Rules about how flows behave."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.scenario.offspring import circles
from simulator.scenario.schema import Scenario
from tests.unit.small import added, codes, errors, warnings, with_entity

MONEY: dict[str, Any] = {
    "id": "cash",
    "threat": "money",
    "from": "a",
    "to": "c",
}
START = {"start": "cash", "probability": 0.5, "delay": "1 d"}


def starting(*flows: dict[str, Any], **behaviour: Any) -> dict[str, Any]:
    """The small scenario with more flows, and a behaviour of heroin."""
    data = added("flows", *flows)
    data["flows"][0] |= behaviour
    return data


def test_a_flow_that_nothing_starts_is_an_error() -> None:
    assert codes(errors(starting(MONEY))) == [("E511", "flows[1].arrivals")]
    assert not errors(starting(MONEY, on_delivery=[START]))
    total = {"amount": "50 kg", "start": "cash", "delay": "1 d"}
    assert not errors(starting(MONEY, on_delivered_total=[total]))


def test_a_flow_is_started_once_by_another() -> None:
    assert codes(errors(starting(MONEY, on_delivery=[START, START]))) == [
        ("E512", "flows[0].on_delivery[1].start")
    ]


@pytest.mark.parametrize("amount", ["50 usd", "0 kg"])
def test_a_total_is_an_amount_in_the_flows_own_unit(amount: str) -> None:
    total = {"amount": amount, "start": "cash", "delay": "1 d"}
    assert codes(errors(starting(MONEY, on_delivered_total=[total]))) == [
        ("E513", "flows[0].on_delivered_total[0].amount")
    ]


def test_an_unknown_flow_to_start_is_an_error() -> None:
    (problem,) = errors(starting(on_delivery=[{**START, "start": "heorin"}]))
    assert problem.code == "E201"
    assert 'did you mean "heroin"' in problem.hint


@pytest.mark.parametrize(("probability", "expected"), [(0.5, []), (1.0, [("W651", "flows[0]")])])
def test_flows_that_start_one_another_without_end_are_doubtful(
    probability: float, expected: list[tuple[str, str]]
) -> None:
    back = {**MONEY, "on_delivery": [{"start": "heroin", "probability": 1.0, "delay": "1 d"}]}
    data = starting(back, on_delivery=[{**START, "probability": probability}])
    assert [one for one in codes(warnings(data)) if one[0] == "W651"] == expected


def test_a_circle_is_what_leads_back() -> None:
    back = {**MONEY, "on_delivery": [{"start": "heroin", "probability": 0.1, "delay": "1 d"}]}
    aside = {**MONEY, "id": "aside"}
    data = starting(back, aside, on_delivery=[START, {**START, "start": "aside"}])
    assert circles(Scenario.model_validate(data).flows) == {
        "heroin": {"cash"},
        "cash": {"heroin"},
        "aside": frozenset(),
    }


def test_a_flow_that_expands_needs_routes_to_open() -> None:
    expand = {"start": 1, "losses": 1, "within": "30 d"}
    assert ("W652", "flows[0].expand") in codes(
        warnings(with_entity("flows", "heroin", expand=expand, routes={"choice": "shortest"}))
    )
    assert ("W652", "flows[0].expand.start") in codes(
        warnings(with_entity("flows", "heroin", expand={**expand, "start": 4}))
    )
    assert not [one for one in warnings(with_entity("flows", "heroin", expand=expand)) if one.code == "W652"]


def test_a_flow_that_spreads_needs_legs_to_spread_over() -> None:
    spread = {"probability": 0.4, "delay": "1 h", "limit": 20}
    assert ("W653", "flows[0].spread.over") in codes(
        warnings(with_entity("flows", "heroin", spread={**spread, "over": ["network"]}))
    )
    assert not [
        one
        for one in warnings(with_entity("flows", "heroin", spread={**spread, "over": ["road"]}))
        if one.code == "W653"
    ]


def test_whom_a_flow_never_meets_it_need_not_bribe() -> None:
    data = with_entity("flows", "heroin", corruption={"lane": 0.1, "wiretap": 0.1})
    assert not [one for one in warnings(data) if one.code == "W654"]
    data["places"].append({"id": "aside", "jurisdiction": "south"})
    data["controls"].append({**data["controls"][0], "id": "remote", "at": "aside"})
    data["flows"][0]["corruption"] = {"remote": 0.1}
    assert ("W654", "flows[0].corruption.remote") in codes(warnings(data))


def test_a_trait_that_no_control_asks_for_is_doubtful() -> None:
    data = with_entity("flows", "heroin", traits={"false_document": 0.2})
    assert ("W655", "flows[0].traits.false_document") in codes(warnings(data))
    data["controls"][0]["if_trait"] = {"false_document": {"examine": 1.0}}
    assert not [one for one in warnings(data) if one.code == "W655"]
    del data["controls"][0]["if_trait"]
    listed = {
        "agency": "customs",
        "about": "subject",
        "trait": "false_document",
        "share": 0.5,
        "evidence": 0.5,
    }
    data["flows"][0]["prior_knowledge"] = [listed]
    assert not [one for one in warnings(data) if one.code == "W655"]


def test_cells_have_no_traits_that_a_list_could_name() -> None:
    listed = {"agency": "customs", "about": "cell", "trait": "false_document", "share": 0.5, "evidence": 0.5}
    data = with_entity("flows", "heroin", traits={"false_document": 0.2}, prior_knowledge=[listed])
    assert codes(errors(data)) == [("E301", "flows[0].prior_knowledge[0]")]
