"""Metrics of logs written by hand, and what holds between the metrics of logs that were played."""

from __future__ import annotations

import copy
import dataclasses
import math

import numpy as np
import pytest

from simulator.analysis.metrics import Kind, Measures, Meter, measure
from simulator.analysis.summary import difference_of, summarise
from simulator.engine.simulate import simulate
from simulator.errors import UsageError
from simulator.eventlog import Event, EventLog
from simulator.world.calendars import Calendar
from simulator.world.compile import build_plan
from simulator.world.plan import ChangePlan, InjectPlan, Plan, ShiftPlan
from tests.unit.hand_made import HOUR, WORLD, Writer, scenario, small_plan

CUSTOMS, POLICE, PARTNER, HUB = range(4)
HOME, ABROAD = 0, 1
LANE, POST = 0, 1
HORIZON = 240  # hours


@pytest.fixture
def write() -> Writer:
    return Writer(small_plan())


@pytest.fixture(scope="module")
def played() -> tuple[Plan, list[EventLog]]:
    plan = small_plan()
    return plan, [simulate(plan, 9, replication) for replication in range(8)]


def values(write: Writer, metric: str, *subjects: str) -> list[float]:
    found = measure(write.plan, write.log())
    return [float(found.of(metric, subject)[0]) for subject in subjects]


def detect(write: Writer, time: float, case: int, control: int = LANE) -> int:
    agency = write.plan.controls[control].agency
    examined = write.row(Event.EXAMINED, time, case=case, agency=agency, control=control)
    return write.row(Event.DETECTED, time, examined, case=case, agency=agency, control=control)


def seize(write: Writer, time: float, case: int) -> int:
    found = detect(write, time, case)
    return write.row(Event.INTERDICTED, time, found, case=case, agency=CUSTOMS, control=LANE)


# Flows


def test_cases_are_counted_by_flow_and_altogether(write):
    first, second, third = write.case(0), write.case(1), write.case(2, flow=1)
    write.case(3)
    seize(write, 5, first)
    write.row(Event.DELIVERED, 6, case=second)
    seize(write, 7, third)
    subjects = ("flow:north", "flow:south", "all")
    assert values(write, "launched", *subjects) == [3, 1, 4]
    assert values(write, "interdicted", *subjects) == [1, 1, 2]
    assert values(write, "delivered", *subjects) == [1, 0, 1]
    assert values(write, "open", *subjects) == [1, 0, 1]
    assert values(write, "interdiction_rate", *subjects) == pytest.approx([1 / 3, 1, 1 / 2])
    assert values(write, "interdiction_rate_closed", *subjects) == pytest.approx([1 / 2, 1, 2 / 3])


def test_a_flow_without_cases_has_counts_and_no_rates(write):
    write.case(0)
    assert values(write, "launched", "flow:south") == [0]
    assert np.isnan(values(write, "interdiction_rate", "flow:south")).all()
    assert np.isnan(values(write, "detected_within_24_h", "flow:south")).all()


def test_cases_of_the_warm_up_are_not_counted(write):
    before, after = write.case(-5), write.case(1)
    seize(write, 2, before)
    seize(write, 3, after)
    assert values(write, "launched", "all") == [1]
    assert values(write, "interdicted", "all") == [1]
    assert values(write, "cooperation_enabled_rate", "all") == [0]
    assert values(write, "examined", "control:lane") == [2]


def test_what_a_control_did_in_the_warm_up_is_not_counted(write):
    case = write.case(-5)
    detect(write, -4, case)
    detect(write, 4, case)
    assert values(write, "detected", "control:lane") == [1]


