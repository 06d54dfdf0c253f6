"""Drawn plates, grey, seen straight on: Vietnamese and Chinese sizes first, some others for variety.

Colours only matter as brightness: a yellow ground is light with dark letters, blue and red are dark with light ones.
"""
import subprocess

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

LATIN_FONTS = ("OSP-DIN", "Bebas Neue:bold", "B612:bold", "Roadgeek 2014 Series B", "Roadgeek 2014 Series D")
CHINESE_FONT = "Noto Sans CJK SC:bold"
LETTERS = "ABCDEFGHKLMNPSTUVXYZ"
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"

# name: (width mm, height mm, share, dark ground)
SIZES = {
    "vn long": (520, 110, 0.18, False),
    "vn short": (330, 165, 0.24, False),
    "vn old long": (470, 110, 0.06, False),
    "vn old short": (280, 200, 0.06, False),
    "vn motorcycle": (190, 140, 0.06, False),
    "vn state long": (520, 110, 0.02, True),
    "vn army short": (330, 165, 0.03, True),
    "vn army long": (470, 110, 0.02, True),
    "cn blue": (440, 140, 0.10, True),
    "cn yellow": (440, 140, 0.06, False),
    "cn rear": (440, 220, 0.08, False),
    "cn energy": (480, 140, 0.03, False),
    "european": (520, 112, 0.03, False),
    "asian lorry": (340, 200, 0.03, False),
}


def font_file(pattern):
    """Where fontconfig finds a font."""
    return subprocess.run(["fc-match", "-f", "%{file}", pattern], capture_output=True, text=True, check=True).stdout


def digits(rng, n):
    return "".join(str(rng.integers(10)) for _ in range(n))


def letter(rng):
    return LETTERS[rng.integers(len(LETTERS))]


def text_of(kind, rng):
    """Lines of text for a kind of plate."""
    if kind.startswith("vn"):
        head = f"{rng.integers(11, 100)}"
        serial = "RM" if rng.random() < 0.12 else letter(rng)
        number = digits(rng, 3) + "." + digits(rng, 2) if rng.random() < 0.8 else digits(rng, 4)
        if "army" in kind:
            head, serial, number = letter(rng) + letter(rng), "", digits(rng, 2) + "-" + digits(rng, 2)
        if "motorcycle" in kind:
            return [f"{head}-{serial}{rng.integers(1, 10)}", number]
        if "long" in kind:
            return [f"{head}{serial}-{number}"]
        return [f"{head}{'-' if serial and rng.random() < 0.6 else ''}{serial}", number]
    if kind.startswith("cn"):
        province = "桂" if rng.random() < 0.3 else PROVINCES[rng.integers(len(PROVINCES))]
        tail = "".join(letter(rng) if rng.random() < 0.2 else digits(rng, 1) for _ in range(5))
        if "rear" in kind:
            return [f"{province}·{letter(rng)}", tail[:4] + "挂" if rng.random() < 0.4 else tail]
        if "energy" in kind:
            tail += digits(rng, 1)
        return [f"{province}{letter(rng)}·{tail}"]
    head = letter(rng) + letter(rng)
    if kind == "asian lorry":
        return [f"{head}{digits(rng, 2)}", f"{letter(rng)} {digits(rng, 4)}"]
    return [f"{head} {digits(rng, 3)} {letter(rng)}{letter(rng)}"]


