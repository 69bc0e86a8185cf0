"""The page: its sections in the order in which a room and then a researcher read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from simulator.report.page.actors import agencies, controls, further, links
from simulator.report.page.blocks import Section
from simulator.report.page.comparison import comparison
from simulator.report.page.discussion import discussion
from simulator.report.page.exercise import exercise, tested
from simulator.report.page.figures import figures
from simulator.report.page.head import head
from simulator.report.page.in_short import cases, in_short
from simulator.report.page.inputs import inputs
from simulator.report.page.key_figures import key_figures
from simulator.report.page.material import Material
from simulator.report.page.methods import methods
from simulator.report.page.repeat import repeat
from simulator.report.page.rights import rights
from simulator.report.page.story import stories
from simulator.report.page.words import words

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PAGE: Final = "report.html"
"""What its file is called."""
_INTERVAL: Final = re.compile(r"\([-+]?\d[\d.,]*(?:-| to )[-+]?\d[\d.,]*\)")
SECTIONS: Final[tuple[Callable[[Material], Section | None], ...]] = (
    key_figures, in_short, figures, comparison, tested, cases, stories, exercise, agencies, controls, links, further,
    discussion, words, inputs, methods, repeat, rights,
)  # fmt: skip
"""What the page consists of; a section that a run has nothing for gives None."""


def page(material: Material) -> str:
    """The report of a run as one HTML file that needs nothing else: no script, no font, no request.

    Args:
        material: The run.
    """
    sections = [section for make in SECTIONS if (section := make(material)) is not None]
    return _environment().get_template("page.html").render(head=head(material), sections=sections)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("simulator.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["shown"] = _shown
    environment.filters["drawn"] = Markup  # an SVG that this program drew, its texts escaped
    return environment


def _shown(text: str) -> Markup:
    """Text whose numbers stay with their percent sign and intervals on one line; long identifiers may be broken."""
    from markupsafe import Markup, escape

    escaped = str(escape(text.replace(" %", "\N{NO-BREAK SPACE}%"))).replace("_", "_<wbr>")
    return Markup(_INTERVAL.sub(r'<span class="whole">\g<0></span>', escaped))
