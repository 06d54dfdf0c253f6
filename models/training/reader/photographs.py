"""Reads the photographed sets: yields Plate(picture, quad, rows, ...), never a dev set for training.

Boxes have no corners; `corners_in` finds them as the bright area's quadrilateral, or keeps the box.
"""
import csv
import os
import pathlib
from dataclasses import dataclass, field
import cv2
import numpy as np
from rows import ALPHABET, aspect_of

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("PLATE_DATA", HERE.parents[2] / ".." / "shared" / "data"))
DEV = ["vn_gate_cars_dev", "vn_gate_moto_dev", "cn_easypr_dev", "in_weighbridge_trucks_dev"]


@dataclass
class Plate:
    source: str
    name: str
    picture: np.ndarray
    quad: np.ndarray          # TL TR BR BL
    rows: list                # texts, top first; [] if unknown
    lines: int
    box: np.ndarray = None    # the label's upright box as a quad, where it has one
    dark: object = None       # light characters on dark ground, if known
    aspect: float = None      # the true aspect, where the crop was stretched
    text: str = field(default="")


def table(name):
    path = DATA / name / "labels.csv"
    return list(csv.DictReader(open(path, encoding="utf-8"))) if path.exists() else []


def dev_texts():
    return {r["plate"] for name in DEV for r in table(name) if r.get("plate")}


def rectangle(x, y, w, h):
    return np.float32([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])


def clip(picture, quad, *others):
    """Cuts the surroundings of the plate, so that few pixels are kept in memory."""
    low, high = quad.min(axis=0), quad.max(axis=0)
    pad = 0.5 * (high[1] - low[1]) + 8
    x0, y0 = np.maximum(0, (low - pad).astype(int))
    x1, y1 = (high + pad).astype(int)
    offset = np.float32([x0, y0])
    return (picture[y0:y1, x0:x1].copy(), quad - offset, *[o - offset for o in others])


def ordered(points):
    p = np.float32(points)
    p = p[np.argsort(np.arctan2(*(p - p.mean(axis=0)).T[::-1]))]   # clockwise on screen, from the left
    return np.roll(p, -int(np.argmin(p.sum(axis=1))), axis=0)


