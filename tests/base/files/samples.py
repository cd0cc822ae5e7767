"""Files made for the tests: good ones with what must be taken out of them, and bad ones of every kind."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pikepdf
from PIL import Image


MACRO = "application/vnd.ms-office.vbaProject"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN = f"{WORD}.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Drawn by hand: what a picture's camera, author and place look like.
SECRET = "Ana of the Ministry"  # noqa: S105 -- a name that must not get out


def picture(form="JPEG", size=(32, 24), *, secret=True, **options):
    made = Image.new("RGB", size, (200, 30, 30))
    if secret and form in {"JPEG", "WEBP", "PNG"}:
        exif = Image.Exif()
        exif[0x013B] = SECRET
        exif[0x0112] = 6  # the camera lay on its side
        options["exif"] = exif
    out = io.BytesIO()
    made.save(out, form, **options)
    return out.getvalue()


def animation():
    frames = [Image.new("RGB", (10, 10), (shade, 0, 0)) for shade in (0, 100, 200)]
    out = io.BytesIO()
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0, comment=SECRET
    )
    return out.getvalue()


def huge_picture(side=60_000):
    """A few hundred bytes that say they are a picture of thousands of millions of pixels."""

    def chunk(kind, data):
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    head = struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(*, active=False, signed=False, pages=1, **saving):
    made = pikepdf.new()
    for _number in range(pages):
        made.add_blank_page()
    made.docinfo["/Author"] = SECRET
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    if active:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(2)"))
        made.attachments["evil.exe"] = b"MZ hidden program"
        scripts = pikepdf.Array(
            ["go", made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(3)"))]
        )
        made.Root.Names.JavaScript = pikepdf.Dictionary(Names=scripts)
        link = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Link, "Rect": [0, 0, 9, 9]}
        launch = pikepdf.Dictionary(**link, A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))
        good = pikepdf.Dictionary(**link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/"))
        script = pikepdf.Dictionary(**link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="javascript:app.alert(4)"))
        film = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9])
        made.pages[0].Annots = pikepdf.Array([made.make_indirect(one) for one in (launch, good, script, film)])
    if signed:
        value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Contents=b"\0" * 16)
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="s", V=made.make_indirect(value))
        made.Root.AcroForm = pikepdf.Dictionary(Fields=[made.make_indirect(field)])
    out = io.BytesIO()
    made.save(out, **saving)
    return out.getvalue()


def locked_pdf(user="secret"):
    return pdf(encryption=pikepdf.Encryption(user=user, owner="owner"))


def packed(parts, *, stored=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx_parts(*, main=MAIN, body="<w:p/>", relations="", more=()):
    types = (
        f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>"
    )
    root = (
        f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>"
    )
    document = (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    core = (
        f'<?xml version="1.0"?><cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{SECRET}</dc:creator></cp:coreProperties>'
    )
    outward = f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    return [
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", outward),
        ("docProps/core.xml", core),
        *more,
    ]


def docx(**parts):
    return packed(docx_parts(**parts))


def xlsx():
    book = openpyxl.Workbook()
    book.active["A1"] = "value"
    book.properties.creator = SECRET
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def odt(*, more=(), manifest=""):
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    names = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    meta = f'<office:document-meta xmlns:office="{office}"><office:meta>{SECRET}</office:meta></office:document-meta>'
    entry = '<m:file-entry m:full-path="{}" m:media-type="text/xml"/>'
    listed = "".join(entry.format(name) for name in ("content.xml", "meta.xml", "Thumbnails/thumbnail.png"))
    return packed(
        [
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            (
                "content.xml",
                f'<office:document-content xmlns:office="{office}"><office:body/></office:document-content>',
            ),
            ("meta.xml", meta),
            ("Thumbnails/thumbnail.png", b"picture"),
            ("META-INF/manifest.xml", f'<m:manifest xmlns:m="{names}">{listed}{manifest}</m:manifest>'),
            *more,
        ],
        stored=("mimetype",),
    )


def bomb(megabytes=60):
    """A kilobyte or so for every megabyte that it unpacks to."""
    return packed([("zeros.txt", b"0" * (megabytes * 2**20))])


def encrypted_zip():
    """An archive that says of its entry that it is encrypted."""
    plain = bytearray(packed([("a.txt", "words")]))
    plain[6] |= 1
    start = plain.index(b"PK\x01\x02")
    plain[start + 8] |= 1
    return bytes(plain)
