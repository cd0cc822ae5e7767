"""The few ways in which something can be refused; each carries a sentence that may be shown to the person."""


class Refused(Exception):
    """The request was understood and will not be done."""


class NotPermitted(Refused):
    """This person may never do this here."""


class NotNow(Refused):
    """This person may do this, but not in the present state."""


class Overtaken(NotNow):
    """Somebody else has changed it since this person saw it; whoever asks is shown both."""


class Unreadable(Refused):
    """What was handed in cannot be read; ``where`` names the file, line, row or column.

    Args:
        sentence: what is wrong and how to mend it, for the person who handed it in.
        where: the place in the input, such as ``"laws.csv, row 4, column adopted_on"``; empty when it is the whole.
    """

    def __init__(self, sentence: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {sentence}" if where else sentence)
        self.sentence = sentence
        self.where = where
