"""What the script of the exchange says to people, in the language of the page."""

from django.utils.translation import gettext as _


def sentences() -> dict[str, str]:
    """Each sentence by its name; the first ones say why something sealed is not shown."""
    return {
        "draft-closed": _("A draft that your key does not open"),
        "drafts-sealed": _("Drafts are now kept sealed for %(authority)s: its members open them, the host does not."),
        "found": _("Found: %(count)s"),
        "found-nothing": _("Nothing was found in the messages that your authority has opened."),
        "found-closed": _("Some of it is sealed to keys that you do not hold, and was not looked through."),
        "no-subject": _("Without a subject"),
        "changed": _(
            "This message was changed or cut on the way. Nothing of it is shown. Ask the sender to send it again."
        ),
        "attachment-changed": _(
            "This file was changed or cut on the way. It is not given out. Ask the sender to send it again."
        ),
        "no-key": _("You hold no key that opens this. It came before you were admitted, or is for somebody else."),
        "other-key": _("The host gave a key that is not your authority’s. It is not used. Tell your colleagues."),
        "version": _("This message was written by a newer program than this page. Open the page anew."),
        "author": _("The host says that another authority sent this than the message itself. Nothing of it is shown."),
        "signature": _("The signature of this message is not good. Nothing of it is shown."),
        "replayed": _("This message belongs to another place: it was copied here. Nothing of it is shown."),
        "author-key-ended": _("This was signed with a key that had been changed before. Nothing of it is shown."),
        "not-for-us": _("This message is not addressed to your authority. Nothing of it is shown."),
        "our-key-ended": _("This was sealed to a key of yours that had been changed before. Nothing of it is shown."),
        "other-log": _(
            "The sender saw another list of keys than you. The host may deceive one of you: compare keys by telephone."
        ),
        "passphrase": _("This is not your passphrase, or your key was changed on the host."),
        "passkey": _("The passkey did not open your key."),
        "parts": _("These parts do not make a key. Ask the officers again."),
        "log-signature": _("The list of keys is not signed by this host. No key is used."),
        "log-key": _("The list of keys is signed by another key than before. No key is used. Ask the host why."),
        "log-rewritten": _(
            "The list of keys was changed since you saw it last: something is gone from it. No key is used."
        ),
        "log-missing": _("A key is not in the list of keys. It is not used."),
        "log-other-key": _("The host shows another key than the list of keys has. It is not used."),
        "swapped": _("The host shows another key than you saw before. It is not used. Compare it by telephone."),
        "not-continued": _(
            "This authority’s key was made anew, and the key before did not sign it. First compare it by telephone."
        ),
        "compare-first": _("First compare the numbers of this authority, which has no installation, in this browser."),
        "no-own-key": _("You have no key of your own yet."),
        "locked": _("Your key is closed, or you do not hold your authority’s key."),
        "nobody": _("There is nobody to seal this to."),
        "no-connection": _("There is no connection to the host. What you wrote is still here. Try again."),
        "other-file": _("This is not the file whose sending was broken off."),
        "file-changed": _("The file was changed while it was being sealed. Choose it again."),
        "host": _("The host did not take this."),
        "unknown": _("This did not work. Open the page anew and try again."),
        "weak": _("A passphrase has at least 16 characters. Take the one that is suggested, or several words."),
        "unlike": _("The two passphrases are not the same."),
        "working": _("Please wait …"),
        "sealing": _("Sealing and sending: %(part)s of %(whole)s"),
        "opening": _("Opening: %(part)s of %(whole)s"),
        "made": _(
            "Your key is made. Keep the passphrase where nobody else finds it: nobody can give it to you again."
        ),
        "authority-made": _("The authority’s key is made."),
        "authority-changed": _("The authority’s key was changed. What comes from now on opens only with the new one."),
        "admitted": _("%(name)s now holds the authority’s key."),
        "cut": _("%(name)s no longer holds the authority’s key. Change it now."),
        "prepared": _("Recovery is prepared: %(threshold)s of %(officers)s officers together."),
        "asked": _("The officers are asked. Come back when enough of them have helped."),
        "passed": _("Your part was handed on."),
        "recovered": _("You hold the authority’s key again."),
        "sent": _("Sealed and sent."),
        "kept": _("It is kept, sealed."),
        "case-changed": _("A colleague has changed this meanwhile. Their notes are here now; keep yours again."),
        "request-taken": _(
            "Filled in from the request. Look at it: the host reads what stands in this form. "
            "The title and the persons go into the file sealed."
        ),
        "subject-taken": _("The subject of the message becomes the title of the file, sealed."),
        "knowledge-new": _("Not compared yet"),
        "knowledge-seen": _("The same as before, not compared"),
        "knowledge-compared": _("Compared"),
        "compare": _("I have compared these numbers"),
        "holds": _("holds the key"),
        "holds-not": _("does not hold the key"),
        "keyless": _("has no key of their own yet"),
        "admit": _("Hand the key to %(name)s"),
        "admit-past": _("also what came before"),
        "admit-compared": _("I have compared these numbers with %(name)s"),
        "cut-off": _("Cut off %(name)s"),
        "departed": _("%(name)s may not use this key any more and still knows it. Change it."),
        "officer": _("%(name)s is an officer"),
        "help": _("Help %(name)s to recover the key (%(parts)s of %(threshold)s)"),
        "take": _("Take the key again (%(parts)s of %(threshold)s have helped)"),
        "receipt": _("%(what)s: %(who)s, %(at)s"),
        "way": _("%(who)s: %(what)s. %(why)s"),
        "way-open": _("%(who)s: %(what)s"),
        "receipt-good": _("This receipt is good: %(who)s said this of the message, with the key of these numbers."),
        "receipt-bad": _("This receipt is not good: it was changed, or is not of this key."),
        "save": _("Save the file %(name)s"),
        "from": _("From %(name)s"),
        "download": _("Receipt as a file"),
        "resume": _("The sending of %(name)s was broken off. Choose the same file to go on."),
        "remains": _("No message yet."),
        "choose": _("Choose an authority."),
        "empty": _("Write something first."),
    }
