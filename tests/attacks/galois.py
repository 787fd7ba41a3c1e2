"""AES-256-GCM by another hand, slow and plain, from FIPS 197 and NIST SP 800-38D.

It shares no code with the library the product uses, so that both can be held against each
other; and it knows the field the tag is computed in, which an attacker computes in too.
"""

_REDUCE = 0xE1 << 120
Block = int


def _xtime(value: int) -> int:
    return ((value << 1) ^ (0x11B if value & 0x80 else 0)) & 0xFF


def _substitutions() -> bytes:
    box, p, q = bytearray(256), 1, 1
    while True:
        p ^= _xtime(p)
        for shift in (1, 2, 4):
            q ^= (q << shift) & 0xFF
        q ^= 0x09 if q & 0x80 else 0
        turned = q
        for shift in range(1, 5):
            turned ^= ((q << shift) | (q >> (8 - shift))) & 0xFF
        box[p] = turned ^ 0x63
        if p == 1:
            break
    box[0] = 0x63
    return bytes(box)


_BOX = _substitutions()


def _round_keys(key: bytes) -> list[bytes]:
    words = [key[at : at + 4] for at in range(0, 32, 4)]
    constant = 1
    for number in range(8, 60):
        word = words[-1]
        if number % 8 == 0:
            word = bytes(_BOX[each] for each in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = _xtime(constant)
        elif number % 8 == 4:
            word = bytes(_BOX[each] for each in word)
        words.append(bytes(a ^ b for a, b in zip(words[number - 8], word, strict=True)))
    return [b"".join(words[at : at + 4]) for at in range(0, 60, 4)]


def encrypt_block(key: bytes, block: bytes) -> bytes:
    """AES-256 of one block."""
    keys = _round_keys(key)
    state = bytes(a ^ b for a, b in zip(block, keys[0], strict=True))
    for number in range(1, 15):
        state = bytes(_BOX[state[(at + 4 * (at % 4)) % 16]] for at in range(16))
        if number < 14:
            mixed = bytearray()
            for at in range(0, 16, 4):
                column = state[at : at + 4]
                whole = column[0] ^ column[1] ^ column[2] ^ column[3]
                mixed += bytes(
                    column[row] ^ whole ^ _xtime(column[row] ^ column[(row + 1) % 4])
                    for row in range(4)
                )
            state = bytes(mixed)
        state = bytes(a ^ b for a, b in zip(state, keys[number], strict=True))
    return state


def multiply(one: Block, other: Block) -> Block:
    """Multiply in the field of GCM; the first bit is the lowest power."""
    product = 0
    for bit in range(127, -1, -1):
        if other >> bit & 1:
            product ^= one
        one = (one >> 1) ^ (_REDUCE if one & 1 else 0)
    return product


def power(base: Block, exponent: int) -> Block:
    """Raise to a power in the field."""
    result = 1 << 127
    while exponent:
        if exponent & 1:
            result = multiply(result, base)
        base, exponent = multiply(base, base), exponent >> 1
    return result


def inverse(value: Block) -> Block:
    """Give what multiplies to one."""
    return power(value, (1 << 128) - 2)


def hash_key(key: bytes) -> Block:
    """Give H of GCM."""
    return int.from_bytes(encrypt_block(key, bytes(16)))


def blocks(front: bytes, ciphertext: bytes) -> list[Block]:
    """Give what GHASH runs over: authenticated data, ciphertext, lengths."""
    parts = []
    for content in (front, ciphertext):
        padded = content + bytes(-len(content) % 16)
        parts += [int.from_bytes(padded[at : at + 16]) for at in range(0, len(padded), 16)]
    return [*parts, (len(front) * 8) << 64 | len(ciphertext) * 8]


def tag_of(key: bytes, nonce: bytes, front: bytes, ciphertext: bytes) -> bytes:
    """Give the tag."""
    h, value = hash_key(key), 0
    for block in blocks(front, ciphertext):
        value = multiply(value ^ block, h)
    mask = int.from_bytes(encrypt_block(key, nonce + b"\x00\x00\x00\x01"))
    return (value ^ mask).to_bytes(16)


def crypt(key: bytes, nonce: bytes, content: bytes) -> bytes:
    """Encrypt or decrypt, without the tag."""
    stream = b"".join(
        encrypt_block(key, nonce + (2 + number).to_bytes(4))
        for number in range(-(-len(content) // 16))
    )
    return bytes(a ^ b for a, b in zip(content, stream, strict=False))


def for_two_keys(one: bytes, other: bytes, nonce: bytes, front: bytes, first: bytes) -> bytes:
    """Make two blocks of ciphertext and a tag that are authentic under two keys.

    The tags under both keys are linear in the second block; it is solved for.
    """
    parts = [tag_of(key, nonce, front, first + bytes(16)) for key in (one, other)]
    apart = int.from_bytes(parts[0]) ^ int.from_bytes(parts[1])
    weights = [power(hash_key(key), 2) for key in (one, other)]
    second = multiply(apart, inverse(weights[0] ^ weights[1])).to_bytes(16)
    ciphertext = first + second
    return ciphertext + tag_of(one, nonce, front, ciphertext)
