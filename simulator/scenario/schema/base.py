"""What every part of the scenario language shares: strictness, identifiers, references, annotations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError

from simulator.errors import did_you_mean, shown

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]


def _readable(text: str) -> str:
    """Refuse text of which nothing would be seen, and characters that no page, figure or terminal can show."""
    odd = next(
        (c for c in text if c in _NO_CHARACTERS or (unicodedata.category(c) == "Cc" and c not in "\t\n\r")),
        "",
    )
    if odd or not any(c.isprintable() and not c.isspace() for c in text):
        found = f"the character U+{ord(odd):04X}" if odd else "nothing but blanks"
        told = {
            "code": "E301",
            "message": f"expected text that can be shown, found {found}",
            "hint": "remove it" if odd else "write something",
        }
        kind, template = "unreadable_text", "{message}"
        raise PydanticCustomError(kind, template, told)
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_readable)]
"""What people read; never markup."""
About = Literal["case", "subject", "cell"]
Status = Literal["sourced", "elicited", "assumed"]
LatLon = tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]]

_MOST_LISTED = 12
_NO_CHARACTERS = "\ufffe\uffff"

_names: ContextVar[Mapping[str, frozenset[str]] | None] = ContextVar("scenario_names", default=None)


@contextmanager
def known_names(names: Mapping[str, frozenset[str]]) -> Iterator[None]:
    """Make the identifiers of a scenario known while its parts are validated.

    Args:
        names: section ("agencies", "places", ...) -> the identifiers declared there.
    """
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)


def _reference(section: str, noun: str) -> AfterValidator:
    def check(value: str) -> str:
        names = _names.get()
        if names is not None and value not in names.get(section, frozenset()):
            known = names.get(section, frozenset())
            listed = f"there are {', '.join(sorted(known))}" if 0 < len(known) <= _MOST_LISTED else ""
            hint = did_you_mean(value, known) or listed
            message = f"unknown {noun} {shown(value)}"
            kind, template = "unknown_reference", "{message}"
            raise PydanticCustomError(kind, template, {"message": message, "hint": hint})
        return value

    return AfterValidator(check)


JurisdictionId = Annotated[str, _reference("jurisdictions", "jurisdiction")]
PlaceId = Annotated[str, _reference("places", "place")]
AgencyId = Annotated[str, _reference("agencies", "agency")]
TeamsId = Annotated[str, _reference("teams", "agency or pool")]
ControlId = Annotated[str, _reference("controls", "control")]
FlowId = Annotated[str, _reference("flows", "flow")]
InjectId = Annotated[str, _reference("injects", "inject")]
CareId = Annotated[str, _reference("care", "places of care")]
RoleId = Annotated[str, _reference("roles", "role")]


@dataclass(frozen=True, eq=False)  # metadata of a type must have a hash
class AlsoWritten:
    """Tells the JSON Schema of a field of a shorter form that a scenario may use.

    Attributes:
        form: The JSON Schema of that form.
    """

    form: Mapping[str, Any]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Either form."""
        return {"anyOf": [dict(self.form), handler(schema)]}


class Part(BaseModel):
    """A piece of a scenario: frozen, and strict about keys it does not know."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        validate_by_name=True,
        validate_by_alias=True,
    )


class Entity(Part):
    """A piece of a scenario with a name of its own."""

    id: Identifier
    """Short name by which the rest of the scenario refers to it (a-z, 0-9, _)."""
    name: Text | None = None
    """What people call it; the identifier where it is left out."""
    status: Status | None = None
    """Where its numbers come from, unless a number says otherwise itself."""
    source: Text | None = None
    """The source behind its numbers: an identifier from scenario.sources, or a citation."""
    note: Text | None = None
    """A remark for people; the engine does not read it."""

    @property
    def label(self) -> str:
        """The name shown to people."""
        return self.name or self.id
