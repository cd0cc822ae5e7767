"""As much of JSON Schema (draft 7) as the schemas of SDMX-JSON use, to hold our files against the standard's own."""

import re


KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
# Keywords that say nothing about whether a document is right.
SILENT = {"description", "$schema", "id", "definitions", "default", "format", "title", "$id"}


class Schema:
    """A schema; ``faults`` names the place of each fault in a document."""

    def __init__(self, whole):
        self.whole = whole

    def faults(self, document):
        return list(self._faults(self.whole, document, "$"))

    def _faults(self, schema, value, place):
        for word, rule in schema.items():
            if word in SILENT:
                continue
            # A keyword that is not known here fails loudly: it would else be taken for kept.
            yield from getattr(self, "_" + word.strip("$").lower())(rule, value, place, schema)

    def _ref(self, rule, value, place, _schema):
        yield from self._faults(self.whole["definitions"][rule.rsplit("/", 1)[1]], value, place)

    def _type(self, rule, value, place, _schema):
        kinds = rule if isinstance(rule, list) else [rule]
        if not any(
            isinstance(value, KINDS[kind]) and not (isinstance(value, bool) and kind in {"integer", "number"})
            for kind in kinds
        ):
            yield f"{place}: {value!r:.60} is no {kinds}"

    def _required(self, rule, value, place, _schema):
        if isinstance(value, dict):
            yield from (f"{place}: lacks {name}" for name in rule if name not in value)

    def _properties(self, rule, value, place, _schema):
        if isinstance(value, dict):
            for name, own in rule.items():
                if name in value:
                    yield from self._faults(own, value[name], f"{place}.{name}")

    def _patternproperties(self, rule, value, place, _schema):
        if isinstance(value, dict):
            for pattern, own in rule.items():
                for name, one in value.items():
                    if re.search(pattern, name):
                        yield from self._faults(own, one, f"{place}.{name}")

    def _additionalproperties(self, rule, value, place, schema):
        if isinstance(value, dict) and rule is False:
            patterns = schema.get("patternProperties", {})
            for name in value:
                if name not in schema.get("properties", {}) and not any(re.search(p, name) for p in patterns):
                    yield f"{place}: {name} is not foreseen"

    def _items(self, rule, value, place, _schema):
        if isinstance(value, list):
            for number, one in enumerate(value):
                yield from self._faults(rule, one, f"{place}[{number}]")

    def _allof(self, rule, value, place, _schema):
        for own in rule:
            yield from self._faults(own, value, place)

    def _anyof(self, rule, value, place, _schema):
        if all(list(self._faults(own, value, place)) for own in rule):
            yield f"{place}: {value!r:.60} fits none of the forms"

    def _oneof(self, rule, value, place, _schema):
        fitting = sum(not list(self._faults(own, value, place)) for own in rule)
        if fitting != 1:
            yield f"{place}: {value!r:.60} fits {fitting} forms"

    def _enum(self, rule, value, place, _schema):
        if value not in rule:
            yield f"{place}: {value!r} is none of {rule}"

    def _const(self, rule, value, place, _schema):
        if value != rule:
            yield f"{place}: {value!r} is not {rule!r}"

    def _not(self, rule, value, place, _schema):
        if not list(self._faults(rule, value, place)):
            yield f"{place}: {value!r:.60} is just what it may not be"

    def _maxitems(self, rule, value, place, _schema):
        if isinstance(value, list) and len(value) > rule:
            yield f"{place}: has {len(value)} items"

    def _pattern(self, rule, value, place, _schema):
        if isinstance(value, str) and not re.search(rule, value):
            yield f"{place}: {value!r} is not written as {rule:.40}"

    def _minitems(self, rule, value, place, _schema):
        if isinstance(value, list) and len(value) < rule:
            yield f"{place}: has {len(value)} items"

    def _uniqueitems(self, rule, value, place, _schema):
        if rule and isinstance(value, list) and len({repr(one) for one in value}) < len(value):
            yield f"{place}: has an item twice"

    def _minimum(self, rule, value, place, _schema):
        if isinstance(value, int | float) and value < rule:
            yield f"{place}: {value} is less than {rule}"

    def _maxproperties(self, rule, value, place, _schema):
        if isinstance(value, dict) and len(value) > rule:
            yield f"{place}: has {len(value)} properties"
