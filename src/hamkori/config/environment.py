"""What the environment says, read once, and why an installation must not start."""

import base64
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse
from zoneinfo import ZoneInfo

KEY_BYTES = 32
LANGUAGES = {"tg": "Тоҷикӣ", "ru": "Русский", "en": "English"}
"""What the pages speak."""
KINDS = ("development", "demo", "test", "production")
PROFILES = ("community", "statistics", "all")
REPOSITORY = Path(__file__).resolve().parents[3]


class Unsafe(SystemExit):
    """The installation refuses to start; the message lists every reason and what to do."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("Hamkori does not start:\n" + "\n".join(f"  - {reason}" for reason in reasons))


@dataclass(frozen=True)
class Environment:
    """The settings that an administrator may set, with their defaults (docs/settings.md)."""

    kind: str
    data: Path
    database: str
    key_file: Path
    country: str
    languages: tuple[str, ...]
    site_name: str
    statistics_key: str
    """The public key that signs evidence of the statistics: 64 hexadecimal characters, or ""."""
    profile: str
    origin: str
    exit_url: str
    time_zone: str
    smtp_url: str
    sender: str
    sms_url: str
    anchor_to: str
    web_workers: int

    @property
    def is_production(self) -> bool:
        return self.kind == "production"

    @property
    def hosts(self) -> list[str]:
        host = urlparse(self.origin).hostname or ""
        return [host] if self.is_production else [host, "localhost", "127.0.0.1", "[::1]"]


def read(environ: dict[str, str] | None = None) -> Environment:
    """The environment as typed values. Raises `Unsafe` when a value has no meaning."""
    env = dict(os.environ) if environ is None else environ
    kind = env.get("HAMKORI_ENV", "development")
    if kind not in KINDS:
        raise Unsafe([f"HAMKORI_ENV is {kind!r}; use one of {', '.join(KINDS)}."])
    data = Path(env.get("HAMKORI_DATA", "var/data")).resolve()
    port = env.get("PORT", "8000")
    country = env.get("HAMKORI_COUNTRY", "tj")
    try:
        workers = max(1, int(env.get("HAMKORI_WEB_WORKERS", "2")))
    except ValueError:
        raise Unsafe(["HAMKORI_WEB_WORKERS must be a whole number, 1 or more."]) from None
    languages = tuple(
        code.strip() for code in env.get("HAMKORI_LANGUAGES", "tg,ru,en").split(",") if code.strip()
    )
    if not languages or set(languages) - set(LANGUAGES):
        raise Unsafe(
            [
                f"HAMKORI_LANGUAGES is {','.join(languages)!r}; the pages speak {', '.join(LANGUAGES)} and no other."
            ]
        )
    time_zone = env.get("HAMKORI_TIME_ZONE", "Asia/Dushanbe")
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        raise Unsafe([f"HAMKORI_TIME_ZONE is {time_zone!r}; use a name such as Asia/Dushanbe."]) from None
    return Environment(
        kind=kind,
        data=data,
        database=env.get("HAMKORI_DATABASE", f"sqlite:///{data / 'hamkori.sqlite3'}"),
        key_file=Path(env.get("HAMKORI_KEY_FILE", data.parent / "key" / "hamkori.key")).resolve(),
        country=country,
        languages=languages,
        site_name=env.get("HAMKORI_SITE_NAME", ""),
        statistics_key="".join(env.get("HAMKORI_STATISTICS_KEY", "").split()).lower(),
        profile=env.get("HAMKORI_PROFILE", "community" if kind == "production" else "all"),
        origin=env.get("HAMKORI_ORIGIN", f"http://localhost:{port}"),
        exit_url=env.get("HAMKORI_EXIT_URL", ""),
        time_zone=time_zone,
        smtp_url=env.get("HAMKORI_SMTP_URL", ""),
        sender=env.get("HAMKORI_SENDER", "hamkori@example.org"),
        sms_url=env.get("HAMKORI_SMS_URL", ""),
        anchor_to=env.get("HAMKORI_ANCHOR_TO", ""),
        web_workers=workers,
    )


def reasons_not_to_start(env: Environment) -> list[str]:
    """Why this environment is unsafe. Empty when it may start."""
    reasons = []
    if env.profile not in PROFILES:
        reasons.append(f"HAMKORI_PROFILE is {env.profile!r}; use one of {', '.join(PROFILES)}.")
    if env.statistics_key and not re.fullmatch("[0-9a-f]{64}", env.statistics_key):
        reasons.append("HAMKORI_STATISTICS_KEY must be the 64 characters of the public key, 0-9 and a-f.")
    if env.key_file.is_relative_to(env.data):
        reasons.append(
            "The key file lies in the data folder: whoever takes the disk takes both. Set HAMKORI_KEY_FILE elsewhere."
        )
    if not env.is_production:
        return reasons
    if not env.key_file.exists():
        reasons.append(
            "HAMKORI_KEY_FILE does not exist. Make one with: hamkori key FILE. Keep it off the data disk."
        )
    elif env.key_file.stat().st_mode & 0o077:
        reasons.append("HAMKORI_KEY_FILE can be read by other users. Run: chmod 600 on it.")
    if urlparse(env.origin).scheme != "https":
        reasons.append("HAMKORI_ORIGIN must be the https:// address that people type.")
    if not env.exit_url.startswith("https://"):
        reasons.append(
            "HAMKORI_EXIT_URL must be an https:// page, such as a weather page, for the quick exit."
        )
    if env.profile == "all":
        reasons.append(
            "HAMKORI_PROFILE=all is for the demo: keep police statistics and community rooms apart (K58)."
        )
    if demo_mark(env).exists():
        reasons.append("The data folder holds demo data. Start production with an empty HAMKORI_DATA (K63).")
    if env.sender.endswith("@example.org"):
        reasons.append("HAMKORI_SENDER must be a mail address of this installation.")
    return reasons


def demo_mark(env: Environment) -> Path:
    """The file that marks a data folder as demo."""
    return env.data / "DEMO"


def read_key(path: Path) -> bytes:
    """The master key. Raises `Unsafe` if the file does not hold 32 bytes in base64."""
    try:
        key = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    except (OSError, ValueError) as error:
        raise Unsafe([f"The key file {path} cannot be read: {error}."]) from error
    if len(key) != KEY_BYTES:
        raise Unsafe([f"The key file {path} must hold {KEY_BYTES} bytes in base64."])
    return key


def write_key(path: Path) -> None:
    """Make a new key file that only its owner may read. Never replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")


def database_settings(url: str) -> dict[str, object]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    parsed = urlparse(url)
    if parsed.scheme == "sqlite":
        return {
            "ENGINE": "hamkori.kernel.sqlite",
            "NAME": unquote(parsed.path[1:]),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if parsed.scheme in ("postgresql", "postgres"):
        query = dict(pair.split("=", 1) for pair in parsed.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parsed.path.lstrip("/")),
            "USER": unquote(parsed.username or ""),
            "PASSWORD": unquote(parsed.password or ""),
            "HOST": parsed.hostname or unquote(query.get("host", "")),
            "PORT": str(parsed.port or query.get("port", "")),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    raise Unsafe(
        [
            f"HAMKORI_DATABASE begins with {parsed.scheme!r}; use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
        ]
    )
