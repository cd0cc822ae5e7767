"""The answers of a response as data: what is answered, and of files by which digest they are known."""

import json
from collections.abc import Mapping
from typing import Any

from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.models import Answer, Enclosure, Response
from comity.engines.questionnaires.registry import definition_of


def to_json(response: Response, answers: Mapping[str, Answer], enclosed: Mapping[str, Enclosure]) -> str:
    """Answers as a JSON document: values in the form of the format, and beside the keys of files what they are.

    Comments for colleagues, earlier texts and who wrote are left out: it is what was answered, to be read elsewhere.
    """
    version, definition = response.version, definition_of(response.version)
    told = {
        "questionnaire": definition.code,
        "edition": version.edition,
        "digest": version.digest,
        "place": response.place_id or "",
        "closed": response.closed_at.isoformat() if response.closed_at else None,
        "answers": [
            _answer(code, question.kind, answers[code], enclosed)
            for code, question in definition.questions.items()
            if code in answers
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _answer(code: str, kind: Kind, one: Answer, enclosed: Mapping[str, Enclosure]) -> dict[str, Any]:
    told = {"question": code, "kind": kind.value, "value": one.value, "state": one.state, "evidence": one.evidence}
    if kind is Kind.FILE:
        told["files"] = [_file(enclosed[key]) for key in map(str, one.value or ()) if key in enclosed]
    return told


def _file(one: Enclosure) -> dict[str, Any]:
    file = one.file
    return {
        "key": str(file.pk),
        "name": one.name,
        "media_type": file.media_type,
        "size": file.size,
        "state": file.state,
        "sha256": file.digest or file.original_digest,
    }
