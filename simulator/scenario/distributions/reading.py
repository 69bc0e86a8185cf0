"""From what a scenario says to a distribution, with every complaint in the planner's own numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final, NoReturn

from simulator.errors import did_you_mean, shown
from simulator.scenario import units
from simulator.scenario.distributions.base import BARE, Distribution
from simulator.scenario.distributions.bounded import Constant, Empirical, Pert, Triangular, Uniform
from simulator.scenario.distributions.slowest import Slowest
from simulator.scenario.distributions.tailed import Exponential, Gamma, Lognormal, Weibull

Number = Callable[[object], float]

WIDEST_SPREAD: Final = 1_000
"""Largest p90 / median and sd / mean: beyond, a typing error is far likelier than a meant value."""
CV_RANGE: Final = (0.001, 10.0)
SHAPE_RANGE: Final = (0.1, 100.0)
_MOST_VALUES: Final = 100_000


@dataclass(frozen=True, slots=True)
class _Given:
    """A parameter as it was written, and the number it stands for; its text is what a message shows."""

    name: str
    written: object
    value: float

    def __str__(self) -> str:
        return f"{self.name} ({str(self.written)[:30]})"


def parse(value: object, number: Number) -> Distribution:
    """Read a distribution.

    Args:
        value: A scalar (a constant) or a mapping of one kind to its parameters, for example
            `{lognormal: {median: 12 h, p90: 30 h}}`; a distribution is returned as it is.
        number: Reads one parameter that carries the unit of the distributed quantity.

    Raises:
        ValueError: If it is not such a value, or its parameters contradict each other.
    """
    if isinstance(value, Distribution):
        return value
    if isinstance(value, (list, tuple)):
        _refuse(
            "expected one value or a distribution, found a list: "
            "for a range write {uniform: {low: ..., high: ...}}, for observed values {empirical: [...]}"
        )
    if not isinstance(value, Mapping):
        return Constant(number(value))
    kinds = [str(key) for key in value]
    unknown = [kind for kind in kinds if kind not in KINDS]
    if len(kinds) != 1 or unknown:
        hint = did_you_mean(unknown[0], KINDS) if unknown else ""
        _refuse(f"expected one of {', '.join(KINDS)}, found {_some(kinds)}" + (f"; {hint}" if hint else ""))
    (kind,) = kinds
    return KINDS[kind](kind, value[kind], number)


def _parameters(kind: str, body: object, number: Number, *forms: tuple[str, ...]) -> list[_Given]:
    """The parameters of one of the `forms` a kind may be described by, in the order of that form."""
    wanted = " or ".join("{" + ", ".join(form) + "}" for form in forms)
    if not isinstance(body, Mapping):
        _refuse(f"{kind} takes {wanted}, found {shown(body)}")
    form = next((form for form in forms if set(form) == set(body)), None)
    if form is None:
        known = [name for names in forms for name in names]
        strange = next((str(key) for key in body if key not in known), "")
        hint = did_you_mean(strange, known) if strange else ""
        _refuse(f"{kind} takes {wanted}, found {_some(body)}" + (f"; {hint}" if hint else ""))
    return [_given(name, body[name], number) for name in form]


def _some(keys: Iterable[object]) -> str:
    """The first few keys of a mapping, as a message shows them."""
    names = [str(key)[:30] for key in islice(keys, 6)]
    return ", ".join([*names[:5], *(["..."] if names[5:] else [])]) or "nothing"


def _given(name: str, written: object, number: Number) -> _Given:
    read = units.number if name in BARE else number
    try:
        return _Given(name, written, read(written))
    except ValueError as error:
        message = f"{name}: {error}"
        raise ValueError(message) from error


def _refuse(problem: str) -> NoReturn:
    raise ValueError(problem)


def _ascending(*parameters: _Given) -> None:
    """Refuse parameters out of order, and a distribution of no width."""
    for lower, upper in pairwise(parameters):
        if lower.value > upper.value:
            _refuse(f"{upper} must not be below {lower}")
    first, last = parameters[0], parameters[-1]
    if first.value == last.value:
        _refuse(f"{last} must exceed {first}; for one fixed value write {first.written} alone")


def _positive(*parameters: _Given) -> None:
    for parameter in parameters:
        if parameter.value <= 0:
            _refuse(f"{parameter} must be more than zero")


def _inside(parameter: _Given, low: float, high: float) -> None:
    if not low <= parameter.value <= high:
        _refuse(f"{parameter} must lie between {low:g} and {high:g}")


def _tail(median: _Given, p90: _Given) -> tuple[float, float]:
    """A median and a 90 % quantile that some distribution from zero upwards can have."""
    _positive(median)
    if p90.value <= median.value:
        _refuse(f"{p90} must exceed {median}")
    if p90.value > WIDEST_SPREAD * median.value:
        _refuse(f"{p90} is more than {WIDEST_SPREAD} times {median}")
    return median.value, p90.value


def _constant(kind: str, body: object, number: Number) -> Distribution:
    if isinstance(body, Mapping):
        (value,) = _parameters(kind, body, number, ("value",))
        return Constant(value.value)
    return Constant(_given(kind, body, number).value)


def _uniform(kind: str, body: object, number: Number) -> Distribution:
    low, high = _parameters(kind, body, number, ("low", "high"))
    _ascending(low, high)
    return Uniform(low.value, high.value)


def _triangular(kind: str, body: object, number: Number) -> Distribution:
    low, mode, high = _parameters(kind, body, number, ("low", "mode", "high"))
    _ascending(low, mode, high)
    return Triangular(low.value, mode.value, high.value)


def _pert(kind: str, body: object, number: Number) -> Distribution:
    low, mode, high = _parameters(kind, body, number, ("min", "mode", "max"))
    _ascending(low, mode, high)
    return Pert(low.value, mode.value, high.value)


def _exponential(kind: str, body: object, number: Number) -> Distribution:
    (mean,) = _parameters(kind, body, number, ("mean",))
    _positive(mean)
    return Exponential.of_mean(mean.value)


def _lognormal(kind: str, body: object, number: Number) -> Distribution:
    first, second = _parameters(kind, body, number, ("median", "p90"), ("mean", "sd"))
    if first.name == "median":
        return Lognormal.of_median_p90(*_tail(first, second))
    _positive(first, second)
    if second.value > WIDEST_SPREAD * first.value:
        _refuse(f"{second} is more than {WIDEST_SPREAD} times {first}")
    return Lognormal.of_mean_sd(first.value, second.value)


def _gamma(kind: str, body: object, number: Number) -> Distribution:
    mean, cv = _parameters(kind, body, number, ("mean", "cv"))
    _positive(mean)
    _inside(cv, *CV_RANGE)
    return Gamma.of_mean_cv(mean.value, cv.value)


def _weibull(kind: str, body: object, number: Number) -> Distribution:
    first, second = _parameters(kind, body, number, ("shape", "scale"), ("median", "p90"))
    if first.name == "shape":
        _inside(first, *SHAPE_RANGE)
        _positive(second)
        return Weibull.of_shape_scale(first.value, second.value)
    weibull = Weibull.of_median_p90(*_tail(first, second))
    if weibull.shape > SHAPE_RANGE[1]:
        _refuse(f"{second} is too close to {first}; for one fixed value write {first.written} alone")
    return weibull


def _empirical(kind: str, body: object, number: Number) -> Distribution:
    if isinstance(body, (list, tuple)):
        body = {"values": body}
    if not isinstance(body, Mapping) or not {"values"} <= set(body) <= {"values", "weights"}:
        _refuse(f"{kind} takes [value, value, ...] or {{values: [...], weights: [...]}}, found {shown(body)}")
    values = _list("values", body["values"], number)
    if "weights" not in body:
        return Empirical(tuple(sorted(values)))
    weights = _list("weights", body["weights"], number)
    if len(weights) != len(values):
        _refuse(f"weights ({len(weights)} of them) must be as many as values ({len(values)})")
    if sum(weights) <= 0:
        _refuse("weights must not all be zero")
    pairs = sorted(zip(values, weights, strict=True))
    return Empirical(tuple(value for value, _ in pairs), tuple(weight for _, weight in pairs))


def _list(name: str, written: object, number: Number) -> list[float]:
    if not isinstance(written, (list, tuple)) or not 1 <= len(written) <= _MOST_VALUES:
        _refuse(f"{name} must be a list of 1 to {_MOST_VALUES} entries, found {shown(written)}")
    return [_given(name, part, number).value for part in written]


def _slowest(kind: str, body: object, number: Number) -> Distribution:
    if not isinstance(body, Mapping) or set(body) != {"n", "of"}:
        _refuse(f"{kind} takes {{n, of}}: how many, and a distribution; found {shown(body)}")
    n = units.count(body["n"])
    if not 1 <= n <= _MOST_VALUES:
        _refuse(f"n ({n}) must lie between 1 and {_MOST_VALUES}")
    return Slowest(n, parse(body["of"], number))


KINDS: Final[Mapping[str, Callable[[str, object, Number], Distribution]]] = {
    "constant": _constant,
    "uniform": _uniform,
    "triangular": _triangular,
    "pert": _pert,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "gamma": _gamma,
    "weibull": _weibull,
    "empirical": _empirical,
    "slowest": _slowest,
}
