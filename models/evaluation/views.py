#!/usr/bin/env python3
"""How plates are found and read by their width, and when the picture is turned, smeared, half in a shadow or in too much light:
views.py [--scenes N] [--plates N]

Widths: drawn scenes of 1280x720, each read as a single picture and as a lane without calibration reads it (`recognize --calibration`
with a profile that knows no more than the size of its pictures). Turns: the whole picture turned about its plate's middle, in its
plane by 0 to 30 degrees (left and right by turns) or in space as a sheet that a camera sees from three plate widths away; drawn plates,
drawn scenes, and every second picture of the two gate sets, where PLATE_DATA has them. Found: the upright boxes overlap (IoU >= 0.3),
as the scorer asks. A turned picture is a picture of a sheet: nothing is seen of what stands out from it.

Motion: the same pictures as of a vehicle that moves on while the shutter is open, smeared by a share of a row's height: at 1/100 s and
10 km/h it is 3 cm, a quarter to two fifths of a row. Shadows: a shadow's edge lies across the plate's middle. Light: the plate's cover
mirrors a lamp, as an arc with a veil around it, or the whole picture has more light than the camera holds. Needs NumPy and OpenCV.
"""
import argparse
import csv
import math
import os
import pathlib
import sys
import tempfile

import cv2
import numpy as np

import drawn
import scoring

SEED = 848_484   # of no training picture and of no other figure
CLASSES = (16, 24, 30, 40, 60, 100, 200, 10_000)   # pixels
TURNS = (("as it is", 0, 0, 0), ("turned by 10°", 10, 0, 0), ("by 20°", 20, 0, 0), ("by 30°", 30, 0, 0),
         ("seen from the side, 45°", 0, 45, 0), ("from the side, 60°", 0, 60, 0), ("from above, 45°", 0, 0, 45))
AWAY = 3   # plate widths
# In row heights, and degrees from the picture's rows.
SMEARS = (("along, 0.1", 0.1, 0), ("along, 0.2", 0.2, 0), ("along, 0.3", 0.3, 0), ("downwards, 0.1", 0.1, 90), ("downwards, 0.2", 0.2, 90),
          ("downwards, 0.3", 0.3, 90), ("askew, 0.2", 0.2, 45), ("askew, 0.3", 0.3, 135))
# The share of the light that is left below the edge, and the edge's slope.
SHADOWS = (("level edge, 0.3 of the light", 0.3, 0.1), ("askew, 0.3", 0.3, 0.7), ("askew, 0.2", 0.2, 0.7))
# The light that is added in the arc and in the veil around it, of 255, the arc's height in the plate, 0 its upper edge; or the gain.
LIGHTS = (("mirrored lamp, above", (110, 60, 0.3), 1), ("mirrored lamp, below", (110, 60, 0.7), 1),
          ("bright mirrored lamp", (190, 100, 0.3), 1), ("1.5 times the light", None, 1.5), ("2.2 times", None, 2.2))
MOST_ASPECT_OF_TWO_ROWS = 2.5


class Plate:
    def __init__(self, file, text, quad):
        self.file, self.text, self.quad = pathlib.Path(file), text, np.array(quad, float)

    @property
    def width(self):
        a, b, c, d = self.quad
        return (math.dist(a, b) + math.dist(d, c)) / 2

    @property
    def row_height(self):
        a, b, c, d = self.quad
        height = (math.dist(a, d) + math.dist(b, c)) / 2
        return height / (2 if self.width / height < MOST_ASPECT_OF_TWO_ROWS else 1)


def painted(folder):
    """Whole plates of a drawn folder; `labels.jsonl` has their corners."""
    import json
    found = []
    for line in open(folder / "labels.jsonl", encoding="utf-8"):
        label = json.loads(line)
        found += [Plate(folder / label["file"], p["text"], p["quad"]) for p in label["plates"] if p["visible"] >= 0.95]
    return found


def photographed(data, name):
    """Every second picture's plate, its label's box for corners, its text as the picture shows it."""
    shown = scoring.contradicted(name)
    found = []
    for row in csv.DictReader(open(data / name / "labels.csv", encoding="utf-8")):
        if row.get("plate") and row.get("occluded") != "1":
            x, y, w, h = (float(row[k]) for k in "xywh")
            text = shown.get((row["file"], row["plate"]), row["plate"])
            found.append(Plate(data / name / "images" / row["file"], text, [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]))
    files = sorted({p.file for p in found})[::2]
    return [p for p in found if p.file in set(files)]


def homography(plate, roll, yaw, pitch, scale=1.0):
    """The picture as a sheet turned about the plate's middle, which stays where it is; the sheet is seen from AWAY plate widths."""
    cx, cy = plate.quad.mean(0)
    away = AWAY * plate.width
    r, y, p = (math.radians(v) for v in (roll, yaw, pitch))
    about_z = np.array([[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]])
    about_y = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]])
    turned = about_x @ about_y @ about_z
    flat = np.array([turned[0, :], turned[1, :], [turned[2, 0] / away, turned[2, 1] / away, 1]])
    flat[:2, 2] = 0
    to, back = np.array([[1, 0, -cx], [0, 1, -cy], [0, 0, 1.0]]), np.array([[1, 0, cx], [0, 1, cy], [0, 0, 1.0]])
    return back @ flat @ to


