"""PDF files for tests, written object by object."""

from __future__ import annotations


def raw_pdf(*objects: str | tuple[str, bytes], trailer: str = "") -> bytes:
    """A PDF of raw objects, the first the catalogue; a pair is a stream with its entries."""
    data = b"%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(len(data))
        if isinstance(item, str):
            body = item.encode("latin-1")
        else:
            entries, content = item
            head = f"<</Length {len(content)}{entries}>>stream\n"
            body = head.encode("latin-1") + content + b"\nendstream"
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + f"trailer<</Size {size}/Root 1 0 R{trailer}>>\n".encode("latin-1")
        + b"startxref\n%d\n%%%%EOF" % len(data)
    )
