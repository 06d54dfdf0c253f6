"""What light, lens, weather and compression do to a grey picture."""
import cv2
import numpy as np


def shade(picture, rng):
    """Uneven light: a bright or dark side, or the edge of a shadow."""
    h, w = picture.shape
    angle = rng.uniform(0, 2 * np.pi)
    ramp = np.cos(angle) * np.linspace(-1, 1, w, dtype=np.float32)[None] + np.sin(angle) * np.linspace(-1, 1, h, dtype=np.float32)[:, None]
    if rng.random() < 0.4:
        ramp = np.tanh((ramp - rng.uniform(-0.7, 0.7)) * rng.uniform(5, 40))
    return picture * (1 + ramp * rng.uniform(0, 0.5))


def night(picture, rng):
    return 255 * (np.maximum(picture, 0) / 255) ** rng.uniform(1.2, 2.2) * rng.uniform(0.25, 0.8)


def lamps(picture, quads, rng):
    """Headlights with their glow, clear of the plates."""
    h, w = picture.shape
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(0, w), rng.uniform(0, h)
        r = rng.uniform(2, 14)
        if any(np.hypot(*(q - (x, y)).T).min() < 2.5 * r or cv2.pointPolygonTest(q.astype(np.float32), (x, y), True) > -2 * r for q in quads):
            continue
        distance = np.hypot(xs - x, ys - y)
        picture = picture + 255 * (distance < r) + rng.uniform(60, 250) * np.exp(-distance / (r * rng.uniform(1, 3)))
    return picture


def rain(picture, rng):
    h, w = picture.shape
    layer = np.zeros((h, w), np.uint8)
    slant = rng.normal(0, 0.3)
    for _ in range(int(rng.integers(30, 200))):
        x, y, n = rng.integers(w), rng.integers(h), int(rng.integers(4, 18))
        cv2.line(layer, (int(x), int(y)), (int(x + slant * n), int(y + n)), int(rng.integers(30, 160)), 1, cv2.LINE_AA)
    return picture + layer * rng.uniform(0.3, 0.9)


def blur(picture, rng):
    if rng.random() < 0.5:
        return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.4))
    n = int(rng.integers(2, 7))
    kernel = np.zeros((n, n), np.float32)
    a = rng.uniform(0, np.pi)
    c = (n - 1) / 2
    for t in np.linspace(-c, c, 3 * n):
        kernel[int(round(c + t * np.sin(a))), int(round(c + t * np.cos(a)))] = 1
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def degrade(picture, quads, rng):
    """uint8 in, uint8 out."""
    p = picture.astype(np.float32)
    if rng.random() < 0.3:
        p = shade(p, rng)
    if rng.random() < 0.25:
        p = night(p, rng)
        if rng.random() < 0.6:
            p = lamps(p, quads, rng)
    elif rng.random() < 0.6:
        p = 255 * (np.clip(p, 0, 255) / 255) ** np.exp(rng.normal(0, 0.3))
        p = (p - 128) * rng.uniform(0.5, 1.35) + 128 + rng.normal(0, 22)
    if rng.random() < 0.06:
        p = rain(p, rng)
    if rng.random() < 0.35:
        p = blur(p, rng)
    if rng.random() < 0.5:
        p = p + rng.standard_normal(p.shape, np.float32) * rng.uniform(1, 12)
    p = np.clip(p, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        p = cv2.imdecode(cv2.imencode(".jpg", p, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])[1], cv2.IMREAD_GRAYSCALE)
    return p
