from enum import StrEnum


class Permission(StrEnum):
    """What a role may allow; the value is what the audit trail and the reference page show."""

    PLACE_EDIT = "place.edit"
    TERM_EDIT = "term.edit"
    RECORD_DRAFT = "record.draft"
    RECORD_PUBLISH = "record.publish"
    RECORD_WITHDRAW = "record.withdraw"
    # To say for a State that what is proposed of it is so; the Secretariat then publishes it.
    RECORD_VERIFY = "record.verify"
    TREATY_ACTION_EDIT = "treaty_action.edit"
    ANNOTATION_EDIT = "annotation.edit"
    # To write, release and close the questions that States are asked.
    QUESTIONNAIRE_WRITE = "questionnaire.write"
    AUTHORITY_READ = "authority.read"
    AUTHORITY_CONFIRM = "authority.confirm"
    AUTHORITY_AMEND = "authority.amend"
    AUTHORITY_EDIT = "authority.edit"
    AUDIT_READ = "audit.read"
    NOTICE_MANAGE = "notice.manage"
    FILE_MANAGE = "file.manage"
    HOT_TOPIC_COMPOSE = "hot_topic.compose"
    # Who works where, and who may come in.
    ORGANISATION_MANAGE = "organisation.manage"
    MEMBER_READ = "member.read"
    MEMBER_MANAGE = "member.manage"
    NOMINATION_DECIDE = "nomination.decide"
    ACCOUNT_RESTORE = "account.restore"
    # Who reviews whom in a mechanism: to set up a drawing of lots, to draw and to publish it.
    REVIEW_DRAW = "review.draw"
    # To set up reviews, register who takes part, and lead them from step to step.
    REVIEW_CONDUCT = "review.conduct"
    # To name for a State who takes part in a review.
    REVIEW_NOMINATE = "review.nominate"
    # To take part in a review for which one's State has named one.
    REVIEW_TAKE_PART = "review.take_part"
    # To hold the key of one's own authority, and to send and open what is sealed to it.
    SEALED_EXCHANGE = "sealed.exchange"
    # To keep the files of requests that one's own authority sends and receives.
    CASE_KEEP = "case.keep"
    # To say for a State which of its figures of cooperation everybody may see.
    CASE_FIGURES = "case.figures"
    # To say which networks of practitioners there are and which States take part, and to look after what they do.
    NETWORK_MANAGE = "network.manage"
    # To appoint who stands for an authority in a network.
    NETWORK_APPOINT = "network.appoint"
    # What the service itself says and how it is doing.
    ANNOUNCEMENT_EDIT = "announcement.edit"
    FRONT_PAGE_EDIT = "front_page.edit"
    SYSTEM_READ = "system.read"


class Scope(StrEnum):
    """How far what a role allows reaches."""

    EVERYWHERE = "everywhere"
    # The State, or organisation of States, of the organisation for which the role is held.
    OWN_PLACE = "own State"
    # The organisation for which the role is held, and no other of its State.
    OWN_ORGANISATION = "own organisation"


class Grade(StrEnum):
    """How a part of the system is; the value is what machines are told."""

    WELL = "well"
    # Somebody should look at it in the next days.
    LATE = "late"
    # Something does not work, or will not for long.
    BROKEN = "broken"
