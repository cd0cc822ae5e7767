"""The settings of the portal, with the invented use beside the modules."""

from comity.project.settings import *  # noqa: F403 -- settings are a list of names
from comity.project.settings import INSTALLED_APPS as MODULES


INSTALLED_APPS = [*MODULES, "bench.inventing"]
