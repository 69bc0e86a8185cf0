"""Under which headings `interlock show` lists values whose key is another word.

Someone who sets a value writes the word that was on the screen; this tells the key that was meant. The headings
themselves are in `simulator.report.listing.sections`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SHORTEST_BEGINNING: Final = 3
_TERMS: Final[Mapping[str, str]] = {
    "willing": "willingness",
    "takes": "clearance",
    "clock": "clearance_clock",
    "arrives": "reliability",
    "leaks": "leak",
    "pursues": "pursuit",
}
KEY_OF_HEADING: Final[Mapping[str, Mapping[str, str]]] = {
    "legs": {"takes": "duration"},
    "agencies": {
        "leads": "routine_leads",
        "responds with": "respond_with",
        "lets run": "controlled_delivery",
        "learns of": "exploitation",
    },
    "controls": {
        "looks at": "examine",
        "finds": "detect",
        "seizes": "seize",
        "flagged": "examine_flagged",
        "reports": "report_delay",
    },
    "links": _TERMS,
    "mechanisms": _TERMS,
    "flows": {"cases": "arrivals", "known before": "prior_knowledge"},
}
"""By section: the heading in small letters -> the key of the value."""


def meant_key(section: str, word: str, keys: list[str]) -> str | None:
    """The key that is listed under a heading, else the only one that begins with the word.

    Args:
        section: The section of the scenario, such as `links`.
        word: What was written instead of a key.
        keys: The keys that can stand there.
    """
    wanted = " ".join(word.casefold().replace("_", " ").split())
    listed = KEY_OF_HEADING.get(section, {}).get(wanted)
    if listed in keys:
        return listed
    beginning = wanted.replace(" ", "_")
    longer = [key for key in keys if key.startswith(beginning)]
    return longer[0] if len(longer) == 1 and len(beginning) >= _SHORTEST_BEGINNING else None
