"""From a picture and four corners to row pictures: the contract of both readers.

Everything the program does before a reader sees a row is done here in the same order,
so that the readers are trained on what they will be given:
rectify -> polarity -> even out the light -> split into rows -> stretch contrast -> scale to the reader's height.
Pictures are grey uint8 arrays, corners are 4x2 in the order TL, TR, BR, BL.
"""
import cv2
import numpy as np

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
MARKS = "挂学警港澳使领"
ALPHABET = DIGITS + LETTERS + PROVINCES + MARKS  # class 0 is the CTC blank

ROW_HEIGHT = 48            # of a rectified row; the readers scale it down from here
SPLIT_FROM, SPLIT_TO = 0.30, 0.60   # where the gap is looked for; Chinese rear plates part at 0.37
LIGHT_CELL, LEAST_UNEVEN = 8, 2.2   # pixels; the lighter places of the ground over the darker ones
OVERLAP = 0.04             # of the plate's height, added to both rows at the split
LEAST_ASPECT = {1: 3.14, 2: 1.3}    # no plate in use is narrower: one that looks so is seen from the side
CTC_SIZE = (160, 32)       # width, height


def aspect_of(quad):
    q = np.asarray(quad, np.float32)
    width = (np.linalg.norm(q[1] - q[0]) + np.linalg.norm(q[2] - q[3])) / 2
    height = (np.linalg.norm(q[3] - q[0]) + np.linalg.norm(q[2] - q[1])) / 2
    return float(width / max(height, 1)), float(height)


def rectify(picture, quad, lines, aspect=None):
    """The plate as an upright rectangle, ROW_HEIGHT a row, never narrower than a plate is."""
    own_aspect, source_height = aspect_of(quad)
    height = ROW_HEIGHT * lines
    width = int(np.clip(round(height * max(aspect or own_aspect, LEAST_ASPECT[lines])), 48, 420))
    q = np.asarray(quad, np.float32)
    if source_height > 1.5 * height:  # shrink by area first: a warp alone would alias
        scale = height / source_height
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        q = (q + 0.5) * scale - 0.5
    target = np.float32([[0, 0], [width, 0], [width, height], [0, height]]) - 0.5
    matrix = cv2.getPerspectiveTransform(q, target)
    return cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_LINEAR,
                               borderMode=cv2.BORDER_REPLICATE)


