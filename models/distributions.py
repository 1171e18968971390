"""Three quantiles that intervals and alarms stand on, in double precision, without a library of 70 MB for them.

The regularised incomplete beta function by its continued fraction (NIST Digital Library of Mathematical Functions
8.17.22), evaluated by Lentz's method as W. J. Lentz gave it (Applied Optics 15(3), 1976); its inverse by Newton's steps
inside a bracket. Compared with SciPy's in the tests.
"""

from __future__ import annotations

import math
from statistics import NormalDist

_TINY = 1e-300  # Lentz: stands for a zero that would be divided by
_ROUNDS = 20_000  # of the fraction: it needs about the root of the larger parameter, here up to 10^8
_EXACT = 1e-15
_SETTLED = 1e-13  # of the logit; at 10^7 trials rounding does not let Newton come so near, and he turns back sooner
_NEAR = 1e-8
_ASYMPTOTIC = 10.0  # from here on Stirling's series is exact to a double with five terms
_EDGE = 700.0  # logit beyond which a double says 0 or 1
_STEPS = 200


def beta_quantile(a: float, b: float, p: float) -> float:
    """x in [0, 1] below which a beta distribution with a, b > 0 has the share p in [0, 1]; nan outside of these."""
    a, b, p = float(a), float(b), float(p)
    if not (a > 0 and b > 0 and 0 <= p <= 1) or math.isinf(a + b):
        return math.nan
    if p in {0.0, 1.0}:
        return p
    return _share(_logit_of_quantile(a, b, p))


def student_quantile(freedom: float, p: float) -> float:
    """t below which Student's distribution with `freedom` > 0 degrees has the share p in (0, 1)."""
    freedom, p = float(freedom), float(p)
    if math.isinf(freedom):
        return normal_quantile(p)
    if not (freedom > 0 and 0 < p < 1):
        return math.nan
    if p == 0.5:
        return 0.0
    # t^2 / (t^2 + freedom) is distributed as beta(1/2, freedom/2) (DLMF 8.17.12 and the definition of t)
    square = freedom * math.exp(_logit_of_quantile(0.5, freedom / 2, abs(1 - 2 * p)))
    return math.copysign(math.sqrt(square), p - 0.5)


def normal_quantile(p: float) -> float:
    """z below which the standard normal distribution has the share p in [0, 1]."""
    if p in {0.0, 1.0}:
        return math.inf if p else -math.inf
    return NormalDist().inv_cdf(p)


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else math.exp(logit) / (1 + math.exp(logit))


def _logit_of_quantile(a: float, b: float, p: float) -> float:
    """ln(x / (1 - x)) of the quantile: keeps its digits at both ends."""
    low, high = -_EDGE, _EDGE
    at, last = min(max(math.log(a / b), low), high), math.inf
    beta = _log_beta(a, b)
    for _ in range(_STEPS):
        below, slope = _beta(a, b, at, beta)
        if below < p:
            low = at
        else:
            high = at
        step = at - (below - p) / slope if slope > 0 else math.inf
        nxt = step if low < step < high else (low + high) / 2
        moved = abs(nxt - at)
        at = nxt
        if moved <= _SETTLED * max(1.0, abs(at)) or last <= moved < _NEAR:
            break
        last = moved
    return at


def _log_beta(a: float, b: float) -> float:
    """ln B(a, b); of large parameters without the difference of two large numbers."""
    a, b = min(a, b), max(a, b)
    if b < _ASYMPTOTIC:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return math.lgamma(a) - (a + b - 0.5) * math.log1p(a / b) - a * math.log(b) + a + _rest(b) - _rest(a + b)


def _rest(z: float) -> float:
    """What ln gamma(z) is above Stirling's formula (DLMF 5.11.1)."""
    square = z * z
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / z


def _beta(a: float, b: float, logit: float, log_beta: float) -> tuple[float, float]:
    """The share below, and its derivative by the logit, which is x^a (1 - x)^b / B(a, b)."""
    x, y = _share(logit), _share(-logit)
    ln_x = -math.log1p(math.exp(-logit)) if logit > -30 else logit
    ln_y = -math.log1p(math.exp(logit)) if logit < 30 else -logit
    front = math.exp(a * ln_x + b * ln_y - log_beta)
    if x <= (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a, front
    return 1 - front * _fraction(b, a, y) / b, front


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    value = d
    for m in range(1, _ROUNDS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for factor in (even, odd):
            d = 1 + factor * d
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = 1 + factor / c
            c = c if abs(c) > _TINY else _TINY
            value *= c * d
        if abs(c * d - 1) < _EXACT:
            return value
    return value
