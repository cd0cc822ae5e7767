"""Draw lots, set up reviews, name people, write together, and take the steps of a review."""

from comity.operations.reviews.actions.drawing import (
    abandon,
    ask,
    change,
    commit,
    correct,
    draw_lot,
    load_facts,
    publish,
    set_up,
    take_back,
)
from comity.operations.reviews.actions.following import (
    change_measure,
    let_public,
    open_follow_up,
    plan,
    show,
    unshow,
)
from comity.operations.reviews.actions.naming import declare, name, release
from comity.operations.reviews.actions.observing import (
    agree,
    disagree,
    observe,
    reword,
    settle_wording,
    take_wording,
    withdraw,
)
from comity.operations.reviews.actions.publishing import publish_missing, publish_result, reconsider
from comity.operations.reviews.actions.seating import follow_lot, replace_reviewer, succeed
from comity.operations.reviews.actions.setting_up import (
    open_review,
    open_reviews,
    postpone,
    set_up_cycle,
)
from comity.operations.reviews.actions.stepping import decide, go, mark, unmark
from comity.operations.reviews.actions.supplementing import hand_in_supplement, supplement
from comity.operations.reviews.actions.writing import (
    arrange,
    clarify,
    drop,
    keep_meeting,
    remark,
    rewrite,
    summarise,
)


__all__ = [
    "abandon",
    "agree",
    "arrange",
    "ask",
    "change",
    "change_measure",
    "clarify",
    "commit",
    "correct",
    "decide",
    "declare",
    "disagree",
    "draw_lot",
    "drop",
    "follow_lot",
    "go",
    "hand_in_supplement",
    "keep_meeting",
    "let_public",
    "load_facts",
    "mark",
    "name",
    "observe",
    "open_follow_up",
    "open_review",
    "open_reviews",
    "plan",
    "postpone",
    "publish",
    "publish_missing",
    "publish_result",
    "reconsider",
    "release",
    "remark",
    "replace_reviewer",
    "reword",
    "rewrite",
    "set_up",
    "set_up_cycle",
    "settle_wording",
    "show",
    "succeed",
    "summarise",
    "supplement",
    "take_back",
    "take_wording",
    "unmark",
    "unshow",
    "withdraw",
]