def corners_in(picture, box, light_ground=True):
    """The quadrilateral of the bright plate inside its box; the box itself if none fits."""
    x, y = np.maximum(0, box[0] - 4).astype(int)
    x1, y1 = (box[2] + 4).astype(int)
    part = cv2.GaussianBlur(picture[y:y1, x:x1], (3, 3), 0)
    if part.size == 0:
        return box
    _, mask = cv2.threshold(part, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if not light_ground:
        mask = 255 - mask
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return box
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    area = cv2.contourArea(hull)
    full = float((box[2] - box[0]).prod())
    offset = np.float32([x, y])
    found = [hull[[int(np.argmin(hull[:, 0] @ d)) for d in ((1, 1), (-1, 1), (-1, -1), (1, -1))], 0]]
    for epsilon in np.linspace(0.015, 0.09, 16):
        shape = cv2.approxPolyDP(hull, epsilon * cv2.arcLength(hull, True), True)
        if len(shape) == 4:
            found.insert(0, shape[:, 0])
            break
    for points in found:
        quad = ordered(points + offset)
        wide, tall = np.ptp(quad, axis=0)
        if (0.45 * full < area < 1.25 * full and cv2.contourArea(quad) > 0.85 * area
                and wide > 0.8 * (box[1, 0] - box[0, 0]) and tall > 0.75 * (box[2, 1] - box[0, 1])):
            return quad
    return box


def rows_from_text(text, lines):
    """Vietnamese two-line plates: the last 4 or 5 digits are the lower row."""
    if lines == 1:
        return [text]
    tail = len(text) - 4 if len(text) <= 8 else len(text) - 5
    return [text[:tail], text[tail:]]


def scenes(name, dark=None):
    """A set of scenes with boxes (and polys), one Plate a label."""
    for r in table(name):
        if r.get("occluded") == "1" or not r.get("x"):
            continue
        picture = cv2.imread(str(DATA / name / "images" / r["file"]), cv2.IMREAD_GRAYSCALE)
        x, y, w, h = (float(r[k]) for k in "xywh")
        box, lines, text = rectangle(x, y, w, h), int(r["lines"]), r.get("plate", "")
        if r.get("poly"):
            quad = ordered([[float(v) for v in p.split(",")] for p in r["poly"].split()])
        else:
            quad = corners_in(picture, box) if r["country"] == "VN" else box
        known = r["country"] == "VN" or lines == 1
        rows = rows_from_text(text, lines) if text and known else []
        picture, quad, box = clip(picture, quad, box)
        is_dark = (r.get("colour") in ("blue", "red", "black")) if r.get("colour") else dark
        yield Plate(name, r["file"], picture, quad, rows, lines, box, is_dark, None, text)


def character_crops():
    """Vietnamese crops with a box a character: the plate's corners follow from the boxes."""
    by_file = {}
    path = DATA / "vn_char_crops"
    for c in csv.DictReader(open(path / "chars.csv", encoding="utf-8")):
        by_file.setdefault(c["file"], []).append(c)
    for r in table("vn_char_crops"):
        chars, lines = by_file.get(r["file"], []), int(r["lines"])
        bands = [sorted(((float(c["x"]), float(c["y"]), float(c["w"]), float(c["h"]), c["c"]) for c in chars
                         if int(c["line"]) == n), key=lambda b: b[0]) for n in range(1, lines + 1)]
        rows = ["".join(b[4] for b in band) for band in bands]
        if any(len(b) < 2 for b in bands) or "".join(rows) != r["plate"]:
            continue
        picture = cv2.imread(str(path / "images" / r["file"]), cv2.IMREAD_GRAYSCALE)
        top, low = np.array([b[:4] for b in bands[0]]), np.array([b[:4] for b in bands[-1]])
        slope_t, base_t = np.polyfit(top[:, 0] + top[:, 2] / 2, top[:, 1], 1)
        slope_b, base_b = np.polyfit(low[:, 0] + low[:, 2] / 2, low[:, 1] + low[:, 3], 1)
        both = np.vstack([top, low])
        tall = np.median(both[:, 3])
        left, right = both[:, 0].min() - 0.16 * tall, (both[:, 0] + both[:, 2]).max() + 0.16 * tall
        quad = np.float32([[left, base_t + slope_t * left], [right, base_t + slope_t * right],
                           [right, base_b + slope_b * right], [left, base_b + slope_b * left]])
        quad[:2, 1] -= 0.10 * tall
        quad[2:, 1] += 0.10 * tall
        # The source stretched its crops to 400 x 295; long plates look squeezed.
        aspect = 4.4 if lines == 1 else None
        yield Plate("vn_char_crops", r["file"], picture, quad, rows, lines, None, False, aspect, r["plate"])


def whole_crops(name, dark):
    """Crops that are the plate itself."""
    for r in table(name):
        picture = cv2.imread(str(DATA / name / "images" / r["file"]), cv2.IMREAD_GRAYSCALE)
        text, lines = r["plate"], int(r["lines"])
        if not text or not all(c in ALPHABET for c in text) or (lines == 2 and r["country"] != "VN"):
            continue
        h, w = picture.shape
        quad = rectangle(0, 0, w, h)
        if name == "vn_R_crops":
            quad = corners_in(picture, rectangle(2, 2, w - 4, h - 4))
        elif name == "cn_lprnet_crops":
            quad = rectangle(0, 1, w, h - 2)
        yield Plate(name, r["file"], picture, quad, rows_from_text(text, lines), lines, None, dark,
                    3.6 if name == "cn_lprnet_crops" else None, text)


def held_out(plate):
    """Parts of the crop sets kept for evaluation."""
    if plate.source == "vn_R_crops":
        return True
    if plate.source in ("cn_lprnet_crops", "cz_hr_crops"):
        return int(plate.name[-8:-4]) % 5 == 0
    return False


def atlas():
    """Ink masks of single characters, cut from the character crops: for training only."""
    shapes = {}
    path = DATA / "vn_char_crops"
    last, picture = None, None
    for c in csv.DictReader(open(path / "chars.csv", encoding="utf-8")):
        if c["c"] not in ALPHABET or len(shapes.get(c["c"], [])) >= 120:
            continue
        if c["file"] != last:
            last, picture = c["file"], cv2.imread(str(path / "images" / c["file"]), cv2.IMREAD_GRAYSCALE)
        x, y, w, h = (int(float(c[k])) for k in "xywh")
        part = picture[max(0, y):y + h, max(0, x):x + w]
        if part.size < 600 or w > h * 0.9:
            continue
        low, high = np.percentile(part, (4, 92))
        if high - low < 60:
            continue
        ink = np.clip((high - part.astype(np.float32)) / (high - low) * 1.25 - 0.12, 0, 1)
        shapes.setdefault(c["c"], []).append((cv2.resize(ink, (48, 96)) * 255).astype(np.uint8))
    return shapes
