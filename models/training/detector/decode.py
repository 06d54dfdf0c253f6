"""From the network's maps to plates: the reference the product's decoder must agree with."""
import cv2
import numpy as np

STRIDE = 8
THRESHOLD = 0.4
MOST_OVERLAP = 0.3


def letterbox(grey, width, height):
    """(network input [1, 1, height, width], scale): the picture at the top left, black beyond it."""
    scale = min(width / grey.shape[1], height / grey.shape[0])
    size = min(width, round(grey.shape[1] * scale)), min(height, round(grey.shape[0] * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    canvas = np.zeros((height, width), np.float32)
    canvas[: size[1], : size[0]] = small.astype(np.float32) / 255
    return canvas[None, None], scale


def quad_iou(a, b):
    a, b = a.astype(np.float32), b.astype(np.float32)
    common, _ = cv2.intersectConvexConvex(cv2.convexHull(a), cv2.convexHull(b))
    union = cv2.contourArea(cv2.convexHull(a)) + cv2.contourArea(cv2.convexHull(b)) - common
    return common / union if union > 0 else 0.0


def decode(maps, scale=1.0, threshold=THRESHOLD):
    """[(confidence, quad [4, 2] in the picture's pixels)] from maps [9, rows, columns], best first."""
    heat = maps[0]
    peaks = (heat >= threshold) & (heat >= cv2.dilate(heat, np.ones((3, 3), np.uint8)))
    found = []
    for row, column in zip(*np.nonzero(peaks)):
        centre = (np.array([column, row]) + 0.5) * STRIDE
        found.append((float(heat[row, column]), (centre + maps[1:, row, column].reshape(4, 2) * STRIDE) / scale))
    found.sort(key=lambda item: -item[0])
    kept = []
    for item in found:
        if all(quad_iou(item[1], other[1]) < MOST_OVERLAP for other in kept):
            kept.append(item)
    return kept
