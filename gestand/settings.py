"""Settings: everything has a default that is safe; what differs between machines comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from gestand.core.home import demo_port, ensure_home, home_path, read_key, served_port

#: openpyxl reads with lxml where that happens to be there, and then entities are not refused by defusedxml.
os.environ.update(OPENPYXL_LXML="False")

BASE_DIR = Path(__file__).resolve().parent
GESTAND_HOME = home_path()
ensure_home(GESTAND_HOME)

#: A throw-away home with an invented firm: one-time links sign in fully, mail reaches nobody. The home says so itself,
#: for a command that is run on it from another window.
_DEMO_PORT = demo_port(GESTAND_HOME)
DEMO = os.environ.get("GESTAND_DEMO") == "1" or _DEMO_PORT is not None
DEBUG = os.environ.get("GESTAND_DEBUG") == "1"
SECRET_KEY = read_key(GESTAND_HOME, "secret").hex()

PORT = int(os.environ.get("PORT") or _DEMO_PORT or served_port(GESTAND_HOME) or 8000)
#: The address under which people reach this Gestand; behind a proxy it is https.
PUBLIC_URL_IS_SET = bool(os.environ.get("GESTAND_PUBLIC_URL"))  # then the profile does not count
PUBLIC_URL = os.environ.get("GESTAND_PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")
_SECURE = PUBLIC_URL.startswith("https://")
_HOST = PUBLIC_URL.split("://", 1)[1].split("/")[0].rsplit(":", 1)[0]
PUBLIC_HOST = _HOST
ALLOWED_HOSTS = sorted({_HOST, "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _SECURE else []
#: How many proxies of ours stand in front and write down who asked. What a visitor writes there himself counts for
#: nothing: without this setting X-Forwarded-For is not read.
TRUSTED_PROXIES = int(os.environ.get("GESTAND_TRUSTED_PROXIES", "0"))

INSTALLED_APPS = [
    # Our templates stand before those of the libraries, so that their pages wear our clothes.
    "gestand.core.apps.CoreConfig",
    "gestand.team.apps.TeamConfig",
    "gestand.people.apps.PeopleConfig",
    "gestand.network.apps.NetworkConfig",
    "gestand.rights.apps.RightsConfig",
    "gestand.sharing.apps.SharingConfig",
    "gestand.retention.apps.RetentionConfig",
    "gestand.statement.apps.StatementConfig",
    "gestand.security.apps.SecurityConfig",
    "gestand.office.apps.OfficeConfig",
    # Before Django and allauth: their pages are drawn with our templates, and what they say is in our words.
    "gestand.ui.apps.UiConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "gestand.retention.middleware.terms_of_today",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gestand.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gestand.team.middleware.AccessMiddleware",
]

ROOT_URLCONF = "gestand.urls"
WSGI_APPLICATION = "gestand.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "gestand.ui.context.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]
FORM_RENDERER = "gestand.ui.forms.Renderer"

DATABASES = {
    "default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None, conn_health_checks=True)
    if os.environ.get("DATABASE_URL")
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(GESTAND_HOME / "gestand.db"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: a commit that was answered survives a power cut. secure_delete: what is deleted is overwritten.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Compiling a question costs more than asking it: a search of a full name took 1.6 times as long with the compiler.
    _asked_options = DATABASES["default"].setdefault("OPTIONS", {})
    # What is prepared (core.planned) is planned once for all its values, and as for a disk without a moving head:
    # planned for a few thousand rows it would read whole tables, and go on doing so.
    _told = "-c jit=off -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1"
    _asked_options["options"] = f"{_asked_options.get('options', '')} {_told}".strip()
    _asked_options.setdefault("prepare_threshold", 1)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "gestand",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # who comes with many addresses does not push out what others did
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "team.Account"
AUTHENTICATION_BACKENDS = ["gestand.team.backends.TeamBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "gestand.team.session_store"
#: A browser takes a cookie of this name from https and from this very host alone; no other site can plant one.
COOKIE_PREFIX = "__Host-" if _SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}gestand_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _SECURE
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}gestand_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "gestand.ui.messages.Notes"
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "gestand.ui.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0
SECURE_SSL_REDIRECT = _SECURE
# This server itself speaks http on loopback alone: with an https address there is a proxy, and it says so.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "office:today"
ACCOUNT_ADAPTER = "gestand.team.allauth_adapters.AccountAdapter"
MFA_ADAPTER = "gestand.team.allauth_adapters.MfaAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# Else anybody could have mail in the firm's name sent to any address. The page says the same either way.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Gestand"
MFA_RECOVERY_CODE_COUNT = 10
# Passkeys work on http://localhost as browsers allow it; every other address has to be https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}gestand_language"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
FIRST_DAY_OF_WEEK = 1

STATIC_URL = "/static/"
STATIC_ROOT = GESTAND_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "gestand.ui.static_storage.StaticStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "gestand.core.redaction.RedactingFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "gestand": {"level": "INFO"},
        # Django's own handlers write unredacted lines and mail; the root's one handler is enough.
        "django": {"handlers": [], "level": "WARNING"},
        # A page that is not there and a form with a mistake are answers. What fails is logged once, with its reference,
        # by gestand.ui.errors.
        "django.request": {"handlers": [], "level": "CRITICAL"},
        "django.security.csrf": {"handlers": [], "level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
    },
}
