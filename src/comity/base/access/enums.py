from enum import StrEnum


class Permission(StrEnum):
    """What a role may allow; the value is what the audit trail and the reference page show."""

    PLACE_EDIT = "place.edit"
    TERM_EDIT = "term.edit"
    RECORD_DRAFT = "record.draft"
    RECORD_PUBLISH = "record.publish"
    RECORD_WITHDRAW = "record.withdraw"
    TREATY_ACTION_EDIT = "treaty_action.edit"
    ANNOTATION_EDIT = "annotation.edit"
    AUTHORITY_READ = "authority.read"
    AUTHORITY_CONFIRM = "authority.confirm"
    AUTHORITY_AMEND = "authority.amend"
    AUTHORITY_EDIT = "authority.edit"
    NOTICE_MANAGE = "notice.manage"
    FILE_MANAGE = "file.manage"
    HOT_TOPIC_COMPOSE = "hot_topic.compose"
