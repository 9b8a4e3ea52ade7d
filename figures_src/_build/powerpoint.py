"""Writes decks of slides as PowerPoint files, from what `deck` says: no slide knows where its figure comes from."""

import datetime
import html
import uuid
import zipfile

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.opc.serialized import PackageWriter
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.package import Package
from pptx.parts.image import Image, ImagePart
from pptx.parts.media import MediaPart
from pptx.util import Emu, Pt

from figures_src._build import bundle
from figures_src._build.project import address, author, epoch, version
from figures_src._kit import theme as kit

WIDTH, HEIGHT = Emu(12_192_000), Emu(6_858_000)  # 13⅓ by 7½ inches, PowerPoint's 16:9
TITLE_ONLY = 5  # among the layouts of python-pptx's own template
VECTORS = (  # as PowerPoint writes it, behind the picture in pixels
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{link}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></a:ext></a:extLst>'
)
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
MAIN = "http://schemas.openxmlformats.org/presentationml/2006/main"


def write(path, title, sections, theme):
    """Write the deck of (name, slides) of each section; equal slides give equal bytes."""
    show = pptx.Presentation()
    show.part.package.__class__ = _Package
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    _dress(show.slide_master, kit.THEMES[theme], theme)
    _describe(show.core_properties, title)
    _divide(show, [(name, [add(show, slide, theme) for slide in slides]) for name, slides in sections])
    with zipfile.ZipFile(path, "w") as archive:
        _Parts(archive, show.part.package).write_all()


class _Package(Package):
    """A package that counts its parts, where python-pptx looks through all of them for each new name and picture."""

    def next_partname(self, tmpl):
        """Return the next name of a kind of part."""
        return self._next(tmpl, super().next_partname)

    def next_image_partname(self, ext):
        """Return the next name of a picture."""
        return self._next(f"/ppt/media/image%d.{ext}", lambda _: super(_Package, self).next_image_partname(ext))

    def next_media_partname(self, ext):
        """Return the next name of a film."""
        return self._next(f"/ppt/media/media%d.{ext}", lambda _: super(_Package, self).next_media_partname(ext))

    def get_or_add_image_part(self, image_file):
        """Return a part for a picture; none comes twice."""
        return ImagePart.new(self, Image.from_file(image_file))

    def get_or_add_media_part(self, media):
        """Return a part for a film; none comes twice."""
        return MediaPart.new(self, media)

    def _next(self, template, first):
        last = vars(self).setdefault("_last", {})
        last[template] = last[template] + 1 if template in last else first(template).idx
        return PackURI(template % last[template])


class _Parts(PackageWriter):
    """Writes a package as `bundle` does, without a trace of the time; pictures and films are stored as they are."""

    def __init__(self, archive, package):
        super().__init__(archive, package._rels, tuple(package.iter_parts()))

    def write_all(self):
        """Write the table of types, then all parts."""
        self._write_content_types_stream(self)
        self._write_pkg_rels(self)
        self._write_parts(self)

    def write(self, name, data):
        """Write one part."""
        bundle.add(self._pkg_file, name.membername, data)


def add(show, content, theme):
    """Add one slide with its title, picture or film, and notes; return the slide's number in the file."""
    slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    title = slide.shapes.title  # above the slide: for the outline and for screen readers
    title.text, title.left, title.top, title.width, title.height = content["title"], 0, -Pt(80), WIDTH, Pt(70)
    title.text_frame.paragraphs[0].runs[0].font.size = Pt(18)  # so that two lines stay above it
    shape = _film(slide, content, theme) if "film" in content else _picture(slide, content)
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", content["id"])
    properties.set("descr", content["alt"])
    slide.notes_slide.notes_text_frame.text = content["notes"]
    return slide.slide_id


def _picture(slide, content):
    """Put the picture over the whole slide: the SVG, and for those that can't show it the PNG."""
    shape = slide.shapes.add_picture(str(content["png"]), 0, 0, WIDTH, HEIGHT)
    partname, data = PackURI(f"/ppt/media/{content['id']}.svg"), content["svg"].read_bytes()
    link = slide.part.relate_to(Part(partname, "image/svg+xml", slide.part.package, data), RT.IMAGE)
    blip = shape._element.find(f".//{qn('a:blip')}")
    blip.append(parse_xml(VECTORS.format(link=link)))
    return shape


def _film(slide, content, theme):
    """Put the film on the slide, as large as it fits above its credit; its last frame stands until it is played."""
    margin, strip = int(kit.SLIDE_MARGIN * HEIGHT), int(kit.CREDIT_STRIP * HEIGHT)
    room = WIDTH - 2 * margin, HEIGHT - strip - margin
    scale = min(space / side for space, side in zip(room, content["size"], strict=True))
    width, height = (int(side * scale) for side in content["size"])
    left, top = (WIDTH - width) // 2, margin + (room[1] - height) // 2
    film, poster = str(content["film"]), str(content["poster"])
    shape = slide.shapes.add_movie(film, left, top, width, height, poster, "video/mp4")
    side = int(kit.SLIDE_MARGIN * WIDTH)  # where the credit of a picture begins too
    box = slide.shapes.add_textbox(side, HEIGHT - strip, WIDTH - 2 * side, strip).text_frame
    box.vertical_anchor, box.word_wrap, box.margin_left, box.text = MSO_ANCHOR.MIDDLE, True, 0, content["credit"]
    font = box.paragraphs[0].runs[0].font
    font.size, font.color.rgb = Pt(12), _colour(kit.THEMES[theme].muted)
    return shape


def _dress(master, colours, theme):
    """Give the master the figures' ground and the shape of the slides; on a dark ground text is light."""
    fill = master.background.fill
    fill.solid()
    fill.fore_color.rgb = _colour(colours.paper)
    if theme == "dark":
        for name, value in {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}.items():
            master._element.find(qn("p:clrMap")).set(name, value)
    for holder in (master, *master.slide_layouts):  # the template is 4:3
        for shape in holder.shapes:
            if shape._element.xpath(".//a:xfrm"):
                shape.left, shape.width = shape.left * 4 // 3, shape.width * 4 // 3


def _describe(properties, title):
    day = datetime.datetime.fromtimestamp(epoch(), datetime.UTC).replace(tzinfo=None)
    properties.title, properties.author, properties.last_modified_by = title, author(), author()
    properties.subject, properties.comments = f"mathnets {version()}", address() or ""
    properties.keywords, properties.category = "", ""
    properties.created = properties.modified = properties.last_printed = day
    properties.revision, properties.version = 1, version()


def _divide(show, sections):
    """Divide the deck into sections, one a chapter, as PowerPoint's outline shows them."""
    rows = ""
    for name, slides in sections:
        id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, f"mathnets:{name}")).upper()
        inner = "".join(f'<p14:sldId id="{number}"/>' for number in slides)
        name = html.escape(name)
        rows += f'<p14:section name="{name}" id="{{{id_}}}"><p14:sldIdLst>{inner}</p14:sldIdLst></p14:section>'
    whole = f'<p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst xmlns:p14="{P14}">{rows}</p14:sectionLst></p:ext>'
    root = show.element
    for old in root.findall(qn("p:extLst")):
        root.remove(old)
    root.append(parse_xml(f'<p:extLst xmlns:p="{MAIN}">{whole}</p:extLst>'))


def _colour(code):
    return RGBColor.from_string(code.lstrip("#").upper())


