"""The one settings file: everything comes from the environment, and the defaults are safe."""

from __future__ import annotations

import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

from wireroom.config.networks import networks_in
from wireroom.core import valkey
from wireroom.core.extras import require
from wireroom.core.home import home, kept_secret

env = environ.Env()
HOME = home()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = env("SECRET_KEY", default="") or kept_secret("secret_key")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
TRUSTED_PROXIES = networks_in("TRUSTED_PROXIES", env.list("TRUSTED_PROXIES", default=[]))
BEHIND_TLS = env.bool("BEHIND_TLS", default=False)

TYPO_REPORT_LIMIT = env.int("TYPO_REPORT_LIMIT", default=200)
METRICS_FROM = networks_in("METRICS_FROM", env.list("METRICS_FROM", default=["127.0.0.0/8", "::1/128"]))
METRICS_TOKEN = env("METRICS_TOKEN", default="")
# Networks inside, such as 10.0.0.0/8, that wires may be sent to and fetched from all the same.
WIRE_OUT_ALLOWED_NETWORKS = networks_in("WIRE_OUT_ALLOWED_NETWORKS", env.list("WIRE_OUT_ALLOWED_NETWORKS", default=[]))

RATINGS_SHOWN_FROM = env.int("RATINGS_SHOWN_FROM", default=5)
WIRE_API_PER_MINUTE = env.int("WIRE_API_PER_MINUTE", default=600)
LIVE_CONNECTIONS = env.int("LIVE_CONNECTIONS", default=4000)
LIVE_PER_ADDRESS = env.int("LIVE_PER_ADDRESS", default=200)

AGENCY_NAME = env("AGENCY_NAME", default="Wireroom")
SITE_URL = env("SITE_URL", default="").rstrip("/")
if SITE_URL:
    ALLOWED_HOSTS.append(urlsplit(SITE_URL).hostname or "")

# The editions we ship, in the order in which pages list them: URL code, name in its own language, time zone, direction.
SHIPPED_EDITIONS: dict[str, tuple[str, str, str]] = {
    "en": ("English", "Europe/London", "ltr"),
    "ru": ("Русский", "Europe/Moscow", "ltr"),
    "fr": ("Français", "Europe/Paris", "ltr"),
    "es": ("Español", "Europe/Madrid", "ltr"),
    "ar": ("العربية", "Africa/Cairo", "rtl"),
    "zh-hans": ("简体中文", "Asia/Shanghai", "ltr"),
}
EDITIONS = env.list("EDITIONS", default=[])

INSTALLED_APPS = [
    "wireroom.config",
    "wireroom.demo",
    "wireroom.desk",
    "wireroom.website",
    "wireroom.reactions.ratings",
    "wireroom.reactions.comments",
    "wireroom.reactions.typo_reports",
    "wireroom.reactions",
    "wireroom.wire_in",
    "wireroom.wire_out",
    "wireroom.press",
    "wireroom.search",
    "wireroom.stories",
    "wireroom.accounts",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wireroom.desk.apps.StaffApp",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.search",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wireroom.config.static.StaticFiles",
    "wireroom.desk.setup_page.SetupFirst",
    "wireroom.website.slashes.Slashes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wireroom.desk.language.DeskLanguage",
    "wireroom.desk.numbers.NumbersOfNothing",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "wireroom.config.urls"
ASGI_APPLICATION = "wireroom.config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'wireroom.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "wireroom.config.sqlite"
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
            "PRAGMA wal_autocheckpoint=16000;"  # 64 MB: the schedule does it earlier, so that nobody who publishes must
        ),
    }
else:
    # While PostgreSQL is away a request is refused after 3 s, and the pool goes on knocking until it is back.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 16, "timeout": 3, "reconnect_timeout": 3},
        "connect_timeout": 5,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PRESS_SIZE = env.int("PRESS_SIZE", default=2_000_000_000)
"""Bytes of stored pages; those used longest ago go first."""
CDN_PURGE_URL = env("CDN_PURGE_URL", default="")
CDN_TOKEN = env("CDN_TOKEN", default="")
CDN_SECONDS = env.int("CDN_SECONDS", default=86_400)

VALKEY_URL = valkey.address(env("CACHE_URL", default=""))
"""The server where all processes cache and count; empty if each does it by itself."""
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
if VALKEY_URL:
    CACHES["default"] = {
        "BACKEND": "wireroom.core.shared_cache.SharedCache",
        "LOCATION": VALKEY_URL,
        "KEY_PREFIX": "wireroom",
    }
TASKS_URL = env("TASKS_URL", default="") or "db"
if TASKS_URL != "db":
    raise ImproperlyConfigured(
        f"TASKS_URL can only be db, not {urlsplit(TASKS_URL).scheme or TASKS_URL}: tasks are queued in the transaction"
        " that asks for them (docs/operators.md, Tasks)"
    )
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "accounts.User"
SECOND_FACTOR = env("SECOND_FACTOR", default="offered")
"""`off`, `offered` to all staff, or `required` of chiefs and administrators."""
if SECOND_FACTOR not in {"off", "offered", "required"}:
    raise ImproperlyConfigured(f"SECOND_FACTOR is off, offered or required, not {SECOND_FACTOR}")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "wagtailadmin_login"

LANGUAGE_CODE = "en"
LANGUAGES = [(code, name) for code, (name, _zone, _direction) in SHIPPED_EDITIONS.items()]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
PRESS_STATIC = f"{STATIC_URL}website/"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is not there
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

# Originals and desk thumbnails are private; what a released story shows is copied to PUBLIC_MEDIA_ROOT, under a
# random name.
MEDIA_ROOT = HOME / "media" / "private"
MEDIA_URL = "/desk/media/"
PUBLIC_MEDIA_ROOT = HOME / "media" / "public"
PUBLIC_MEDIA_URL = "/media/"
# The same two folders in a bucket, if there is one; the addresses stay.
S3_BUCKET = env("S3_BUCKET", default="")
S3_ENDPOINT_URL = env("S3_ENDPOINT_URL", default="")
S3_REGION = env("S3_REGION", default="")
S3_ACCESS_KEY = env("S3_ACCESS_KEY", default="")
S3_SECRET_KEY = env("S3_SECRET_KEY", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if S3_BUCKET:
    require("storages", variable="S3_BUCKET")
    require("boto3", variable="S3_BUCKET")
    STORAGES["default"] = {"BACKEND": "wireroom.core.bucket.PrivateBucket"}
FILE_UPLOAD_PERMISSIONS = 0o640

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="newsroom@localhost")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_PATH = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "wireroom_desk"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "wireroom.website.views.errors.form_not_taken"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

WAGTAIL_SITE_NAME = AGENCY_NAME
WAGTAILADMIN_USER_LOGIN_FORM = "wireroom.accounts.sign_in.SignInForm"
WAGTAILADMIN_BASE_URL = SITE_URL or "http://localhost"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILIMAGES_IMAGE_MODEL = "stories.Photo"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_FINISH_WORKFLOW_ACTION = "wireroom.desk.workflow.publish_approved"
WAGTAIL_USER_TIME_ZONES = SimpleLazyObject(lambda: sorted(zoneinfo.available_timezones() - {"localtime"}))
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wireroom.desk.picture_search"}}
TAGGIT_CASE_INSENSITIVE = True

SENTRY_DSN = env("SENTRY_DSN", default="")
if SENTRY_DSN:
    require("sentry_sdk", variable="SENTRY_DSN")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="WARNING")},
    # An address that leads nowhere is the reader's affair; what we broke is ours.
    "loggers": {"django.request": {"level": "ERROR"}},
}
