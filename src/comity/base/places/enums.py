from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a place is; the order of the members is the order in which equal names are preferred."""

    STATE = "state", _("State")
    TERRITORY = "territory", _("territory")
    # A State, or a territory with treaty relations of its own, that no longer exists under that name.
    FORMER = "former", _("former State")
    ORGANISATION = "organisation", _("organisation")
    GROUP = "group", _("regional group")
    REGION = "region", _("region")


class Group(models.TextChoices):
    """The five regional groups of the General Assembly, as the Department for its management lists them."""

    AFRICAN = "african", _("African States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific States")
    EASTERN_EUROPEAN = "eastern-european", _("Eastern European States")
    LATIN_AMERICAN_CARIBBEAN = "latin-american-caribbean", _("Latin American and Caribbean States")
    WESTERN_EUROPEAN_OTHERS = "western-european-others", _("Western European and other States")


class LegalSystem(models.TextChoices):
    """A tradition to which law belongs; a place may have several. Terms of the vocabulary of cases too."""

    CIVIL = "civil-law", _("Civil law")
    COMMON = "common-law", _("Common law")
    ISLAMIC = "islamic-law", _("Islamic law")
    CUSTOMARY = "customary-law", _("Customary law")


class Membership(models.TextChoices):
    """How a place stands to the United Nations."""

    MEMBER = "member", _("Member State")
    OBSERVER = "observer", _("non-member observer State")
    NONE = "none", _("not a member")


class AliasKind(models.TextChoices):
    """Why a place is also called so."""

    FORMER = "former", _("former name")
    VARIANT = "variant", _("other name")
    ABBREVIATION = "abbreviation", _("abbreviation")
    DEMONYM = "demonym", _("word for its people")


class Change(models.TextChoices):
    """How one State followed another, or a territory passed between them."""

    CONTINUATION = "continuation", _("continues the legal personality")
    SEPARATION = "separation", _("separated from")
    DISSOLUTION = "dissolution", _("emerged from the dissolution of")
    UNION = "union", _("formed by union")
    RESTORATION = "restoration", _("restored its earlier independence")
    RETURN = "return", _("territory returned")


class Reason(models.TextChoices):
    """Why a text is taken to mean a place; the order is from the surest to the least sure."""

    NAME = "name", _("name")
    CODE = "code", _("code")
    VARIANT = "variant", _("other name")
    ABBREVIATION = "abbreviation", _("abbreviation")
    FORMER = "former", _("former name")
    DEMONYM = "demonym", _("word for its people")
    BEGINNING = "beginning", _("beginning of a name")
    WORDS = "words", _("words of a name")
    SPELLING = "spelling", _("similar spelling")