def is_light_on_dark(plate):
    """True if the characters are lighter than the ground: the ground covers more than they do. A pixel is light or dark beside the
    mean of the square around it, as far as the plate reaches, so that no hot spot is taken for the ground."""
    h, w = plate.shape

    def sums(picture):
        return cv2.boxFilter(picture, -1, (ROW_HEIGHT + 1, ROW_HEIGHT + 1), normalize=False, borderType=cv2.BORDER_CONSTANT)

    means = np.floor(sums(plate.astype(np.float64)) / sums(np.ones((h, w))))
    inner = (slice(h // 8, h - h // 8), slice(w // 20, w - w // 20))
    return float((plate[inner] > means[inner]).mean()) < 0.5


def evened(plate):
    """The plate as it would be if light fell on all of it alike, where a shadow's edge or a lamp's pool lies on it. Cuts are taken to end
    at the plate's corners, as those of the training do within their jitter; the program knows by how much it has grown a cut."""
    h, w = plate.shape
    columns, lines = -(-w // LIGHT_CELL), -(-h // LIGHT_CELL)
    squares = np.ones((lines * LIGHT_CELL, columns * LIGHT_CELL))
    grey = plate.astype(np.float64)
    squares[:h - 1, :w - 1] = (grey[:-1, :-1] + grey[1:, :-1] + grey[:-1, 1:] + grey[1:, 1:]) / 4
    brightest = squares.reshape(lines, LIGHT_CELL, columns, LIGHT_CELL).max((1, 3))
    levels = cv2.morphologyEx(np.maximum(brightest, 1), cv2.MORPH_CLOSE, np.ones((3, 3)))
    beside, above = int(columns * 0.05) + 1, int(lines * 0.08) + 1
    inner = np.sort(levels[above:lines - above, beside:columns - beside], axis=None)
    if len(inner) == 0 or inner[-1 - (len(inner) - 1) // 20] <= LEAST_UNEVEN * inner[(len(inner) - 1) // 20]:
        return plate
    ground = cv2.resize(levels, (columns * LIGHT_CELL, lines * LIGHT_CELL), interpolation=cv2.INTER_LINEAR)[:h, :w]
    return np.minimum(grey * 230 / ground, 255).astype(np.uint8)


def split_at(plate):
    """The line of pixels where a two-line plate parts: between 30 % and 60 %, the least ink of those with the fewest steps from one pixel to
    the next along them."""
    h, w = plate.shape
    inner = plate[:, w // 10:w - w // 10].astype(np.float64)
    around = np.ones(5) / 5
    ink = np.convolve(255 - inner.mean(axis=1), around, mode="same")
    steps = np.convolve(np.abs(np.diff(inner, axis=1)).sum(axis=1), around, mode="same")
    first, last = int(h * SPLIT_FROM), int(h * SPLIT_TO)
    away = np.abs(np.arange(first, last) / h - 0.46)   # ties go to the usual place
    stepped = steps[first:last] / max(steps.max(), 1) + 0.5 * away
    cost = np.where(stepped <= stepped.min() + 0.05, ink[first:last] + 30 * away, np.inf)
    return first + int(np.argmin(cost))


def stretch(row):
    """1st..99th percentile to 0..255."""
    low, high = np.percentile(row, (1, 99))
    return np.clip((row.astype(np.float32) - low) * (255.0 / max(high - low, 8.0)), 0, 255).astype(np.uint8)


def rows_of(picture, quad, lines, light_on_dark=None, aspect=None):
    """The row pictures of a plate, top first, dark on light, stretched, about ROW_HEIGHT high."""
    plate = rectify(picture, quad, lines, aspect)
    # Light multiplies: on dark ground it does not show.
    plate = 255 - plate if (is_light_on_dark(plate) if light_on_dark is None else light_on_dark) else evened(plate)
    if lines == 1:
        return [stretch(plate)]
    cut, over = split_at(plate), int(round(OVERLAP * plate.shape[0]))
    return [stretch(plate[:cut + over]), stretch(plate[max(0, cut - over):])]


def edge_median(row):
    return int(np.median(np.concatenate([row[0], row[-1], row[:, 0], row[:, -1]])))


def ctc_width(row):
    """How far the row reaches in the reader's input."""
    return min(CTC_SIZE[0], max(8, int(round(row.shape[1] * CTC_SIZE[1] / row.shape[0]))))


def ctc_input(row):
    """32 x 160: height 32, padded on the right with the edge's median, squeezed if too wide."""
    width, height = CTC_SIZE
    scaled = cv2.resize(row, (ctc_width(row), height), interpolation=cv2.INTER_AREA)
    if scaled.shape[1] < width:
        scaled = cv2.copyMakeBorder(scaled, 0, 0, 0, width - scaled.shape[1],
                                    cv2.BORDER_CONSTANT, value=edge_median(scaled))
    return scaled


# Tesseract's input, and how much of its height the row takes: what lies beyond an edge is noise to its first layers.
TESSERACT_HEIGHT, TESSERACT_ROW, TESSERACT_SIDE = 28, 22, 5
# A time step is four pixels: rows are stretched, so that a character has four of them.
TESSERACT_STRETCH = 1.3
# A row that is a whole plate is at least so wide: seen from the side of the lane its characters would be too few steps.
TESSERACT_WHOLE = 136


def tesseract_width(row, is_whole):
    """Of the whole input, by the row's aspect. `is_whole`: it is the plate's only row."""
    inner = int(round(row.shape[1] * TESSERACT_ROW * TESSERACT_STRETCH / row.shape[0]))
    return max(inner + 2 * TESSERACT_SIDE, TESSERACT_WHOLE if is_whole else 8 + 2 * TESSERACT_SIDE)


def tesseract_input(row, width):
    """The row 22 px high and stretched to `width`, with the edge's median around it."""
    scaled = cv2.resize(row, (width - 2 * TESSERACT_SIDE, TESSERACT_ROW), interpolation=cv2.INTER_AREA)
    above = (TESSERACT_HEIGHT - TESSERACT_ROW) // 2
    return cv2.copyMakeBorder(scaled, above, above, TESSERACT_SIDE, TESSERACT_SIDE, cv2.BORDER_CONSTANT, value=edge_median(scaled))


def jitter(quad, rng, corner=0.035, grow=(-0.03, 0.08)):
    """The quad as a detector would give it: every corner off, the whole a little loose or tight."""
    q = np.asarray(quad, np.float32).copy()
    _, height = aspect_of(q)
    centre = q.mean(axis=0)
    along = q[1] - q[0] + q[2] - q[3]
    along = along / max(np.linalg.norm(along), 1e-3)
    down = np.float32([-along[1], along[0]])
    for axis in (along, down):
        side = np.sign((q - centre) @ axis)
        q += side[:, None] * axis * height * rng.uniform(*grow)
    q += np.clip(rng.normal(0, corner, (4, 2)), -0.09, 0.09).astype(np.float32) * height
    return q
