"""Numbers and nouns as people write them."""

import pytest

from simulator.report.words import plural


@pytest.mark.parametrize(
    ("unit", "expected"), [("person", "persons"), ("box", "boxes"), ("kg", "kg"), ("usd", "usd"), ("", "")]
)
def test_nouns_have_a_plural_and_symbols_have_none(unit: str, expected: str) -> None:
    assert plural(unit) == expected
