from typing import Any

from comity.knowledge.indicators.exports.forms import FORMS
from comity.knowledge.indicators.exports.plain import Lines
from comity.knowledge.indicators.queries import text_of, unit_name


def linked_data(lines: Lines, root: str, language: str) -> dict[str, Any]:
    """An indicator as schema.org describes a data set.

    Args:
        lines: the indicator with its series.
        root: the address of the host, ``https://comity.example``.
        language: of the page.
    """
    indicator, series = lines
    text = text_of(indicator, language)
    days = [day for line in series for one in line.observations for day in (one.earliest_on, one.latest_on)]
    places = sorted({line.series.place_id for line in series if line.series.place_id})
    sources = {one.source_title: one.source_url for line in series for one in line.observations}
    return {
        "@type": "Dataset",
        "@id": f"{root}{indicator.address}",
        "url": f"{root}{indicator.address}",
        "identifier": indicator.code,
        "name": text.title if text else indicator.code,
        "description": text.summary if text else "",
        "inLanguage": text.language if text else "",
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": text.title if text else indicator.code,
            "unitText": unit_name(indicator, language),
        },
        "temporalCoverage": f"{min(days).isoformat()}/{max(days).isoformat()}" if days else "",
        "spatialCoverage": places,
        "isBasedOn": [{"@type": "CreativeWork", "name": name, "url": url} if url
                      else {"@type": "CreativeWork", "name": name} for name, url in sorted(sources.items())],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": form.label,
                "encodingFormat": form.media_type.split(";")[0],
                "contentUrl": f"{root}/api/v1/indicators/{indicator.code}/data?format={name}",
            }
            for name, form in FORMS.items()
        ],
    }  # fmt: skip
