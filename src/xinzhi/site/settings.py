"""Settings, all from the environment with safe defaults (docs/deployment.md lists them).

`XINZHI_ENV=production` refuses to start with anything insecure: see `safety.py`.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from .safety import local_secret_key, mail_settings, require_safe

env = Env()

PACKAGE = Path(__file__).resolve().parent.parent
XINZHI_ENV = env.str("XINZHI_ENV", "local")
PRODUCTION = XINZHI_ENV == "production"
DATA_DIR = Path(env.str("XINZHI_DATA_DIR", "var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("XINZHI_DEBUG", False)
SECRET_KEY = env.str("XINZHI_SECRET_KEY", "") or ("" if PRODUCTION else local_secret_key(DATA_DIR))
ALLOWED_HOSTS = env.list("XINZHI_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"])
BASE_URL = env.str("XINZHI_BASE_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "xinzhi.site.apps.SiteConfig",
    "xinzhi.plan.apps.PlanConfig",
    "xinzhi.cultivation.apps.CultivationConfig",
    "xinzhi.foresight.apps.ForesightConfig",
    "xinzhi.incentives.apps.IncentivesConfig",
    "xinzhi.integrity.apps.IntegrityConfig",
    "xinzhi.calls.apps.CallsConfig",
    "xinzhi.registry.apps.RegistryConfig",
    "xinzhi.fields.apps.FieldsConfig",
    "xinzhi.ledger.apps.LedgerConfig",
    "xinzhi.core.apps.CoreConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    *env.list("XINZHI_EXTRA_APPS", []),  # the developers' migration linter
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "xinzhi.core.middleware.RequestIdMiddleware",
    "xinzhi.core.middleware.OneVersionMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "xinzhi.site.urls"
WSGI_APPLICATION = "xinzhi.site.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "xinzhi.site.context.shell",
            ]
        },
    }
]

# --- database -----------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'xinzhi.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while one writes; IMMEDIATE takes the write lock at the start of a
    # transaction, so that two writers queue instead of failing half way (Django's own advice). FULL flushes the
    # write-ahead log at each commit: what the log has acknowledged survives a power cut (docs/decisions/009-log.md).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Memory: 64 MB of pages for each thread, and the file mapped, so that a province is read without system calls.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "xinzhi.site.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if PRODUCTION else "optional"
ACCOUNT_LOGOUT_ON_GET = False
SIGNUP_OPEN = env.bool("XINZHI_SIGNUP_OPEN", False)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Xinzhi"
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_SERVER := env.str("XINZHI_OIDC_SERVER", ""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("XINZHI_OIDC_NAME", "OpenID Connect"),
                "client_id": env.str("XINZHI_OIDC_CLIENT_ID"),
                "secret": env.str("XINZHI_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER},
            }
        ],
    }

# Lock the pair, not the address: a department shares one address, and must not be locked out by one colleague.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_CALLABLE = "xinzhi.site.accounts.login_name"
AXES_IPWARE_PROXY_COUNT = PROXY_COUNT = env.int("XINZHI_PROXY_COUNT", 0)
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- security -----------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if env.bool("XINZHI_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- programs -----------------------------------------------------------------
# Requests a minute: of an address without token, of a person or token, and how many of these may write.
API_LIMITS = {
    "anonymous": env.int("XINZHI_API_LIMIT_ANONYMOUS", 60),
    "person": env.int("XINZHI_API_LIMIT", 600),
    "write": env.int("XINZHI_API_LIMIT_WRITES", 120),
}
# Only to try webhooks on one machine: production never posts into its own network.
WEBHOOKS_TO_PRIVATE = not PRODUCTION and env.bool("XINZHI_WEBHOOKS_TO_PRIVATE", False)

# --- language, time, numbers --------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

FILTERS_EMPTY_CHOICE_LABEL = _("any")

# --- files --------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [("vendor", DATA_DIR / "vendor")]
STATIC_ROOT = DATA_DIR / "static"
for _folder in (DATA_DIR / "vendor", STATIC_ROOT):
    _folder.mkdir(exist_ok=True)  # both are looked into before anything is written there
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "store")},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
EMBEDDING = env.bool("XINZHI_EMBEDDING", True)  # compare texts by meaning, too; off where the processor is too weak
SEARCH_DIR = DATA_DIR / "search"  # this host's own index, built anew whenever it is missing
MAX_UPLOAD_BYTES = env.int("XINZHI_MAX_UPLOAD_MB", 50) * 1024 * 1024
MAX_RECORD_BYTES = env.int("XINZHI_MAX_RECORD_MB", 4096) * 1024 * 1024  # of a research record sent by a program
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Server processes: one for each core unless said otherwise; each keeps its own pages and answers in memory.
# Visitors may be given answers of so many seconds ago (core/remember.py); people signed in never are.
VISITOR_PATIENCE = env.float("XINZHI_VISITOR_PATIENCE", 15.0)
WEB_WORKERS = env.int("XINZHI_WEB_WORKERS", 0) or min(os.cpu_count() or 1, 8)

# --- the log ------------------------------------------------------------------
# Its name is for life; its key file is made at the first checkpoint. Witnesses are public keys, parted by spaces.
LEDGER_ORIGIN = env.str("XINZHI_LEDGER_ORIGIN", f"{urlsplit(BASE_URL).netloc}/ledger")
LEDGER_KEY_FILE = Path(env.str("XINZHI_LEDGER_KEY_FILE", str(DATA_DIR / "keys" / "ledger.key")))
LEDGER_WITNESSES = env.str("XINZHI_LEDGER_WITNESSES", "").split()

# --- mail, jobs, cache, logging -----------------------------------------------
if env.str("EMAIL_URL", ""):
    vars().update(mail_settings(env.dj_email_url("EMAIL_URL")))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("XINZHI_MAIL_FROM", "xinzhi@localhost")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    if PRODUCTION
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("XINZHI_LOG_LEVEL", "WARNING")},
}

# --- the region ---------------------------------------------------------------
PACK = env.str("XINZHI_PACK", "shandong")

if PRODUCTION:
    require_safe(
        debug=DEBUG,
        secret_key=SECRET_KEY,
        allowed_hosts=ALLOWED_HOSTS,
        base_url=BASE_URL,
        email_backend=vars()["EMAIL_BACKEND"],
        data_dir=DATA_DIR,
    )
