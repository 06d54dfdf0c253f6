"""The free fonts that plates are drawn in, by what they stand for, and their glyphs as ink masks.

Sources on Debian: fonts-opendin, -bebas-neue, -b612, -roadgeek (nearest to the dies of Vietnamese plates);
a broad choice of sans-serif faces, so that no letter is known by one shape alone; hand lettering, as on plates that were
painted; and Chinese faces of several weights.
"""
import os
import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FOLDER = os.environ.get("FONT_DIR", "/usr/share/fonts")
GLYPH = 96

DIES = [  # file, weight; the nearest to Vietnamese plates first
    ("truetype/opendin/OSP-DIN.ttf", 4), ("opentype/bebas-neue/BebasNeue-Bold.otf", 4),
    ("opentype/b612/B612-Bold.otf", 2), ("truetype/roadgeek/RG2014B.ttf", 3),
    ("truetype/roadgeek/RG2014C.ttf", 2), ("truetype/roadgeek/RG2014D.ttf", 1),
    ("truetype/dejavu/DejaVuSans-Bold.ttf", 1), ("opentype/noto/NotoSansCJK-Bold.ttc", 1),
]
BROAD = [(f, 1) for f in (
    "opentype/bebas-neue/BebasNeue-Regular.otf", "opentype/b612/B612-Regular.otf", "opentype/b612/B612Mono-Bold.otf",
    "opentype/cantarell/Cantarell-Bold.otf", "opentype/cantarell/Cantarell-Regular.otf", "opentype/dosis/Dosis-Bold.otf",
    "opentype/dosis/Dosis-SemiBold.otf", "opentype/freefont/FreeSans.otf", "opentype/freefont/FreeSansBold.otf",
    "opentype/inter/Inter-Bold.otf", "opentype/inter/Inter-Medium.otf", "opentype/jura/Jura-Bold.otf",
    "opentype/league-mono/LeagueMono-CondensedBold.otf", "opentype/league-mono/LeagueMono-NarrowBold.otf",
    "opentype/league-spartan/LeagueSpartan-Bold.otf", "opentype/play/Play-Bold.otf", "opentype/play/Play-Regular.otf",
    "opentype/urw-base35/NimbusSans-Bold.otf", "opentype/urw-base35/NimbusSansNarrow-Bold.otf",
    "opentype/urw-base35/NimbusSansNarrow-Regular.otf", "opentype/urw-base35/URWGothic-Demi.otf",
    "opentype/yanone-kaffeesatz/YanoneKaffeesatz-Bold.otf", "opentype/yanone-kaffeesatz/YanoneKaffeesatz-Regular.otf",
    "truetype/dejavu/DejaVuSansCondensed-Bold.ttf", "truetype/dejavu/DejaVuSansMono-Bold.ttf", "truetype/hack/Hack-Bold.ttf",
    "truetype/jetbrains-mono/JetBrainsMono-Bold.ttf", "truetype/lato/Lato-Bold.ttf", "truetype/lato/Lato-Black.ttf",
    "truetype/lato/Lato-Regular.ttf", "truetype/liberation2/LiberationSans-Bold.ttf",
    "truetype/liberation2/LiberationSans-Regular.ttf", "truetype/liberation2/LiberationMono-Bold.ttf",
    "truetype/open-sans/OpenSans-Bold.ttf", "truetype/open-sans/OpenSans-CondBold.ttf", "truetype/quicksand/Quicksand-Bold.ttf",
    "truetype/roadgeek/RG2014E.ttf", "truetype/roadgeek/RG2014F.ttf", "truetype/roboto/unhinted/RobotoCondensed-Bold.ttf",
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Black.ttf", "truetype/roboto/unhinted/RobotoTTF/Roboto-Medium.ttf")]
PAINTED = [(f, 1) for f in (
    "opentype/comic-neue/ComicNeue-Bold.otf", "opentype/comic-neue/ComicNeue-BoldItalic.otf", "truetype/humor-sans/Humor-Sans.ttf",
    "truetype/rufscript/Rufscript010.ttf", "truetype/tomsontalks/TomsonTalks.ttf", "truetype/averia-gwf/AveriaSansGWF-Bold.ttf",
    "truetype/averia-gwf/AveriaSansGWF-BoldItalic.ttf", "opentype/league-spartan/LeagueSpartan-Medium.otf",
    "opentype/urw-base35/NimbusSans-BoldItalic.otf", "opentype/urw-base35/URWGothic-DemiOblique.otf",
    "truetype/quicksand/Quicksand-Medium.ttf", "truetype/lato/Lato-BoldItalic.ttf", "opentype/b612/B612-BoldItalic.otf",
    "truetype/dejavu/DejaVuSans-BoldOblique.ttf")]
CHINESE = [
    ("opentype/noto/NotoSansCJK-Black.ttc", 2), ("opentype/noto/NotoSansCJK-Bold.ttc", 4), ("opentype/noto/NotoSansCJK-Medium.ttc", 3),
    ("opentype/noto/NotoSansCJK-Regular.ttc", 3), ("opentype/noto/NotoSansCJK-DemiLight.ttc", 2), ("truetype/wqy/wqy-zenhei.ttc", 3),
    ("truetype/wqy/wqy-microhei.ttc", 3), ("truetype/droid/DroidSansFallbackFull.ttf", 2), ("truetype/arphic/ukai.ttc", 1)]
THIN = [("opentype/noto/NotoSansCJK-Thin.ttc", 3), ("opentype/noto/NotoSansCJK-Light.ttc", 2), ("opentype/noto/NotoSansCJK-DemiLight.ttc", 1)]
OF_FEW_STROKES = "川云甘宁辽京吉沪苏"   # these are cut bolder
_glyphs, _faces = {}, {}


def pick(rng, faces):
    weights = np.array([w for _, w in faces], float)
    return faces[int(rng.choice(len(faces), p=weights / weights.sum()))][0]


def glyph(font, char):
    """The character's ink, 0..255, cropped to its box, about GLYPH px high."""
    key = (font, char)
    if key not in _glyphs:
        if font not in _faces:
            index = 2 if "NotoSansCJK" in font else 0   # SC within Noto's collection
            _faces[font] = ImageFont.truetype(os.path.join(FOLDER, font), GLYPH + 40, index=index)
        canvas = Image.new("L", (300, 300), 0)
        ImageDraw.Draw(canvas).text((50, 50), char, fill=255, font=_faces[font])
        ink = np.asarray(canvas)
        ys, xs = np.where(ink > 40)
        _glyphs[key] = ink[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
    return _glyphs[key]


def monoline(rng, thin, char, width, height, strength):
    """The character as a die of one stroke's width for all strokes has it, as the dies of GA 36 do: the thin face is brought to its narrow
    shape first, bent, and widened after that. A bold face that is made narrow has upright strokes half as wide as its level ones."""
    # Pixels of a drawing of twice the size that is asked for: 2.5 to 9 mm at 1 px a mm, on high characters and low ones alike.
    stroke = int(rng.integers(7, 18)) if char in OF_FEW_STROKES else int(rng.integers(5, 14))
    inner = (max(6, 2 * width - stroke), max(6, 2 * height - stroke))
    shape = cv2.resize(glyph(thin, char), inner, interpolation=cv2.INTER_LINEAR)
    shape = cv2.copyMakeBorder(shape, stroke, stroke, stroke, stroke, cv2.BORDER_CONSTANT, value=0)
    shape = elastic(shape, rng, strength)
    square = cv2.MORPH_RECT if rng.random() < 0.3 else cv2.MORPH_ELLIPSE
    shape = cv2.dilate(shape, cv2.getStructuringElement(square, (stroke, stroke)))
    half = stroke - stroke // 2
    return cv2.resize(shape[half:-half, half:-half], (width, height), interpolation=cv2.INTER_AREA)


def elastic(shape, rng, strength):
    """The glyph with its parts shifted by up to a few per cent: no two makers cut the same die."""
    h, w = shape.shape
    field = cv2.resize(rng.normal(0, strength, (4, 4, 2)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    return cv2.remap(shape, xs + field[..., 0] * w, ys + field[..., 1] * h, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def hooked_j(rng):
    """A J as sign painters write it: its hook rises to two thirds of the height, so that it is told from a U by the shorter arm
    alone; with a bar on top or without."""
    high, wide = GLYPH, int(GLYPH * rng.uniform(0.45, 0.75))
    thick = int(GLYPH * rng.uniform(0.1, 0.2))
    half = thick / 2
    radius = wide / 2 - half
    turn, top = high - half - radius, high * (1 - rng.uniform(0.25, 0.68))
    bowl = [(wide / 2 + radius * np.cos(a), turn + radius * np.sin(a)) for a in np.linspace(0, np.pi, 24)]
    line = [(wide - half, half), *bowl, (half, min(top, turn))]
    ink = np.zeros((high, wide), np.uint8)
    cv2.polylines(ink, [sixteenths(line)], False, 255, thick, cv2.LINE_AA, 4)
    if rng.random() < 0.3:
        cv2.rectangle(ink, (int(wide * rng.uniform(0.2, 0.5)), 0), (wide - 1, thick), 255, -1)
    return ink


def narrow_round(rng, has_tail):
    """0, and with a tail Q, as Chinese plates have them: an upright narrow ring, and a short stroke inside its lower right that
    hardly leaves it. Most faces let a Q's tail hang below the line, which no plate does."""
    high, wide = GLYPH, int(GLYPH * rng.uniform(0.42, 0.62))
    thick = int(GLYPH * rng.uniform(0.08, 0.17))
    half = thick / 2
    bow = wide / 2 - half
    rise = bow * rng.uniform(0.9, 1.5)               # the bows' height: of a half circle, or longer
    turns = np.linspace(0, np.pi, 24)
    middle = wide / 2
    ring = [(middle - bow * np.cos(a), half + rise * (1 - np.sin(a))) for a in turns]
    ring += [(middle + bow * np.cos(a), high - half - rise * (1 - np.sin(a))) for a in turns]
    ink = np.zeros((high, wide + thick // 2), np.uint8)
    cv2.polylines(ink, [sixteenths(ring)], True, 255, thick, cv2.LINE_AA, 4)
    if has_tail:
        end = np.float32([wide * rng.uniform(0.9, 1.05), high * rng.uniform(0.92, 1.0)])
        start = end - np.float32([wide, high]) * (rng.uniform(0.3, 0.55), rng.uniform(0.14, 0.32))
        cv2.polylines(ink, [sixteenths([start, end])], False, 255, max(5, int(thick * rng.uniform(0.7, 1.05))), cv2.LINE_AA, 4)
    return ink


def sixteenths(points):
    """For OpenCV's drawing: whole numbers with four bits below the point."""
    return np.round(np.array(points) * 16).astype(np.int32)
