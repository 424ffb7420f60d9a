"""Django's settings. What an operator may change is in options.py."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from yuanqu_web.config.databases import database_settings
from yuanqu_web.config.home import home_folder, kept_secret, prepare
from yuanqu_web.config.identity import identity_apps
from yuanqu_web.config.options import read_options, refuse_unsafe
from yuanqu_web.lib.stamp import static_stamp

BASE = Path(__file__).resolve().parents[1]
YUANQU_HOME = home_folder(os.environ)
prepare(YUANQU_HOME)
OPTIONS = read_options(os.environ, YUANQU_HOME)
SECRET_KEY = OPTIONS.secret or kept_secret(YUANQU_HOME)
refuse_unsafe(OPTIONS, SECRET_KEY)

DEBUG = OPTIONS.debug
ALLOWED_HOSTS = list(OPTIONS.hosts)
ROOT_URLCONF = "yuanqu_web.config.urls"
WSGI_APPLICATION = "yuanqu_web.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "yuanqu_web.accounts",  # before allauth: its templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "yuanqu_web.audit",
    "yuanqu_web.api",
    "yuanqu_web.ui",
    "yuanqu_web.policies",
    "yuanqu_web.board",
    "yuanqu_web.registry",
    "yuanqu_web.places",
    "yuanqu_web.assessments",
    "yuanqu_web.returns",
    "yuanqu_web.filings",
    "yuanqu_web.registers",
    "yuanqu_web.imports",
    "yuanqu_web.jobs",
]

MIDDLEWARE = [
    "yuanqu_web.lib.logs.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yuanqu_web.lib.headers.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yuanqu_web.ui.busy.BusyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yuanqu_web.lib.texts.PlainTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yuanqu_web.ui.preferences.PreferencesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yuanqu_web.accounts.middleware.GateMiddleware",
    "yuanqu_web.policies.middleware.NoPackMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yuanqu_web.config.shell.shell",
            ],
            "builtins": ["yuanqu_web.ui.templatetags.yuanqu"],
        },
    }
]

DATABASES = {"default": database_settings(OPTIONS.database)}

# People. The strongest hash first; accounts are made by the administrator, never by signing up.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "yuanqu_web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "yuanqu_web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key", "reauthenticate": "5/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = (
    1 if OPTIONS.https else 0
)  # https means a proxy stands in front and names the client
MFA_ADAPTER = "yuanqu_web.accounts.adapters.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Yuanqu"
SOCIALACCOUNT_ADAPTER = "yuanqu_web.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds; a service that is down must not hold a page longer
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "yuanqu_web.accounts.identity.CityProvider",
        "APPS": identity_apps(OPTIONS.identity),
    }
}
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Shared by all processes: the counters that lock out whoever guesses passwords.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"}}

# Chinese is the language of the messages themselves; English is a catalogue, under /en/.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
FORMAT_MODULE_PATH = ["yuanqu_web.config.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = f"/static/{static_stamp(BASE)}/"
STATICFILES_DIRS = [("vendor", BASE / "static" / "vendor")] if (BASE / "static" / "vendor").is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ROOT = None

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yuanqu_web.ui.views.no_token"
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS.https else None

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *([OPTIONS.identity.origin] if OPTIONS.identity else [])],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = YUANQU_HOME / "files"  # part of each backup; never served by address

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "yuanqu_web.lib.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": OPTIONS.log_level},
    # In the demo the terminal belongs to a person; a line per request would bury what it says.
    "loggers": {"yuanqu.request": {"level": "WARNING" if OPTIONS.demo else OPTIONS.log_level}},
}
