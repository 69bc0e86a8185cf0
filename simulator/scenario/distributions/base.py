"""What every distribution can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import ArrayLike

from simulator.scenario.distributions.elementary import Array
from simulator.scenario.units import write_number

Parameters = Mapping[str, float | tuple[float, ...]]

BARE: Final = frozenset({"shape", "cv", "weights"})
"""Parameters that carry no unit, whatever is distributed."""


class Distribution(ABC):
    """A distribution of one number, in the unit of whatever it describes (seconds, kilograms, ...)."""

    kind: ClassVar[str]
    """The word that names it in a scenario."""

    def ppf(self, u: ArrayLike) -> Array:
        """The inverse CDF: the value below which a share `u` of the distribution lies.

        Args:
            u: Numbers in the open interval (0, 1), of any shape.

        Returns:
            An array of the shape of `u`. A number alone gives the same bits as inside a longer array.
        """
        return np.asarray(self._ppf(np.asarray(u, dtype=np.float64)), dtype=np.float64)

    @abstractmethod
    def _ppf(self, u: Array) -> Array:
        """The inverse CDF of doubles, by arithmetic, `elementary` and SciPy's elementwise functions only."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """The expected value."""

    @property
    @abstractmethod
    def variance(self) -> float:
        """The variance, in squared units."""

    @property
    def median(self) -> float:
        """The value that is exceeded half of the time."""
        return float(self.ppf(0.5))

    @property
    @abstractmethod
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest value it can take; the highest may be infinite."""

    @property
    @abstractmethod
    def parameters(self) -> Parameters:
        """The parameters by the names a scenario uses, in the form they were given."""

    def written(self, write: Callable[[float], object] = write_number) -> object:
        """The mapping (or, for a constant, the scalar) that is read as exactly this distribution.

        Args:
            write: How a number of this quantity is written, for example `units.write_duration`.
        """
        body: dict[str, Any] = {}
        for name, value in self.parameters.items():
            one = write_number if name in BARE else write
            body[name] = [one(part) for part in value] if isinstance(value, tuple) else one(value)
        return {self.kind: body}
