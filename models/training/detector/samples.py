"""One training sample: a scene seen from a random direction, plates hung into it, weather on top, and the target maps."""
import os
import sys

import cv2
import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "reader"))
import drawing  # noqa: E402
import grammar  # noqa: E402
from draw_fronts import front
from draw_plates import LATIN_FONTS, PlateDrawer, font_file, lettering
from photometry import degrade
from sources import EMPTY, UNKNOWN, UNSURE, Picture, Plate

STRIDE = 8
# Channels of the target maps.
HEAT, DOUBT, WEIGHT, OFFSETS, CENTRE, INVERSE, RATIO, SCALE, BOX = 0, 1, 2, slice(3, 11), slice(11, 13), slice(13, 17), 17, 18, 19
CHANNELS = 20


def side(quad, a, b):
    return float(np.hypot(*(quad[a] - quad[b])))


def width_of(quad):
    return (side(quad, 0, 1) + side(quad, 3, 2)) / 2


def height_of(quad):
    return (side(quad, 0, 3) + side(quad, 1, 2)) / 2


def apply(homography, points):
    return cv2.perspectiveTransform(np.asarray(points, np.float64).reshape(1, -1, 2), homography)[0]


def jacobian(homography, point):
    """How the homography moves small steps around a point."""
    p = apply(homography, [point, point + (0.5, 0), point + (0, 0.5)])
    return np.stack([p[1] - p[0], p[2] - p[0]], 1) * 2


