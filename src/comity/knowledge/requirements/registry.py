"""What the form of a State's requirements says of its fields."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.engines.records.registry import Wording


WORDS: Final = {
    "content": Wording(
        _("What a request contains beyond what the treaty asks"),
        _("Documents, forms or statements that your State needs, one a line."),
    ),
    "channel": Wording(_("Channel"), _("To whom, by which way, and whether a copy may come first by e-mail.")),
    "urgent": Wording(_("Urgent cases"), _("What may be done first and written later, and how one is reached.")),
    "translation": Wording(_("Translation"), _("Whether it must be sworn, and which parts may stay as they are.")),
    "costs": Wording(_("Costs"), _("Which costs are asked back, and whether that is agreed beforehand.")),
    "dual_criminality": Wording(_("Dual criminality"), _("For which measures it is asked, and how it is looked at.")),
    "advice": Wording(_("Practical advice"), _("What makes requests to your State succeed or fail, in a few lines.")),
    "told_by": Wording(_("Told by"), _("The authority of your State that says so.")),
}
