"""What States declared, handed by those who know the treaties to the directory of authorities, which does not."""

from collections.abc import Iterator

from comity.base.people.models import User
from comity.knowledge.authorities.imports.rows import Report
from comity.knowledge.authorities.imports.statements import import_statements
from comity.knowledge.authorities.registry import designating
from comity.knowledge.authorities.shapes import Statement
from comity.knowledge.treaties.models import TreatyAction


def statements() -> Iterator[Statement]:
    """What was said about the treaties by which States name authorities; one query."""
    symbols = {one.treaty for one in designating()}
    acts = TreatyAction.objects.filter(treaty__symbol__in=symbols, is_retracted=False).exclude(text="")
    for act in acts.select_related("treaty", "provenance").order_by("pk"):
        yield Statement(
            act.identifier,
            act.treaty.symbol,
            act.territory_id or act.place_id,
            act.text,
            act.language,
            act.earliest_on,
            act.provenance.title,
            act.provenance.url,
        )


def name_authorities(*, by: User, dry_run: bool = False) -> Report:
    """Keep the authorities that loaded statements name with certainty; the same again changes nothing."""
    return import_statements(statements(), by=by, dry_run=dry_run)
