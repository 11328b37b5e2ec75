"""Settings: one frozen dataclass read from the environment; docs/configuration.md has the table."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MIN_SECRET = 32
_WEAK = {"secret", "changeme", "password", "development", "default", "insecure", "example", "test"}


class ConfigurationError(Exception):
    """The environment asks for something that must not run; the message says what to change."""


def _setting(variable: str, help_text: str, default: Any = "") -> Any:
    return field(default=default, metadata={"variable": variable, "help": help_text})


@dataclass(frozen=True)
class Settings:
    """Everything that an operator can set. `from_environment` reads and checks it."""

    environment: str = _setting(
        "ENVIRONMENT",
        "`development`, or `production`, which refuses unsafe settings.",
        "development",
    )
    instance: str = _setting(
        "INSTANCE",
        "Folder of all state: database, index, mail, uploads. Empty: `instance/`, with the index in `search_index/`.",
    )
    database_url: str = _setting(
        "DATABASE_URL", "SQLAlchemy address of the database. Empty: SQLite in the state folder."
    )
    search_url: str = _setting(
        "SEARCH_URL", "`whoosh:FOLDER` or `memory:`. Empty: Whoosh in the state folder."
    )
    secret_key: str = _setting(
        "SECRET_KEY",
        "Signs forms and cookies; at least 32 random characters. In development one is made and kept in the state folder.",
    )
    secret_key_file: str = _setting(
        "SECRET_KEY_FILE", "File that holds the secret key, instead of `SECRET_KEY`."
    )
    encryption_keys: str = _setting(
        "ENCRYPTION_KEYS",
        "Keys, separated by commas, that encrypt the secrets of authenticator apps; the first encrypts, all decrypt. Empty: made from `SECRET_KEY`.",
    )
    base_url: str = _setting(
        "BASE_URL",
        "Public address of the site, used in feeds, sitemap and canonical links.",
        "http://127.0.0.1:5000",
    )
    trusted_hosts: str = _setting(
        "TRUSTED_HOSTS",
        "Host names that are answered, separated by commas. Empty: all in development; that of `BASE_URL` in production.",
    )
    proxy_count: int = _setting(
        "PROXY_COUNT", "How many proxies in front of the site set X-Forwarded headers.", 0
    )
    uploads_url: str = _setting(
        "UPLOADS_URL", "`file:FOLDER` for uploaded pictures. Empty: `uploads/` in the state folder."
    )
    mail_url: str = _setting(
        "MAIL_URL",
        "`smtps://user:password@host:465` or `smtp://…:587` (STARTTLS); `?cafile=FILE` names a private authority. Empty: mails are written to `mail/` in the state folder.",
    )
    mail_from: str = _setting(
        "MAIL_FROM", "Address that mails come from. Empty: no-reply@ the host of `BASE_URL`."
    )
    oidc_issuer: str = _setting(
        "OIDC_ISSUER",
        "Address of an OpenID Connect provider, as its own configuration states it. Empty: no such sign-in.",
    )
    oidc_client_id: str = _setting("OIDC_CLIENT_ID", "Our name at the provider.")
    oidc_client_secret: str = _setting(
        "OIDC_CLIENT_SECRET", "Our secret at the provider. Empty: PKCE alone."
    )
    oidc_name: str = _setting(
        "OIDC_NAME", "What people call the provider, on the sign-in page.", "your organization"
    )
    oidc_acr: str = _setting(
        "OIDC_ACR",
        "Level of assurance to ask for (`acr_values`). A sign-in that comes back with exactly this level counts as a second factor.",
    )
    redis_url: str = _setting(
        "REDIS_URL",
        "Where rate limits are counted when there are several processes. Empty: in memory.",
    )
    contact_limit: str = _setting(
        "CONTACT_LIMIT", "How many notes one address may send.", "5 per hour; 20 per day"
    )
    new_listings_per_day: int = _setting(
        "NEW_LISTINGS_PER_DAY", "How many new listings one account may begin within a day.", 20
    )
    search_limit: str = _setting(
        "SEARCH_LIMIT",
        "How many searches one address may make; schools share addresses, so be generous.",
        "30 per second; 600 per minute",
    )
    count_searches: bool = _setting(
        "COUNT_SEARCHES",
        "Whether searches are counted by day and words, without anything about who searched; `0` counts nothing.",
        True,
    )
    site_name: str = _setting("SITE_NAME", "Name of the site.", "EdTech Directory")
    site_tagline: str = _setting(
        "SITE_TAGLINE", "One line below the name.", "The open directory of educational technology"
    )
    operator_name: str = _setting(
        "OPERATOR_NAME", "Who runs this site.", "the volunteers who run this directory"
    )
    operator_mission: str = _setting(
        "OPERATOR_MISSION",
        "The operator's mission, one or two sentences on the About page.",
        "Help every learner and educator find technology that fits, and help the people who build it keep what they say true.",
    )
    is_government: bool = _setting(
        "IS_GOVERNMENT",
        "`true` only for an official site of a government; shows the banner.",
        False,
    )
    disclaimer: str = _setting(
        "DISCLAIMER",
        "Non-endorsement notice on every page.",
        "Being listed here is not an endorsement. Facts come from the sources shown beside them; check them before you decide.",
    )
    footer_links: str = _setting(
        "FOOTER_LINKS", "Required links of the operator: `Label=https://…` separated by semicolons."
    )
    vdp_url: str = _setting("VDP_URL", "Address of the vulnerability disclosure policy.")
    security_contact: str = _setting(
        "SECURITY_CONTACT",
        "Contact for `security.txt`: a mailto: or https: address. Empty: no such file.",
    )
    contact_email: str = _setting(
        "CONTACT_EMAIL", "Address shown on the contact page. Empty: only the form."
    )
    omb_number: str = _setting("OMB_NUMBER", "Form clearance number, shown beside forms.")
    omb_expires: str = _setting("OMB_EXPIRES", "Expiry date of the form clearance.")
    omb_text: str = _setting("OMB_TEXT", "Burden statement, shown beside forms.")

    @property
    def production(self) -> bool:
        """Whether unsafe settings are refused."""
        return self.environment == "production"

    @property
    def instance_folder(self) -> Path:
        """The folder of all state."""
        return Path(self.instance).resolve() if self.instance else ROOT / "instance"

    @property
    def index_folder(self) -> Path:
        """The folder of the Whoosh index."""
        kind, _, folder = self.search_url.partition(":")
        if kind == "whoosh" and folder:
            return Path(folder).resolve()
        return self.instance_folder / "search_index" if self.instance else ROOT / "search_index"

    @property
    def uploads_folder(self) -> Path:
        """The folder of uploaded pictures."""
        _, _, folder = self.uploads_url.partition(":")
        return Path(folder).resolve() if folder else self.instance_folder / "uploads"

    @property
    def search_kind(self) -> str:
        """`whoosh` or `memory`."""
        return self.search_url.partition(":")[0] or "whoosh"

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.instance_folder / 'directory.db'}"

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """The operator's required links as (label, address)."""
        pairs = (item.partition("=") for item in self.footer_links.split(";") if "=" in item)
        return tuple((label.strip(), url.strip()) for label, _, url in pairs)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check the settings; raises ConfigurationError with what to change."""
        source = os.environ if environ is None else environ
        values = {f.name: _parse(f.default, f.metadata["variable"], source) for f in fields(cls)}
        settings = cls(**values)
        return _checked(settings)


def _parse(default: Any, variable: str, source: Mapping[str, str]) -> Any:
    text = source.get(variable, "").strip()
    if not text:
        return default
    if isinstance(default, bool):
        return text.lower() in {"1", "true", "yes", "on"}
    if isinstance(default, int):
        if not text.isdigit():
            raise ConfigurationError(f"{variable} must be a whole number, not “{text}”.")
        return int(text)
    return text


def _checked(settings: Settings) -> Settings:
    if settings.environment not in {"development", "production"}:
        raise ConfigurationError("ENVIRONMENT must be development or production.")
    if settings.search_kind not in {"whoosh", "memory"}:
        raise ConfigurationError("SEARCH_URL must begin with whoosh: or memory:.")
    if settings.uploads_url and not settings.uploads_url.startswith("file:"):
        raise ConfigurationError("UPLOADS_URL must begin with file:.")
    if settings.mail_url and not settings.mail_url.startswith(("smtp://", "smtps://")):
        raise ConfigurationError("MAIL_URL must begin with smtp:// or smtps://.")
    if settings.oidc_issuer and not settings.oidc_client_id:
        raise ConfigurationError("OIDC_ISSUER needs OIDC_CLIENT_ID.")
    key = settings.secret_key or _read_secret(settings)
    if settings.production:
        _refuse_unsafe(settings, key)
    return _with_key(settings, key)


def _read_secret(settings: Settings) -> str:
    if settings.secret_key_file:
        try:
            return Path(settings.secret_key_file).read_text().strip()
        except OSError as error:
            raise ConfigurationError(
                f"SECRET_KEY_FILE cannot be read: {error.strerror}."
            ) from error
    return "" if settings.production else _development_key(settings.instance_folder)


def _development_key(folder: Path) -> str:
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".secret_key.{os.getpid()}"
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(
                temporary
            )  # the first of several processes wins, all read the same key
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()


def _refuse_unsafe(settings: Settings, key: str) -> None:
    hint = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
    if not key:
        raise ConfigurationError(f"Production needs SECRET_KEY. {hint}")
    if len(key) < MIN_SECRET or len(set(key)) < 12 or any(word in key.lower() for word in _WEAK):
        raise ConfigurationError(
            f"SECRET_KEY is weak: use at least {MIN_SECRET} random characters. {hint}"
        )
    if not settings.base_url.startswith("https://"):
        raise ConfigurationError("Production needs BASE_URL to begin with https://.")


def _with_key(settings: Settings, key: str) -> Settings:
    values = {f.name: getattr(settings, f.name) for f in fields(settings)}
    return Settings(**{**values, "secret_key": key})
