import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.files.models import File
from comity.base.places.models import Place
from comity.engines.records.enums import Relation, State, Wording
from comity.engines.records.shapes import Makeup, Vocabulary
from comity.kernel.languages import own_name


# Rows in one statement: SQLite takes no more than some thousands of values.
AT_ONCE: Final = 500


class Record(models.Model):
    """The catalogue card: what every entry in every database has, whatever it describes.

    The fields peculiar to a treaty or a law live in that module's Detail table, which shares
    the card's key. Texts, sources, links and revisions hang on the card, so they are built once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="records")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # The last day on which somebody who may know said that it is still true as it stands.
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "state", "-published_at"]),
            models.Index(fields=["place", "kind", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="records_record_published_has_date",
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                violation_error_message=_("A published record has the moment of its publication."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Text(models.Model):
    """A record's words in one language."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    wording = models.CharField(max_length=10, choices=Wording)
    title = models.CharField(max_length=1000)
    summary = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "language"], name="records_text_once_a_language")]

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    """Where a record comes from, and on what terms it may be used."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="sources")
    title = models.CharField(max_length=1000)
    url = models.URLField(max_length=2000, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    licence_url = models.URLField(max_length=2000, blank=True)
    retrieved_on = models.DateField(null=True, blank=True)
    locator = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.title


class Topic(models.Model):
    """What a record is about: a crime, a place beside its own, or a term of a list of its kind."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="topics")
    scheme = models.CharField(max_length=30)
    term = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "scheme", "term"], name="records_topic_once")]
        indexes = [models.Index(fields=["scheme", "term"])]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.term}"


