"""Signing in, one's account, invitations, organisations."""

from comity.base.people.views.asking import not_from_our_form, signed_in


__all__ = ["not_from_our_form", "signed_in"]
