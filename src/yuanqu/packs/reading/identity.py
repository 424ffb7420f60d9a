"""pack.yaml."""

from yuanqu.documents import Entry
from yuanqu.packs.model import Identity

FORMAT = 1


def read_identity(top: Entry) -> Identity:
    format = top.integer("format")
    if format != FORMAT:
        top.report("PACK-006", "format", found=format, known=FORMAT)
    source = top.entry("source")
    identity = Identity(
        id=top.string("id"),
        version=top.string("version"),
        title=top.text("title"),
        issuer=top.text("issuer"),
        number=top.string("number"),
        issued=top.day("issued"),
        in_force=top.optional_day("in_force"),
        in_force_reading=top.optional_text("in_force_reading"),
        language=top.choice("language", ("zh", "en")),
        as_of=top.day("as_of"),
        source_sha256=source.string("sha256"),
        source_note=source.text("note"),
    )
    source.close()
    if identity.in_force is None and identity.in_force_reading is None:
        top.report("PACK-016", "in_force")
    top.close()
    return identity
