"""Drawn scenes with exact corners: a folder of pictures and `labels.jsonl`.

Each line: {"file": name, "plates": [{"quad": [[x, y] x 4]}]}; corners in plate reading order, in pixels.
"""
import json
import os

import cv2
import numpy as np

from sources import EMPTY, LARGEST_SIDE, Picture, Plate


def read_drawn(folders):
    pictures = []
    for folder in folders:
        with open(os.path.join(folder, "labels.jsonl"), encoding="utf-8") as lines:
            for line in lines:
                if not line.strip():
                    continue
                item = json.loads(line)
                pixels = cv2.imread(os.path.join(folder, item["file"]), cv2.IMREAD_GRAYSCALE)
                if pixels is None:
                    continue
                scale = min(1.0, LARGEST_SIDE / max(pixels.shape))
                if scale < 1:
                    pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                plates = [Plate(np.array(p["quad"], np.float32).reshape(4, 2) * scale, True) for p in item["plates"]]
                pictures.append(Picture(f"{os.path.basename(os.path.normpath(folder))}/{item['file']}", pixels, plates, EMPTY))
    return pictures
