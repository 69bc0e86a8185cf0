"""A scenario written out in full: every default, overlay and setting in place, and readable again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from simulator.scenario.defaults import KIND_KEY

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_/().]*(?: [A-Za-z0-9_/().]+)*")
_WORDS_WITH_MEANING: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def resolved_text(scenario: Scenario) -> str:
    """The scenario as YAML that `load_scenario` reads as the same values."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Repeats what is used twice, and quotes whatever another reader of YAML could take for a number."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        plain = _PLAIN.fullmatch(value) and value.casefold() not in _WORDS_WITH_MEANING
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')

    Dumper.add_representer(str, text)
    body = yaml.dump(
        _data(scenario),
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=1_000_000,
        default_flow_style=None,
    )
    title = f"# All values of {scenario.id} as they were simulated; the scenario says where they come from."
    return f"{title}\n{body}"


def _data(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data, kinds applied; where a default exists, that there is no value must be written too."""
    data = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"kinds"})
    full = scenario.model_dump(mode="json", by_alias=True, include=set(KIND_KEY))
    return {section: full.get(section, value) for section, value in data.items() if value not in ([], {})}