def moved(points, h):
    p = np.c_[points, np.ones(len(points))] @ h.T
    return p[:, :2] / p[:, 2:]


def turned(plate, turn, number, folder):
    """The plate in a picture of its own, turned; a crop gets room for its corners first, and what has no picture is its edge's colour."""
    _, roll, yaw, pitch = turn
    picture = cv2.imread(str(plate.file))
    if not (roll or yaw or pitch):
        return plate
    quad, room = plate.quad, 0
    if picture.shape[1] < 2 * plate.width:
        room = int(0.35 * picture.shape[1])
        picture = cv2.copyMakeBorder(picture, room, room, room, room, cv2.BORDER_REPLICATE)
    placed = Plate(plate.file, plate.text, quad + room)
    side = 1 if number % 2 else -1
    h = homography(placed, side * roll, side * yaw, pitch)
    height, width = picture.shape[:2]
    result = cv2.warpPerspective(picture, h, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    # Beyond the sheet's horizon there is nothing.
    inverse = np.linalg.inv(h)
    xs, ys = np.meshgrid(np.arange(width), np.arange(height))
    depth = inverse[2, 0] * xs + inverse[2, 1] * ys + inverse[2, 2]
    result[depth * np.sign(inverse[2] @ [*placed.quad.mean(0), 1]) <= 0.05] = 0
    file = folder / f"{number:05d}.jpg"
    cv2.imwrite(str(file), result, [cv2.IMWRITE_JPEG_QUALITY, 95])
    return Plate(file, plate.text, moved(placed.quad, h))


def line_kernel(length, degrees):
    """Of the mean along a line of so many pixels: samples spread over four neighbours, so that a fraction of a pixel counts as one."""
    middle = math.ceil(length / 2) + 1
    kernel = np.zeros((2 * middle + 1, 2 * middle + 1))
    for t in np.linspace(-length / 2, length / 2, 40 * middle):
        x, y = middle + t * math.cos(math.radians(degrees)), middle + t * math.sin(math.radians(degrees))
        left, top = math.floor(x), math.floor(y)
        for column, row, part in ((0, 0, (1 - x + left) * (1 - y + top)), (1, 0, (x - left) * (1 - y + top)),
                                  (0, 1, (1 - x + left) * (y - top)), (1, 1, (x - left) * (y - top))):
            kernel[top + row, left + column] += part
    return kernel / kernel.sum()


def smeared(plate, smear, number, folder):
    """The plate in a picture of its own, smeared by its vehicle's motion."""
    _, length, degrees = smear
    kernel = line_kernel(length * plate.row_height, degrees)
    file = folder / f"{number:05d}.jpg"
    seen = cv2.filter2D(cv2.imread(str(plate.file)), -1, kernel, borderType=cv2.BORDER_REPLICATE)
    cv2.imwrite(str(file), seen, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return Plate(file, plate.text, plate.quad)


def shaded(plate, shadow, number, folder):
    """The plate in a picture of its own, with a shadow's edge across its middle."""
    _, light, slope = shadow
    picture = cv2.imread(str(plate.file))
    (x, y), (ys, xs) = plate.quad.mean(0), np.mgrid[:picture.shape[0], :picture.shape[1]]
    lit = np.where(ys > y + slope * (1 if number % 2 else -1) * (xs - x), light, 1)
    # The sun is no point: a pixel or two lie half in it.
    lit = cv2.GaussianBlur(lit, (0, 0), 1)[..., None]
    file = folder / f"{number:05d}.jpg"
    cv2.imwrite(str(file), (picture * lit).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])
    return Plate(file, plate.text, plate.quad)


def mirrored(plate, lamp, number, size):
    """The light of a lamp that the plate's cover, bent a little, shows as an arc that hangs through, thin and with a soft veil around it."""
    bright, veil, height = lamp
    a, b, _, d = plate.quad
    along, down = b - a, d - a
    t = np.linspace(0, 1, 24)[:, None]
    start, end = ((0.1, 0.75), (0.25, 0.9))[number % 2]
    line = a + along * (start + t * (end - start)) + down * (height - 0.08 + 0.4 * t * (1 - t))
    arc = np.zeros(size, np.float32)
    cv2.polylines(arc, [np.round(line * 16).astype(np.int32)], False, 1.0, max(1, round(plate.row_height * 0.07)), cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(arc, (0, 0), 0.22 * plate.row_height)
    return bright * cv2.GaussianBlur(arc, (0, 0), 0.7) + veil * soft / soft.max()


def dazzled(plate, light, number, folder):
    """The plate in a picture of its own, with more light on it than the camera holds."""
    _, lamp, gain = light
    picture = cv2.imread(str(plate.file)) * float(gain)
    if lamp:
        picture += mirrored(plate, lamp, number, picture.shape[:2])[..., None]
    file = folder / f"{number:05d}.jpg"
    cv2.imwrite(str(file), np.clip(picture, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])
    return Plate(file, plate.text, plate.quad)


def box(quad):
    (left, top), (right, bottom) = np.min(quad, 0), np.max(quad, 0)
    return left, top, right, bottom


def outcomes(scorer, plates, lines):
    """[(plate, found, read, trusted, trusted and wrong)]"""
    reads = {pathlib.Path(line["file"]).name: line.get("plates", []) for line in lines}
    found = []
    for plate in plates:
        over = [(scorer.iou(box(plate.quad), scorer.box(r)), r) for r in reads.get(plate.file.name, [])]
        overlap, best = max(over, key=lambda pair: pair[0], default=(0, None))
        best = best if overlap >= 0.3 else None
        read = best is not None and scorer.clean(best["text"]) == scorer.clean(plate.text)
        trusted = best is not None and best["trusted"]
        found.append((plate, best is not None, read, trusted, trusted and not read))
    return found


def share(k, n):
    if n == 0:
        return "–"
    low, high = scoring.interval(k, n)
    return f"{100 * k / n:.1f} % [{100 * low:.1f}–{100 * high:.1f}]"


def row(head, found):
    n = len(found)
    found_k, read_k, trusted_k, wrong_k = (sum(o[at] for o in found) for at in (1, 2, 3, 4))
    print(f"| {head} | {n} | {share(found_k, n)} | {share(read_k, n)} | {share(trusted_k, n)} | {wrong_k} of {trusted_k} |", flush=True)


def by_width(scorer, work, count):
    folder = work / "scenes"
    drawn.paint(folder, "scenes", "--count", count, "--seed", SEED, "--fonts", "house", "--size", "1280x720")
    plates = painted(folder)
    files = sorted(set(folder.glob("*.jpg")))
    profile = work / "lane.yaml"
    profile.write_text("resolution: {width: 1280, height: 720}\nmade: {date: 2026-01-01, by: views}\n", encoding="utf-8")
    print("| seen as | width of the plate, px | n | found | read | trusted | trusted and wrong |\n|---|---|---|---|---|---|---|")
    for name, options in (("single picture", []), ("lane without calibration", ["--calibration", str(profile)])):
        found = outcomes(scorer, plates, scoring.recognize(files, *options))
        for low, high in zip(CLASSES, CLASSES[1:]):
            label = f"{low}–{high}" if high < 10_000 else f"over {low}"
            row(f"{name} | {label}", [o for o in found if low <= o[0].width < high])


def shown(work, data, count):
    """[(name, plates)]: drawn ones and, where they are, photographed ones."""
    plates, scenes = work / "plates", work / "turned-scenes"
    drawn.paint(plates, "plates", "--count", count, "--seed", SEED, "--fonts", "house", "--mix", "gate", "--widths", "60-160")
    drawn.paint(scenes, "scenes", "--count", 3 * count, "--seed", SEED + 100_000, "--fonts", "house", "--size", "1280x720")
    sets = [("drawn plates, 60 to 160 px", painted(plates)),
            ("drawn scenes, plates of 60 to 160 px", [p for p in painted(scenes) if 60 <= p.width < 160])]
    return sets + [(name, photographed(data, name)) for name in ("vn_gate_cars_dev", "vn_gate_moto_dev") if (data / name / "labels.csv").exists()]


def by_view(scorer, work, sets, title, views, make):
    """`make(plate, view, number, folder)` shows a plate in each of the views; a view's first part is its name."""
    print(f"\n| pictures | {title} | n | found | read | trusted | trusted and wrong |\n|---|---|---|---|---|---|---|")
    for name, every in sets:
        for number, view in enumerate(views):
            folder = work / f"{name}-{title}-{number}".replace(" ", "-")
            folder.mkdir()
            seen = [make(plate, view, at, folder) for at, plate in enumerate(every)]
            row(f"{name} | {view[0]}", outcomes(scorer, seen, scoring.recognize(sorted({p.file for p in seen}))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=1500)
    parser.add_argument("--plates", type=int, default=300)
    options = parser.parse_args()
    data = pathlib.Path(os.environ.get("PLATE_DATA", scoring.PROJECT / ".." / "shared" / "data")).resolve()
    scorer = scoring.load_scorer(data)
    with tempfile.TemporaryDirectory() as work:
        if options.scenes:
            by_width(scorer, pathlib.Path(work), options.scenes)
        if options.plates:
            sets = shown(pathlib.Path(work), data, options.plates)
            for title, views, make in (("view", TURNS, turned), ("smeared", SMEARS, smeared), ("in a shadow", SHADOWS, shaded),
                                       ("in too much light", LIGHTS, dazzled)):
                by_view(scorer, pathlib.Path(work), sets, title, views, make)


if __name__ == "__main__":
    sys.exit(main())
