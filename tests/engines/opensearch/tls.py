"""A real node behind TLS and a password: what the server's security plugin would ask for, which the
node of the tests does not have."""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST: Final = "127.0.0.1"
_DENIED: Final = (
    b'{"error": {"type": "security_exception", "reason": "who are you"}, "status": 401}'
)


@dataclass(frozen=True, slots=True)
class Authority:
    """Issues certificates; `file` is what those who trust it are given."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    file: Path


def authority(folder: Path, name: str) -> Authority:
    """A new one, known to nobody yet."""
    made = Authority(_name(name), ec.generate_private_key(ec.SECP256R1()), folder / f"{name}.pem")
    certificate = _certificate(made, made.name, made.key.public_key(), is_authority=True)
    made.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return made


def certificate_for(host: str, by: Authority) -> Path:
    """A server's certificate with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(by, _name(host), key.public_key(), is_authority=False)
    file = by.file.with_name(f"{host}.pem")
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _certificate(
    by: Authority, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, is_authority: bool
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    issuer = by.key.public_key()
    constraints = x509.BasicConstraints(ca=is_authority, path_length=None)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(_usage(is_authority=is_authority), critical=True)
    )
    if not is_authority:
        address = x509.IPAddress(ipaddress.ip_address(HOST))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return builder.sign(by.key, hashes.SHA256())


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


@contextmanager
def behind_tls(node: str, certificate: Path, user: str, password: str) -> Iterator[int]:
    """A node's answers over TLS for those who know the password; the port on HOST."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()

    class TlsProxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.headers.get("authorization") != f"Basic {pair}":
                self._answer(401, "application/json", _DENIED)
                return
            inside = http.client.HTTPConnection(node.removeprefix("http://"), timeout=30)
            kind = {"content-type": self.headers.get("content-type", "application/json")}
            inside.request(self.command, self.path, body, kind)
            answer = inside.getresponse()
            content_type = answer.getheader("content-type", "application/json")
            self._answer(answer.status, content_type, answer.read())
            inside.close()

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - as the library asks

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Silent."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_arguments: object) -> None:
            """Who does not trust us hangs up: that is what is tested."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Quiet((HOST, 0), TlsProxy) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
