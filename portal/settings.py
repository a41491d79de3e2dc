"""All settings, read from the environment; without any, the embedded default on SQLite."""

import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import env, file_stores, logs, production, sign_in

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
HTTPS = env.flag("HTTPS")
PRODUCTION = env.flag("PRODUCTION")
if PRODUCTION:
    production.refuse_weak()


def _secret_key() -> str:
    """The environment's key, or one made once for the embedded default and kept beside its data."""
    if key := env.secret("SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")
SELF_CHECK_URL = env.text(
    "SELF_CHECK_URL", SITE_URL
)  # where the worker finds the public pages; empty: nowhere

INSTALLED_APPS = [
    "portal.ui",
    "portal.audit",
    "portal.workdays",
    "portal.accounts",
    "portal.notifications",
    "portal.documents",
    "portal.oversight",
    "applications",
    "reviews",
    "publication",
    "evaluations",
    "portal",
    "portal.accounts.admin_app.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "portal.logs.NumberRequests",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.ui.middleware.PermissionsPolicy",
    "portal.ui.middleware.RefuseNul",
    "portal.ui.middleware.RefuseOutOfRange",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.ui.middleware.ExplainRefusedMethod",
    "portal.accounts.middleware.DenyByDefault",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.ui.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "portal.ui.forms.Renderer"

DATABASES = {
    "default": dj_database_url.parse(
        env.secret("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'portal.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,  # after the database was started again the next request goes on
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
    # Browser tests share the database with server threads, so it is a file.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.secret("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "portal.cache.SteadyRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    if REDIS_URL
    else {
        "BACKEND": "portal.cache.CountingDatabaseCache",
        "LOCATION": "cache",
        # Limits live here: with Django's 300 entries anybody with many addresses could push them out.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Accounts ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.backends.RoleBackend"]
ANONYMOUS_USER_NAME = None  # guardian: no row for nobody
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # grants are asked through portal.accounts.grants, never through has_perm
    "security.W019",  # pages show the portal's own PDFs in a frame; frames of other sites are refused
    "security.W021",  # preloading is for whole registered domains; this is a host below the province's
]
PASSWORD_HASHERS = sign_in.PASSWORD_HASHERS
AUTH_PASSWORD_VALIDATORS = sign_in.AUTH_PASSWORD_VALIDATORS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/m/ip"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can have mail sent to a stranger
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = sign_in.ACCOUNT_FORMS
# A decision that binds, later than this after signing in, asks again who it is.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Forced for everybody but enterprises; the demonstration is looked at by password alone unless it is asked for.
SECOND_FACTOR = env.flag("DEMO_MFA") if DEMO else True
SOCIALACCOUNT_PROVIDERS = sign_in.unified_identity()  # none: only by what is kept here
SOCIALACCOUNT_ADAPTER = "portal.accounts.unified.UnifiedAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: a form could lead to no other host (form-action)
MFA_ADAPTER = "portal.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # without TLS browsers have passkeys on localhost alone
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = sign_in.MFA_FORMS
SESSION_COOKIE_AGE = 60 * 60 * 12
IDLE_SIGN_OUT = env.number("IDLE_SIGN_OUT_MINUTES", 30) * 60  # seconds without a sign of the person
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"  # no other host can set it
USERSESSIONS_TRACK_ACTIVITY = False

# Text --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.ui.formats"]

# Files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
MEDIA_ROOT = env.folder("MEDIA_ROOT", VAR_DIR / "files")
MEDIA_URL = None  # nothing is served by address; portal.documents hands files out
ROOTS_FILE = env.text("ROOTS_FILE", str(VAR_DIR / "roots" / "roots.jsonl"))  # append-only, to be mirrored
KEYS_DIR = env.folder("KEYS_DIR", VAR_DIR / "keys")
ACCEL_PREFIX = env.text("ACCEL_PREFIX")  # where nginx serves MEDIA_ROOT to itself alone: /private/
STORAGES = file_stores.storages()
FILES_DELIVERY = env.choice("FILES_DELIVERY", ["stream", "redirect"])  # of a bucket's files
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
SIGNING = env.text("SIGNING", "self")  # self, pkcs12 or pkcs11: where the key of official PDFs is
SIGNING_PKCS12 = env.text("SIGNING_PKCS12")
SIGNING_PASSPHRASE = env.secret("SIGNING_PASSPHRASE")  # of the file, or the PIN of the token
SIGNING_PKCS11_MODULE = env.text("SIGNING_PKCS11_MODULE")
SIGNING_PKCS11_TOKEN = env.text("SIGNING_PKCS11_TOKEN")
SIGNING_PKCS11_LABEL = env.text("SIGNING_PKCS11_LABEL")
FONTS_DIR = Path(env.text("FONTS_DIR", str(VAR_DIR / "fonts")))

# Mail --------------------------------------------------------------------------------------------
# Every mail is first a row of the outbox; the relay hands it to MAIL_DELIVERY_BACKEND.
EMAIL_BACKEND = "portal.notifications.mail.OutboxBackend"
MAIL_DELIVERY_BACKEND = env.text("MAIL_DELIVERY_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = env.folder("EMAIL_FILE_PATH", VAR_DIR / "mail")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal@localhost")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")

# Jobs --------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# Security ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
# Proxies that stand before the web processes: the visitor's address is that many from the right.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked inside the machine
CLAMD_SOCKET = env.text("CLAMD_SOCKET")  # of the virus scanner; empty: the rules of content stand alone
CSRF_FAILURE_VIEW = "portal.ui.views.errors.csrf_failure"

# The portal --------------------------------------------------------------------------------------
OFFICE_OPENS = env.text("OFFICE_OPENS", "09:00")  # local; working hours of an outage count from here
OFFICE_CLOSES = env.text("OFFICE_CLOSES", "17:30")  # local time at which a working day's deadline falls
UPLOAD_FILE_MAX_BYTES = env.number("UPLOAD_FILE_MAX_MB", 50) * 1024 * 1024
UPLOAD_APPLICATION_MAX_BYTES = env.number("UPLOAD_APPLICATION_MAX_MB", 500) * 1024 * 1024
CHANGE_DECISION_DAYS = env.number("CHANGE_DECISION_DAYS", 15)  # working days, on a change report
CHANGE_ANSWER_DAYS = env.number("CHANGE_ANSWER_DAYS", 10)  # of the enterprise, when more is asked for
SITE_OWNER = env.text("SITE_OWNER", "广东省工业和信息化厅")
SITE_ICP, SITE_POLICE_RECORD = env.text("SITE_ICP"), env.text("SITE_POLICE_RECORD")
SITE_ID_CODE, SITE_CONTACT = env.text("SITE_ID_CODE"), env.text("SITE_CONTACT")

# What is watched ---------------------------------------------------------------------------------
METRICS_FROM = env.words("METRICS_FROM", "127.0.0.0/8,::1/128")  # networks that read /metrics
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
LOGGING = logs.configuration()
