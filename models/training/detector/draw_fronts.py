"""Quick drawn vehicle fronts and walls, grey: surfaces to hang a plate on where no photograph of a lorry is to hand."""
import cv2
import numpy as np


def grey(rng, low=0, high=256):
    return int(rng.integers(low, high))


def wall(rng, width, height):
    """Smooth brightness plus some straight-edged patches: ground, sky, kerb, buildings."""
    base = cv2.resize(rng.uniform(20, 230, (int(rng.integers(2, 5)), int(rng.integers(2, 5)))).astype(np.float32), (width, height),
                      interpolation=cv2.INTER_CUBIC)
    picture = np.clip(base, 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(0, 8))):
        centre, size = (rng.uniform(0, width), rng.uniform(0, height)), (rng.uniform(5, width / 2), rng.uniform(4, height / 3))
        box = cv2.boxPoints((centre, size, float(rng.normal(0, 12)))).astype(np.int32)
        cv2.fillConvexPoly(picture, box, grey(rng), cv2.LINE_AA)
    return picture


def front(rng, width, height):
    """(picture, rectangle of the bumper) of one lorry front that fills much of the picture."""
    picture = wall(rng, width, height)
    w = rng.uniform(0.4, 0.95) * width
    x = rng.uniform(0, width - w)
    y0, y1 = rng.uniform(-0.6, 0.15) * height, rng.uniform(0.75, 1.0) * height
    h = y1 - y0
    body = grey(rng)

    def box(left, top, right, bottom, shade, thickness=-1):
        cv2.rectangle(picture, (int(x + left * w), int(y0 + top * h)), (int(x + right * w), int(y0 + bottom * h)), shade, thickness, cv2.LINE_AA)

    box(0, 0, 1, 0.95, body)
    box(0.06, 0.08, 0.94, 0.42, grey(rng, 5, 90))
    cv2.line(picture, (int(x + 0.1 * w), int(y0 + 0.4 * h)), (int(x + 0.9 * w), int(y0 + rng.uniform(0.1, 0.4) * h)), grey(rng), 1 + int(w / 120))
    bars, shade = int(rng.integers(0, 9)), grey(rng)
    top, bottom, side = 0.5, rng.uniform(0.6, 0.74), rng.uniform(0.05, 0.3)
    box(side, top, 1 - side, bottom, grey(rng, 5, 140))
    for i in range(bars):
        at = top + (bottom - top) * (i + 0.5) / max(1, bars)
        box(side, at - 0.006, 1 - side, at + 0.006, shade)
    bumper = rng.uniform(0.74, 0.8)
    box(0, bumper, 1, 0.96, body if rng.random() < 0.4 else grey(rng))
    if rng.random() < 0.3:  # warning stripes
        for i in range(0, 20, 2):
            box(i / 20, 0.92, (i + 1) / 20, 0.96, grey(rng))
    for left in (0.03, 0.79):
        high = rng.uniform(0.03, 0.08)
        at = bumper + 0.02 if rng.random() < 0.7 else bumper - 0.12
        box(left, at, left + 0.18, at + high, grey(rng, 140, 256))
        box(left, at, left + 0.18, at + high, grey(rng, 0, 120), 1 + int(w / 150))
    box(0, 0.96, 1, 1.02, grey(rng, 0, 60))
    return picture, (x, y0 + bumper * h, w, 0.2 * h)
