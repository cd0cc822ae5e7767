"""What the page that stands alone says, in the language of now."""

from django.utils.translation import gettext as _

from comity.engines.exchange.enums import Act


def words() -> dict[str, str]:
    """Each sentence by its name; those that begin with refused- say why something is not shown."""
    return _making() | _opening() | _answering() | _refusing()


def _making() -> dict[str, str]:
    return {
        "no-script": _("This page works by a script that stands in it. Open it in a browser that runs scripts."),
        "working": _("Please wait …"),
        "make-title": _("A key for sealed messages"),
        "make-lead": _(
            "With this page an authority makes the key with which it opens sealed messages and signs its answers."
            " Everything is done in this browser, without any network: nothing that you type leaves it."
        ),
        "make-key": _("Make the key of your authority"),
        "name": _("The name of your authority"),
        "name-help": _("As those call it who write to you. It stands in the card."),
        "suggested": _("A passphrase that nobody guesses:"),
        "passphrase": _("Your passphrase"),
        "passphrase-help": _("Write it down and keep it apart from the key file. Nobody can give it to you again."),
        "again": _("Once more"),
        "more": _("A key of the age command, or a key instead of an older one"),
        "hybrid": _("Withstand quantum computers as well; the age command must then be version 1.3 or later"),
        "identity": _("A secret key that begins with AGE-SECRET-KEY-1"),
        "identity-help": _("When you have made one with age-keygen and want to keep it. Otherwise leave this empty."),
        "before": _("The file of the key that you had until now"),
        "before-help": _("The new key is signed by it, so that others know that it is yours."),
        "old-passphrase": _("The passphrase of that file"),
        "make-button": _("Make the key"),
        "made-title": _("The key is made"),
        "made-keep": _("Keep the key file, and give it to nobody."),
        "save-key": _("Save the key file"),
        "made-give": _("Give the card to whoever writes to you. It is not secret."),
        "save-card": _("Save the card"),
        "made-read": _("Read them these numbers by telephone, and have them read you theirs:"),
        "made-lost": _(
            "Without the key file and its passphrase nobody opens what was sealed to you. If somebody else may have"
            " got hold of both, tell those who write to you at once, and make a new key."
        ),
    }


def _opening() -> dict[str, str]:
    return {
        "open-title": _("A sealed message"),
        "open-lead": _(
            "From %(sender)s to %(recipient)s, %(day)s. It is opened in this browser, without any network."
        ),
        "open-key": _("Open it with your key"),
        "key-file": _("Your key file"),
        "with-age": _("Without a key file, or with the age command"),
        "with-age-help": _(
            "What is in this page is an ordinary file of the age format: the age command opens it with your key file."
            " It then stands there with its signature, which this page would check for you."
        ),
        "save-sealed": _("Save the sealed message for the age command"),
        "open-button": _("Open"),
        "no-subject": _("Without a subject"),
        "signed": _("%(sender)s signed this on %(at)s, with the key of these numbers:"),
        "compared": _("You have compared these numbers before: it is the same key, or one that it has signed."),
        "not-compared": _(
            "The signature is good. Whose key it is only you can find out: have the numbers read to you by telephone,"
            " at a number that you know from elsewhere."
        ),
        "compare": _("I have compared these numbers: keep them in the key file"),
        "compared-kept": _("A new key file was saved. Use it from now on, with the same passphrase."),
        "files": _("Files"),
        "save-file": _("Open and save"),
        "save-sealed-file": _("Save as it is sealed"),
        "opening": _("Opening: %(part)s of %(whole)s"),
    }


def _answering() -> dict[str, str]:
    return {
        "answer-title": _("Answer"),
        "answer-lead": _(
            "The answer is signed with your key and sealed to whoever wrote to you. It is saved as a file: send it"
            " back on a stick or by e-mail. It says in any case that you have opened the message."
        ),
        "act": _("What you say of the message"),
        "act-opened": _("Nothing more than that it was opened"),
        "act-acknowledged": str(Act.ACKNOWLEDGED.label),
        "act-question": str(Act.QUESTION.label),
        "act-part_executed": str(Act.PART_EXECUTED.label),
        "act-executed": str(Act.EXECUTED.label),
        "act-refused": str(Act.REFUSED.label),
        "words": _("Your words, if any"),
        "answer-files": _("Files, if any"),
        "answer-button": _("Sign and save the answer"),
        "sealing": _("Sealing: %(part)s of %(whole)s"),
        "answered": _("The answer was saved as a file."),
    }


def _refusing() -> dict[str, str]:
    return {
        "refused-no-name": _("Say the name of your authority."),
        "refused-weak": _(
            "A passphrase has at least 16 characters. Take the one that is suggested, or several words."
        ),
        "refused-unlike": _("The two passphrases are not the same."),
        "refused-no-identity": _("There is no secret key of the age format in this."),
        "refused-no-key-file": _("Choose your key file first."),
        "refused-passphrase": _("This is not the passphrase of this file, or the file was changed."),
        "refused-no-key": _(
            "This key does not open it: the message was sealed to another one. Nothing of it is shown."
        ),
        "refused-cut": _("This file was cut on the way. Nothing of it is shown. Ask the sender to send it again."),
        "refused-changed": _(
            "This message was changed or cut on the way. Nothing of it is shown. Ask the sender to send it again."
        ),
        "refused-attachment-changed": _(
            "This file was changed or cut on the way. It is not given out. Ask the sender to send it again."
        ),
        "refused-version": _("This message was written by a newer program than this page. Ask for a new file."),
        "refused-author": _("This file names another sender than the message itself. Nothing of it is shown."),
        "refused-signature": _("The signature of this message is not good. Nothing of it is shown."),
        "refused-replayed": _("This message belongs to another place: it was copied here. Nothing of it is shown."),
        "refused-not-for-us": _("This message is not addressed to your authority. Nothing of it is shown."),
        "refused-other-sender": _(
            "This was signed with another key than the one that you compared. Nothing of it is shown. Call the sender."
        ),
        "refused-not-continued": _(
            "The sender has a new key that the one before did not sign. Nothing of it is shown. Call the sender."
        ),
        "refused-file-changed": _("The file was changed while it was being sealed. Choose it again."),
        "refused-unknown": _("This did not work. Open the page anew and try again."),
    }
