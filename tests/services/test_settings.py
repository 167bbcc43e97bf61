"""What differs between installations, and what bad values get."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.settings import Settings

BAD = [
    ("SIBI_PORT", "80000"),
    ("SIBI_PORT", "http"),
    ("SIBI_ZONE", "Asia/Gaohe"),
    ("SIBI_ZONE", ""),
    ("SIBI_ZONE", "../passwd"),
    ("SIBI_KAFKA_SECURITY", "TLS"),
    ("SIBI_WRITES_A_MINUTE", "0"),
    ("SIBI_SWEEP_EVERY", "0"),
    ("SIBI_DEMO", "perhaps"),
    ("SIBI_LOG", "mysql://127.0.0.1/sibi"),
    ("SIBI_VIEWS", "here"),
    ("SIBI_VAULT", "postgresql+asyncpg://127.0.0.1/sibi"),
]


def test_without_settings_everything_is_in_one_folder() -> None:
    here = Settings(data=Path("data/x"))

    urls = [here.log_url, here.views_url, here.vault_url]

    assert urls == [f"sqlite:///data/x/{name}.db" for name in ("log", "views", "vault")]
    assert not here.kafka


def test_the_environment_says_what_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIBI_LOG", "postgresql+psycopg://sibi@db/log")
    monkeypatch.setenv("SIBI_KAFKA", "k1:9092,k2:9092")

    there = Settings()

    assert there.log_url == "postgresql+psycopg://sibi@db/log"
    assert there.views_url.startswith("sqlite:///")
    assert there.kafka == "k1:9092,k2:9092"


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError) as refused:
        Settings()

    (error,) = refused.value.errors()
    assert f"SIBI_{error['loc'][0]}".upper() == name


def test_no_password_is_shown() -> None:
    told = Settings(
        kafka_password="geheim",
        log="postgresql+psycopg://sibi:geheim@db/log",
        vault="postgresql+psycopg://keys:geheim@db/vault",
    )

    shown = told.shown()

    assert "geheim" not in str(shown)
    assert shown["SIBI_LOG"] == "postgresql+psycopg://sibi:***@db/log"
    assert {"SIBI_REGISTER", "SIBI_KAFKA_PASSWORD", "SIBI_PORT"} <= shown.keys()


def test_every_setting_says_what_it_is() -> None:
    silent = [name for name, field in Settings.model_fields.items() if not field.description]

    assert silent == []
