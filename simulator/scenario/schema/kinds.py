"""What entities of a kind have in common, written once."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, WithJsonSchema

from simulator.scenario.defaults import KIND_KEY
from simulator.scenario.kinds import LIKE, OF_ONE
from simulator.scenario.schema.actors import Agency, Link
from simulator.scenario.schema.base import Identifier, Part
from simulator.scenario.schema.controls import Control
from simulator.scenario.schema.mechanisms import MECHANISMS
from simulator.scenario.schema.threats import Flow

_OF_NO_KIND: Final = frozenset({*OF_ONE, *KIND_KEY.values()})


def _keys_of(*models: type[BaseModel]) -> WithJsonSchema:
    """Names the keys for editors; the values are checked in the entities that take them."""
    names = {info.alias or name for model in models for name, info in model.model_fields.items()}
    keys = sorted({LIKE, *names} - _OF_NO_KIND)
    return WithJsonSchema({"type": "object", "propertyNames": {"enum": keys}})


class Kinds(Part):
    """What entities of a kind have in common: any of their keys but `id`, `name` and the kind itself.

    An entity takes from its kind what it does not write itself. A kind in turn builds on the one named by `like`, else
    on the library's kind of its own name, else on the library's defaults for any kind.
    """

    agencies: dict[Identifier, Annotated[dict[str, Any], _keys_of(Agency)]] = Field(default={})
    """What agencies of a kind have in common."""
    controls: dict[Identifier, Annotated[dict[str, Any], _keys_of(Control)]] = Field(default={})
    """What controls of a kind have in common."""
    links: dict[Identifier, Annotated[dict[str, Any], _keys_of(Link)]] = Field(default={})
    """What links of a kind have in common."""
    mechanisms: dict[Identifier, Annotated[dict[str, Any], _keys_of(*MECHANISMS)]] = Field(default={})
    """What mechanisms of a kind have in common; in the end each is like a kind of the library (hub, registry, ...)."""
    flows: dict[Identifier, Annotated[dict[str, Any], _keys_of(Flow)]] = Field(default={})
    """What flows of a threat have in common."""
