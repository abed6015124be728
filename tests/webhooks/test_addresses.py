"""Where a webhook may go: HTTPS on the open Internet, and never what stands beside the server."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing, suppress

import pytest

from core.errors import RuleBroken
from factory.webhooks import addresses
from factory.webhooks.addresses import Unreachable, check_url, is_public, post, resolve

PRIVATE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1",
    "3fff::1", "::a9fe:a9fe", "64:ff9b:1::a00:1", "no address",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://hub.example.org/", "ftp://hub.example.org/", "hub.example.org", "https://", "https://user:pw@a.example/",
        "https://a.example/#part", "https://a.example:0/", "https://a.example:99999/", "https://a b.example/",
        "https://localhost/", "https://printer.local/", "https://intranet/", "https://127.0.0.1/", "https://[::1]/",
        "https://169.254.169.254/latest/", "https://10.0.0.5:8443/", "http://127.0.0.1/", "javascript:alert(1)",
        "https://xn--" + "a" * 500 + ".example/", "https://ä.example/",
        "https://127.1/", "https://0x7f.0.0.1/", "https://10.0x5/", "https://localhost./", "https://127.0.0.1./",
        "https://printer.local./", "https://hooks..example.org/x", "https://" + "a" * 64 + ".example.org/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused_beside_the_field(url: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_url(url, allows_private=False)
    assert refused.value.field == "url"


def test_plain_http_is_for_this_machine_alone_and_only_where_the_settings_allow_it() -> None:
    assert check_url(" http://127.0.0.1:8000/a ", allows_private=True) == "http://127.0.0.1:8000/a"
    with pytest.raises(RuleBroken):
        check_url("http://10.0.0.5/", allows_private=True)
    assert check_url("https://10.0.0.5/", allows_private=True)


@pytest.mark.parametrize(
    "url", ["https://localhost/", "https://2130706433/", "https://0x7f.1/", "https://127.1/"]
)
def test_a_name_that_leads_to_this_machine_is_refused_when_it_is_called(url: str) -> None:
    """Whatever was written: what is called is what the name stands for at that moment."""
    with pytest.raises(Unreachable, match="private address|no such host"):
        resolve(url, allows_private=False)


def test_who_answers_letter_by_letter_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "WHOLE_SECONDS", 0.5)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        is_over = threading.Event()

        def drip() -> None:
            caller, _ = server.accept()
            with suppress(OSError):
                while not is_over.wait(0.05):
                    caller.sendall(b"H")
            caller.close()

        threading.Thread(target=drip, daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        began = time.monotonic()
        with pytest.raises(Unreachable):
            post(resolve(url, allows_private=True), b"{}", {})
        is_over.set()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("is_cut", [True, False])
def test_who_greets_letter_by_letter_is_cut_off(monkeypatch: pytest.MonkeyPatch, is_cut: bool) -> None:
    """A safe line is greeted before anything is asked; the control waits for as long as the letters come."""
    monkeypatch.setattr(addresses, "WHOLE_SECONDS", 0.5 if is_cut else 60)
    greeting = bytes([22, 3, 3, 63, 255, 2, 0, 63, 251, 3, 3]) + bytes(16_000)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        is_over = threading.Event()

        def drip() -> None:
            caller, _ = server.accept()
            with suppress(OSError):
                for letter in greeting:
                    if is_over.wait(0.05):
                        break
                    caller.sendall(bytes([letter]))
            caller.close()

        threading.Thread(target=drip, daemon=True).start()
        target = addresses.Target(True, "localhost", server.getsockname()[1], "/", "127.0.0.1")
        began = time.monotonic()
        threading.Timer(2.5, is_over.set).start()
        with pytest.raises(Unreachable):
            post(target, b"{}", {})
        took = time.monotonic() - began
        is_over.set()
    assert (took < 2) is is_cut, took
