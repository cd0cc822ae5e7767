"""Sealed drafts of an authority."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import Organisation, User
from comity.engines.exchange import queries, registry, rules
from comity.engines.exchange.models import Draft
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Refused


@transaction.atomic
def keep_draft(  # noqa: PLR0913 -- a draft is all of this
    organisation: Organisation, about: str, content: bytes, *, digest: str, revision: int, by: User
) -> Draft:
    """Keep a draft, sealed to the authority's own key.

    Args:
        organisation: whose it is.
        about: by which name it is found again; the host reads it, so it holds no words of the matter.
        content: the sealed bytes.
        digest: of these.
        revision: the one that the person has seen; 0 for a new draft.
        by: a member who holds the authority's key.

    Raises:
        Overtaken: somebody else has changed it meanwhile.
        Refused: it is not sealed, too long, or its name is no name.
    """
    rules.check_member(by, organisation)
    key = queries.current_key(organisation)
    if key is None or not queries.holds(by, key):
        raise NotPermitted(_("Only a member who holds the authority’s key keeps drafts."))
    if about not in registry.names_for(by, organisation.pk, [about]):
        raise NotPermitted(_("Only the members of this authority may do this."))
    if not about or len(about) > 100 or len(content) > rules.LONGEST_BODY:  # noqa: PLR2004 -- as the column
        raise Refused(_("This draft is longer than one may be."))
    rules.check_sealed(content, digest, keys=1)
    found = Draft.objects.select_for_update().filter(organisation=organisation, about=about).first()
    if (found.revision if found else 0) != revision:
        raise Overtaken(_("Somebody else has changed this draft since you opened it. Look at it, then try again."))
    now = timezone.now()
    kept, _made = Draft.objects.update_or_create(
        organisation=organisation,
        about=about,
        defaults={"sealed": content, "digest": digest, "revision": revision + 1, "by": by, "at": now},
    )
    note("exchange.keep_draft", kept, by=by, on_behalf_of=organisation, size=len(content))
    return kept


@transaction.atomic
def remove_draft(organisation: Organisation, about: str, *, by: User) -> None:
    """Remove a draft.

    Raises:
        NotNow: there is none.
    """
    rules.check_member(by, organisation)
    found = queries.draft_of(by, organisation.pk, about)
    if found is None:
        raise NotNow(_("There is no such draft."))
    note("exchange.remove_draft", found, by=by, on_behalf_of=organisation)
    Draft.objects.filter(pk=found.pk).delete()
