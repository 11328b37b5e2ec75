"""Random secrets, their hashes, and the encryption of what must be read again."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from directory.config import Settings

# Without characters that are mistaken for one another on paper.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_secret() -> str:
    """Return 256 random bits as 43 characters that an address can carry."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return the SHA-256 of a random secret: it has too many bits to be guessed, so no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_recovery_code() -> str:
    """Return a code such as `k7qm-3tzp-9xcd`: 59 bits, easy to copy from paper."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def plain_code(code: str) -> str:
    """Return a recovery code as it was made, however it was typed."""
    letters = "".join(c for c in code.lower() if c.isalnum())
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


class Vault:
    """Encrypts what must be read again, such as the secret of an authenticator app.

    The first of `ENCRYPTION_KEYS` encrypts, all decrypt; without any the key comes from `SECRET_KEY`.
    """

    def __init__(self, settings: Settings) -> None:
        keys = [key.strip() for key in settings.encryption_keys.split(",") if key.strip()]
        self._fernet = MultiFernet([Fernet(_key(key)) for key in keys or [settings.secret_key]])

    def encrypt(self, text: str) -> str:
        """Return the text encrypted and authenticated."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, text: str) -> str | None:
        """Return the plain text, or None when none of the keys fits."""
        try:
            return self._fernet.decrypt(text.encode()).decode()
        except InvalidToken:
            return None


def _key(text: str) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"directory account secrets").derive(text.encode())
    return base64.urlsafe_b64encode(derived)
