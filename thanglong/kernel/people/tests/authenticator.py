"""A security key in software, for tests: makes a passkey and answers challenges."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as text

from thanglong.kernel.people import actions

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass(slots=True)
class SecurityKey:
    """One key with one passkey. `count`: how often it has signed."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 0

    def made(self, question: actions.Question, site: actions.Site) -> actions.Proof:
        """The answer to an invitation: a new passkey."""
        data = self._data(site, PRESENT | VERIFIED | ATTESTED) + self._credential()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = _client("webauthn.create", question.challenge, site)
        answer = {"clientDataJSON": text(client), "attestationObject": text(attestation)}
        return self._proof(answer, question, site)

    def answered(self, question: actions.Question, site: actions.Site) -> actions.Proof:
        """The answer to a challenge: a signature, and the counter one higher."""
        self.count += 1
        data = self._data(site, PRESENT | VERIFIED)
        client = _client("webauthn.get", question.challenge, site)
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signature),
        }
        return self._proof(answer, question, site)

    def _proof(
        self, response: dict[str, str], question: actions.Question, site: actions.Site
    ) -> actions.Proof:
        credential = text(self.credential_id)
        answer = {"id": credential, "rawId": credential, "type": "public-key"}
        return actions.Proof(
            answer=json.dumps({**answer, "response": response}),
            challenge=question.challenge,
            site=site,
        )

    def _data(self, site: actions.Site, flags: int) -> bytes:
        name = hashlib.sha256(site.name.encode()).digest()
        return name + bytes([flags]) + self.count.to_bytes(4, "big")

    def _credential(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        public = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        length = len(self.credential_id).to_bytes(2, "big")
        return bytes(16) + length + self.credential_id + cbor2.dumps(public)


def _client(kind: str, challenge: str, site: actions.Site) -> bytes:
    data = {"type": kind, "challenge": challenge, "origin": site.origin, "crossOrigin": False}
    return json.dumps(data).encode()
