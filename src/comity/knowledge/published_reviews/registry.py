"""The facets by which published results are counted, and what the form calls their fields."""

from typing import Final

from django.utils.translation import gettext_lazy

from comity.engines.records.registry import Wording
from comity.engines.search.enums import Labels
from comity.engines.search.shapes import MarkGroup


KIND: Final = ("publishedreview",)
MARKS: Final = (MarkGroup("review-cycle", KIND, Labels.PLAIN, gettext_lazy("Cycle")),)
WORDS: Final = {
    "symbol": Wording(gettext_lazy("Symbol of the document"), example="CAC/COSP/IRG/I/2/1"),
    "cycle": Wording(gettext_lazy("Cycle"), gettext_lazy("As the mechanism calls it.")),
    "observations": Wording(gettext_lazy("Observations")),
    "observations.article": Wording(gettext_lazy("Article"), gettext_lazy("Such as XVIII-12:5."), "XVIII-12:5"),
}
