"""Pictures of the first character of Chinese plates, as the program cuts them out: 32 x 64, grey, dark on light.

The crop is as high as the row and centred on the province character, 66 mm wide on a plate with one row (its characters stand
57 mm apart) and 100 mm on the upper row of one with two. Drawn by the sizes of GA 36, with every free Chinese face at hand:
no photograph of most provinces was to be had. Class 0: no province, a Latin character or a piece of vehicle stands there.
"""
import os
import sys
import cv2
import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "reader"))
import drawing  # noqa: E402
from rows import PROVINCES, is_light_on_dark, stretch  # noqa: E402

WIDTH, HEIGHT = 32, 64
CLASSES = 1 + len(PROVINCES)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"
MARGIN = 40   # mm of vehicle around the plate


def pick(rng, items):
    return items[int(rng.integers(len(items)))]


def put(plate, style, char, x, y, w, h, level):
    rng = style.rng
    iw = max(3, int(w * (rng.uniform(0.25, 0.45) if char in "1I" else rng.uniform(0.88, 1.04))))
    ih = int(h * rng.uniform(0.95, 1.04))
    shape = style.ink(char, iw, ih).astype(np.float32) / 255
    x0, y0 = int(x + (w - iw) / 2 + rng.normal(0, 0.8)), int(y + rng.normal(0, 0.8))
    part = plate[max(0, y0):y0 + ih, max(0, x0):x0 + iw]
    part += (level - part) * shape[:part.shape[0], :part.shape[1]]


def flat(rng, first, two_rows):
    """(left part of a plate and what is around it, 1 px a mm; centre of the first character; the row's top and bottom; width of the crop)"""
    m = MARGIN
    width, height = (440, 220) if two_rows else (200, 140)
    ground, ink = rng.uniform(120, 250), rng.uniform(5, 90)
    around = rng.uniform(0, 255)
    scene = np.full((height + 2 * m, width + 2 * m), around, np.float32)
    scene[m:m + height, m:] = ground
    if rng.random() < 0.7:
        inset = int(rng.integers(1, 6))
        cv2.rectangle(scene, (m + inset, m + inset), (m + width + 2 * m, m + height - inset), float(ink if rng.random() < 0.7 else rng.uniform(0, 255)),
                      int(rng.integers(1, 4)))
    style = drawing.Style(rng, None)
    style.bend = 0.06   # the dies of real plates differ from every free face
    if rng.random() < 0.6:
        style.thin = drawing.fonts.pick(rng, drawing.fonts.THIN)
    letter = pick(rng, LETTERS)
    if two_rows:
        put(scene, style, first, m + 110, m + 15, 80, 60, ink)
        put(scene, style, letter, m + 250, m + 15, 80, 60, ink)
        for i in range(5):
            put(scene, style, pick(rng, DIGITS), m + 27 + 80 * i, m + 90, 65, 110, ink)
        centre, band, wide = (m + 150, m + 45), (m, m + 220 * rng.uniform(0.36, 0.45) + 9), 100
    else:
        put(scene, style, first, m + 15.5, m + 25, 45, 90, ink)
        put(scene, style, letter, m + 72.5, m + 25, 45, 90, ink)
        if rng.random() < 0.9:
            cv2.circle(scene, (m + 134, m + 70), int(rng.integers(3, 6)), ink, -1)
        put(scene, style, pick(rng, LETTERS + DIGITS), m + 151.5, m + 25, 45, 90, ink)
        centre, band, wide = (m + 38, m + 70), (m, m + 140), 66
    for _ in range(int(rng.integers(0, 4))):   # bolts and their caps
        x, y = m + rng.uniform(5, 130), m + pick(rng, [rng.uniform(4, 16), height - rng.uniform(4, 16)])
        cv2.circle(scene, (int(x), int(y)), int(rng.integers(3, 9)), float(rng.uniform(0, 255)), -1)
    return scene, centre, band, wide


def camera(scene, scale, rng):
    """Shrinks to `scale` pixels a mm, with blur, light and noise."""
    h, w = scene.shape
    angle = np.deg2rad(rng.normal(0, 3))
    lean = rng.normal(0, 0.06) if rng.random() < 0.8 else rng.normal(0, 0.25)
    turn = np.float32([[np.cos(angle), -np.sin(angle) + lean], [np.sin(angle), np.cos(angle)]]) * np.float32(scale)
    size = (max(8, int(w * scale)), max(8, int(h * scale)))
    offset = np.float32(size) / 2 - turn @ np.float32([w / 2, h / 2])
    if scale < 0.6:
        scene = cv2.GaussianBlur(scene, (0, 0), 0.32 / scale)
    small = cv2.warpAffine(scene, np.hstack([turn, offset[:, None]]), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.6:
        small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 0.35 + 4 * scale))
    if rng.random() < 0.15:
        n = int(rng.integers(2, max(3, int(14 * scale))))
        small = cv2.blur(small, (n, 1) if rng.random() < 0.7 else (1, n))
    if rng.random() < 0.3:   # as cameras sharpen: a halo around every stroke
        small = small + rng.uniform(0.3, 2) * (small - cv2.GaussianBlur(small, (0, 0), rng.uniform(0.7, 1.8)))
    if rng.random() < 0.35:
        small = 255 * np.clip(small / 255, 0, 1) ** rng.uniform(0.5, 1.9)
    if rng.random() < 0.3:
        small = small * rng.uniform(0.15, 0.6)
    if rng.random() < 0.3:
        small = small * np.linspace(rng.uniform(0.5, 1.2), rng.uniform(0.5, 1.2), size[0], dtype=np.float32)
    small = small + rng.normal(0, rng.uniform(0, max(0.5, 0.05 * float(np.ptp(small)))), small.shape)
    small = np.clip(small, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        small = cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 90))])[1], cv2.IMREAD_GRAYSCALE)
    return small


def crop(picture, centre, band, wide, scale, rng):
    """What the program would cut: by corners and a pitch that are each a little off."""
    high = (band[1] - band[0]) * rng.uniform(0.92, 1.1)
    middle = (band[0] + band[1]) / 2 + rng.normal(0, 0.035) * high
    x = centre[0] + np.clip(rng.normal(0, 4.5), -12, 12)
    wide *= rng.uniform(0.88, 1.14)
    source = np.float32([[x - wide / 2, middle - high / 2], [x + wide / 2, middle - high / 2], [x + wide / 2, middle + high / 2],
                         [x - wide / 2, middle + high / 2]]) * np.float32(scale)
    target = np.float32([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]])
    return cv2.warpPerspective(picture, cv2.getPerspectiveTransform(source, target), (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR,
                               borderMode=cv2.BORDER_REPLICATE)


def sample(rng):
    """(uint8 [64, 32], class)"""
    two_rows = rng.random() < 0.25
    if rng.random() < 0.08:
        label, first = 0, pick(rng, LETTERS + DIGITS)
    else:
        label = 1 + int(rng.integers(len(PROVINCES)))
        first = PROVINCES[label - 1]
    scene, centre, band, wide = flat(rng, first, two_rows)
    inverted = rng.random() < 0.6
    if inverted:
        scene = 255 - scene
    row = np.exp(rng.uniform(np.log(13), np.log(64)))
    scale = row / (band[1] - band[0])
    small = camera(scene, scale, rng)
    cut = crop(small, centre, band, wide, scale, rng)
    if inverted if rng.random() < 0.9 else is_light_on_dark(cut):
        cut = 255 - cut
    return stretch(cut), label
