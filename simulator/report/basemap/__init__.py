"""The ground under a map: countries from a file, projected and cut to a view."""

from simulator.report.basemap.areas import Area, Basemap
from simulator.report.basemap.geojson import basemap_of
from simulator.report.basemap.projections import Projection, projection_for
from simulator.report.basemap.shipped import shipped
from simulator.report.basemap.view import Outline, View

__all__ = ["Area", "Basemap", "Outline", "Projection", "View", "basemap_of", "projection_for", "shipped"]
