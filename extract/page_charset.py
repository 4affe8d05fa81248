"""A page's bytes as text: valid UTF-8 beats every declaration, for servers lie."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding


def decode(body: bytes, content_type: str | None) -> tuple[str, str, str]:
    """(text, charset, where the charset was found). Valid UTF-8 beats every declaration, for servers lie.

    >>> decode("“Tinggal 2.496 jiwa”".encode(), "text/html; charset=iso-8859-1")[1:]
    ('utf-8', 'utf-8')
    """
    bom, mark = read_bom(body)
    if bom and mark:
        return body[len(mark) :].decode(bom, "replace"), bom, "bom"
    try:
        return body.decode("utf-8"), "utf-8", "utf-8"
    except UnicodeDecodeError:
        pass
    declared = (("meta", html_body_declared_encoding(body)), ("header", http_content_type_encoding(content_type)))
    for source, label in declared:
        name = resolve_encoding(label) if label else None
        if not name:
            continue
        if codecs.lookup(name).name == "utf-8":
            # a few broken bytes in a page that says UTF-8 are no other charset
            return body.decode("utf-8", "replace"), "utf-8", source
        return body.decode(name, "replace"), name, source
    if sum(1 for _ in re.finditer(b"[\xc2-\xf4][\x80-\xbf]", body)) * 4 > sum(byte >= 0x80 for byte in body):
        return body.decode("utf-8", "replace"), "utf-8", "guess"
    return body.decode("cp1252", "replace"), "cp1252", "guess"


def is_html(body: bytes, content_type: str | None) -> bool:
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind and kind not in ("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"):
        return False
    head = body[:4096]
    return b"<" in head and (b"\0" not in head or read_bom(body)[0] is not None)
