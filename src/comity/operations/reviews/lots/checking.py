"""Whether an outcome keeps the rules, looked at from outside: it shares no code with the draw."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


def broken(commitment: Mapping[str, Any], outcome: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every rule of a commitment that an outcome breaks, in English and one line each; none when it keeps all."""
    rules, parties = commitment["rules"], {one["code"]: one for one in commitment["parties"]}
    outcome = list(outcome)
    found, pairs, loads, mains, extra = [], set[tuple[str, str]](), Counter[str](), Counter[str](), Counter[str]()
    wanted = sorted(code for code, one in parties.items() if one["reviewed"])
    if commitment["lot"] == 0 and sorted(one["state"] for one in outcome) != wanted:
        found.append("Not everybody who is to be reviewed is reviewed once.")
    for review in outcome:
        state = review["state"]
        own = set(parties[state]["instruments"])
        sitting = [one["state"] for one in review["reviewers"]]
        if len(set(sitting)) < len(sitting) or state in sitting:
            found.append(f"{state}: a State sits twice, or on its own review.")
        pairs.update((who, state) for who in sitting)
        found += _seats(review, parties, own, rules)
        for one in review["reviewers"]:
            loads[one["state"]] += 1
            (extra if one["additional"] else mains)[one["state"]] += 1
    if rules["no_mutual"]:
        found += [f"{one} and {other} review each other." for one, other in sorted(pairs) if (other, one) in pairs]
    found += _loads(commitment, (loads, mains, extra), review_counts=rules)
    if commitment["lot"] == 0:
        found += _groups(commitment, outcome, parties)
    return found


def _seats(
    review: Mapping[str, Any], parties: Mapping[str, Mapping[str, Any]], own: set[str], rules: Mapping[str, Any]
) -> list[str]:
    found, state = [], review["state"]
    region = parties[state]["region"]
    main = {one["seat"]: one for one in review["reviewers"] if not one["additional"]}
    if sorted(main) != ["other", "same"]:
        return [f"{state}: it has not two reviewers."]
    for seat, one in main.items():
        theirs = parties[one["state"]]
        if not theirs["reviews"]:
            found.append(f"{state}: {one['state']} does not review.")
        if region and (theirs["region"] == region) != (seat == "same"):
            found.append(f"{state}: {one['state']} has the wrong regional group.")
        covered = own & set(theirs["instruments"])
        if sorted(covered) != one["instruments"] or not covered:
            found.append(f"{state}: {one['state']} reviews other instruments than both are party to.")
        for more in review["reviewers"]:
            if more["additional"] and more["seat"] == seat:
                covered |= set(more["instruments"])
                if not set(more["instruments"]) <= set(parties[more["state"]]["instruments"]) & own:
                    found.append(f"{state}: {more['state']} is not party to what it reviews.")
        if rules["instrument_reviewers"] and covered != own:
            found.append(f"{state}: not every instrument has two reviewers.")
    return found


def _loads(
    commitment: Mapping[str, Any], counted: tuple[Counter[str], Counter[str], Counter[str]], *, review_counts: Any
) -> list[str]:
    found, rules = [], review_counts
    loads, mains, extra = counted
    apart = commitment.get("counted") == "apart"
    for party in commitment["parties"]:
        code = party["code"]
        if (mains if apart else loads)[code] > rules["most"]:
            found.append(f"{code} does more than {rules['most']} reviews.")
        if apart and extra[code] > rules["most_additional"]:
            found.append(f"{code} does more than {rules['most_additional']} additional reviews.")
        if commitment["lot"] == 0 and party["reviews"] and mains[code] < rules["least"]:
            found.append(f"{code} does less than {rules['least']} reviews.")
    return found


def _groups(
    commitment: Mapping[str, Any], outcome: list[Mapping[str, Any]], parties: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    found, groups = [], commitment["rules"]["groups"]
    regions = {one["region"] for one in parties.values()}
    for region in [None, *sorted(regions)]:
        held = [one["group"] for one in outcome if region is None or parties[one["state"]]["region"] == region]
        counts = [held.count(group) for group in range(1, groups + 1)]
        if sum(counts) != len(held) or max(counts) - min(counts) > 1:
            found.append(f"The groups are not in proportion: {region or 'no regional group or all'}: {counts}.")
    found += [
        f"{one['state']} asked not to be in the first group."
        for one in outcome
        if parties[one["state"]]["wish"] == "later" and one["group"] == 1
    ]
    return found
