"""What search engines are told: which pages there are, and which to leave alone."""

from collections.abc import Callable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from django.core.cache import cache
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from comity.base.audit.queries import latest_position
from comity.base.places.queries import places
from comity.base.terms.queries import labels
from comity.engines.records import queries as records
from comity.kernel.languages import INTERFACE
from comity.knowledge.cases.queries import visible_cases
from comity.knowledge.gateways.models import HotTopic
from comity.knowledge.gateways.registry import themes
from comity.knowledge.indicators.queries import visible_to as visible_indicators
from comity.knowledge.legislation.enums import PartKind
from comity.knowledge.legislation.models import Law, Part
from comity.knowledge.legislation.queries.laws import visible_laws
from comity.knowledge.legislation.queries.reading import current_versions
from comity.knowledge.treaties.models import Article
from comity.knowledge.treaties.queries import instruments


# Sitemaps allow 50,000 addresses and 50 MB; with the six languages of each, this keeps well below both.
MOST: Final = 20_000
HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
PAGES: Final = (
    "/", "/databases/", "/treaties/", "/laws/", "/cases/", "/indicators/", "/places/", "/topics/",
    "/portals/", "/hot-topics/", "/places/missing/", "/about/", "/about/data/", "/about/interfaces/",
)  # fmt: skip


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """/robots.txt: everything may be read but searches and whole databases, which are made anew each time."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    left = [f"Disallow: {path}" for path in ("/*/search/", "/api/v1/search", "/api/v1/export/")]
    lines = ["User-agent: *", *left, "Allow: /", "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """/sitemap.xml: the parts."""
    parts = [f"{name}-{number}" for name, (count, _of) in SECTIONS.items() for number in range(-(-count() // MOST))]
    root = escape(request.build_absolute_uri("/"))
    lines = [f"<sitemap><loc>{root}sitemap-{part}.xml</loc></sitemap>" for part in parts]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return HttpResponse("\n".join([head, *lines, "</sitemapindex>", ""]), content_type="application/xml")


def part(request: HttpRequest, section: str, number: int) -> StreamingHttpResponse:
    """One part: some of the addresses of a section."""
    known = SECTIONS.get(section)
    if known is None or number >= -(-known[0]() // MOST):
        raise Http404
    root = request.build_absolute_uri("/").rstrip("/")
    addresses = known[1](number * MOST, (number + 1) * MOST)
    pieces = written(root, addresses, many=section == "provisions")
    return StreamingHttpResponse(pieces, content_type="application/xml")


def written(root: str, addresses: Iterator[str], *, many: bool) -> Iterator[bytes]:
    """A part, its addresses in English with those in the other languages; of many, English alone.

    The page itself names its other languages too; of hundreds of thousands that is enough.
    """
    yield HEAD.encode()
    for address in addresses:
        path = escape(address)
        others = (
            ""
            if many
            else "".join(
                f'<xhtml:link rel="alternate" hreflang="{code}" href="{root}/{code}{path}"/>' for code in INTERFACE
            )
        )
        yield f"<url><loc>{root}/en{path}</loc>{others}</url>\n".encode()
    yield b"</urlset>\n"


def pages() -> list[str]:
    """The pages about everything, States and topics."""
    shown = sorted(code for code, place in places().items() if place.is_counted or code == "EU")
    topics = labels("crime-types", "en")
    portals = [f"/portals/{code}/" for code in themes()]
    return [*PAGES, *portals, *(f"/places/{code}/" for code in shown), *(f"/topics/{code}/" for code in topics)]


def hot_topics() -> list[str]:
    """Every hot topic that is public."""
    visible = records.visible_to(None).filter(kind=HotTopic.kind).select_related(HotTopic.kind)
    return [record.hottopic.address for record in visible]


def treaties() -> list[str]:
    """Treaties with their participation, and articles."""
    visible = instruments.visible_to(None)
    found = [address for one in visible for address in (one.address, f"{one.address}participation/")]
    articles = Article.objects.filter(treaty__in=visible.order_by()).select_related("treaty")
    return found + [article.address for article in articles.order_by("treaty", "position")]


def indicators() -> list[str]:
    """Every indicator."""
    return [one.address for one in visible_indicators(None)]


def laws(first: int, last: int) -> Iterator[str]:
    """Some of the laws."""
    rows = visible_laws(None).prefetch_related(None).select_related(None)
    return (law.address for law in rows[first:last])


def law_count() -> int:
    """How many laws anyone may read."""
    return visible_laws(None).count()


def cases(first: int, last: int) -> Iterator[str]:
    """Some of the cases."""
    rows = visible_cases(None).prefetch_related(None).select_related(None)
    return (case.address for case in rows[first:last])


def case_count() -> int:
    """How many cases anyone may read."""
    return visible_cases(None).count()


def provisions(first: int, last: int) -> Iterator[str]:
    """Some of the provisions of the laws as they stand, in the order of their laws."""
    wanted: list[tuple[int, str]] = []
    begins = skipped = 0
    for version, address, count in shown():
        if begins < last and begins + count > first:
            if not wanted:
                skipped = first - begins if first > begins else 0
            wanted.append((version, address))
        begins += count
    found = 0
    for version, address in wanted:
        parts = Part.objects.filter(version=version, kind=PartKind.PROVISION).order_by("position")
        for eid in parts.values_list("eid", flat=True)[skipped : skipped + last - first - found]:
            found += 1
            yield f"{address}{eid}/"
        skipped = 0


def provision_count() -> int:
    """How many provisions anyone may read in the laws as they stand."""
    return sum(count for _version, _address, count in shown())


def shown() -> list[tuple[int, str, int]]:
    """The version of each law that is shown, the law's address and its number of provisions; counted once a change."""
    key = f"sitemap-provisions:{latest_position()}"
    known: list[tuple[int, str, int]] | None = cache.get(key)
    if known is None:
        public = Law.objects.filter(pk__in=visible_laws(None).order_by().values("pk"))
        addresses = {law.pk: law.address for law in public}
        versions = {version.pk: version.law_id for version in current_versions(list(addresses)).values()}
        counts = dict(
            Part.objects.filter(kind=PartKind.PROVISION).order_by().values_list("version").annotate(Count("pk"))
        )
        known = [(pk, addresses[law], counts[pk]) for pk, law in sorted(versions.items()) if counts.get(pk)]
        cache.set(key, known, timeout=3600)
    return known


def some(addresses: Callable[[], list[str]]) -> tuple[Callable[[], int], Callable[[int, int], Iterator[str]]]:
    """A section that is short enough to be made whole."""
    return lambda: len(addresses()), lambda first, last: iter(addresses()[first:last])


SECTIONS: Final[dict[str, tuple[Callable[[], int], Callable[[int, int], Iterator[str]]]]] = {
    "pages": some(pages),
    "treaties": some(treaties),
    "indicators": some(indicators),
    "hot-topics": some(hot_topics),
    "laws": (law_count, laws),
    "cases": (case_count, cases),
    "provisions": (provision_count, provisions),
}
