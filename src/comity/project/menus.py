"""What stands in the menus of every page, for visitors and for who is signed in."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.ui.shell import Entry, Menus


MENUS: Final = Menus(
    home="home",
    search="search:page",
    suggest="search:suggest",
    loaded="comity.project.portal.queries.loaded_sentence",
    sign_in="people:sign-in",
    signed_in="comity.base.notices.views.signed_in",
    banners="comity.base.administration.views.announcing.banners",
    identity="comity.base.administration.views.writing.identity_shown",
    beyond="comity.project.beyond.links",
    navigation=(
        Entry(_("Treaties"), "treaties:list"),
        Entry(_("Laws"), "legislation:list"),
        Entry(_("Authorities"), "authorities:list"),
        Entry(_("Legal basis"), "assistance:find"),
        Entry(_("Who can help me?"), "guidance:ask"),
        Entry(_("Databases"), "databases"),
        Entry(_("States"), "places"),
        Entry(_("Topics"), "topics"),
    ),
    personal=(
        Entry(_("Administration"), "administration:desk", "system.read"),
        Entry(_("New record"), "records:databases", "record.draft"),
        Entry(_("Contributions"), "contributions:dashboard", "record.draft"),
        Entry(_("Sealed exchange"), "exchange:list", "sealed.exchange"),
        Entry(_("Files of requests"), "casework:desk", "case.keep"),
        Entry(_("Networks"), "networks:desk", "sealed.exchange"),
        Entry(_("Networks"), "networks:desk", "network.manage"),
        Entry(_("Drafts"), "records:drafts", "record.draft"),
        Entry(_("Records to confirm"), "records:upkeep", "authority.confirm", unless="record.publish"),
        Entry(_("Import records"), "records:import", "record.publish"),
        Entry(_("Questionnaires"), "questionnaires:list", "questionnaire.write"),
        Entry(_("Reviews"), "reviews:reviews", "review.take_part"),
        Entry(_("Your questionnaires"), "questionnaires:responses", "review.take_part"),
        Entry(_("Technical assistance"), "reviews:assistance", "review.take_part"),
        Entry(_("Reviews"), "reviews:desk", "review.conduct"),
        Entry(_("Drawing of lots"), "reviews:draws", "review.draw"),
        Entry(_("Files"), "files:page", "file.manage"),
        Entry(_("Organisations"), "people:organisations", "member.read"),
        Entry(_("Other installations"), "exchange:installations", "organisation.manage"),
        Entry(_("Audit log"), "audit:page"),
        Entry(_("Searches that you follow"), "search:alerts"),
    ),
    footer=(
        Entry(_("About Comity"), "about"),
        Entry(_("Data and sources"), "data"),
        Entry(_("Interfaces for programs"), "interfaces"),
        Entry(_("Accessibility"), "accessibility"),
        Entry(_("Searches that you follow"), "search:alerts"),
        Entry(_("Collections"), "records:collections"),
        Entry(_("Questionnaires"), "questionnaires:list"),
        Entry(_("Reviews"), "reviews:reviews"),
        Entry(_("Drawing of lots"), "reviews:draws"),
        Entry(_("Meetings of the mechanisms"), "reviews:gatherings"),
        Entry(_("Thematic reports"), "reviews:report"),
        Entry(_("Figures of cooperation"), "casework:figures"),
        Entry(_("Networks"), "networks:list"),
    ),
)
