from django.db.models import Q, QuerySet

from comity.base.people.models import User
from comity.engines.records.queries import readable_by
from comity.knowledge.bibliography.models import Work


def visible_works(person: User | None) -> QuerySet[Work]:
    """The works that this person may read, with their cards."""
    return Work.objects.filter(readable_by(person, "record__")).select_related("record").order_by("pk")


def same_work(doi: str, fingerprint: str) -> Work | None:
    """The work that is here already under this DOI, or with this title and year unless their DOIs differ."""
    works = Work.objects.select_related("record").order_by("pk")
    if doi:
        return works.filter(doi=doi).first() or works.filter(doi="", fingerprint=fingerprint).first()
    return works.filter(Q(fingerprint=fingerprint)).first()
