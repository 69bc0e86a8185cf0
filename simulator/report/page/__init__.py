"""The report of a run as one HTML page: sections make plain data, a template makes HTML of it."""

from simulator.report.page.material import Material
from simulator.report.page.whole import PAGE, page

__all__ = ["PAGE", "Material", "page"]
