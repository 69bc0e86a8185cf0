"""Unquoted words as YAML 1.2 (core schema) understands them: `NO`, `12:30` and `2031-03-03` stay text."""

from __future__ import annotations

import math
import re
from typing import Final

_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS: Final = frozenset("0123456789+-.")
_BASED: Final = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_NUMBER: Final = 40

Scalar = str | int | float | bool | None


def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted word.

    Raises:
        ValueError: If it is a number that is not finite or absurdly long.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _FLOAT.fullmatch(text):
        return _number(text)
    if _BASED.fullmatch(text):
        return _number(text, base=0)
    if _NOT_FINITE.fullmatch(text):
        message = "infinite and undefined numbers are not allowed"
        raise ValueError(message)
    return text


def _number(text: str, base: int = 10) -> int | float:
    if len(text) > _LONGEST_NUMBER:
        message = f"a number of {len(text)} characters is too long"
        raise ValueError(message)
    try:
        return int(text, base)
    except ValueError:
        value = float(text)
    if not math.isfinite(value):
        message = "the number is too large"
        raise ValueError(message)
    return value
