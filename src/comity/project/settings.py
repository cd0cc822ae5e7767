"""All settings, in one file, from the environment. Nothing else reads the environment."""

import os
from pathlib import Path
from urllib.parse import urlparse

import django.conf.locale
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from comity.base.files.content.types import TYPES
from comity.kernel.languages import INTERFACE
from comity.project.databases import database
from comity.project.keys import secret_key
from comity.project.layers import OURS
from comity.project.menus import MENUS
from comity.project.proxies import proxies


django_stubs_ext.monkeypatch()


def env(name: str, default: str | None = None) -> str:
    """Read one setting, from NAME or from the file that NAME_FILE points at; a missing one stops the start."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return value


def env_yes(name: str, *, default: bool) -> bool:
    """Read a setting that is yes or no; anything else stops the start."""
    value = env(name, "yes" if default else "no").lower()
    if value not in {"yes", "no"}:
        raise ImproperlyConfigured(f"{name} is “{value}”; write yes or no.")
    return value == "yes"


def env_number(name: str, default: int) -> int:
    """Read a setting that is a whole number; anything else stops the start."""
    value = env(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} is “{value}”; write a whole number.")
    return int(value)


# Everything that an installation writes is under this one folder: database, index, vectors, static files, keys.
HOME = Path(env("COMITY_HOME", str(Path.home() / ".local" / "share" / "comity"))).expanduser().absolute()
# Where data packs are looked for, besides the folder `packs` in HOME: folders, separated as in PATH.
PACKS = [Path(p).expanduser().absolute() for p in env("COMITY_PACKS", "").split(os.pathsep) if p]
# Where npm put fonts, map and flags.
NODE_MODULES = Path(env("COMITY_NODE_MODULES", "") or Path(__file__).parents[3] / "node_modules").absolute()
# The encoder of sentences works in one thread: two threads that wait for each other on a busy machine took a hundred
# times as long (measured). The library of numbers reads this once, when it is loaded, which is after this file.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Signs cookies and seals second factors; made on first start and kept in COMITY_HOME when it is not set.
SECRET_KEY = secret_key(env("COMITY_SECRET_KEY", ""), HOME)
# Keys that were in use before, separated by spaces: what was sealed and signed with them can still be read. When one
# is left out, the authenticator apps and recovery codes that were set up under it are lost.
SECRET_KEY_FALLBACKS = env("COMITY_FORMER_KEYS", "").split()
DEBUG = False
# The names under which this installation may be reached, separated by spaces.
ALLOWED_HOSTS = env("COMITY_HOSTS", "localhost 127.0.0.1 [::1]").split()
# Behind a proxy that speaks HTTPS; off on a laptop, where there is none.
HTTPS = env_yes("COMITY_HTTPS", default=False)
# What stands before the server and may say where a request came from (X-Forwarded-For, X-Forwarded-Proto): how many
# proxies each request passes, or their networks, such as 10.0.0.0/8 fd00::/8; 1 with COMITY_HTTPS, otherwise 0.
PROXIES_GIVEN = env("COMITY_PROXIES", "")
try:
    PROXIES = proxies(PROXIES_GIVEN or str(int(HTTPS)))
except ValueError as error:
    raise ImproperlyConfigured(f"COMITY_PROXIES: {error}. Write a whole number, or networks.") from error
# A file of questions and answers in place of those that ship for "Who can help me?"; empty for those.
GUIDANCE_TREE = env("COMITY_GUIDANCE_TREE", "")
# Whether the number of pages read is kept, by day and language and nothing else.
COUNT_PAGES = env_yes("COMITY_COUNT_PAGES", default=True)

# Sign-in by the accounts of one's own organisation (OpenID Connect): the address of its provider, such as
# https://login.justice.example; empty for none.
DIRECTORY = env("COMITY_OIDC_ADDRESS", "")
# What the button says: the name of the organisation.
DIRECTORY_NAME = env("COMITY_OIDC_NAME", "")
# Under which name that provider knows this portal.
DIRECTORY_CLIENT = env("COMITY_OIDC_CLIENT", "")
# The secret that goes with that name, best from a file.
DIRECTORY_SECRET = env("COMITY_OIDC_SECRET", "")
if DIRECTORY and not (
    DIRECTORY.startswith(("https://", "http://localhost")) and DIRECTORY_NAME and DIRECTORY_CLIENT and DIRECTORY_SECRET
):
    raise ImproperlyConfigured(
        "COMITY_OIDC_ADDRESS begins with https:// and needs COMITY_OIDC_NAME, COMITY_OIDC_CLIENT, COMITY_OIDC_SECRET."
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "comity.ui",
    *OURS,
]
MIDDLEWARE = [
    "comity.kernel.frames.roomy",
    "comity.project.proxies.proxies_are_known",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "comity.project.middleware.answers_are_guarded",
    "comity.project.middleware.other_sites_may_read",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "comity.project.bodies.bodies_are_whole",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comity.project.entrance.sessions_are_known",
    "comity.project.pace.nobody_takes_all",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "comity.project.middleware.reads_are_noted",
    "comity.project.middleware.reading_never_writes",
    "comity.project.middleware.addresses_can_be_kept",
    "comity.project.middleware.methods_are_told",
    "comity.project.middleware.refusals_become_pages",
    "comity.project.counting.pages_are_counted",
]
AUTH_USER_MODEL = "people.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "comity.base.people.rules.DisguisedPasswordValidator"},
    {"NAME": "comity.base.people.rules.HouseWordsValidator"},
]
# How many seconds of each minute a process works at the most for one reader (a person, or the network of a visitor),
# after thirty at once; 0 for no limit. Behind a proxy it needs COMITY_PROXIES.
READER_SECONDS = env_number("COMITY_READER_SECONDS", 30)
# Whether /guide/ shows the components of the design system, for who builds pages.
GUIDE = env_yes("COMITY_GUIDE", default=False)
# Whether nobody can use a role before a second factor has been shown; no only where nothing is at stake.
SECOND_FACTOR = env_yes("COMITY_SECOND_FACTOR", default=True)
# Seconds for which a link to a new password holds.
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "comity.base.people.adapters.AccountAdapter"
MFA_ADAPTER = "comity.base.people.adapters.FactorAdapter"
SOCIALACCOUNT_ADAPTER = "comity.base.people.directory.DirectoryAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
# Half a page of typing; who goes away between password and code begins again.
ACCOUNT_LOGIN_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Ten digits: nobody guesses one of ten within the attempts that are let through.
MFA_RECOVERY_CODE_DIGITS = 10
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "directory",
                "name": DIRECTORY_NAME,
                "client_id": DIRECTORY_CLIENT,
                "secret": DIRECTORY_SECRET,
                "settings": {"server_url": DIRECTORY},
            }
        ]
        if DIRECTORY
        else [],
    }
}
CSRF_FAILURE_VIEW = "comity.base.people.views.not_from_our_form"
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "home"
ROOT_URLCONF = "comity.project.urls"
WSGI_APPLICATION = "comity.project.wsgi.application"
# Such as postgres://user:password@host:5432/name; SQLite in COMITY_HOME when it is not set.
DATABASES = {"default": database(env("DATABASE_URL", ""), HOME)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.ui.shell.shell",
            ],
        },
    }
]
# Fields of forms are written by the templates that Django brings for Jinja: a page with two selects of all States is
# ready in five sixths of the time.
FORM_RENDERER = "django.forms.renderers.Jinja2"

# ---------------------------------------------------------------- languages

# Django has no plain "zh"; ours is simplified Chinese, as the United Nations publishes it.
django.conf.locale.LANG_INFO.setdefault("zh", {"bidi": False, "code": "zh", "name": "Chinese", "name_local": "中文"})
LANGUAGE_CODE = "en"
LANGUAGES = list(INTERFACE.items())
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_HTTPONLY = "Lax", True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

UI_MENUS = MENUS
# What waits for staff and what is looked at that belongs to no module; see comity.base.access.registry.
DESK = ["comity.project.health.desk"]
HEALTH = ["comity.project.health.checks"]
# With which a machine that watches the system asks for /health.json; empty for nobody but staff who are signed in.
HEALTH_KEY = env("COMITY_HEALTH_KEY", "")

# ---------------------------------------------------------------- files for the browser

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "comity.ui.assets.NodeFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "LOCATION": HOME / "files"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# ---------------------------------------------------------------- files that people send

# Where their bytes are kept: a folder in COMITY_HOME when it is empty, or s3://bucket/folder in a store of S3’s kind.
FILES_STORE = env("COMITY_FILES_STORE", "")
# The address of that store, such as https://s3.example:9000; Amazon's own when it is empty.
S3_ENDPOINT = env("COMITY_S3_ENDPOINT", "")
# Its region.
S3_REGION = env("COMITY_S3_REGION", "us-east-1")
# The name of the key to it.
S3_KEY = env("COMITY_S3_KEY", "")
# The key's secret, best from a file.
S3_SECRET = env("COMITY_S3_SECRET", "")
# The most megabytes of one file.
FILES_LARGEST = env_number("COMITY_FILES_LARGEST", 50)
# Which types of file are taken, separated by spaces; zip may be added.
FILES_TYPES = env("COMITY_FILES_TYPES", "pdf png jpeg webp gif docx xlsx pptx odt ods odp txt csv").split()
# The most millions of pixels of a picture, all its frames together.
FILES_PIXELS = env_number("COMITY_FILES_PIXELS", 100)
# The most megabytes to which an office file or an archive may unpack.
FILES_UNPACKED = env_number("COMITY_FILES_UNPACKED", 500)
# ClamAV's daemon, as unix:/run/clamav/clamd.ctl or tcp:host:3310; while it is empty, nothing is scanned, and pages
# say so.
FILES_SCANNER = env("COMITY_CLAMAV", "")
FILE_UPLOAD_HANDLERS = ["comity.base.files.forms.ToFolder"]
if unknown := set(FILES_TYPES) - set(TYPES):
    raise ImproperlyConfigured(f"COMITY_FILES_TYPES has {' '.join(sorted(unknown))}; there are: {' '.join(TYPES)}.")
if FILES_STORE and not FILES_STORE.startswith("s3://"):
    raise ImproperlyConfigured(f"COMITY_FILES_STORE is “{FILES_STORE}”; write s3://bucket/folder, or leave it empty.")
if FILES_SCANNER and not FILES_SCANNER.startswith(("unix:/", "tcp:")):
    raise ImproperlyConfigured(f"COMITY_CLAMAV is “{FILES_SCANNER}”; write unix:/path or tcp:host:port.")

# ---------------------------------------------------------------- messages that leave the house

# The mail server (SMTP) that takes messages; while it is empty, no page offers e-mail.
EMAIL_HOST = env("COMITY_MAIL_HOST", "")
# Its port.
EMAIL_PORT = env_number("COMITY_MAIL_PORT", 587)
# With which name to sign in to it; empty to send without.
EMAIL_HOST_USER = env("COMITY_MAIL_USER", "")
# The password to that name, best from a file.
EMAIL_HOST_PASSWORD = env("COMITY_MAIL_PASSWORD", "")
# How the connection to it is guarded: starttls, tls, or none inside one's own network.
MAIL_SECURITY = env("COMITY_MAIL_SECURITY", "starttls")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SECURITY == "starttls", MAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20
# From whom the messages come, such as alerts@comity.example.
DEFAULT_FROM_EMAIL = env("COMITY_MAIL_FROM", "")
if MAIL_SECURITY not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured(f"COMITY_MAIL_SECURITY is “{MAIL_SECURITY}”; write starttls, tls or none.")
if EMAIL_HOST and "@" not in DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured("Set COMITY_MAIL_FROM to the address from which messages come, or no COMITY_MAIL_HOST.")
# The address at which readers find this installation, such as https://comity.example, for links in messages; the
# address at which a subscriber met it when it is not set.
PUBLIC_ADDRESS = env("COMITY_ADDRESS", "").rstrip("/")
# Whether webhooks may lead to this machine and into private networks; only where everybody who can subscribe may.
INTERNAL_WEBHOOKS = env_yes("COMITY_INTERNAL_WEBHOOKS", default=False)

# ---------------------------------------------------------------- notices

# After how many months without a confirmation a State's record is old, so that whoever keeps it is asked once a month
# whether it is still true; 0 to ask nobody.
RECORDS_CONFIRMED_WITHIN = env_number("COMITY_CONFIRMED_WITHIN", 12)

# ---------------------------------------------------------------- the audit log

# Under which name the log's checkpoints are signed, without spaces and plus signs, such as comity.example/audit; it
# is kept with the key when that is made, and does not change afterwards.
AUDIT_NAME = env("COMITY_AUDIT_NAME", "") or f"{urlparse(PUBLIC_ADDRESS).hostname or 'localhost'}/audit"
# How many minutes pass at least between two checkpoints that are signed for others to keep.
AUDIT_CHECKPOINT_MINUTES = env_number("COMITY_AUDIT_CHECKPOINT_MINUTES", 10)
# A folder into which every checkpoint is laid, best one of another machine to which only can be added.
AUDIT_FOLDER = env("COMITY_AUDIT_FOLDER", "")
# The mailboxes to which every checkpoint is sent, separated by spaces.
AUDIT_MAIL = env("COMITY_AUDIT_MAIL", "").split()
# The witnesses to which every checkpoint is shown: for each its key, a space and its address; separated by semicolons.
AUDIT_WITNESSES = [one.strip() for one in env("COMITY_AUDIT_WITNESSES", "").split(";") if one.strip()]
if "+" in AUDIT_NAME or any(letter.isspace() for letter in AUDIT_NAME):
    raise ImproperlyConfigured(f"COMITY_AUDIT_NAME is “{AUDIT_NAME}”; write a name without spaces and plus signs.")

# ---------------------------------------------------------------- backups

# The public keys of age to which backups are sealed, separated by spaces; the keys that open them are kept elsewhere.
BACKUP_RECIPIENTS = env("COMITY_BACKUP_RECIPIENTS", "").split()
# The folder in which backups are laid, best one of another machine; backups in COMITY_HOME when it is empty.
BACKUP_FOLDER = Path(env("COMITY_BACKUP_FOLDER", "") or HOME / "backups").expanduser().absolute()

# ---------------------------------------------------------------- security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        # The form that leads to the provider of one's own organisation is answered with a redirection to it.
        "form-action": [
            SELF,
            *([f"{urlparse(DIRECTORY).scheme}://{urlparse(DIRECTORY).netloc}"] if DIRECTORY else []),
        ],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What a browser may offer our pages: passkeys, and nothing else.
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), "
    "gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)"
)
SESSION_COOKIE_HTTPONLY = True
# A browser takes such names only from this very host, over HTTPS: no neighbour can plant one.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}session", f"{COOKIE_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
MESSAGE_STORAGE = "comity.ui.told.Told"
# After how many minutes in which nothing was done somebody is signed out; 0 to let sessions stay open for the day.
IDLE_MINUTES = env_number("COMITY_IDLE_MINUTES", 60)
# A working day; who leaves a machine open is signed out by the next morning.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"links": {"()": "comity.project.links.LinksLeftOut"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["links"]},
        "faults": {"class": "comity.project.faults.FaultList", "level": "ERROR"},
    },
    "root": {"handlers": ["stderr", "faults"], "level": "WARNING"},
    "loggers": {"comity": {"level": "INFO"}},
}