class Link(models.Model):
    """A typed arrow between two records, so that no database need know another."""

    subject = models.ForeignKey(Record, models.CASCADE, related_name="links_out")
    relation = models.CharField(max_length=12, choices=Relation)
    object = models.ForeignKey(Record, models.CASCADE, related_name="links_in")
    locator = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "relation", "object", "locator"], name="records_link_once"),
            models.CheckConstraint(
                name="records_link_not_to_self",
                condition=~Q(subject=models.F("object")),
                violation_error_message=_("A record cannot be linked to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.relation} {self.object_id}"


class Revision(models.Model):
    """A record as it stood when it was published; never changed."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="records_revision_once")]

    def __str__(self) -> str:
        return f"{self.record_id} r{self.number}"


class Detail(models.Model):
    """The fields that only one kind of record has. Subclass it once in each knowledge module."""

    kind: ClassVar[str]
    # The fields that hold its first and last year or day, or the only one; its list is narrowed by year with them.
    years: ClassVar[tuple[str, ...]] = ()
    # The lists of topics that are its own.
    vocabularies: ClassVar[tuple[Vocabulary, ...]] = ()
    # Whether its module reads and writes its tables itself, because parts of a record are not for everyone.
    has_own_tables: ClassVar[bool] = False
    # Relations of the detail that are loaded with it wherever many are told of at once.
    companions: ClassVar[tuple[str, ...]] = ()
    # The relations of its satellites, in the order in which they are written: what is pointed at comes first.
    satellites: ClassVar[tuple[str, ...]] = ()
    # The fields of which its permanent name is made; what has such a name is found again by it and never renamed.
    naming: ClassVar[tuple[str, ...]] = ()
    # The fields that its module works out from the others; nobody types them.
    derived: ClassVar[tuple[str, ...]] = ()
    makeup: ClassVar[Makeup] = Makeup()

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="%(class)s")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.record_id)

    @property
    def address(self) -> str:
        """The permanent path of the record's page, without a language: ``/strategies/<id>/``."""
        return f"/{self._meta.app_label}/{self.record_id}/"

    @property
    def on(self) -> dt.date | None:
        """The day by which it is sorted and counted in a search; None when it has none."""
        value = getattr(self, self.years[0]) if self.years else None
        return dt.date(value, 1, 1) if isinstance(value, int) and value else value or None

    def cited(self) -> dict[str, Any]:
        """What a reference says of it beyond its card, in the names of CSL-JSON 1.0.

        Days are texts of EDTF or dates; ``{"place": code}`` in place of a person is named in the reader's language;
        with ``language``, the title in that language is cited whatever the reader's. What says its ``URL``, even an
        empty one, is read elsewhere; anything else is read at its address here.
        """
        return {"type": "document", "issued": self.on}

    @property
    def permanent_name(self) -> str:
        """The name under which every installation knows it, such as XVIII-12; empty when it has only its key."""
        parts = [str(getattr(self, name) or "") for name in self.naming]
        return "/".join(parts) if parts and all(parts) else ""

    def snapshot(self) -> dict[str, Any]:
        """The fields of the detail as plain data."""
        fields = [f for f in self._meta.concrete_fields if not f.primary_key]
        return {f.name: f.value_to_string(self) for f in fields}

    def whole(self) -> dict[str, Any]:
        """The detail with its satellites as plain data, as a revision keeps it and an export gives it."""
        told = {name: rows for name, rows in self.rows().items() if self._satellite(name).is_told}
        return self.snapshot() | {name: [row.snapshot() for row in rows] for name, rows in told.items()}

    def public_data(self) -> dict[str, Any]:
        """The detail as any visitor may read it; a kind with fields that are not for everyone leaves them out here."""
        return self.whole()

    def attach(self, rows: "Mapping[str, Sequence[Satellite]]") -> None:
        """Hand in the satellites that this detail is to have from now on; the next writing makes it so.

        Args:
            rows: by the names in ``satellites``; what is left out will have none. They may point at one another.
        """
        self._attached = {name: list(rows.get(name, ())) for name in self.satellites}
        for name, several in self._attached.items():
            for position, row in enumerate(several, start=1):
                setattr(row, self._owner_of(name), self)
                row.position = position

    @property
    def attached(self) -> "dict[str, list[Satellite]] | None":
        """The satellites that were handed in; None when nobody handed any in."""
        return getattr(self, "_attached", None)

    def rows(self) -> "dict[str, list[Satellite]]":
        """The satellites by relation: those handed in, else those kept, without a query when they were prefetched."""
        if self.attached is not None:
            return self.attached
        if not self._kept():
            return {}
        found: dict[str, list[Satellite]] = {name: list(getattr(self, name).all()) for name in self.satellites}
        # Siblings point at one another; they are all here, so none is asked of the database again.
        known: dict[tuple[type[models.Model], Any], Satellite] = {
            (type(row), row.pk): row for rows in found.values() for row in rows
        }
        for row in known.values():
            for field in row.siblings():
                field.set_cached_value(row, known.get((field.related_model, getattr(row, field.attname))))
        return found

    def is_same(self, wanted: "Detail") -> bool:
        """Whether this one has all that another is to have; satellites that nobody handed in are not asked for."""
        if self.snapshot() != wanted.snapshot():
            return False
        before, after = self.rows() if wanted.attached is not None else {}, wanted.attached or {}
        return all(
            [row.snapshot() for row in before[name]] == [row.snapshot() for row in after[name]] for name in after
        )

    @staticmethod
    def write_attached(details: "Sequence[Detail]", *, is_new: bool = False) -> None:
        """Bring the satellites of saved details of one kind to what was handed in; what nobody handed in stays."""
        several = [detail for detail in details if detail.attached is not None]
        if not several:
            return
        names = type(several[0]).satellites
        for name in () if is_new else reversed(names):
            relation: Any = several[0]._meta.get_field(name)
            for start in range(0, len(several), AT_ONCE):
                owners = {f"{relation.remote_field.name}__in": [one.pk for one in several[start : start + AT_ONCE]]}
                relation.related_model._default_manager.filter(**owners).delete()
        for name in names:
            rows = [row for detail in several for row in detail.rows()[name]]
            if rows:
                # The key of an owner or sibling that was saved a moment ago is taken over here.
                type(rows[0])._default_manager.bulk_create(rows, batch_size=AT_ONCE)

    def _kept(self) -> bool:
        return self.record_id is not None and not self._state.adding

    def _satellite(self, name: str) -> "type[Satellite]":
        model: type[Satellite] = self._meta.get_field(name).related_model  # type: ignore[assignment] # -- a reverse relation
        return model

    def _owner_of(self, name: str) -> str:
        return str(self._meta.get_field(name).remote_field.name)  # type: ignore[union-attr] # -- a reverse relation


class Satellite(models.Model):
    """A row that belongs to one detail, and lives and dies with it; its fields are plain or point at its siblings.

    A subclass has a foreign key to its detail, whose reverse name the detail lists in ``satellites``.
    """

    # Whether it tells something of its own; what is only worked out from the others is not exported beside them.
    is_told: ClassVar[bool] = True
    makeup: ClassVar[Makeup] = Makeup()

    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.position}"

    @classmethod
    def siblings(cls) -> "list[models.ForeignKey[Any, Any]]":
        """The fields that point at other satellites of the same detail."""
        keys = [field for field in cls._meta.concrete_fields if isinstance(field, models.ForeignKey)]
        return [field for field in keys if issubclass(field.related_model, Satellite)]

    def snapshot(self) -> dict[str, Any]:
        """Its fields as plain data; a sibling by its position."""
        told: dict[str, Any] = {}
        for field in self._meta.concrete_fields:
            if field.primary_key or field.name == "position":
                continue
            if field.is_relation and issubclass(field.related_model, Detail):  # type: ignore[arg-type] # -- a model
                continue
            if field.is_relation and issubclass(field.related_model, Satellite):  # type: ignore[arg-type] # -- a model
                sibling = getattr(self, field.name)
                told[field.name] = sibling.position if sibling is not None else None
            else:
                value = getattr(self, field.attname)
                is_plain = value is None or isinstance(value, str | int | list | dict)
                told[field.name] = value if is_plain else field.value_to_string(self)
        return told


class Collection(models.Model):
    """Records that a reader has gathered, without an account: whoever has its link for writing may change it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    # In the link for reading.
    read_key = models.CharField(max_length=43, unique=True)
    # Of what stands in the link for writing, which is kept by its reader only.
    write_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # Since when the link for reading leads anywhere.
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["shared_at", "changed_at"])]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """A record in a collection, with what the reader noted beside it."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="entries")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "record"], name="records_entry_once")]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.record_id}"


class Attachment(models.Model):
    """A file that belongs to a record: the original of a law, a template of an authority."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="attachments")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    # What it is, as readers are told; the file's own name when it is empty.
    label = models.CharField(max_length=200, blank=True)
    # Of what the file says; empty when it says nothing, or in several.
    language = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return self.label or self.file.name

    @property
    def language_name(self) -> str:
        """What its language calls itself; empty when it has none."""
        return own_name(self.language) if self.language else ""
