"""Nginx with a certificate."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from processes import free_port
from proxies import Proxy, folder_for_all, needs_nginx, proxied, wait_for
from support import PATIENCE

pytestmark = needs_nginx

ORIGIN = "https://tracker.example.org"


def certify(folder: Path) -> int:
    """Write a new certificate and its key; return its serial number."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tracker.example.org")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, pkcs8, plain))
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    return certificate.serial_number


@pytest.fixture
def keys() -> Iterator[Path]:
    with folder_for_all() as folder:
        yield folder


def behind_tls(ui: Path, keys: Path, **changes: str) -> dict[str, str]:
    return {
        "PROXY_CERTIFICATE": f"{keys}/fullchain.pem",
        "PROXY_CERTIFICATE_KEY": f"{keys}/privkey.pem",
        "PROXY_TLS_PORT": str(free_port()),
        **changes,
    }


def handshake(proxy: Proxy, **bounds: ssl.TLSVersion) -> tuple[int, str | None, str | None]:
    """Speak TLS: the certificate's serial number, the protocol within and the version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    for name, version in bounds.items():
        setattr(context, name, version)
    port = int(proxy.environment["TICKETING_PROXY_TLS_PORT"])
    with (
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain) as secure,
    ):
        raw = secure.getpeercert(binary_form=True)
        assert raw is not None
        serial = x509.load_der_x509_certificate(raw).serial_number
        return serial, secure.selected_alpn_protocol(), secure.version()


def test_everything_goes_over_tls(dist: Path, keys: Path) -> None:
    serial = certify(keys)
    told = behind_tls(dist, keys, PUBLIC_URL=f"{ORIGIN}/tracker", PROXY_ACME=str(keys / "acme"))
    challenge = keys / "acme" / ".well-known" / "acme-challenge" / "token"
    challenge.parent.mkdir(parents=True)
    challenge.write_text("proof")
    with proxied(dist, free_port(), **told) as proxy:
        assert handshake(proxy) == (serial, "h2", "TLSv1.3")
        assert handshake(proxy, maximum_version=ssl.TLSVersion.TLSv1_2)[2] == "TLSv1.2"
        secure = f"https://127.0.0.1:{told['PROXY_TLS_PORT']}"
        with httpx.Client(verify=False, timeout=PATIENCE) as client:
            page = client.get(f"{secure}/tracker/issues", headers={"Accept": "text/html"})
            assert page.status_code == 200
            assert page.headers["strict-transport-security"] == "max-age=31536000"
            for url in (proxy.url, secure.replace("https", "http")):
                answer = client.get(f"{url}/tracker/issues?q=a%20b")
                assert answer.status_code == 308, url
                assert answer.headers["location"] == f"{ORIGIN}/tracker/issues?q=a%20b"
            assert client.get(f"{proxy.url}/.well-known/acme-challenge/token").text == "proof"
            assert client.get(f"{proxy.url}/.well-known/acme-challenge/none").status_code == 404


def test_what_is_broken_is_not_spoken(dist: Path, keys: Path) -> None:
    certify(keys)
    with proxied(dist, free_port(), **behind_tls(dist, keys)) as proxy:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("AES128-SHA256:@SECLEVEL=0")  # without forward secrecy
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        port = int(proxy.environment["TICKETING_PROXY_TLS_PORT"])
        with (
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain,
            pytest.raises(ssl.SSLError),
        ):
            context.wrap_socket(plain)
        with httpx.Client() as client:
            answer = client.get(f"{proxy.url}/issues", headers={"Host": "tracker.test"})
            assert answer.headers["location"] == f"https://tracker.test:{port}/issues"


def test_a_renewed_certificate_is_taken_up(dist: Path, keys: Path) -> None:
    first = certify(keys)
    with proxied(dist, free_port(), **behind_tls(dist, keys, PROXY_INTERVAL="1")) as proxy:
        assert handshake(proxy)[0] == first
        (keys / "privkey.pem").write_text("half of a key")
        wait_for(lambda: "the configuration stays as it was" in proxy.said())
        assert handshake(proxy)[0] == first, "what is broken is not taken up"
        second = certify(keys)
        wait_for(lambda: handshake(proxy)[0] == second)
