"""Questionnaires for tests: one small, and one with every kind of question."""

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


def said(text):
    """The same words in six languages, each but English marked with its own."""
    return {code: f"{text} ({code})" if code != "en" else text for code in LANGUAGES}


def choice(code):
    return {"code": code, "text": said(f"Choice {code}")}


def one(code, kind, text, **more):
    return {"code": code, "kind": kind, "text": said(text), **more}


def small(code="small", edition="1", **more):
    """One section, two questions, a condition."""
    follows = {"question": "1.1", "in": ["yes", "in-part"]}
    questions = [
        one("1.1", "yes-in-part-no", "Is it an offence?", required=True),
        one("1.2", "text", "Which provision?", relevant=follows),
    ]
    return {
        "code": code,
        "edition": edition,
        "wording": "own",
        "source": "Written for tests.",
        "languages": list(LANGUAGES),
        "title": said("A small questionnaire"),
        "sections": [{"code": "1", "title": said("Offences"), "article": "XVIII-12:5", "questions": questions}],
    } | more


def offences():
    about = {"article": "XVIII-12-c:5", "paragraph": "1 (a)", "level": "mandatory", "theme": "criminalization"}
    yes = {"any": [{"question": "1.1", "is": "yes"}, {"question": "1.1", "is": "in-part"}]}
    acts = {"all": [{"question": "1.3", "includes": "marking"}, {"question": "1.2", "is-not": "a"}]}
    several = [choice("making"), choice("moving"), choice("marking")]
    return [
        one("1.1", "yes-in-part-no", "Is trafficking in firearms an offence?", **about, required=True,
            guidance=said("Name every act:\n\n- making\n- moving"), crossref=["small:1.1"]),
        one("1.2", "choice", "Which court?", choices=[choice("a"), choice("b_2")], relevant=yes, level="consider",
            required={"question": "1.1", "is": "yes"}),
        one("1.3", "several", "Which acts?", choices=several, level="optional",
            relevant={"not": {"question": "1.1", "is": "no"}}),
        one("1.4", "text", "Describe the marking.", relevant=acts),
    ]  # fmt: skip


def figures():
    columns = [
        {"code": "seized", "kind": "number", "text": said("Seized"), "unit": "pieces"},
        {"code": "found", "kind": "number", "text": said("Found")},
        {"code": "all", "kind": "number", "text": said("Together"), "sum-of": ["seized", "found"]},
        {"code": "law", "kind": "choice", "text": said("Ground"), "choices": [choice("crime"), choice("other")]},
    ]
    rows = [
        {"code": "pistols", "text": said("Pistols")},
        {"code": "rifles", "text": said("Rifles")},
        {"code": "total", "text": said("Total"), "sum-of": ["pistols", "rifles"]},
    ]
    seizures = [
        {"code": "day", "kind": "date", "text": said("Day"), "required": True},
        {"code": "where", "text": said("Where")},
        {"code": "n", "kind": "number", "text": said("Number")},
    ]
    no_more = {"question": "2.5", "column": "n", "at-most": {"question": "2.1"}}
    return [
        one("2.1", "number", "How many were seized?", unit="pieces", whole=True, required=True,
            check={"that": {"question": "2.1", "at-least": 0}, "says": said("Not below nought.")}),
        one("2.2", "number", "How many of these were traced?", unit="pieces", whole=True,
            check={"that": {"question": "2.2", "at-most": {"question": "2.1"}}, "says": said("No more than seized.")}),
        one("2.3", "calculation", "Not traced", calculation={"minus": [{"question": "2.1"}, {"question": "2.2"}]}),
        one("2.4", "table", "By kind of weapon", columns=columns, rows=rows,
            totals=[{"column": "all", "question": "2.1"}]),
        one("2.5", "table", "Significant seizures", columns=seizures, repeat={"least": 0, "most": 20},
            relevant={"question": "2.4", "column": "seized", "more-than": 10},
            required={"question": "2.1", "more-than": {"sum": [{"question": "2.2"}, 5]}},
            check={"that": no_more, "says": said("More than were seized.")}),
        one("2.6", "money", "Worth of what was seized"),
        one("2.7", "date", "Counted on",
            check={"that": {"question": "2.7", "at-least": "2020-01-01"}, "says": said("Not before 2020.")}),
        one("2.8", "file", "The register", relevant={"question": "2.6", "answered": True}),
        one("2.9", "record", "The law"),
        one("note", "note", "Thank you.",
            relevant={"not": {"any": [{"question": "2.7", "answered": False}, {"question": "2.6", "less-than": 3}]}}),
    ]  # fmt: skip


def full(code="full", edition="1"):
    """Every kind of question, every kind of condition, both kinds of table."""
    if_so = {"question": "1.1", "in": ["yes", "in-part"]}
    law = {"article": "XVIII-12-c:5", "cluster": "law", "questions": offences()}
    return {
        "code": code,
        "edition": edition,
        "wording": "official",
        "translated": "machine",
        "source": said("Resolution 1"),
        "languages": list(LANGUAGES),
        "title": said("Firearms"),
        "lead": said("What is asked of every party."),
        "sections": [
            {"code": "1", "title": said("Offences"), **law},
            {
                "code": "2",
                "title": said("Figures"),
                "lead": said("A year."),
                "relevant": if_so,
                "questions": figures(),
            },
        ],
    }
