"""All settings: from the environment only, read once. An empty environment gives the demo city."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from thanglong.config.env import envbool, envchoice, envint, envlist, envsecret, envstr, envzone

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(envstr("VAR_DIR", str(ROOT / "var")))
CITY_NAME = envstr("CITY_NAME", "Hà Nội")
CITY = Path(envstr("CITY_DIR", str(ROOT / "cities" / "hanoi")))

DEMO = envbool("DEBUG", default=True)  # an empty environment is the demo city
DEBUG = envbool("TRACEBACKS", default=False)  # Django's own error pages, for engineers only
SECRET_KEY = envsecret("SECRET_KEY", "demo-only-secret-key-not-for-a-real-city" if DEMO else "")
HOST = envstr("HOST", "127.0.0.1")
PORT = envint("PORT", 8000, least=1, most=65532)
SITE_URL = envstr("SITE_URL", f"http://{HOST}:{PORT}")
LIVE_URL = envstr("LIVE_URL", f"http://{HOST}:{PORT + 1}/live")
ALLOWED_HOSTS = envlist("ALLOWED_HOSTS", ["*"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = envlist("CSRF_TRUSTED_ORIGINS", [SITE_URL])
CLOCK_SHIFT = timedelta(seconds=envint("CLOCK_SHIFT_SECONDS", 0))
WEB_WORKERS = envint("WEB_WORKERS", 2)
WORKER_CONCURRENCY = envint("WORKER_CONCURRENCY", 2)
WORKER_END_SECONDS = envint("WORKER_END_SECONDS", 15)
LOGGING_CONFIG = "thanglong.config.logs.configure"
LOGGING = {
    "format": envchoice("LOG_FORMAT", "console" if DEMO else "json", "console", "json"),
    "level": envchoice("LOG_LEVEL", "INFO", "DEBUG", "INFO", "WARNING", "ERROR"),
}

SERVICES = envlist("SERVICES", ["accounts", "procedures", "editing", "operations"])
KERNEL = [
    "base", "trail", "events", "units", "people", "calendar", "registers",
    "documents", "cases", "notify", "web",
]  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    *[f"thanglong.kernel.{step}" for step in KERNEL],
    *[f"thanglong.services.{service}" for service in SERVICES],
]

MIDDLEWARE = [
    "thanglong.kernel.web.middleware.SightMiddleware",
    "thanglong.kernel.web.proxies.ProxyMiddleware",
    "thanglong.kernel.web.middleware.RequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "thanglong.kernel.web.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "thanglong.kernel.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "thanglong.kernel.web.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "thanglong.kernel.web.middleware.RefusalMiddleware",
]

# Our own middleware sets the headers (kernel/web/middleware.py); config/checks.py asks the rest.
SILENCED_SYSTEM_CHECKS = [f"security.W{number:03}" for number in (1, 2, 9, 12, 16)]
ROOT_URLCONF = "thanglong.config.urls"
WSGI_APPLICATION = "thanglong.config.wsgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


LOCK_WAIT_MS = 5_000  # how long a statement waits for a lock, where nothing else is said
PREPARED_AFTER = 3  # times that a connection asks the same before its plan is kept


# A line to the database that goes dead without a word is noticed within half a minute.
LINE = {
    "connect_timeout": "5", "keepalives_idle": "10", "keepalives_interval": "5",
    "keepalives_count": "3", "tcp_user_timeout": "25000",
}  # fmt: skip


def _database(url: str) -> dict[str, object]:
    """A database by its URL; `?host=/folder` for a socket, other options as libpq knows them."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "thanglong.kernel.base.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "thanglong",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,  # a database that was started anew costs nobody a request
        "OPTIONS": {
            **LINE,
            **options,
            "server_side_binding": True,
            # What a connection asks often is read and planned once: half of the server's work.
            "prepare_threshold": PREPARED_AFTER,
            "options": f"{options.get('options', '')} -c lock_timeout={LOCK_WAIT_MS}".strip(),
        },
    }


