"""What a document says of itself to programs: its title, its author, and that it is PDF/UA-1.

A stream of XMP in the catalogue (ISO 32000-1, 14.3.2; ISO 16684-1). ISO 14289-1, 7.1 asks for one
with the title in it, and 5 for the mark of the standard.
"""

from __future__ import annotations

from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

# The first line's id is the same in every file, as ISO 16684-1 has it.
_PACKET: Final = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""


def set_into(canvas: Canvas, *, title: str, author: str, language: str) -> None:
    """Write into the document what it is; for tagged ones only, as PDF/UA is."""
    packet = _PACKET.format(title=escape(title), author=escape(author), language=escape(language))
    kind = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    # ReportLab has no other way in. Not compressed, so that any program finds it.
    document: Any = vars(canvas)["_doc"]
    document.Catalog.Metadata = PDFStream(kind, packet.encode())