class PlateDrawer:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.latin = [font_file(f) for f in LATIN_FONTS]
        self.chinese = font_file(CHINESE_FONT)
        self.kinds = list(SIZES)
        shares = np.array([SIZES[k][2] for k in self.kinds])
        self.shares = shares / shares.sum()

    def draw(self):
        """One plate as a grey picture that ends at the plate's edge."""
        rng = self.rng
        kind = self.kinds[rng.choice(len(self.kinds), p=self.shares)]
        width_mm, height_mm, _, dark = SIZES[kind]
        lines = text_of(kind, rng)
        height = 128 if len(lines) == 2 else 80
        width = round(height * width_mm / height_mm)
        ground, ink = (int(rng.integers(40, 110)), int(rng.integers(190, 256))) if dark else (
            int(rng.integers(150, 250)), int(rng.integers(0, 70)))
        image = Image.new("L", (width, height), ground)
        pen = ImageDraw.Draw(image)
        if rng.random() < 0.8:
            inset = rng.uniform(0.01, 0.04) * height
            pen.rounded_rectangle([inset, inset, width - 1 - inset, height - 1 - inset], radius=rng.uniform(0.03, 0.12) * height,
                                  outline=ink if rng.random() < 0.8 else int(rng.integers(255)), width=int(rng.integers(1, 4)))
        face = self.latin[rng.integers(len(self.latin))]
        rows = self.rows(len(lines), height, kind)
        for line, (top, bottom) in zip(lines, rows):
            self.write(image, line, face, ink, top, bottom, width)
        for _ in range(int(rng.integers(0, 5))):  # bolts, the police seal, stickers
            x, y, r = rng.uniform(0.03, 0.97) * width, rng.choice([0.08, 0.5, 0.92]) * height, rng.uniform(0.02, 0.05) * height
            pen.ellipse([x - r, y - r, x + r, y + r], fill=int(rng.integers(255)))
        pixels = np.asarray(image).astype(np.float32)
        if rng.random() < 0.4:  # dirt
            noise = cv2.resize(rng.normal(0, 1, (6, 12)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
            pixels += noise * rng.uniform(5, 25)
        return np.clip(pixels, 0, 255).astype(np.uint8)

    def rows(self, count, height, kind):
        rng = self.rng
        edge = rng.uniform(0.08, 0.18)
        if count == 1:
            return [(edge * height, (1 - edge) * height)]
        split = rng.uniform(0.36, 0.42) if kind == "cn rear" else rng.uniform(0.45, 0.5)
        return [(0.09 * height, (split - 0.03) * height), ((split + 0.03) * height, 0.92 * height)]

    def write(self, image, line, face, ink, top, bottom, width):
        """One row, stretched to its place as the dies of real plates are."""
        rng = self.rng
        size = 96
        latin, chinese = ImageFont.truetype(face, size), ImageFont.truetype(self.chinese, size)
        glyphs = [(c, chinese if ord(c) > 0x2E80 else latin) for c in line]
        gap = rng.uniform(0.02, 0.12) * size
        length = sum(f.getlength(c) for c, f in glyphs) + gap * (len(glyphs) - 1)
        row = Image.new("L", (int(length) + 4, size * 2), 0)
        pen, x = ImageDraw.Draw(row), 2.0
        for c, f in glyphs:
            pen.text((x, size * 1.4), c, font=f, fill=255, anchor="ls")
            x += f.getlength(c) + gap
        box = row.getbbox()
        row = row.crop(box)
        height = int(bottom - top)
        natural = row.width * height / row.height
        target = int(min(width * rng.uniform(0.86, 0.94), natural * rng.uniform(0.9, 1.35)))
        row = row.resize((max(4, target), max(4, height)), Image.BILINEAR)
        image.paste(ink, (int((width - row.width) / 2), int(top)), row)


def lettering(rng, face):
    """A word that is no plate, as a mask: a badge, a phone number, a slogan, a camera's time stamp."""
    words = ("HYUNDAI", "DONGFENG", "HOWO", "FAW", "ISUZU", "THACO", "SINOTRUK", "CHENGLONG", "Container", "LOGISTICS", "Horn OK",
             "Transport", "EXIT", "STOP", "CHINA SHIPPING", "EVERGREEN", "Khanh Hung", "XE TAI", "Mercedes", "VOLVO", "HINO")
    pick = rng.random()
    if pick < 0.6:
        text = words[rng.integers(len(words))]
    elif pick < 0.8:
        text = f"20{digits(rng, 2)}-0{rng.integers(1, 10)}-{digits(rng, 2)} {digits(rng, 2)}:{digits(rng, 2)}:{digits(rng, 2)}"
    else:
        text = f"{letter(rng)}{letter(rng)}{letter(rng)}U {digits(rng, 6)} {digits(rng, 1)}"
    font = ImageFont.truetype(face, 48)
    mask = Image.new("L", (int(font.getlength(text)) + 8, 72), 0)
    ImageDraw.Draw(mask).text((4, 54), text, font=font, fill=255, anchor="ls")
    return np.asarray(mask.crop(mask.getbbox()))
