"""Django's settings. Everything an administrator may change comes from the environment (docs/settings.md)."""

import hashlib
import hmac
from pathlib import Path

from hamkori.config import environment

ENVIRONMENT = environment.read()
if _reasons := environment.reasons_not_to_start(ENVIRONMENT):
    raise environment.Unsafe(_reasons)
if not ENVIRONMENT.is_production and not ENVIRONMENT.key_file.exists():
    environment.write_key(ENVIRONMENT.key_file)

PACKAGE = Path(__file__).resolve().parents[1]
HAMKORI_KEY = environment.read_key(ENVIRONMENT.key_file)
HAMKORI_DATA = ENVIRONMENT.data
HAMKORI_FILES = ENVIRONMENT.data / "files"
HAMKORI_COUNTRY = ENVIRONMENT.country
HAMKORI_SITE_NAME = ENVIRONMENT.site_name
HAMKORI_STATISTICS_KEY = ENVIRONMENT.statistics_key
HAMKORI_EXIT_URL = ENVIRONMENT.exit_url
HAMKORI_PROFILE = ENVIRONMENT.profile
HAMKORI_ORIGIN = ENVIRONMENT.origin
HAMKORI_DEMO = ENVIRONMENT.kind == "demo"
HAMKORI_SMTP_URL = ENVIRONMENT.smtp_url
HAMKORI_SENDER = ENVIRONMENT.sender
HAMKORI_SMS_URL = ENVIRONMENT.sms_url
HAMKORI_ANCHOR_TO = ENVIRONMENT.anchor_to
ENVIRONMENT.data.mkdir(parents=True, exist_ok=True, mode=0o700)

SECRET_KEY = hmac.new(HAMKORI_KEY, b"django", hashlib.sha256).hexdigest()
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.hosts
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.origin]

INSTALLED_APPS = [
    "hamkori.faces.portal",
    "hamkori.faces.desk",
    "hamkori.faces.channels",
    "hamkori.rooms.insight",
    "hamkori.rooms.programmes",
    "hamkori.rooms.crime",
    "hamkori.rooms.problems",
    "hamkori.rooms.concerns",
    "hamkori.rooms.bodies",
    "hamkori.rooms.commitments",
    "hamkori.society.accounts",
    "hamkori.society.places",
    "hamkori.society.countries",
    "hamkori.ground.measures",
    "hamkori.ground.outbox",
    "hamkori.ground.threads",
    "hamkori.ground.deadlines",
    "hamkori.ground.receipts",
    "hamkori.ground.files",
    "hamkori.ground.audit",
    "hamkori.ground.schedule",
    "hamkori.kernel",
    "hamkori.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "hamkori.kernel.middleware.page_cache",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hamkori.kernel.middleware.compressed",
    "hamkori.kernel.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hamkori.kernel.middleware.language_from_path",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hamkori.society.accounts.middleware.actor",
    "hamkori.kernel.middleware.errors_as_pages",
]

ROOT_URLCONF = "hamkori.config.urls"
WSGI_APPLICATION = "hamkori.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "hamkori.config.context.page",
            ],
        },
    }
]
FORM_RENDERER = "hamkori.kernel.forms.HamkoriRenderer"

DATABASES = {"default": environment.database_settings(ENVIRONMENT.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hamkori.society.accounts.backend.PhoneOrUserName"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "hamkori.society.accounts.session_store"
SESSION_COOKIE_NAME = "hamkori"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "hamkori_form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hamkori.kernel.views.stale_form"
LOGIN_URL = "accounts:sign_in"

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.is_production:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone
LANGUAGES = [(code, environment.LANGUAGES[code]) for code in ENVIRONMENT.languages]
LANGUAGE_CODE = LANGUAGES[0][0]
FORMAT_MODULE_PATH = ["hamkori.kernel.formats"]
LOCALE_PATHS = [
    str(PACKAGE / room / "locale")
    for room in (
        "faces/portal",
        "faces/desk",
        "faces/channels",
        "rooms/insight",
        "rooms/programmes",
        "rooms/crime",
        "rooms/problems",
        "rooms/concerns",
        "rooms/bodies",
        "rooms/commitments",
        "society/accounts",
        "society/places",
        "society/countries",
        "ground/measures",
        "ground/outbox",
        "ground/threads",
        "ground/deadlines",
        "ground/receipts",
        "ground/files",
        "ground/audit",
        "ground/schedule",
        "kernel",
        "config",
    )
]

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data.parent / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "hamkori.kernel.storage.StaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

FILE_UPLOAD_HANDLERS = ["hamkori.ground.files.upload.MemoryOnlyUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 6

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"bare": {"()": "hamkori.kernel.logs.WithoutRequest"}},
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["bare"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
