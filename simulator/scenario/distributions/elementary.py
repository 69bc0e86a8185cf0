"""Elementary functions of arrays that give the same bits on every processor, alone or in bulk.

NumPy chooses its `exp`, `log` and `power` by what the processor offers, and takes another way again for a
single number. These go element by element through the C library. (The functions of SciPy that they use are
known for other things, but are exactly these for the arguments given here.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def exp(x: Array) -> Array:
    """The exponential function of x."""
    from scipy.special import inv_boxcox  # slow to import

    return np.asarray(inv_boxcox(x, 0.0))


def log(x: Array) -> Array:
    """The natural logarithm of x."""
    from scipy.special import xlogy  # slow to import

    return np.asarray(xlogy(1.0, x))


def unit_exponential(u: Array) -> Array:
    """-ln(1 - u), the inverse CDF of the exponential distribution with mean 1."""
    from scipy.special import log1p  # slow to import

    return np.asarray(-log1p(-u))
