"""Draws plates as a camera might see them: returns a grey picture, the plate's corners, the rows.

Glyphs come from free fonts, or (training only) from an atlas cut out of photographed plates.
One plate is drawn flat at about 1 px per mm, worn, then warped, shrunk, blurred and noised.
"""
import cv2
import numpy as np
import fonts
import grammar


class Style:
    """What one plate keeps constant: the face or the glyph atlas, weight, slant, widths, and how steady the hand was."""

    def __init__(self, rng, atlas, painted=False):
        self.rng = rng
        self.atlas = atlas if atlas and not painted and rng.random() < 0.4 else None
        self.painted = painted
        faces = fonts.PAINTED if painted else fonts.DIES if rng.random() < 0.55 else fonts.BROAD
        self.font = fonts.pick(rng, faces)
        self.chinese = fonts.pick(rng, fonts.CHINESE)
        self.weight = int(rng.integers(-2, 5)) if rng.random() < 0.85 else int(rng.integers(5, 10))   # some are painted bold
        self.slant = rng.normal(0.08, 0.2) if painted else rng.normal(0, 0.16) if rng.random() < 0.2 else 0.0
        self.unsteady = rng.uniform(0.01, 0.05) if painted else 0.008
        self.narrow = rng.uniform(0.42, 0.66) if rng.random() < 0.7 else rng.uniform(0.66, 0.95)
        self.bend = 0.03   # of Chinese characters, at most
        self.thin = None   # the face of Chinese characters whose strokes are all of one width
        self.is_round_narrow = not painted and rng.random() < 0.25   # 0 and Q as on Chinese plates
        self.hook = fonts.hooked_j(rng) if rng.random() < (0.6 if painted else 0.2) else None

    def ink(self, char, width, height):
        rng = self.rng
        if self.atlas and char in self.atlas and not (char == "0" and self.is_round_narrow):
            shapes = self.atlas[char]
            shape = shapes[int(rng.integers(len(shapes)))]
            return cv2.resize(shape, (width, height), interpolation=cv2.INTER_LINEAR)
        chinese = ord(char) > 0x2000
        if chinese and self.thin:
            return fonts.monoline(rng, self.thin, char, width, height, rng.uniform(0.005, self.bend))
        if char == "J" and self.hook is not None:
            shape = self.hook
        elif char in "0OQ" and self.is_round_narrow:
            shape = fonts.narrow_round(rng, char == "Q")
        else:
            shape = fonts.glyph(self.chinese if chinese else self.font, char)
        pad = 8
        shape = cv2.copyMakeBorder(shape, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
        weight = self.weight if not chinese else int(rng.integers(-2, 4))
        if weight:
            size = abs(weight) + 1
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
            shape = (cv2.dilate if weight > 0 else cv2.erode)(shape, kernel)
        if self.slant and not chinese:
            h, w = shape.shape
            shape = cv2.warpAffine(shape, np.float32([[1, self.slant, -self.slant * h / 2], [0, 1, 0]]), (w, h))
        if rng.random() < 0.5:  # letter shapes differ between makers
            h, w = shape.shape
            move = rng.normal(0, 0.03, (3, 2)) * (w, h)
            source = np.float32([[0, 0], [w, 0], [0, h]])
            shape = cv2.warpAffine(shape, cv2.getAffineTransform(source, (source + move).astype(np.float32)), (w, h))
        if chinese or self.painted or rng.random() < 0.15:
            shape = fonts.elastic(shape, rng, rng.uniform(0.005, self.bend if chinese else 0.03))
        return cv2.resize(shape[pad - 3:-(pad - 3), pad - 3:-(pad - 3)], (width, height), interpolation=cv2.INTER_AREA)


def width_of(char, height, style):
    narrow = style.narrow
    if ord(char) > 0x2000:
        return int(height * style.rng.uniform(0.45, 0.8))
    if char in "1I":
        return int(height * narrow * (0.45 if style.atlas is None or char not in style.atlas else 0.55))
    return int(height * narrow * {"M": 1.15, "W": 1.25, "Q": 1.05}.get(char, 1.0))


def draw_row(plate, printed, left, right, top, bottom, style, ink_level):
    """Writes one row into the float plate, centred in its box, as wide as it needs."""
    rng, height = style.rng, bottom - top
    gap = height * rng.uniform(0.05, 0.22)
    separator = height * rng.uniform(0.12, 0.34)
    widths = [separator if c in "-.·" else width_of(c, height, style) for c in printed]
    total = sum(widths) + gap * (len(printed) - 1)
    room = right - left
    squeeze = min(1.0, room / total)
    if rng.random() < 0.5 and total < room:            # some plates space their characters out
        gap += min((room - total) / max(1, len(printed)), height * 0.35)
        total = sum(widths) + gap * (len(printed) - 1)
    x = left + max(0, (room - total * squeeze) / 2) * rng.uniform(0.5, 1.5)
    for char, w in zip(printed, widths):
        w *= squeeze
        if char == "-":
            y, half = top + height * rng.uniform(0.42, 0.58), max(1, height * 0.045)
            cv2.rectangle(plate, (int(x + w * .1), int(y - half)), (int(x + w * .9), int(y + half)), ink_level, -1)
            if rng.random() < 0.35:
                seal(plate, (int(x + w / 2), int(top + height * rng.uniform(0.1, 0.9))), height, ink_level, rng)
        elif char in ".·":
            y = bottom - height * (rng.uniform(0.04, 0.14) if char == "." else rng.uniform(0.4, 0.6))
            cv2.circle(plate, (int(x + w / 2), int(y)), max(1, int(height * rng.uniform(0.04, 0.08))), ink_level, -1)
        else:
            iw, ih = max(3, int(w)), int(height * rng.uniform(0.97, 1.03))
            if style.painted:
                ih = int(ih * np.clip(rng.normal(0.97, 2 * style.unsteady), 0.75, 1.05))
            shape = style.ink(char, iw, ih).astype(np.float32) / 255
            x0, y0 = int(x), int(top + rng.normal(0, height * style.unsteady * 1.5) + (height - ih) * rng.uniform(0, 0.6) * style.painted)
            part = plate[max(0, y0):y0 + ih, max(0, x0):x0 + iw]
            shape = shape[:part.shape[0], :part.shape[1]]
            part += (ink_level - part) * shape
        x += w + gap * squeeze


def seal(plate, centre, height, ink_level, rng):
    radius = int(height * rng.uniform(0.06, 0.14))
    level = ink_level + rng.uniform(0.2, 0.9) * (float(plate.max()) - ink_level)
    cv2.circle(plate, centre, radius, level, -1 if rng.random() < 0.5 else max(1, radius // 4))


def cells(plate, printed, left, pitch, width, gap_after, gap, top, bottom, style, ink_level):
    """A row of the Chinese standard: every character in a cell of its own, the narrow ones centred in it."""
    rng, x = style.rng, left
    for index, char in enumerate(c for c in printed if c not in "-.·"):
        ih, room = int(bottom - top), int(width)
        iw = max(3, int(room * (rng.uniform(0.25, 0.45) if char in "1I" else rng.uniform(0.92, 1.0))))
        shape = style.ink(char, iw, ih).astype(np.float32) / 255
        x0, y0 = int(x + (room - iw) / 2), int(top + rng.normal(0, ih * 0.01))
        part = plate[max(0, y0):y0 + ih, max(0, x0):x0 + iw]
        part += (ink_level - part) * shape[:part.shape[0], :part.shape[1]]
        x += pitch
        if index + 1 == gap_after:
            if gap > 0 and rng.random() < 0.9:
                radius = max(1, int(ih * rng.uniform(0.045, 0.07)))
                cv2.circle(plate, (int(x - (pitch - width) + gap / 2), int((top + bottom) / 2)), radius, ink_level, -1)
            x += gap


def chinese_standard(rng, printed, atlas):
    """GA 36: a large plate's front or small car, 440 x 140; 480 x 140 with six; the rear of a lorry or a trailer, 440 x 220."""
    count = sum(c not in "-.·" for c in "".join(printed))
    width, height = (440, 220) if len(printed) == 2 else (440, 140) if count == 7 else (480, 140)
    ground, ink = rng.uniform(120, 250), rng.uniform(5, 75)
    plate = np.full((height, width), ground, np.float32)
    style = Style(rng, atlas)
    style.is_round_narrow = rng.random() < 0.7
    if len(printed) == 1:
        pitch = 57 if count == 7 else 54
        top = 25 + rng.normal(0, 2)
        cells(plate, printed[0], 15.5, pitch, pitch - 12, 2, 22 if count == 7 else 30, top, top + 90, style, ink)
    else:
        cells(plate, printed[0], 110, 140, 80, 1, 0, 15, 75, style, ink)
        if rng.random() < 0.5:
            cv2.circle(plate, (220, 45), 5, ink, -1)
        cells(plate, printed[1], 27, 80, 65, 9, 0, 90, 200, style, ink)
    wear(plate, ground, ink, rng)
    return plate


def flat_plate(rng, printed, atlas, painted=False):
    """The plate seen straight on, clean: float picture of about 1 px per mm."""
    characters = [c for c in "".join(printed) if c not in "-.·"]
    if ord(characters[0]) > 0x2000 and len(characters) in (7, 8) and len(printed[0]) <= 9 and rng.random() < 0.75:
        return chinese_standard(rng, printed, atlas)
    if len(printed) == 1:
        width, height = ((520, 110), (470, 110), (440, 140), (480, 140))[int(rng.integers(4))]
    else:
        width, height = ((330, 165), (280, 200), (190, 140), (440, 220), (220, 150))[int(rng.integers(5))]
        if len(printed[0]) + len(printed[1]) > 9 and width < 200:
            width, height = 330, 165
    width = int(width * rng.uniform(0.9, 1.1))
    ground, ink = rng.uniform(120, 250), rng.uniform(5, 75)
    plate = np.full((height, width), ground, np.float32)
    style = Style(rng, atlas, painted)
    mx, my = int(width * rng.uniform(0.02, 0.07)), int(height * rng.uniform(0.05, 0.17))
    if len(printed) == 1:
        draw_row(plate, printed[0], mx, width - mx, my, height - my, style, ink)
    else:
        cut, gap = height * rng.uniform(0.37, 0.53), height * rng.uniform(0.005, 0.06)
        draw_row(plate, printed[0], mx * 1.5, width - mx * 1.5, my, int(cut - gap), style, ink)
        draw_row(plate, printed[1], mx, width - mx, int(cut + gap), height - my, style, ink)
    wear(plate, ground, ink, rng)
    return plate


def wear(plate, ground, ink, rng):
    """Frame, bolts, seal, dirt, glare and shadow."""
    h, w = plate.shape
    if rng.random() < 0.7:
        off, thick = int(rng.integers(0, max(2, h // 28))), int(rng.integers(1, max(2, h // 45) + 1))
        cv2.rectangle(plate, (off, off), (w - 1 - off, h - 1 - off), float(rng.uniform(ink, ground)), thick)
    for _ in range(int(rng.integers(0, 5))):
        centre = (int(rng.uniform(0.06, 0.94) * w), int((rng.uniform(0.02, 0.12) if rng.random() < 0.6 else rng.uniform(0.88, 0.98)) * h))
        cv2.circle(plate, centre, int(h * rng.uniform(0.02, 0.045)), float(rng.uniform(20, 200)), -1)
    if rng.random() < 0.15:
        seal(plate, (int(rng.uniform(0.02, 0.98) * w), int(rng.uniform(0.05, 0.95) * h)), h * 0.5, ink, rng)
    if rng.random() < 0.35:                             # dirt and flaked paint
        coarse = cv2.resize(rng.random((int(rng.integers(3, 9)), int(rng.integers(6, 25)))).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        plate *= 1 - rng.uniform(0.1, 0.5) * np.clip(coarse - 0.55, 0, 1) * 2
    if rng.random() < 0.3:                              # a shadow's edge
        x0, x1 = rng.uniform(-0.2, 1.2, 2) * w
        mask = np.zeros((h, w), np.float32)
        cv2.fillPoly(mask, [np.int32([[x0, 0], [w * 2, 0], [w * 2, h], [x1, h]])], 1)
        plate *= 1 - rng.uniform(0.2, 0.6) * mask
    if rng.random() < 0.15:                             # a lamp's reflection on the curved sheet
        reflection(plate, rng)
    if rng.random() < 0.15:                             # glare
        spot = np.zeros((h, w), np.float32)
        cv2.circle(spot, (int(rng.uniform(0, w)), int(rng.uniform(0, h))), int(h * rng.uniform(0.15, 0.4)), 1, -1)
        plate += cv2.GaussianBlur(spot, (0, 0), h * 0.12) * rng.uniform(40, 200)
    plate *= np.linspace(rng.uniform(0.75, 1.1), rng.uniform(0.75, 1.1), w, dtype=np.float32)


def reflection(picture, rng):
    """A thin bright arc: what a lamp leaves on a glossy, bent plate. It hides part of a character."""
    h, w = picture.shape
    ends, bow = rng.uniform(0, 1, (2, 2)) * (w, h), rng.normal(0, 0.25, 2) * h
    if rng.random() < 0.5:                              # mostly short beside the plate's length
        ends[1] = ends[0] + rng.normal(0, 1, 2) * h * (1.2, 0.4)
    middle = ends.mean(0) + bow
    t = np.linspace(0, 1, 16)[:, None]
    line = (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * middle + t ** 2 * ends[1]
    mask = np.zeros((h, w), np.float32)
    cv2.polylines(mask, [fonts.sixteenths(line)], False, 1.0, max(1, int(h * rng.uniform(0.03, 0.13))), cv2.LINE_8, 4)
    mask = cv2.GaussianBlur(mask, (0, 0), max(0.5, h * rng.uniform(0.01, 0.04))) * rng.uniform(0.5, 1.0)
    picture += (rng.uniform(200, 255) - picture) * mask


def photograph(plate, lines, rng, easy=False):
    """Puts the plate into a scene and through a camera."""
    h, w = plate.shape
    smallest = 6.5 if rng.random() < 0.25 else 11
    row = (rng.uniform(22, 48) if easy else np.exp(rng.uniform(np.log(smallest), np.log(48))))
    scale = row * lines / h
    plate = cv2.resize(plate, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    h, w = plate.shape
    margin = int(h * 0.35) + 3
    tilt = np.deg2rad(rng.normal(0, 1.5 if easy else 4))
    slant = rng.normal(0, 0.01 if easy else 0.05, (4, 2)) * h
    corners = np.float32([[0, 0], [w, 0], [w, h], [0, h]]) - (w / 2, h / 2)
    turned = corners @ np.float32([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]]) + slant
    quad = np.float32(turned - turned.min(axis=0) + margin)
    size = np.int32(quad.max(axis=0) + margin)
    ground = float(rng.uniform(10, 200))
    blobs = cv2.resize(rng.random((4, 7)).astype(np.float32), (int(size[0]), int(size[1])), interpolation=cv2.INTER_CUBIC)
    scene = ground + (blobs - 0.5) * rng.uniform(0, 150)
    matrix = cv2.getPerspectiveTransform(np.float32(corners + (w / 2, h / 2)), quad)
    alpha = cv2.warpPerspective(np.ones_like(plate), matrix, (int(size[0]), int(size[1])))
    scene = scene * (1 - alpha) + cv2.warpPerspective(plate, matrix, (int(size[0]), int(size[1])))
    if not easy:
        if rng.random() < 0.5:
            scene = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.3, 0.055 * row + 0.25))
        if rng.random() < 0.2:                          # motion, mostly along the road
            length = max(2, int(row * rng.uniform(0.05, 0.18)))
            kernel = np.zeros((length, length), np.float32)
            kernel[length // 2, :] = 1 / length
            if rng.random() < 0.4:
                kernel = kernel.T.copy()
            scene = cv2.filter2D(scene, -1, kernel)
        if rng.random() < 0.2:                          # night
            scene = scene * rng.uniform(0.12, 0.5)
        if rng.random() < 0.3:
            scene = 255 * np.clip(scene / 255, 0, 1) ** rng.uniform(0.6, 1.6)
    contrast = float(np.ptp(np.clip(scene, 0, 255)))
    scene = scene + rng.normal(0, rng.uniform(0, 2 if easy else min(9, 0.06 * contrast)), scene.shape)
    scene = np.clip(scene, 0, 255).astype(np.uint8)
    if not easy and rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", scene, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
        scene = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return scene, quad


def drawn_plate(rng, atlas=None, easy=False, latin_only=False, foreign=0.0, china=0.0):
    """(picture, corners, [row labels], light on dark)"""
    printed, painted = grammar.plate(rng, latin_only, foreign, china)
    plate = flat_plate(rng, printed, atlas, painted and not easy)
    # Blue, red and black grounds: the light characters are what blooms and blurs.
    inverted = not easy and rng.random() < (0.55 if ord(printed[0][0]) > 0x2000 else 0.12)
    if inverted:
        plate = 255 - plate
    scene, quad = photograph(plate, len(printed), rng, easy)
    return scene, quad, [grammar.label(r) for r in printed], inverted