def test_payload_is_split_by_what_became_of_it_and_valued(write):
    first, second = write.case(0, payload=3), write.case(0, payload=5)
    write.case(0, flow=1, payload=7)
    seize(write, 5, first)
    write.row(Event.DELIVERED, 6, case=second)
    assert values(write, "payload_launched", "flow:north", "all") == [8, 15]
    assert values(write, "payload_interdicted", "flow:north", "all") == [3, 3]
    assert values(write, "payload_delivered", "all") == [5]
    assert values(write, "payload_open", "all", "flow:south") == [7, 7]
    assert values(write, "payload_rate", "flow:north", "all") == pytest.approx([3 / 8, 3 / 15])
    assert values(write, "value_denied", "flow:north", "all") == [300, 300]


def test_units_follow_the_flow_and_unlike_payloads_are_not_added_up():
    flows = copy.deepcopy(WORLD["flows"])
    flows[1]["payload"]["unit"] = "person"
    columns = Meter(build_plan(scenario(flows=flows))).columns
    units = {column.subject: column.unit for column in columns if column.metric == "payload_launched"}
    assert units == {"flow:north": "kg", "flow:south": "person"}
    assert [(c.subject, c.unit) for c in columns if c.metric == "value_denied"] == [
        ("flow:north", "usd"),
        ("all", "usd"),
    ]


def test_a_detection_counts_once_a_case(write):
    case = write.case(0)
    write.case(0)
    detect(write, 1, case)
    detect(write, 2, case)
    assert values(write, "detected_share", "all") == [0.5]
    assert values(write, "detected", "control:lane") == [2]


def test_only_closed_cases_can_be_said_never_to_have_been_actionable(write):
    known, unknown, late, _ = [write.case(0) for _ in range(4)]
    write.row(Event.ACTIONABLE, 1, case=known, agency=POLICE)
    write.row(Event.DELIVERED, 2, case=known)
    write.row(Event.DELIVERED, 2, case=unknown)
    write.row(Event.DELIVERED, 2, case=late)
    write.row(Event.ACTIONABLE, 3, case=late, agency=POLICE)
    assert values(write, "never_actionable_share", "all") == pytest.approx([2 / 3])


# Times


def test_a_milestone_at_the_very_hour_counts_as_within_it(write):
    first, second = write.case(0), write.case(0)
    detect(write, 6, first)
    detect(write, 6 + 1 / HOUR, second)
    assert values(write, "detected_within_6_h", "all") == [0.5]
    assert values(write, "detected_within_12_h", "all") == [1]


def test_cases_launched_late_are_censored_and_not_counted_as_missed(write):
    early, late = write.case(0), write.case(HORIZON - 10)
    assert late == 1
    write.row(Event.DELIVERED, HORIZON - 5, case=early)
    # Within 24 hours only the first could be followed.
    found = measure(write.plan, write.log())
    i = found.number_of("detected_within_24_h")
    assert (found.numerators[0, i], found.denominators[0, i]) == (0, 1)
    assert found.denominators[0, found.number_of("detected_within_6_h")] == 2


def test_a_share_by_a_time_that_no_case_could_be_followed_to_is_unknown(write):
    write.case(HORIZON - 24)
    assert np.isnan(values(write, "detected_within_24_h", "all")).all()
    assert values(write, "detected_within_12_h", "all") == [0]


def test_delivery_competes_with_detection(write):
    # 4 cases: detected after 2 h, delivered after 3 h, censored after 4 h, detected after 5 h.
    cases = [write.case(0), write.case(0), write.case(0)]
    detect(write, 2, cases[0])
    write.row(Event.DELIVERED, 3, case=cases[1])
    detect(write, 5, cases[2])
    write.case(HORIZON - 4)
    # At 5 h one of two is still followed: 1/4 + (1/2) / 1, against 2/3 among those followed to the end.
    assert values(write, "detected_within_6_h", "all") == pytest.approx([0.75])
    assert values(write, "interdicted_within_6_h", "all") == [0]


