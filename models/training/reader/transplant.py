"""Puts letters that photographs lack (R above all, which trailers carry) into photographed plates.

The series letter of a character crop is covered with its ground and another letter is drawn in its
box, as dark and as blurred as its neighbours. For training only.
"""
import csv
import cv2
import numpy as np
import drawing
import fonts
import photographs

WANTED = "RRRRRRRRRRJQWZD"   # no O or I: nothing tells them from 0 and 1


def leg(p_shape):
    """An R out of a P's ink: the makers' R is their P with a leg."""
    shape = p_shape.copy()
    h, w = shape.shape
    cv2.line(shape, (int(w * 0.42), int(h * 0.52)), (int(w * 0.86), int(h * 0.97)), 255, max(2, int(w * 0.2)))
    return shape


def letter_boxes():
    boxes = {}
    for c in csv.DictReader(open(photographs.DATA / "vn_char_crops" / "chars.csv", encoding="utf-8")):
        if c["c"].isalpha() and c["line"] == "1":
            boxes.setdefault(c["file"], []).append((c["c"], *(float(c[k]) for k in "xywh")))
    return boxes


def cover(picture, x, y, w, h):
    """Paints the ground over a box: a blend of what is left and right of it."""
    pad = max(2, int(w * 0.08))
    x0, x1 = max(1, x - pad), min(picture.shape[1] - 2, x + w + pad)
    y0, y1 = max(0, y - pad), min(picture.shape[0], y + h + pad)
    level = np.percentile(picture[y0:y1, x0:x1], 88)
    patch = np.full((y1 - y0, x1 - x0), level, np.float32)
    patch += np.random.default_rng(x * y + 1).normal(0, 2, patch.shape)
    mask = cv2.GaussianBlur(np.pad(np.ones((max(1, y1 - y0 - 6), max(1, x1 - x0 - 6)), np.float32), 3)[:y1 - y0, :x1 - x0], (5, 5), 0)
    part = picture[y0:y1, x0:x1].astype(np.float32)
    picture[y0:y1, x0:x1] = np.clip(part * (1 - mask) + patch * mask, 0, 255).astype(np.uint8)


def transplanted(rng, atlas):
    """Character crops with one letter replaced."""
    boxes = letter_boxes()
    for p in photographs.character_crops():
        letters = boxes.get(p.name, [])
        if len(letters) != 1 or p.rows[0].count(letters[0][0]) != 1:
            continue
        old, x, y, w, h = letters[0]
        x, y, w, h = int(x), int(y), int(w), int(h)
        if x < 0 or y < 0 or w < 8 or h < 16 or y + h > p.picture.shape[0] or x + w > p.picture.shape[1]:
            continue
        new = WANTED[int(rng.integers(len(WANTED)))]
        region = p.picture[y:y + h, x:x + w]
        ink, ground = np.percentile(region, 4), np.percentile(region, 88)
        if ground - ink < 25:
            continue
        if new == "R" and rng.random() < 0.5:
            shape = leg(atlas["P"][int(rng.integers(len(atlas["P"])))])
            shape = cv2.resize(shape, (w, h))
        else:
            style = drawing.Style(rng, None)
            style.font = fonts.DIES[int(rng.integers(6))][0]
            shape = style.ink(new, w if new != "I" else max(4, w // 3), h)
        shape = cv2.GaussianBlur(shape, (0, 0), h * rng.uniform(0.01, 0.05))
        picture = p.picture.copy()
        cover(picture, x, y, w, h)
        alpha = shape.astype(np.float32)[:, :, None][:, :, 0] / 255
        part = picture[y:y + h, x + (w - shape.shape[1]) // 2:][:, :shape.shape[1]]
        part[:] = (part * (1 - alpha) + ink * alpha).astype(np.uint8)
        p.picture, p.source = picture, "transplanted"
        p.rows = [p.rows[0].replace(old, new)] + p.rows[1:]
        yield p
