"""A small software authenticator: makes passkeys and signs, as a device would (WebAuthn).

It does what it is told, also what no honest device does, so that tests can try to cheat.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, MAY_BE_COPIED, IS_COPIED, WITH_KEY = 0x01, 0x04, 0x08, 0x10, 0x40


def text(octets: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(written: str) -> bytes:
    """Read base64url without padding."""
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class Authenticator:
    """One device with at most one passkey for each owner handle."""

    origin: str = "http://testserver"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    keys: dict[bytes, tuple[bytes, ec.EllipticCurvePrivateKey]] = field(default_factory=dict)

    def make(self, options: dict[str, Any], **cheats: Any) -> dict[str, Any]:
        """Make a passkey."""
        key = ec.generate_private_key(ec.SECP256R1())
        credential = hashlib.sha256(text(octets(options["challenge"])).encode()).digest()
        owner = octets(options["user"]["id"])
        self.keys[owner] = credential, key
        point = key.public_key().public_numbers()
        cose = {
            1: 2,
            3: -7,
            -1: 1,
            -2: point.x.to_bytes(32, "big"),
            -3: point.y.to_bytes(32, "big"),
        }
        attested = bytes(16) + len(credential).to_bytes(2, "big") + credential + cbor2.dumps(cose)
        data = self._data(options["rp"]["id"], self.flags | WITH_KEY, cheats) + attested
        response = {
            "clientDataJSON": self._client("webauthn.create", options, cheats),
            "attestationObject": text(
                cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
            ),
        }
        return self._answer(credential, response)

    def sign(
        self, options: dict[str, Any], owner: bytes | None = None, **cheats: Any
    ) -> dict[str, Any]:
        """Sign with the passkey of an owner, the first one if none is named."""
        owner = owner or next(iter(self.keys))
        credential, key = self.keys[owner]
        self.count += 1
        data = self._data(options["rpId"], self.flags, cheats)
        client = self._client("webauthn.get", options, cheats)
        signed = data + hashlib.sha256(octets(client)).digest()
        response = {
            "clientDataJSON": client,
            "authenticatorData": text(data),
            "signature": text(key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": text(cheats.get("named", owner)),
        }
        return self._answer(credential, response)

    def _data(self, host: str, flags: int, cheats: dict[str, Any]) -> bytes:
        host_hash = hashlib.sha256(cheats.get("host", host).encode()).digest()
        count = cheats.get("count", self.count)
        return host_hash + bytes([cheats.get("flags", flags)]) + int(count).to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], cheats: dict[str, Any]) -> str:
        said = {
            "type": cheats.get("type", kind),
            "challenge": cheats.get("challenge", options["challenge"]),
            "origin": cheats.get("origin", self.origin),
            "crossOrigin": False,
        }
        return text(json.dumps(said).encode())

    def _answer(self, credential: bytes, response: dict[str, str]) -> dict[str, Any]:
        return {
            "id": text(credential),
            "rawId": text(credential),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