DATABASE_URL = envsecret("DATABASE_URL")
DATABASES = {"default": _database(DATABASE_URL)}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [
            *[ROOT / "thanglong" / "kernel" / step / "templates" for step in KERNEL],
            *[ROOT / "thanglong" / "services" / service / "templates" for service in SERVICES],
        ],
        "OPTIONS": {
            "environment": "thanglong.kernel.web.jinja.environment",
            "context_processors": ["thanglong.kernel.web.shell.context"],
        },
    },
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = envzone("TIME_ZONE", "Asia/Ho_Chi_Minh")
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "thanglong.kernel.web.assets.CityStatic"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEMO

LOGIN_URL = "/sign-in"
CSRF_FAILURE_VIEW = "thanglong.kernel.web.errors.form_expired"
APPEND_SLASH = False
LOCALE_PATHS: list[Path] = []  # each app carries its own
TRUSTED_PROXIES = envint("TRUSTED_PROXIES", 0)
FORM_TARGETS = envlist("FORM_TARGETS", [])  # other origins that forms may lead to

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = envbool("SECURE", default=not DEMO)
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_HTTPONLY = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

SECRET_KEY_FALLBACKS = envlist("SECRET_KEY_FALLBACKS", [])
IDENTITY_ADAPTER = envstr("IDENTITY_ADAPTER", "thanglong.adapters.identity_vneid.provider.VNeID")
VNEID_ISSUER = envstr("VNEID_ISSUER", f"http://{HOST}:{PORT + 2}")
VNEID_CLIENT_ID = envstr("VNEID_CLIENT_ID", "thanglong")
VNEID_CLIENT_SECRET = envsecret("VNEID_CLIENT_SECRET", "demo-only-secret" if DEMO else "")

EMAIL_HOST = envstr("EMAIL_HOST")
EMAIL_PORT = envint("EMAIL_PORT", 25)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"  # where letters lie while no EMAIL_HOST is set
EMAIL_HOST_USER = envstr("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = envsecret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = envbool("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = envstr("EMAIL_FROM", "khong-tra-loi@thanglong.example")

FILES_DIR = Path(envstr("FILES_DIR", str(VAR / "files")))
UPLOADS_DIR = Path(envstr("UPLOADS_DIR", str(VAR / "uploads")))
STORAGE_ADAPTER = envstr(
    "STORAGE_ADAPTER", "thanglong.adapters.storage_folder.storage.FolderStorage"
)
STORAGE_S3 = {  # of thanglong.adapters.storage_s3.storage.S3Storage
    "endpoint": envstr("STORAGE_S3_ENDPOINT"),
    "bucket": envstr("STORAGE_S3_BUCKET", "thanglong"),
    "region": envstr("STORAGE_S3_REGION", "us-east-1"),
    "addressing": envstr("STORAGE_S3_ADDRESSING", "path"),
    "access_key": envsecret("STORAGE_S3_ACCESS_KEY"),
    "secret_key": envsecret("STORAGE_S3_SECRET_KEY"),
}
ANTIVIRUS_ADAPTER = envstr(
    "ANTIVIRUS_ADAPTER", "thanglong.adapters.antivirus_none.scanner.NoScanner"
)
ANTIVIRUS_ADDRESS = envstr("ANTIVIRUS_ADDRESS", "tcp://127.0.0.1:3310")

REGISTERS_ADAPTER = envstr(
    "REGISTERS_ADAPTER", "thanglong.adapters.registers_simulator.client.HttpRegisters"
)
REGISTERS_URL = envstr("REGISTERS_URL", f"http://127.0.0.1:{PORT + 3}")
REGISTERS_TOKEN = envsecret("REGISTERS_TOKEN", "demo-only-registers-token" if DEMO else "")
REGISTERS_WAIT_SECONDS = envint("REGISTERS_WAIT_SECONDS", 3)