def varied_plate(rng):
    """A plate as the readers' training draws them: every grammar and face, also painted by hand, light or dark ground."""
    printed, painted = grammar.plate(rng)
    plate = np.clip(drawing.flat_plate(rng, printed, None, painted), 0, 255).astype(np.uint8)
    shrunk = cv2.resize(plate, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return 255 - shrunk if rng.random() < 0.25 else shrunk


def outline(w, h, rng):
    """What of a plate's rectangle is plate: all, or with corners cut off as plates of sheet metal have them."""
    full = np.array([[0, 0], [w, 0], [w, h], [0, h]], float)
    if rng.random() > 0.2:
        return full
    c, d = rng.uniform(0.05, 0.3) * h, rng.uniform(0.05, 0.35) * h
    lower = [[w, h - d], [w - c, h], [c, h], [0, h - d]]
    upper = [[0, 0], [w, 0]] if rng.random() < 0.6 else [[0, d], [c, 0], [w - c, 0], [w, d]]
    return np.array(upper + lower, float)


class Sampler:
    def __init__(self, groups, crops, size, seed, drawn_plates=1500, narrowest=13, widest=150):
        self.groups, self.crops, self.size = groups, crops, size
        self.narrowest, self.widest = narrowest, widest
        drawer = PlateDrawer(seed)
        texts = np.random.default_rng(seed + 2)
        self.drawn = [drawer.draw() if i % 2 else varied_plate(texts) for i in range(drawn_plates)]
        faces = [font_file(f) for f in LATIN_FONTS]
        words_rng = np.random.default_rng(seed + 1)
        self.backdrops = self.empty_areas(words_rng)
        self.words = [lettering(words_rng, faces[i % len(faces)]) for i in range(200)]

    def sample(self, rng):
        """(grey picture uint8 [H, W], target maps float32 [CHANNELS, H/8, W/8])."""
        if rng.random() < 0.12:
            picture, place = front(rng, *self.size)
            unlabelled, plates = EMPTY, []
            if rng.random() < 0.9:
                plates.append(self.hang(picture, self.place_on(place, rng), rng, []))
        else:
            pick = rng.choice(len(self.groups), p=[share for share, _ in self.groups])
            pictures = self.groups[pick][1]
            picture, plates, unlabelled = self.view(pictures[rng.integers(len(pictures))], rng)
            if plates and unlabelled != UNKNOWN and rng.random() < 0.3:
                plates = [self.replace(picture, item, rng) for item in plates]
        taken = [item[0].quad for item in plates if item]
        if not taken or rng.random() < 0.3:
            for _ in range(int(rng.integers(1, 3))):
                item = self.hang(picture, self.anywhere(rng), rng, taken)
                if item:
                    plates.append(item)
                    taken.append(item[0].quad)
        if rng.random() < 0.4:
            for _ in range(int(rng.integers(1, 5))):
                self.write(picture, rng, taken)
        plates = [item for item in plates if item]
        picture = degrade(picture, taken, rng)
        return picture, self.targets(plates, unlabelled, [self.faint(picture, item[0].quad) for item in plates])

    # Scenes

    def empty_areas(self, rng, count=1500):
        """Rectangles without a plate, cut from the sets where every plate is labelled."""
        pictures = [p for _, group in self.groups for p in group if p.unlabelled == EMPTY]
        areas = []
        for _ in range(count * 3):
            picture = pictures[rng.integers(len(pictures))]
            h, w = picture.pixels.shape
            high = int(rng.uniform(0.25, 0.7) * h)
            wide = min(w, int(high * self.size[0] / self.size[1]))
            x, y = int(rng.integers(0, w - wide + 1)), int(rng.integers(0, h - high + 1))
            corners = np.array([[x, y], [x + wide, y + high]], float)
            if not any(self.overlap(corners, plate.quad) for plate in picture.plates):
                areas.append(picture.pixels[y : y + high, x : x + wide])
        return areas[:count]

    def backdrop(self, rng):
        """What fills the frame beyond the picture's edges."""
        area = self.backdrops[rng.integers(len(self.backdrops))]
        return cv2.resize(area[:, ::-1] if rng.random() < 0.5 else area, self.size, interpolation=cv2.INTER_AREA)

    def view(self, picture, rng):
        """The picture as another camera would have seen it, with its plates: [(Plate, inverse Jacobian, half box)]."""
        W, H = self.size
        pixels, plates = picture.pixels, picture.plates
        h, w = pixels.shape
        if plates:
            anchor = plates[rng.integers(len(plates))]
            focus, wide = anchor.quad.mean(0), max(width_of(anchor.quad), 4)
            scale = np.exp(rng.uniform(np.log(self.narrowest), np.log(self.widest))) / wide
            if rng.random() < 0.35:  # the size the plate has when the whole picture is looked at
                scale = min(W / w, H / h) * np.exp(rng.uniform(-0.3, 0.5))
            scale = min(scale, 2.2, 1.1 * self.widest / wide)
        else:
            focus, scale = np.array([w, h]) * rng.uniform(0.25, 0.75, 2), min(W / w, H / h) * np.exp(rng.uniform(-0.2, 1.0))
        reduced = 1.0
        if scale < 0.6 and rng.random() < 0.7:
            reduced = scale * 1.25
            pixels = cv2.resize(pixels, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_AREA)
        kind = rng.random()
        angle = np.radians(rng.normal(0, 3) if kind < 0.5 else rng.normal(0, 9) if kind < 0.85 else rng.uniform(-30, 30))
        stretch = np.exp(rng.normal(0, 0.08))
        mirror = -1 if rng.random() < 0.2 else 1
        linear = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.array([[1, rng.normal(0, 0.06)], [0, 1]])
        linear = linear @ np.diag([scale * stretch * mirror, scale / stretch])
        target = np.array([W * rng.uniform(0.08, 0.92), H * rng.uniform(0.1, 0.92)]) if plates else np.array([W, H]) / 2
        homography = np.eye(3)
        homography[:2, :2], homography[:2, 2] = linear, target - linear @ focus
        if rng.random() < 0.5:
            bend = np.eye(3)
            bend[2, :2] = rng.normal(0, 0.22, 2) / (W, H)
            back = np.eye(3)
            back[:2, 2] = -target
            there = np.eye(3)
            there[:2, 2] = target
            homography = there @ bend @ back @ homography
        border, behind = cv2.BORDER_CONSTANT if rng.random() < 0.9 else cv2.BORDER_REPLICATE, None
        if rng.random() < 0.6:
            border, behind = cv2.BORDER_TRANSPARENT, self.backdrop(rng)
        warped = cv2.warpPerspective(pixels, homography @ np.diag([1 / reduced, 1 / reduced, 1]), (W, H), behind, flags=cv2.INTER_LINEAR,
                                     borderMode=border, borderValue=0 if rng.random() < 0.7 else int(rng.integers(256)))
        seen = []
        for plate in plates:
            quad = apply(homography, plate.quad)
            if mirror < 0:
                quad = quad[[1, 0, 3, 2]]
            inverse = np.linalg.inv(jacobian(homography, plate.quad.mean(0))) if abs(np.linalg.det(linear)) > 1e-9 else np.eye(2)
            if mirror < 0:  # left and right have changed names: so must the box's
                inverse = np.diag([-1.0, 1.0]) @ inverse
            half = np.ptp(plate.quad, axis=0) / 2
            seen.append((Plate(quad, plate.exact, plate.trust, plate.ignored), inverse, half))
        return warped, seen, picture.unlabelled

    # Plates

    def texture(self, rng):
        """(picture of a plate, its corners are exact)."""
        if rng.random() < 0.72:
            return self.drawn[rng.integers(len(self.drawn))], True
        return self.crops[rng.integers(len(self.crops))], False

    def quad(self, centre, wide, aspect, rng):
        """A plate of that size turned in space: roll, pitch and yaw, seen from a few plate widths away."""
        roll, pitch, yaw = np.radians([rng.normal(0, 7), rng.normal(0, 14), rng.normal(0, 22)])
        yaw = np.clip(yaw, -1.0, 1.0)
        high = wide / aspect
        flat = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2
        x, y = flat[:, 0] * np.cos(yaw), flat[:, 1] * np.cos(pitch) + flat[:, 0] * np.sin(yaw) * np.sin(pitch)
        depth = flat[:, 0] * np.sin(yaw) * np.cos(pitch) - flat[:, 1] * np.sin(pitch)
        shrink = 1 / (1 + depth / (wide * rng.uniform(3, 12)))
        turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
        corners = np.stack([x * shrink, y * shrink], 1) @ turn.T
        return corners - corners.mean(0) + centre

    def anywhere(self, rng):
        W, H = self.size
        wide = np.exp(rng.uniform(np.log(self.narrowest), np.log(self.widest * 0.9)))
        return np.array([rng.uniform(0.05, 0.95) * W, rng.uniform(0.1, 0.92) * H]), wide

    def place_on(self, rectangle, rng):
        x, y, w, h = rectangle
        wide = np.clip(w * rng.uniform(0.12, 0.3), self.narrowest, self.widest)
        return np.array([x + w * (0.5 if rng.random() < 0.5 else rng.uniform(0.2, 0.8)), np.clip(y + h * rng.uniform(0.2, 0.8), 20, self.size[1] - 14)]), wide

    def replace(self, picture, item, rng):
        """Another plate hung over the one that was there."""
        old = item[0].quad
        wide, high = max(np.ptp(old[:, 0]), 8), max(np.ptp(old[:, 1]), 4)
        texture, exact = self.texture(rng)
        aspect = texture.shape[1] / texture.shape[0] * np.exp(rng.normal(0, 0.1))
        new = max(wide * rng.uniform(1.0, 1.25), high * aspect)
        if new > 1.3 * self.widest:
            return item
        return self.hang(picture, (old.mean(0), new), rng, [], texture, exact, aspect)

    def hang(self, picture, place, rng, taken, texture=None, exact=True, aspect=None):
        """Paint a plate into the picture; None when there is no room."""
        W, H = self.size
        centre, wide = place
        if texture is None:
            texture, exact = self.texture(rng)
            aspect = texture.shape[1] / texture.shape[0] * np.exp(rng.normal(0, 0.1))
            if aspect < 2.6:  # two lines: as legible when narrower
                wide *= rng.uniform(0.6, 1)
        quad = self.quad(centre, wide, aspect, rng)
        if quad[:, 0].min() < 1 or quad[:, 1].min() < 1 or quad[:, 0].max() > W - 2 or quad[:, 1].max() > H - 2:
            return None
        if any(self.overlap(quad, other) for other in taken):
            return None
        k = 1.3 * wide / texture.shape[1]
        if k < 1:
            texture = cv2.resize(texture, (max(8, int(texture.shape[1] * k)), max(4, int(texture.shape[0] * k))), interpolation=cv2.INTER_AREA)
        if rng.random() < 0.3:  # a holder or frame around it
            self.fill(picture, quad.mean(0) + (quad - quad.mean(0)) * rng.uniform(1.05, 1.2), int(rng.integers(0, 120)))
        h, w = texture.shape
        corners = np.array([[-0.5, -0.5], [w - 0.5, -0.5], [w - 0.5, h - 0.5], [-0.5, h - 0.5]], np.float32)
        homography = cv2.getPerspectiveTransform(corners, (quad - 0.5).astype(np.float32))
        x0, y0 = np.maximum(np.floor(quad.min(0)).astype(int) - 1, 0)
        x1, y1 = np.ceil(quad.max(0)).astype(int) + 2
        x1, y1 = min(x1, W), min(y1, H)
        shift = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]], float) @ homography
        patch = cv2.warpPerspective(texture, shift, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
        mask = np.zeros(patch.shape, np.uint8)
        shape = apply(homography, outline(w, h, rng) - 0.5)
        cv2.fillConvexPoly(mask, np.round((shape - (x0, y0)) * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
        alpha = mask.astype(np.float32) / 255
        area = picture[y0:y1, x0:x1]
        light = rng.uniform(0.45, 1.1) if rng.random() < 0.7 else np.clip((float(area.mean()) + 40) / 150, 0.3, 1.15)
        patch = patch * light + rng.uniform(-10, 15)
        if rng.random() < 0.25:
            ramp = np.linspace(1, rng.uniform(0.4, 1), patch.shape[0], dtype=np.float32)[:, None]
            patch = patch * ramp
        if rng.random() < 0.5:
            patch = cv2.GaussianBlur(patch, (0, 0), rng.uniform(0.3, 0.9))
        picture[y0:y1, x0:x1] = np.clip(patch * alpha + area * (1 - alpha), 0, 255).astype(np.uint8)
        inverse, half = np.eye(2), np.ptp(quad, axis=0) / 2
        return Plate(quad, True, 1.0 if exact else 0.3), inverse, half

    def fill(self, picture, quad, shade):
        cv2.fillConvexPoly(picture, np.round(quad * 16).astype(np.int32), shade, cv2.LINE_AA, 4)

    def faint(self, picture, quad):
        """Too dark or washed out for anyone to see."""
        (x0, y0), (x1, y1) = np.maximum(quad.min(0), 0).astype(int), np.maximum(quad.max(0), 0).astype(int)
        area = picture[y0 : y1 + 1, x0 : x1 + 1]
        return area.size == 0 or float(area.std()) < 8

    def overlap(self, a, b):
        margin = 4
        return bool((a.min(0) - margin < b.max(0)).all() and (b.min(0) - margin < a.max(0)).all())

    # Things that are no plates

    def write(self, picture, rng, taken):
        """Lettering, or an empty panel, that must not be taken for a plate."""
        centre, wide = self.anywhere(rng)
        word = self.words[rng.integers(len(self.words))]
        quad = self.quad(centre, wide, word.shape[1] / word.shape[0], rng)
        if any(self.overlap(quad, other) for other in taken):
            return
        if rng.random() < 0.25:
            self.fill(picture, quad, int(rng.integers(256)))
            return
        W, H = self.size
        homography = cv2.getPerspectiveTransform(np.array([[0, 0], [word.shape[1], 0], [word.shape[1], word.shape[0]], [0, word.shape[0]]], np.float32), quad.astype(np.float32))
        mask = cv2.warpPerspective(word, homography, (W, H), flags=cv2.INTER_AREA).astype(np.float32) / 255
        picture[:] = (picture * (1 - mask) + mask * float(rng.integers(256))).astype(np.uint8)

    # Targets

    def targets(self, plates, unlabelled, faint):
        W, H = self.size
        rows, columns = H // STRIDE, W // STRIDE
        maps = np.zeros((CHANNELS, rows, columns), np.float32)
        maps[DOUBT] = {EMPTY: 0, UNSURE: 1, UNKNOWN: 2}[unlabelled]
        ys, xs = np.mgrid[0:rows, 0:columns].astype(np.float32)
        best = np.zeros((rows, columns), np.float32)
        for (plate, inverse, half), invisible in zip(plates, faint):
            quad = plate.quad
            centre = quad.mean(0)
            wide, high = width_of(quad), height_of(quad)
            inside = (quad[:, 0] > -2).all() and (quad[:, 1] > -2).all() and (quad[:, 0] < W + 2).all() and (quad[:, 1] < H + 2).all()
            cx, cy = np.floor(centre / STRIDE)
            near = (np.abs(xs - cx) < wide / STRIDE + 3) & (np.abs(ys - cy) < wide / STRIDE + 3)
            if not inside or invisible or plate.ignored or wide < 10 or high < 3.5:
                if 0 <= cx < columns and 0 <= cy < rows or not inside:  # cut off, too small or too faint: neither asked for nor forbidden
                    maps[DOUBT][(np.abs(xs - cx) < wide / 2 / STRIDE + 2) & (np.abs(ys - cy) < high / 2 / STRIDE + 2)] = 2
                continue
            sx, sy = max(0.7, wide / STRIDE / 9), max(0.7, high / STRIDE / 6)
            heat = np.exp(-((xs - cx) ** 2 / (2 * sx * sx) + (ys - cy) ** 2 / (2 * sy * sy)))
            maps[DOUBT][near & (maps[DOUBT] == 1)] = 0
            maps[DOUBT][(np.abs(xs - cx) < wide / 2 / STRIDE + 2) & (np.abs(ys - cy) < high / 2 / STRIDE + 2)] = 0
            maps[HEAT] = np.maximum(maps[HEAT], heat)
            mine = (heat > 0.3) & (heat > best)
            best = np.maximum(best, heat)
            cell = np.stack([(xs + 0.5) * STRIDE, (ys + 0.5) * STRIDE])
            maps[OFFSETS][:, mine] = ((quad.reshape(8, 1, 1) - np.tile(cell, (4, 1, 1))) / STRIDE)[:, mine]
            maps[CENTRE][:, mine] = ((centre.reshape(2, 1, 1) - cell) / STRIDE)[:, mine]
            maps[INVERSE][:, mine] = (np.diag(1 / half) @ inverse * STRIDE).reshape(4, 1)
            maps[RATIO, mine] = half[0] / half[1]
            maps[SCALE, mine] = STRIDE / max(high, 0.3 * wide)
            maps[WEIGHT, mine] = heat[mine] * plate.trust
            maps[BOX, mine] = 0.0 if plate.exact else 1.0
        return maps
