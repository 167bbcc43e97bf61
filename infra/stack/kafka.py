"""A single-node Apache Kafka in KRaft mode, from Maven's jars, on free ports."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from infra.kafka import BrokerAway, built
from infra.kafka import Kafka as Address
from infra.stack.scratch import end, free_port, scratch, wait_until

HERE = Path(__file__).parent
CLUSTER = "c2liaS1zY3JhdGNoLWNsdQ"
"""A cluster id of our own; any 16 bytes in base64 will do."""


class Kafka:
    """A broker that can be killed and started again on the same port and data."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or scratch("kafka")
        self.port, self._controller = free_port(), free_port()
        self._made = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The broker's process."""
        assert self._process is not None
        return self._process.pid

    @property
    def bootstrap(self) -> str:
        """Where clients begin."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, making its data where there is none, and wait until it answers."""
        properties = self.folder / "server.properties"
        libs = jars()
        if not properties.exists():
            template = (HERE / "server.properties").read_text()
            ports = {"port": self.port, "controller": self._controller}
            properties.write_text(template.format(**ports, folder=self.folder))
            self._format(libs, properties)
        log4j = f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_java(libs), log4j, "kafka.Kafka", str(properties)], stdout=log, stderr=log
            )
        wait_until(self._answers, 90, "Kafka")

    def stop(self) -> None:
        """Stop it."""
        if self._process:
            end(self._process, signal.SIGTERM)
            self._process = None

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        end(self._process, signal.SIGKILL)
        self._process = None

    def remove(self) -> None:
        """Delete its folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_topic(self) -> str:
        """A name that no topic has yet."""
        self._made += 1
        return f"t{os.getpid()}.{self._made}"

    def _answers(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise RuntimeError((self.folder / "log").read_text()[-2000:])
        try:
            with built(KafkaAdminClient, Address(self.bootstrap)) as admin:
                return bool(admin.describe_cluster())
        except (KafkaError, BrokerAway):
            return False

    def _format(self, libs: Path, properties: Path) -> None:
        tool = ["kafka.tools.StorageTool", "format", "--standalone", "-t", CLUSTER]
        done = subprocess.run(
            [*_java(libs), *tool, "-c", str(properties)], capture_output=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode()[-2000:] + done.stdout.decode()[-2000:])


def _java(libs: Path) -> list[str]:
    small = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    return ["java", *small, "-cp", f"{libs}/*"]


def jars() -> Path:
    """The broker's jars, resolved once by Maven from the pinned pom."""
    pom = HERE / "pom.xml"
    mark = hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"sibi-kafka-jars-{os.geteuid()}-{mark}"
    if not folder.exists():
        making = Path(tempfile.mkdtemp(prefix="sibi-jars-"))
        done = subprocess.run(
            ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies",
             f"-DoutputDirectory={making}"],
            capture_output=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stdout.decode()[-2000:])
        making.rename(folder)
    return folder
