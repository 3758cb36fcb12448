"""Secrets and ids made at random."""

from __future__ import annotations

import secrets

import pytest

from data.sealed import new_id


def test_an_id_is_never_taken_for_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    for byte in range(256):
        monkeypatch.setattr(secrets, "token_bytes", lambda count=32, byte=byte: bytes([byte]) * count)
        assert new_id()[0].isalnum(), new_id()
