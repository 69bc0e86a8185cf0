"""How the numbers were made: a paragraph to cite, the estimators, and what is not covered."""

from __future__ import annotations

from typing import Final

from simulator import __version__
from simulator.report.outcome import period
from simulator.report.page.blocks import Heading, Pairs, Paragraph, Points, Section
from simulator.report.page.material import Material
from simulator.report.words import counted, duration

_ESTIMATORS: Final = (
    ("Counts and values", "mean over replications, Student's t interval"),
    ("Shares", "all successes by all trials; Wilson's score interval with the trials divided by a design effect of at "
     "least 1, as the cases of one replication hang together (Wilson 1927; Korn and Graubard 1998)"),
    ("Ratios", "all of the numerator by all of the denominator; t interval from the linearised variance (Cochran 1977, "
     "6.3)"),
    ("Shares of the runs", "Wilson's score interval"),
    ("Times", "cumulative incidence within a number of hours (Aalen and Johansen 1978) and medians (Kaplan and Meier "
     "1958), with what is still under way at the end taken as censored"),
    ("Comparisons", "replication by replication on the same draws: t intervals of the differences, for shares and "
     "ratios of the differences of linearised residuals"),
    ("Rests on what agencies shared", "an interdiction for which the agency's own items alone would not have reached "
     "the threshold at which it acts or watches out"),
)  # fmt: skip
_NOT_COVERED: Final = (
    "Doubt about the inputs: they are played as they stand.",
    "What the model leaves out: learning of agencies, negotiation, emotion, deliberate deception of an agency, and "
    "legitimate traffic vehicle by vehicle.",
    "How well people do at the table: objectives show what chance allows in the simulated world.",
)
_LITERATURE: Final = (
    "O. Aalen, S. Johansen: An empirical transition matrix for non-homogeneous Markov chains based on censored "
    "observations. Scandinavian Journal of Statistics 5 (1978).",
    "W. G. Cochran: Sampling techniques. 3rd edition, Wiley (1977).",
    "E. L. Kaplan, P. Meier: Nonparametric estimation from incomplete observations. Journal of the American "
    "Statistical Association 53 (1958).",
    "E. L. Korn, B. I. Graubard: Confidence intervals for proportions with small expected number of positive counts "
    "estimated from survey data. Survey Methodology 24 (1998).",
    "J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as 1, 2, 3. SC'11 (2011).",
    "E. B. Wilson: Probable inference, the law of succession, and statistical inference. Journal of the American "
    "Statistical Association 22 (1927).",
)


def methods(material: Material) -> Section:
    """The methods, with the literature that they rest on."""
    return Section(
        "methods",
        "Methods",
        (
            Paragraph(_citable(material)),
            Heading("Estimates and their 95 % intervals"),
            Pairs(_ESTIMATORS),
            Heading("What the intervals do not cover"),
            Points(_NOT_COVERED),
            Heading("To read on"),
            Paragraph(
                "In the documentation of Interlock: docs/odd.md describes the model in ODD form, docs/model.md has its "
                "rules in full, docs/metrics.md the formula of every metric, docs/decisions the reasons."
            ),
            Points(_LITERATURE),
        ),
    )


def _citable(material: Material) -> str:
    plan, study = material.numbers.plan, material.study
    warm_up = f", after a warm-up of {duration(plan.warm_up)}" if plan.warm_up else ""
    world = ", ".join(
        counted(len(part), noun, plural)
        for part, noun, plural in (
            (plan.flows, "flow", ""), (plan.places, "place", ""), (plan.controls, "control", ""),
            (plan.agencies, "agency", "agencies"), (plan.links, "link between agencies", "links between agencies"),
        )
        if part
    )  # fmt: skip
    belief = {
        "sum": "adds up the weights of the items that it holds on a case",
        "noisy_or": "takes the items that it holds on a case for independent signs and combines them by noisy-or",
    }[plan.belief]
    return (
        f"The scenario \N{LEFT DOUBLE QUOTATION MARK}{plan.title}\N{RIGHT DOUBLE QUOTATION MARK} ({plan.scenario_id}; "
        f"{world}) was simulated with Interlock {__version__}, a discrete-event simulation of cases that move "
        f"through places, of the controls that look at them, and of the agencies that each hold a part of what is "
        f"known. Detections make items of evidence, which wait for analysts and travel over links that take time "
        f"and may not be willing; an agency {belief}, watches out for the case above one threshold and may send a "
        f"team above another. {counted(study.replications_done, 'replication')} of {period(material.numbers)}{warm_up} "
        f"were played with seed {study.seed}. Random numbers are addressed, not sequenced: each draw is a "
        f"function of seed, replication, decision and case (Philox4x32-10; Salmon et al. 2011), so that variants "
        f"played with one seed share their luck. Every number was computed from the event logs. Intervals are 95 % "
        f"intervals over replications and cover chance only."
    )
