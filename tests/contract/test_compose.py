"""The compose file is a compose file, and says of Kafka and PostgreSQL what our own stack says."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import yaml

from infra.stack.__main__ import DATABASES
from services.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "compose.yaml"
STACK = ROOT / "infra" / "stack"


def test_it_is_what_the_schema_of_compose_files_allows() -> None:
    schema = ["--builtin-schema", "vendor.compose-spec"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_its_settings_exist() -> None:
    known = {f"SIBI_{name.upper()}" for name in Settings.model_fields}

    for service in ("serve", "work"):
        assert set(services()[service]["environment"]) <= known


def test_its_databases_are_made() -> None:
    made = (STACK / "databases.sql").read_text()

    for name in DATABASES:
        assert services()["serve"]["environment"][f"SIBI_{name.upper()}"].endswith(f"/sibi_{name}")
        assert f"CREATE DATABASE sibi_{name};" in made


def test_its_kafka_is_the_one_that_is_tested() -> None:
    pom = ET.parse(STACK / "pom.xml").getroot()
    [tested] = [
        one.findtext("{*}version")
        for one in pom.iter("{http://maven.apache.org/POM/4.0.0}dependency")
        if one.findtext("{*}artifactId") == "kafka_2.13"
    ]

    assert services()["kafka"]["image"] == f"apache/kafka:{tested}"


def test_its_image_is_of_this_release() -> None:
    assert f'version = "{services()["serve"]["image"].split(":")[1]}"' in project()


def test_the_images_files_exist() -> None:
    lines = (STACK / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY")]

    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name


def services() -> dict[str, Any]:
    read = yaml.safe_load(COMPOSE.read_text())["services"]
    assert isinstance(read, dict)
    return read


def project() -> str:
    return (ROOT / "pyproject.toml").read_text()
