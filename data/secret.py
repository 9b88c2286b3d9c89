"""The key that lies outside the database, and what it does: encrypt, decrypt, and make fingerprints."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import structlog
from cryptography.fernet import Fernet, InvalidToken

from bot.errors import Misconfigured, StoreUnusable
from bot.words import N_

log = structlog.get_logger()


class Secret:
    """A key at work. It never shows itself."""

    def __init__(self, key: str) -> None:
        """Take a Fernet key; `Misconfigured` for anything else."""
        try:
            self._fernet = Fernet(key)
        except ValueError:
            raise Misconfigured(
                N_("PROMPTEUR_SECRET_KEY, or the key file beside the library, is no key: 32 bytes in URL-safe base64."),
                advice=N_("Put back the key that was used before, or take it away and a new one is made."),
            ) from None
        self._fingerprints = hmac.digest(key.encode(), b"prompteur fingerprints", "sha256")

    def seal(self, value: bytes) -> bytes:
        """Encrypt."""
        return self._fernet.encrypt(value)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt. `StoreUnusable` for what was encrypted with another key."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise StoreUnusable(
                N_("Something was kept under another secret key and cannot be read. Saved prompts are not affected."),
                advice=N_("Put the former key back: PROMPTEUR_SECRET_KEY, or the key file beside the library."),
            ) from error

    def fingerprint(self, text: str) -> str:
        """Give a keyed hash, 32 hexadecimal digits."""
        return hmac.new(self._fingerprints, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


def load_secret(key: str | None, key_file: Path) -> Secret:
    """Take the key from the settings, else from its file, which is made once and readable by its owner only."""
    if key:
        return Secret(key)
    if not key_file.exists():
        _make(key_file)
    if os.name == "posix" and key_file.stat().st_mode & 0o077:
        log.warning("key_file_is_readable_by_others")
    return Secret(key_file.read_text("ascii", "replace").strip())


def _make(key_file: Path) -> None:
    """Make the file whole or not at all: written aside, then linked, which fails when another process was first."""
    aside = key_file.with_name(f"{key_file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, key_file)
    except FileExistsError:
        log.info("key_file_made_by_another_process")
    finally:
        aside.unlink()
