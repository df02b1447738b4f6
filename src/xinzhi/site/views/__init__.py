"""The pages above all rooms: home, workbench, search."""

from .api import reference
from .home import about, home
from .plumbing import healthz, styleguide
from .search import search, suggestions
from .workbench import workbench

__all__ = ["about", "healthz", "home", "reference", "search", "styleguide", "suggestions", "workbench"]
