from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sort(StrEnum):
    """The order of the answers; the value stands in the address of a search."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    CITED = "cited"


class Facet(StrEnum):
    """What answers are counted and narrowed by; the value stands in the address of a search."""

    PLACE = "place"
    REGION = "region"
    KIND = "kind"
    CRIME_TYPE = "crime_type"
    ARTICLE = "article"
    LANGUAGE = "language"
    YEAR = "year"
    STATUS = "status"
    # What only some kinds have, such as the verdict of a case; every value names its group: “case-verdict:guilty”.
    MARK = "mark"


class Status(StrEnum):
    """Where a text stands in its life; a record for which the question makes no sense has none."""

    DRAFT = "draft"
    IN_FORCE = "in-force"
    AMENDED = "amended"
    REPEALED = "repealed"


class Labels(StrEnum):
    """Where the values of a group of marks get their names."""

    # The group is a vocabulary, and its values are ids in it.
    TERMS = "terms"
    # They are codes of places.
    PLACES = "places"
    # They are read as they stand: names of courts, years.
    PLAIN = "plain"


class Reason(StrEnum):
    """Why something is among the answers."""

    # What was typed names exactly this.
    CITATION = "citation"
    # The words stand in the title, in the text, or in the title of the law or treaty around it.
    TITLE = "title"
    TEXT = "text"
    CONTEXT = "context"
    # The quoted words stand there in this form and order.
    PHRASE = "phrase"
    # Nothing was typed but filters.
    FILTER = "filter"
    # The vocabulary gives what was typed in another language, and that stands there.
    VOCABULARY = "vocabulary"
    # Its meaning is near, in whatever language.
    MEANING = "meaning"


class Taken(StrEnum):
    """What a piece of a typed query was taken for."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"
    CITATION = "citation"
    FIELD = "field"
    NOT = "not"
    # Too common to tell documents apart; left out because other words remain.
    COMMON = "common"
    # Could not be used, and why.
    UNCLOSED = "unclosed"
    UNKNOWN_FIELD = "unknown_field"
    LEFT_OUT = "left_out"
    # No document has all the words; those with most of them are shown.
    MOST_WORDS = "most_words"
    # There is no index yet, so nothing could be looked for.
    NO_INDEX = "no_index"


class Frequency(TextChoices):
    """How often somebody is told of what is new. Values are stored: a change needs a migration."""

    AT_ONCE = "at_once", _("At once, but at most one message in a quarter of an hour")
    DAILY = "daily", _("Once a day, if there is anything new")
    WEEKLY = "weekly", _("Once a week, if there is anything new")
