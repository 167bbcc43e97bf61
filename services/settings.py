"""Everything that differs between installations, from the environment with the prefix SIBI_."""

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from pydantic import Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).parent
DATABASES = {("sqlite", "pysqlite"), ("postgresql", "psycopg")}
"""Database and driver."""
Security = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]


class Settings(BaseSettings):
    """安装设置. Listed by `sibi settings`, secrets masked."""

    model_config = SettingsConfigDict(env_prefix="SIBI_", extra="ignore")

    data: Path = Field(Path("data/sibi"), description="folder of the embedded form")
    log: str = Field("", description="URL of the log; unset: SQLite in the data folder")
    views: str = Field("", description="URL of the read models; unset: SQLite in the data folder")
    vault: str = Field("", description="URL of the key store; unset: SQLite in the data folder")
    kafka: str = Field("", description="bootstrap servers; unset: the feed reads the log itself")
    kafka_security: Security = Field("PLAINTEXT", description="how one speaks to the brokers")
    kafka_user: str = Field("", description="SASL user")
    kafka_password: SecretStr = Field(SecretStr(""), description="SASL password")
    kafka_ca: str = Field("", description="file of the authority that signs for the brokers")
    topic: str = Field("sibi.facts", description="the Kafka topic of facts")
    group: str = Field("sibi", description="the Kafka consumer group of the feed")
    pack: Path | None = Field(
        None, description="pack adopted when none is in force; unset: the default pack"
    )
    register_folder: Path = Field(
        HERE / "demo", alias="SIBI_REGISTER", description="folder of CSV files"
    )
    zone: str = Field("Asia/Shanghai", description="zone in which people see instants")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0: any free one")
    demo: bool = Field(False, description="demonstration register and accounts; loopback only")
    writes_a_minute: int = Field(60, ge=1, description="commands a minute for an account")
    metrics_public: bool = Field(False, description="show /metrics beyond loopback")
    sweep_every: float = Field(1.0, gt=0, description="seconds between two rounds of the sweep")

    @field_validator("zone")
    @classmethod
    def zone_exists(cls, zone: str) -> str:
        """Refuse a zone that the zone database does not know."""
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(f"{zone!r} is not a time zone") from error
        return zone

    @field_validator("log", "views", "vault")
    @classmethod
    def database_is_one_of_two(cls, url: str) -> str:
        """Refuse what is neither SQLite nor PostgreSQL; the message has no password in it."""
        try:
            made = sa.make_url(url or "sqlite://")
            known = (made.get_backend_name(), made.get_driver_name()) in DATABASES
        except sa.exc.ArgumentError:
            known = False
        if not known:
            raise ValueError("sqlite:///… or postgresql+psycopg://… is needed")
        return url

    def shown(self) -> dict[str, str]:
        """Every setting by its variable; no password is among them."""
        named = {field.alias or f"SIBI_{name.upper()}": name for name, field in _fields()}
        return {variable: _masked(getattr(self, name)) for variable, name in named.items()}

    @property
    def log_url(self) -> str:
        """Where the log is."""
        return self.log or self._file("log")

    @property
    def views_url(self) -> str:
        """Where the read models are."""
        return self.views or self._file("views")

    @property
    def vault_url(self) -> str:
        """Where the keys are."""
        return self.vault or self._file("vault")

    def _file(self, name: str) -> str:
        return f"sqlite:///{self.data / name}.db"


def _fields() -> list[tuple[str, FieldInfo]]:
    return list(Settings.model_fields.items())


def _masked(value: object) -> str:
    if isinstance(value, str) and "://" in value:
        return sa.make_url(value).render_as_string(hide_password=True)
    return "" if value is None else str(value)