def test_lead_time_runs_from_the_first_actionable_belief_to_delivery(write):
    cases = [write.case(0) for _ in range(3)]
    for case in cases:
        write.row(Event.ACTIONABLE, 10, case=case, agency=POLICE)
    write.row(Event.ACTIONABLE, 12, case=cases[0], agency=PARTNER)
    write.row(Event.DELIVERED, 14, case=cases[0])
    write.row(Event.DELIVERED, 16, case=cases[1])
    write.row(Event.DELIVERED, 40, case=cases[2])
    assert values(write, "lead_time_median_hours", "all", "flow:north") == [6, 6]
    assert values(write, "lead_time_at_least_6_h", "all") == pytest.approx([2 / 3])


def test_interdiction_censors_lead_time(write):
    cases = [write.case(0) for _ in range(3)]
    for case in cases:
        write.row(Event.ACTIONABLE, 10, case=case, agency=POLICE)
    seize(write, 12, cases[0])
    write.row(Event.DELIVERED, 14, case=cases[1])
    write.row(Event.DELIVERED, 20, case=cases[2])
    assert values(write, "lead_time_median_hours", "all") == [4]
    assert values(write, "lead_time_at_least_6_h", "all") == [0.5]


def test_a_median_lead_time_that_is_not_reached_is_unknown(write):
    case = write.case(0)
    write.row(Event.ACTIONABLE, 10, case=case, agency=POLICE)
    seize(write, 12, case)
    assert np.isnan(values(write, "lead_time_median_hours", "all", "flow:south")).all()


# Routes


def test_displacement_is_how_much_of_the_launches_has_changed_route(write):
    for hour, route in enumerate([0, 0, 0, 0, 1, 0, 1, 1, 0]):
        write.case(hour, route=route)
    assert values(write, "launched", "route:north/1", "route:north/2", "route:south/1") == [6, 3, 0]
    assert values(write, "early_share", "route:north/1", "route:north/2") == [1, 0]
    assert values(write, "late_share", "route:north/1", "route:north/2") == pytest.approx([1 / 3, 2 / 3])
    assert values(write, "displacement", "flow:north") == pytest.approx([2 / 3])
    assert np.isnan(values(write, "displacement", "flow:south")).all()


def test_displacement_by_chance_is_its_mean_over_all_orders_of_the_launches(write):
    routes = [0, 0, 0, 1, 1, 2]  # early and late third of six launches without a middle that differs
    for hour, route in enumerate([*routes[:3], 0, 0, 0, *routes[3:]]):
        write.case(hour, route=route % 2)
    rng = np.random.default_rng(1)
    pool = np.array(routes) % 2
    shuffled = rng.permuted(np.tile(pool, (20_000, 1)), axis=1)
    moved = np.abs((shuffled[:, :3] == 1).mean(axis=1) - (shuffled[:, 3:] == 1).mean(axis=1))
    error = moved.std() / math.sqrt(len(moved))
    assert values(write, "displacement_by_chance", "flow:north") == pytest.approx(
        [moved.mean()], abs=4 * error
    )


# Cooperation


def test_interdictions_are_split_by_the_reach_of_their_evidence(write):
    cases = [write.case(0) for _ in range(4)]
    seize(write, 1, cases[0])
    _, entry = write.known(2, POLICE, cases[1], 1.0)
    write.response(3, POLICE, cases[1], entry)
    item, entry = write.known(4, CUSTOMS, cases[2], 1.0)
    write.response(5, POLICE, cases[2], write.sent(5, HOME, item, entry))
    found = measure(write.plan, write.log())
    assert found.of("cooperation_enabled_share")[0] == pytest.approx(1 / 3)
    assert found.of("cooperation_enabled_domestic")[0] == pytest.approx(1 / 3)
    assert found.of("cooperation_enabled_cross_border")[0] == 0
    assert found.of("cooperation_enabled_rate")[0] == 1 / 4
    assert np.isnan(found.of("cooperation_enabled_share", "flow:south")[0])
    assert found.of("interdictions_credited", "link:home")[0] == 1
    assert found.of("interdictions_credited", "link:abroad")[0] == 0


# Agencies


