from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mechanism(TextChoices):
    """Which review it is; each has a file of rules under its name."""

    ORGANIZED_CRIME = "organized-crime", _("Review of the organized crime convention and its protocols")
    CORRUPTION = "corruption", _("Review of the corruption convention")


class Stage(TextChoices):
    """Where a lot stands; it follows from what was done with it and when."""

    # The Secretariat prepares it, and nobody else sees it.
    DRAFT = "draft", _("Being prepared")
    # What is drawn is fixed and public; the randomness is not yet known.
    COMMITTED = "committed", _("Committed")
    # Drawn, and not yet shown to the public.
    DRAWN = "drawn", _("Drawn")
    PUBLISHED = "published", _("Published")
    # Given up, before or after the commitment, with a reason.
    ABANDONED = "abandoned", _("Given up")


class Wish(TextChoices):
    """What a State wishes of the groups."""

    NONE = "", _("No wish")
    FIRST = "first", _("Volunteers for the first group")
    LATER = "later", _("Asks not to be in the first group")


class Part(TextChoices):
    """How a party takes part in a draw."""

    BOTH = "both", _("Is reviewed and reviews")
    REVIEWED = "reviewed", _("Is reviewed and does not review")
    REVIEWS = "reviews", _("Reviews and is not reviewed")
    OUT = "out", _("Takes no part")


class Act(TextChoices):
    """What may be asked after the first lot."""

    REDRAW = "redraw", _("Draw a reviewer anew")
    DEFER = "defer", _("Move to the next group")
    JOIN = "join", _("Joins after the draw")
    LEAVE = "leave", _("Leaves, or becomes part of another State")
    ACCEDE = "accede", _("Has become party to a further instrument")


class Seat(TextChoices):
    """One of the two reviewers."""

    SAME = "same", _("Reviewer of the same regional group")
    OTHER = "other", _("Reviewer of another regional group")


class Counting(TextChoices):
    """How additional reviews are counted."""

    TOGETHER = "together", _("Together with the others")
    POSSIBLE = "possible", _("Together where that is possible, else apart")
    APART = "apart", _("Apart")
