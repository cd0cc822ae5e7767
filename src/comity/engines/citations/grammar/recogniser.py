"""Find the citations in a text: each pattern is looked for once, and whatever is looked at next to it is bounded."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from comity.engines.citations.grammar.letters import compared, number_key
from comity.engines.citations.grammar.notations import (
    AMENDS,
    APPOSITION,
    ARABIC,
    BEFORE_CHINESE,
    CASE,
    CHINESE,
    END_OF_SENTENCE,
    HEADING_AFTER,
    HEADING_BEFORE,
    LATIN,
    LAW_NUMBER,
    NAMED_CHINESE,
    OTHER_ARABIC,
    OTHER_CHINESE,
    OTHER_LATIN,
    OTHER_RUSSIAN,
    QUOTES,
    REST,
    RUSSIAN,
    SHARED,
    UNITED_STATES,
    WHOLE,
    Notation,
)
from comity.engines.citations.grammar.numbers import Numbers, key_of
from comity.engines.citations.grammar.register import Mention, Register
from comity.engines.citations.shapes import Found, Named, Words


MOST_IN_A_LIST: Final = 60
LONGEST_SHARED: Final = 60
OTHERS: Final = {id(LATIN): OTHER_LATIN, id(RUSSIAN): OTHER_RUSSIAN, id(ARABIC): OTHER_ARABIC}
# Where “a” means “to”.
ROMANCE: Final = frozenset({"fr", "es", "it", "pt"})
# In these languages “section” is a chapter.
DIVIDES_BY_SECTION: Final = frozenset({"fr", "es", "de", "nl", "it", "pt"})


def citations_in(words: Words, register: Register) -> list[Found]:
    """The citations in a text, in the order in which they stand there; no two overlap.

    Every citation that is recognised is given, also of what the portal does not have: then ``record`` is empty.
    """
    return Reading(words, register).found()


class Reading:
    """One text that is being read."""

    def __init__(self, words: Words, register: Register) -> None:
        self.words = words
        self.register = register
        self.original = words.body
        self.text = compared(words.body)
        self.own = register.by_record.get(words.record)
        self.mentions: list[Mention] = []
        self._starts: list[int] = []

    def found(self) -> list[Found]:
        """Look for everything."""
        places = self.places()
        several = [*self._of_places(places), *self._cases()]
        taken = [(one.start, one.end) for one in places if one.items]
        several += self._of_names(taken)
        several.sort(key=lambda one: (one.start, -(one.end - one.start)))
        kept: list[Found] = []
        for one in several:
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def places(self) -> list[Numbers]:
        """The numbers in the text, each with the instrument to which it belongs, as far as the text says."""
        self.mentions = sorted(
            [
                *self.register.mentions(self.text, self.original, self.words.place),
                *self._numbered(),
                *self._chinese_names(),
            ],
            key=lambda one: (one.start, -one.end),
        )
        self.mentions = [
            one
            for before, one in zip([None, *self.mentions], self.mentions, strict=False)
            if before is None or not self._is_apposition(before, one)
        ]
        self._starts = [one.start for one in self.mentions]
        places = sorted(self._places(), key=lambda one: one.start)
        self._attach_before(places)
        self._share(places)
        if self.words.is_of_one:
            self._gather(places)
        self._leave_to_themselves(places)
        return places

    def _is_apposition(self, before: Mention, one: Mention) -> bool:
        """Whether a name only says again what the number of a law before it has said."""
        return (
            before.is_number
            and not one.is_number
            and before.end <= one.start <= before.end + 50
            and bool(APPOSITION.fullmatch(self.text, before.end, one.start))
        )

    # ------------------------------------------------------------ what is named

    def _numbered(self) -> Iterator[Mention]:
        """Laws that are named by number; one that has words after it is named by them."""
        for found in LAW_NUMBER.finditer(self.text):
            named = self.register.numbered(self.text, found.start(), found.end(), self.words.place)
            is_number = bool(
                re.search(r"(?:n\D{0,9}|№\s?|\(.{2,8}\)\s?|[./\-]\d\D{0,9}|ley\s|lei\s)\d{0,5}", found[0])
            )
            if named is not None or is_number:
                yield Mention(found.start(), found.end(), named, is_number=True)
        for found in UNITED_STATES.finditer(self.text):
            yield Mention(found.start(), found.end(), None)

    def _chinese_names(self) -> Iterator[Mention]:
        for found in NAMED_CHINESE.finditer(self.text):
            yield Mention(found.start(), found.end(), self.register.chinese(found["name"], self.words.place))

    def _cases(self) -> Iterator[Found]:
        for found in CASE.finditer(self.text):
            named = self.register.numbered(self.text, found.start(), found.end(), self.words.place)
            if named is None or named.record != self.words.record:
                yield Found(found.start(), found.end(), named.record if named else "")

    # ------------------------------------------------------------ numbers and what stands beside them

    def _places(self) -> Iterator[Numbers]:
        for notation in (LATIN, RUSSIAN, ARABIC):
            last = -1
            for found in notation.article.finditer(self.text):
                if found.start() < last:
                    continue
                place = self._listed(notation, found.start(), found.end())
                if place is None:
                    continue
                if notation is LATIN:
                    place.is_weak = bool(found["weak"]) or (
                        bool(found["section"]) and self.words.language in DIVIDES_BY_SECTION
                    )
                self._look_after(place)
                place.word = self.text[found.start()]
                last = place.end
                if not self._is_inside(place):
                    yield place
        last = -1
        for found in CHINESE.article.finditer(self.text):
            if found.start() >= last and (place := self._listed(CHINESE, found.start(), found.start())):
                self._look_before(place)
                last = place.end
                yield place

    def _is_inside(self, place: Numbers) -> bool:
        """Whether the word before a number is part of a name or number: the § of 18 U.S.C. § 1956."""
        return any(one.start <= place.start < one.end for one in self._mentions_to(place.start))

    def _listed(self, notation: Notation, start: int, position: int) -> Numbers | None:
        """The numbers of a list that begins here; None when there is no number."""
        items: list[tuple[int, int, str]] = []
        begin, end = start, position
        while len(items) < MOST_IN_A_LIST and (item := notation.item.match(self.text, position)):
            if not (key := key_of(item, notation)) or (items and self._is_no_article(item["number"], begin)):
                break
            end = item.end()
            if dash := self._dash_in(item):
                # “Artikel 3–7”: with a long dash it is a range, with a short one the number of one article.
                end = dash
                key = number_key(self.text[item.start("number") : dash])
            items.append((begin, end, key))
            between = notation.between.match(self.text, end)
            if between is None or (between.end() == end and notation is not CHINESE):
                break
            begin = position = between.end()
        return Numbers(start, end, items, notation) if items else None

    def _dash_in(self, item: re.Match[str]) -> int:
        """Where a long dash stands in a number; 0 when there is none."""
        found = self.original.find("–", item.start("number"), item.end("number"))
        return found if found > 0 and self.words.language != "fr" else 0

    def _is_no_article(self, number: str, begin: int) -> bool:
        """Whether a number in a list is none of an article: “articles D. 249-1 et 1° et 4° de l'article …”."""
        if number.endswith("°") and self.words.language == "fr":
            return True
        # Only in Romance languages is “a” a range.
        return self.text[max(0, begin - 3) : begin] == " a " and self.words.language not in ROMANCE

    def _look_after(self, place: Numbers) -> None:
        """Read the name after the numbers, if there is one."""
        self._look_from(place, place.end)
        if place.is_bare and place.notation is LATIN and (rest := REST.match(self.text, place.end)):
            self._look_from(place, rest.end())

    def _look_from(self, place: Numbers, end: int) -> None:
        notation = place.notation
        joint = notation.joint.match(self.text, end)
        position = joint.end() if joint else end
        is_joined = bool(joint and joint.groupdict().get("word"))
        if itself := notation.itself.match(self.text, position):
            place.is_own, place.end = True, itself.end()
            return
        if position > end and (mention := self._named_at(position)):
            place.mention, place.end = mention, mention.end
            return
        if self.own and is_joined:
            for word in self.own.calls_itself:
                if self.text.startswith(word, position) and not self.text[position + len(word) :][:1].isalnum():
                    place.is_own, place.end = True, position + len(word)
                    return
            if self.own.parent and (whole := WHOLE.match(self.text, position)):
                parent = self.register.by_record.get(self.own.parent)
                place.mention, place.end = Mention(position, whole.end(), parent), whole.end()
                return
        is_followed = is_joined or (notation is RUSSIAN and position > end)
        if is_followed and OTHERS[id(notation)].match(self.text, position):
            place.is_other = True

    def _named_at(self, position: int) -> Mention | None:
        """The instrument that is named from a position on, by its words or by its number."""
        named = self.register.at(self.text, position, self.words.place, original=self.original)
        if named is not None:
            return named
        for mention in self._mentions_from(position):
            return mention
        return None

    def _mentions_to(self, position: int) -> Sequence[Mention]:
        """The last few instruments that are named up to a position."""
        at = bisect_right(self._starts, position)
        return self.mentions[max(0, at - 2) : at]

    def _mentions_from(self, position: int) -> Iterator[Mention]:
        low = bisect_left(self._starts, position)
        if low < len(self.mentions) and self.mentions[low].start == position:
            yield self.mentions[low]

    def _look_before(self, place: Numbers) -> None:
        """Read the name before Chinese numbers."""
        before = self.text[max(0, place.start - 80) : place.start]
        if itself := CHINESE.itself.search(before):
            place.is_own = True
            place.start -= len(before) - itself.start()
        elif named := BEFORE_CHINESE.search(before):
            start = place.start - (len(before) - named.start())
            place.mention = Mention(start, place.start, self.register.chinese(named["name"], self.words.place))
            place.start = start
        elif mention := self.register.chinese_before(self.text, place.start, self.words.place):
            place.mention, place.start = mention, mention.start
        elif OTHER_CHINESE.search(before[-12:]):
            place.is_other = True
        place.items[0] = (place.start, *place.items[0][1:])

    # ------------------------------------------------------------ numbers that have no name beside them

    def _attach_before(self, places: Sequence[Numbers]) -> None:
        """Give numbers the name before them: “Bribery Act 2010, s 3”; one that has numbers already keeps them."""
        used = {place.mention.start for place in places if place.mention}
        ends = {mention.end: mention for mention in self.mentions if mention.start not in used}
        for place in places:
            if not place.is_bare:
                continue
            for gap in range(5):
                mention = ends.get(place.start - gap)
                if mention is not None and not self.text[mention.end : place.start].strip(" ,:("):
                    place.mention, place.start = mention, mention.start
                    place.items[0] = (place.start, *place.items[0][1:])
                    break

    def _share(self, places: Sequence[Numbers]) -> None:
        """Give numbers the name that follows the next ones: “section 145, section 146 or section 147 of the Code”."""
        for place, following in zip(reversed(places[:-1]), reversed(places[1:]), strict=True):
            if place.is_bare and place.notation is following.notation and place.word == following.word:
                gap = self.text[place.end : following.start]
                # After a comma alone the next one may be of another law, unless it goes on in the same way.
                if (
                    place.notation is not CHINESE
                    and len(gap) <= LONGEST_SHARED
                    and SHARED.fullmatch(gap)
                    and (following.is_shared or gap.strip(" ,\n"))
                ):
                    place.is_shared = not following.is_bare
                    place.mention, place.is_own, place.is_other = (
                        following.mention,
                        following.is_own,
                        following.is_other,
                    )
                    place.is_weak = place.is_weak and following.is_bare

    def _gather(self, places: Sequence[Numbers]) -> None:
        """Give numbers that have no name the only one that there is, when it stands at the end."""
        last = self.mentions[-1] if len(self.mentions) == 1 else None
        if last is not None and not self.text[last.end :].strip(" .,)"):
            for place in places:
                if place.is_bare and place.end <= last.start:
                    place.mention = last

    def _leave_to_themselves(self, places: Sequence[Numbers]) -> None:
        """Numbers without a name mean the text's own record, unless anything says that they may not."""
        amending = AMENDS.search(self.text)
        is_amending = amending is not None
        quoted = QUOTES.search(self.text, amending.end()) if amending else None
        ends = [found.end() for found in END_OF_SENTENCE.finditer(self.text)]
        sentence, place_number = 0, 0
        named_in: int = -1
        others = sorted(
            [one.start for one in self.mentions if one.named is None or one.named.record != self.words.record]
            + [one.start for one in places if one.is_other or (one.mention and one.mention.named is not self.own)]
        )
        other = 0
        for place in places:
            while place_number < len(ends) and ends[place_number] <= place.start:
                sentence, place_number = ends[place_number], place_number + 1
            while other < len(others) and others[other] < place.start:
                named_in, other = others[other], other + 1
            if quoted and place.is_own and place.start > quoted.start():
                # “This law” is then the one that is worded anew.
                place.is_own, place.is_other = False, True
            if place.is_bare and (
                not self.words.is_divided
                or is_amending
                or place.is_weak
                or (named_in >= sentence > -1 and named_in > -1)
                or (
                    HEADING_BEFORE.search(self.text[max(0, place.start - 6) : place.start])
                    and HEADING_AFTER.match(self.text, place.end)
                )
            ):
                place.is_other = True

    # ------------------------------------------------------------ what it comes to

    def _of_places(self, places: Sequence[Numbers]) -> Iterator[Found]:
        for place in places:
            if place.mention is not None:
                named = place.mention.named
            elif place.is_other:
                yield from (Found(start, end, "", "", key) for start, end, key in place.items if not place.is_weak)
                continue
            else:
                named = self.own
            for number, (start, end, key) in enumerate(place.items, start=1):
                last = max(end, place.end) if number == len(place.items) else end
                yield self._linked(start, last, key, named)

    def _linked(self, start: int, end: int, key: str, named: Named | None) -> Found:
        if named is None:
            return Found(start, end, "", "", key)
        units = self.register.units(named.record)
        is_own = named.record == self.words.record
        annex, _joint, own = self.words.unit.rpartition("__")
        # “art_5__2” is a second article 5, “att_1__art_5” one of an annex.
        prefix = f"{annex}__" if is_own and annex and not own.isdecimal() else ""
        unit = units.get(f"{prefix}{key}", "")
        if not unit and not prefix and "." in key:
            # Article 48.1 is the first paragraph of article 48, where there is no article 48.1.
            unit = units.get(key.partition(".")[0], "")
        if is_own and (not unit or unit == self.words.unit):
            # Of itself a text cites other parts, and only those that it has.
            return Found(start, end, "", "", key)
        return Found(start, end, named.record, unit, key)

    def _of_names(self, taken: list[tuple[int, int]]) -> Iterator[Found]:
        """Instruments that are named without any number."""
        spans = iter([*sorted(taken), (len(self.text) + 1, len(self.text) + 1)])
        first, last = next(spans)
        for mention in self.mentions:
            while last <= mention.start:
                first, last = next(spans)
            if mention.end > first or mention.named is None or mention.named.record == self.words.record:
                continue
            yield Found(mention.start, mention.end, mention.named.record)