def triage(write: Writer, arrived: float, start: float, end: float | None, agency: int = CUSTOMS) -> None:
    """A routine lead that is taken up and, perhaps, dismissed; to be called in order of time."""
    lead = write.row(Event.ROUTINE_LEAD, arrived, agency=agency)
    started = write.row(Event.TRIAGE_STARTED, start, lead, (start - arrived) * HOUR, agency=agency)
    if end is not None:
        write.row(Event.DISMISSED, end, started, agency=agency)


def test_triage_waits_are_averaged_over_what_was_taken_up(write):
    triage(write, 0, 1, 2)
    triage(write, 3, 6, 7)
    write.row(Event.ROUTINE_LEAD, 8, agency=CUSTOMS)
    write.row(Event.FALSE_ALARM, 8, agency=CUSTOMS, control=LANE)
    assert values(write, "triage_wait_hours", "agency:customs") == [2]
    assert values(write, "triage_waiting_share", "agency:customs") == [0.5]
    assert values(write, "false_leads", "agency:customs") == [2]


def test_duplicates_that_are_dropped_unread_need_no_analyst(write):
    case = write.case(0)
    item = write.item(CUSTOMS, case, 0.5)
    reported = write.row(Event.REPORTED, 1, agency=PARTNER, item=item)
    write.row(Event.DUPLICATE, 1, reported, agency=PARTNER, item=item)
    triage(write, 2, 2, 3, agency=PARTNER)
    assert values(write, "triage_waiting_share", "agency:partner") == [0]


def test_an_agency_without_analysts_has_no_waits_and_no_utilisation(write):
    write.row(Event.FALSE_ALARM, 1, agency=POLICE, control=LANE)
    for metric in ("triage_wait_hours", "triage_waiting_share", "utilisation"):
        assert np.isnan(values(write, metric, "agency:police")).all()


def test_utilisation_is_busy_time_by_time_on_duty(write):
    triage(write, 0, 0, 30)
    triage(write, HORIZON - 20, HORIZON - 20, None)
    assert values(write, "utilisation", "agency:customs") == pytest.approx([(30 + 20) / (2 * HORIZON)])


def shifts_plan(*shifts: ShiftPlan, injects: tuple[InjectPlan, ...] = ()) -> Plan:
    plan = small_plan()
    agencies = (dataclasses.replace(plan.agencies[CUSTOMS], shifts=shifts), *plan.agencies[1:])
    return dataclasses.replace(plan, agencies=agencies, injects=injects)


