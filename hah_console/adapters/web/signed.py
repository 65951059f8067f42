"""Signatures of phones: ECDSA over P-256 with SHA-256, as browsers make them (W3C Web Cryptography API)."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HALF_BYTES = 32


class InvalidKey(ValueError):
    """Not a public key of the one kind that is taken."""


def usable_key(told: str) -> str:
    """A public key (SubjectPublicKeyInfo, base64) as it is kept: DER in hexadecimal. Raises InvalidKey."""
    try:
        der = base64.b64decode(told, validate=True)
        _read(der)
    except (binascii.Error, ValueError, TypeError) as error:
        raise InvalidKey from error
    return der.hex()


def is_signed_by(key: str, message: bytes, signature: str) -> bool:
    """Whether a message carries the signature (two halves, base64) of this key (DER, hexadecimal)."""
    try:
        raw = base64.b64decode(signature, validate=True)
        public = _read(bytes.fromhex(key))
    except (binascii.Error, ValueError, TypeError):
        return False
    if len(raw) != 2 * HALF_BYTES:
        return False
    halves = (int.from_bytes(raw[:HALF_BYTES], "big"), int.from_bytes(raw[HALF_BYTES:], "big"))
    try:
        public.verify(encode_dss_signature(*halves), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _read(der: bytes) -> ec.EllipticCurvePublicKey:
    key = serialization.load_der_public_key(der)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise InvalidKey
    return key
