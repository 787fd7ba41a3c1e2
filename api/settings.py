"""The only reader of environment variables.

Rules:

- Every variable starts with ``PASSERELLE_`` and has a safe default for one machine.
- Secrets are named by file, never by value: an environment can be read by others.
- What is wrong in the environment is named by variable; its value is never repeated.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PASSERELLE_"


class SettingsInvalid(Exception):
    """The environment cannot be used; the message names variables, not values."""


class Settings(BaseSettings):
    """How one installation is configured.

    ``main_url`` and ``keys_url`` are SQLAlchemy URLs of the two databases; without them the
    embedded SQLite files below ``home`` are used. ``key_file`` holds the key-encryption
    keys and belongs on another volume than the databases. ``public_origin`` is the address
    people type (``https://…``); requests that change anything must come from it.
    ``key_socket`` is where the key process listens; with it the key file is not read here.
    ``checkpoint_file`` is where signed states of the log are appended; it belongs on another
    machine's volume. The names of controller, authority and countries stand on receipts.
    ``trusted_proxies`` lists the networks (``10.0.0.0/8, ::1``) whose ``X-Forwarded-For`` is
    believed; nobody else's is. An agency's quota of 0 is none. Answers about a name begin
    ``even_answer_ms`` after their question, or at a multiple of it; 0 lets them begin at once.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    home: Path = Path(".passerelle") / "service"
    main_url: str | None = None
    keys_url: str | None = None
    main_password_file: Path | None = None
    keys_password_file: Path | None = None
    key_file: Path | None = None
    key_socket: Path | None = None
    public_origin: str | None = None
    insecure_cookies: bool = False
    demo: bool = False
    argon2_memory_kib: int = Field(default=46 * 1024, ge=8)
    argon2_iterations: int = Field(default=1, ge=1)
    even_answer_ms: int = Field(default=500, ge=0, le=5_000)
    trusted_proxies: str = ""
    failures_per_network: int = Field(default=30, ge=1)
    accounts_per_network: int = Field(default=20, ge=0)
    newcomer_days: int = Field(default=45, ge=0)
    agency_searches_per_hour: int = Field(default=60, ge=0)
    agency_handles_per_day: int = Field(default=500, ge=0)
    max_upload_bytes: int = Field(default=20_000_000, ge=1_000)
    checkpoint_file: Path | None = None
    controller_name: str = Field(default="Passerelle", max_length=200)
    controller_address: str = Field(default="", max_length=400)
    controller_contact: str = Field(default="", max_length=200)
    authority_name: str = Field(default="", max_length=200)
    authority_contact: str = Field(default="", max_length=200)
    jurisdiction: str = Field(default="", pattern="^([A-Z]{2})?$")
    storage_country: str = Field(default="", pattern="^([A-Z]{2})?$")
    max_request_bytes: int = Field(default=262_144, ge=1_000)

    def is_embedded(self) -> bool:
        """Say whether the SQLite files below ``home`` are used."""
        return self.main_url is None and self.keys_url is None

    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Give the networks of trusted proxies.

        Raises:
            ValueError: One is none.
        """
        named = (part.strip() for part in self.trusted_proxies.split(","))
        return tuple(ip_network(part, strict=False) for part in named if part)

    def resolved_main_url(self) -> str:
        """Give the main database's URL, without its password."""
        return self.main_url or f"sqlite:///{self.home / 'main.sqlite3'}"

    def resolved_keys_url(self) -> str:
        """Give the keys database's URL, without its password."""
        return self.keys_url or f"sqlite:///{self.home / 'keys' / 'keys.sqlite3'}"

    def resolved_key_file(self) -> Path:
        """Give the file of key-encryption keys."""
        return self.key_file or self.home / "secret" / "key-encryption-keys"


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsInvalid: A variable has a value of the wrong kind, or only one of the two
            databases is named.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        told = [f"{PREFIX}{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors()]
        raise SettingsInvalid("; ".join(told)) from None
    try:
        settings.proxies()
    except ValueError:
        raise SettingsInvalid(
            f"{PREFIX}TRUSTED_PROXIES: networks such as 10.0.0.0/8, separated by commas."
        ) from None
    if (settings.main_url is None) is not (settings.keys_url is None):
        raise SettingsInvalid(f"{PREFIX}MAIN_URL and {PREFIX}KEYS_URL belong together: set both.")
    return settings