def daily(start: int, end: int) -> Calendar:
    days = range(HORIZON // 24)
    return Calendar(
        tuple((24 * day + start) * HOUR for day in days), tuple((24 * day + end) * HOUR for day in days)
    )


def test_a_job_that_rests_overnight_keeps_nobody_busy_then():
    write = Writer(shifts_plan(ShiftPlan(1, daily(9, 17))))
    triage(write, 16, 16, 24 + 11)
    assert values(write, "utilisation", "agency:customs") == pytest.approx([(1 + 2) / 80])


def test_jobs_are_given_to_the_shift_on_duty_that_has_a_free_analyst():
    write = Writer(shifts_plan(ShiftPlan(1, daily(9, 17)), ShiftPlan(1, Calendar(always=True))))
    first = write.row(Event.ROUTINE_LEAD, 16, agency=CUSTOMS)
    second = write.row(Event.ROUTINE_LEAD, 16, agency=CUSTOMS)
    by_day = write.row(Event.TRIAGE_STARTED, 16, first, agency=CUSTOMS)
    by_night = write.row(Event.TRIAGE_STARTED, 16, second, agency=CUSTOMS)
    write.row(Event.DISMISSED, 20, by_night, agency=CUSTOMS)
    write.row(Event.DISMISSED, 24 + 11, by_day, agency=CUSTOMS)
    assert values(write, "utilisation", "agency:customs") == pytest.approx([(3 + 4) / (80 + HORIZON)])


def test_analysts_that_an_inject_adds_and_withdraws_count_while_they_are_there():
    always = Calendar(always=True)
    change = ChangePlan("agencies", CUSTOMS, "shifts", None, (ShiftPlan(3, always),), 60 * HOUR, 0)
    inject = InjectPlan(0, "more", 50 * HOUR, (change,), ())
    write = Writer(shifts_plan(ShiftPlan(1, always), injects=(inject,)))
    triage(write, 0, 0, 26)
    assert values(write, "utilisation", "agency:customs") == pytest.approx([26 / (HORIZON + 2 * 10)])


def test_a_closed_agency_is_not_on_duty():
    always = Calendar(always=True)
    change = ChangePlan("agencies", CUSTOMS, "open", None, False, 140 * HOUR, 0)
    inject = InjectPlan(0, "closed", 40 * HOUR, (change,), ())
    write = Writer(shifts_plan(ShiftPlan(1, always), injects=(inject,)))
    triage(write, 0, 0, 35)
    assert values(write, "utilisation", "agency:customs") == pytest.approx([35 / (HORIZON - 100)])


def test_success_is_judged_by_the_teams_that_reached_an_end(write):
    cases = [write.case(0) for _ in range(5)]
    sent = [write.row(Event.DISPATCHED, 1, agency=PARTNER, case=case) for case in cases]
    write.row(Event.TEAM_ARRIVED, 2, sent[0], 1.0, agency=PARTNER, case=cases[0])
    write.row(Event.TEAM_ARRIVED, 2, sent[1], 0.0, agency=PARTNER, case=cases[1])
    write.row(Event.ESCAPED, 2, sent[2], agency=PARTNER, case=cases[2])
    write.row(Event.STOOD_DOWN, 2, sent[3], agency=PARTNER, case=cases[3])
    assert values(write, "responses", "agency:partner") == [5]
    assert values(write, "response_success_rate", "agency:partner") == pytest.approx([1 / 3])
    assert values(write, "escaped", "agency:partner") == [1]
    assert values(write, "stood_down", "agency:partner") == [1]


# Controls


def test_ppv_is_the_share_of_true_alarms(write):
    detect(write, 1, write.case(0))
    for _ in range(3):
        write.row(Event.FALSE_ALARM, 2, agency=CUSTOMS, control=LANE)
    assert values(write, "ppv", "control:lane") == [0.25]
    assert values(write, "innocent_stopped", "control:lane", "control:post") == [3, 0]
    assert np.isnan(values(write, "ppv", "control:post")).all()


def test_legitimate_traffic_is_added_up_and_its_sampled_waits_are_averaged(write):
    for day, examined in enumerate([100, 50]):
        write.row(Event.TRAFFIC_EXAMINED, 24 * day, value=examined, agency=CUSTOMS, control=LANE)
        write.row(Event.TRAFFIC_WAVED_THROUGH, 24 * day, value=7, agency=CUSTOMS, control=LANE)
        for minutes in range(0, 100, 10):
            write.row(Event.TRAFFIC_WAIT, 24 * day, value=minutes * 60, agency=CUSTOMS, control=LANE)
    assert values(write, "traffic_examined", "control:lane") == [150]
    assert values(write, "traffic_waved_through", "control:lane") == [14]
    assert values(write, "traffic_wait_mean_hours", "control:lane") == pytest.approx([45 / 60])
    assert values(write, "traffic_wait_p95_hours", "control:lane") == pytest.approx([1.5])
    assert np.isnan(values(write, "traffic_wait_p95_hours", "control:post")).all()


# Links


def test_the_hours_of_a_delivered_item_are_split_and_add_up(write):
    case = write.case(0)
    item, entry = write.known(1, POLICE, case, 0.5)
    columns = {"link": ABROAD, "item": item}
    row = write.row(Event.OFFERED, 1, entry, agency=POLICE, **columns)
    row = write.row(Event.QUEUED, 3, row, agency=POLICE, **columns)
    row = write.row(Event.SENT, 3.5, row, agency=POLICE, **columns)
    row = write.row(Event.RECEIVED, 4.5, row, agency=PARTNER, **columns)
    row = write.row(Event.TRIAGE_STARTED, 10, row, agency=PARTNER, item=item)
    write.row(Event.TRIAGED, 12, row, 0.5, agency=PARTNER, item=item)
    other, entry = write.known(13, POLICE, case, 0.5)
    row = write.row(Event.OFFERED, 13, entry, agency=POLICE, link=ABROAD, item=other)
    write.row(Event.WITHHELD, 13, row, agency=POLICE, link=ABROAD, item=other)
    found = measure(write.plan, write.log())
    hours = {
        part: found.of(f"delay_{part}_hours", "link:abroad")[0]
        for part in ("clearance", "queue", "transit", "triage")
    }
    assert hours == {"clearance": 2, "queue": 0.5, "transit": 1, "triage": 7.5}
    assert found.of("delay_hours", "link:abroad")[0] == 11
    counts = [found.of(name, "link:abroad")[0] for name in ("offered", "withheld", "delivered", "lost")]
    assert counts == [2, 1, 1, 0]
    assert np.isnan(found.of("delay_hours", "link:home")[0])


def test_records_per_interdiction_relate_what_a_link_brought_to_what_it_made_possible(write):
    case, other = write.case(0), write.case(0)
    for one in (case, other, other):
        item, entry = write.known(1, CUSTOMS, one, 1.0)
        last = write.sent(1, HOME, item, entry)
        if one == case:
            used = last
    write.response(2, POLICE, case, used)
    assert values(write, "records_per_interdiction", "link:home") == [3]
    assert np.isnan(values(write, "records_per_interdiction", "link:abroad")).all()


# Everything


def test_an_empty_log_has_zero_counts_and_nothing_else(write):
    found = measure(write.plan, write.log())
    for column, value in zip(found.columns, found.values[0], strict=True):
        expected_zero = column.kind == Kind.COUNT or column.metric in ("utilisation", "team_utilisation")
        assert value == 0 if expected_zero and not math.isnan(value) else math.isnan(value)


def test_cases_and_payload_are_conserved(played):
    plan, logs = played
    for log in logs:
        found = measure(plan, log)
        for subject in ("flow:north", "flow:south", "all"):
            launched, *ends = (
                found.of(name, subject)[0]
                for name in ("launched", "interdicted", "delivered", "aborted", "open")
            )
            assert launched == sum(ends)
            payload, *parts = (
                found.of(f"payload_{name}", subject)[0]
                for name in ("launched", "interdicted", "delivered", "aborted", "open")
            )
            assert payload == pytest.approx(sum(parts))
        assert launched == len(log.cases)


def test_parts_of_cooperation_add_up_to_the_whole(played):
    plan, logs = played
    found = Measures.stack(Meter(plan).columns, [(log.replication, measure(plan, log).pair) for log in logs])
    parts = [
        found.number_of(f"cooperation_enabled_{part}") for part in ("domestic", "cross_border", "mechanism")
    ]
    whole = found.numerators[:, found.number_of("cooperation_enabled_share")]
    assert (found.numerators[:, parts].sum(axis=1) == whole).all()
    assert whole.sum() > 0


def test_incidence_grows_with_time(played):
    plan, logs = played
    for log in logs:
        found = measure(plan, log)
        shares = [found.of(f"detected_within_{hours}_h")[0] for hours in (6, 12, 24, 48, 96, 168)]
        assert np.diff(shares).min() > -1e-12
        assert 0 < shares[2] <= 1


def test_delay_parts_are_those_that_the_rows_record(played):
    plan, logs = played
    link = plan.subjects["link"].index("home")
    for log in logs:
        found, rows = measure(plan, log), log.rows[log["link"] == link]
        # Police has no analysts: what it receives is in its set at once, so all received items count.
        received = rows[rows["event"] == Event.RECEIVED]
        if not len(received):
            continue
        sent = log.rows[received["cause"]]
        queued = log.rows[sent["cause"]]
        for part, stage in (("clearance", queued), ("queue", sent), ("transit", received)):
            expected = stage["value"].mean() / HOUR
            assert found.of(f"delay_{part}_hours", "link:home")[0] == pytest.approx(expected)
        assert found.of("delay_triage_hours", "link:home")[0] == 0


def test_metrics_follow_from_the_log_alone(played):
    plan, logs = played
    log = logs[0]
    copied = EventLog.from_bytes(0, log.rows.tobytes(), log.cases.tobytes(), log.items.tobytes())
    assert (measure(plan, copied).pair.tobytes()) == measure(plan, log).pair.tobytes()


def test_a_meter_keeps_nothing_of_the_logs_it_has_seen(played):
    plan, logs = played
    meter = Meter(plan)
    first = meter.measure(logs[0]).pair
    meter.measure(logs[1])
    assert meter.measure(logs[0]).pair.tobytes() == first.tobytes()


def test_an_unknown_metric_is_answered_with_the_one_that_was_meant(write):
    found = measure(write.plan, write.log())
    with pytest.raises(UsageError, match='no metric "interdiction_rat"; did you mean "interdiction_rate"'):
        found.of("interdiction_rat")
    with pytest.raises(UsageError, match='no subject "flow:x"; it has flow:north, flow:south, all'):
        found.of("interdiction_rate", "flow:x")


def test_tidy_rows_and_arrays_say_the_same(write):
    write.case(0)
    found = measure(write.plan, write.log(3))
    tidy, rows = found.tidy(), list(found.rows())
    assert {len(column) for column in tidy.values()} == {len(rows)} == {len(found.columns)}
    for i, row in enumerate(rows):
        assert (row["metric"], row["unit"], row["subject"]) == (
            tidy["metric"][i],
            tidy["unit"][i],
            tidy["subject"][i],
        )
        assert row["replication"] == tidy["replication"][i] == 3
        assert row["value"] is None if math.isnan(tidy["value"][i]) else row["value"] == tidy["value"][i]


def summary_of(plan: Plan, logs: list[EventLog]) -> dict[tuple[str, str], dict[str, float]]:
    meter = Meter(plan)
    found = Measures.stack(meter.columns, [(log.replication, meter.measure(log).pair) for log in logs])
    return {(row["metric"], row["subject"]): row for row in summarise(found)}


def test_a_summary_pools_shares_and_counts_the_replications_that_could_be_observed(write):
    plan = write.plan
    first = write.case(0)
    write.case(0)
    seize(write, 1, first)
    other = Writer(plan)
    for _ in range(6):
        other.case(0)
    summary = summary_of(plan, [write.log(0), other.log(1), Writer(plan).log(2)])
    rate = summary["interdiction_rate", "all"]
    assert (rate["mean"], rate["median"], rate["n"]) == (1 / 8, 0.25, 2)
    assert rate["ci_low"] < 1 / 8 < rate["ci_high"]
    launched = summary["launched", "all"]
    assert (launched["mean"], launched["median"], launched["n"]) == (8 / 3, 2, 3)
    assert launched["ci_low"] == 0  # Student's t would go below what a count can be
    unseen = summary["lead_time_median_hours", "all"]
    assert (unseen["mean"], unseen["ci_low"], unseen["median"], unseen["n"]) == (None, None, None, 0)


def test_a_difference_pairs_the_replications_that_both_have(played):
    plan, logs = played
    meter = Meter(plan)
    pairs = [(log.replication, meter.measure(log).pair) for log in logs]
    a, b = Measures.stack(meter.columns, pairs[:6]), Measures.stack(meter.columns, pairs[2:])
    for metric in ("interdicted", "interdiction_rate", "utilisation"):
        subject = "all" if metric != "utilisation" else "agency:customs"
        found = difference_of(a, b, metric, subject)
        assert (found.mean, found.low, found.high) == (0, 0, 0)
