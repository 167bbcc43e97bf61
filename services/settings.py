"""Everything that differs between installations, from the environment with the prefix SIBI_."""

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).parent


class Settings(BaseSettings):
    """安装设置. Listed by `sibi settings`, secrets masked."""

    model_config = SettingsConfigDict(env_prefix="SIBI_", extra="ignore")

    data: Path = Field(Path("data/sibi"), description="folder of the embedded form")
    log: str = Field("", description="URL of the log; unset: SQLite in the data folder")
    views: str = Field("", description="URL of the read models; unset: SQLite in the data folder")
    vault: str = Field("", description="URL of the key store; unset: SQLite in the data folder")
    kafka: str = Field("", description="bootstrap servers; unset: the feed reads the log itself")
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_user: str = ""
    kafka_password: SecretStr = SecretStr("")
    kafka_ca: str = ""
    topic: str = Field("sibi.facts", description="the Kafka topic of facts")
    group: str = Field("sibi", description="the Kafka consumer group of the feed")
    pack: Path | None = Field(
        None, description="pack adopted when none is in force; unset: the default pack"
    )
    register_folder: Path = Field(
        HERE / "demo", alias="SIBI_REGISTER", description="folder of CSV files"
    )
    zone: str = Field("Asia/Shanghai", description="zone in which people see instants")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    demo: bool = False
    writes_a_minute: int = Field(60, ge=1, description="commands a minute for an account")
    metrics_public: bool = Field(False, description="show /metrics beyond loopback")
    sweep_every: float = Field(1.0, gt=0, description="seconds between two rounds of the sweep")

    @field_validator("zone")
    @classmethod
    def zone_exists(cls, zone: str) -> str:
        """Refuse a zone that the zone database does not know."""
        ZoneInfo(zone)
        return zone

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
