"""Photographed training pictures and how far their labels can be trusted.

The folder is named by the environment variable PLATE_DATA (default: ../shared/data beside the repository).
A set is a folder with `labels.csv` (file, x, y, w, h and, in some sets, poly: four corners) and `images/`.
Sets whose name ends in `_dev` are for evaluation only and are refused here.
"""
import csv
import os
from collections import defaultdict
from dataclasses import dataclass, field

import cv2
import numpy as np

REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3))
DATA = os.environ.get("PLATE_DATA", os.path.join(REPOSITORY, os.pardir, "shared", "data"))
LARGEST_SIDE = 960

# What an area without a label means.
EMPTY, UNSURE, UNKNOWN = 0, 1, 2

# set: (share of the samples, meaning of unlabelled areas)
SCENES = {
    "vn_gate_train": (0.15, EMPTY),
    "vn_gate_cars_train": (0.05, EMPTY),
    "intl_kaggle433": (0.20, UNSURE),
    "intl_mixed300": (0.18, EMPTY),
    "ro_dashcam": (0.11, UNSURE),
    "in_phone": (0.08, EMPTY),
    "cn_ccpd_sample": (0.03, EMPTY),
    "web_trucks_unlabelled": (0.20, EMPTY),  # labelled here, in truck_labels.csv
}

# Left out of training and used to choose settings and checkpoints.
TUNING = {
    "id_trucks": lambda index: True,
    "in_phone": lambda index: index % 4 == 0,
    "intl_kaggle433": lambda index: index % 8 == 0,
    "ro_dashcam": lambda index: index >= 180,  # the end of the drive: neighbouring frames look alike
}

# Crops that show a plate from edge to edge, pasted into scenes.
CROPS = ("vn_char_crops", "vn_R_crops", "cn_lprnet_crops")


@dataclass
class Plate:
    quad: np.ndarray  # [4, 2] corners in plate reading order
    exact: bool  # False: the corners of an upright box around the plate
    trust: float = 1.0  # weight of its corners in the loss
    ignored: bool = False  # may or may not be a plate: neither asked for nor forbidden


@dataclass
class Picture:
    name: str
    pixels: np.ndarray  # grey
    plates: list = field(default_factory=list)
    unlabelled: int = EMPTY


def quad_of(row):
    """Corners from a label row, or None when it has none. A lying plate gives None as well: its top is not known."""
    if not row.get("x"):
        return None
    x, y, w, h = (float(row[k]) for k in "xywh")
    if w <= 0 or h <= 0:
        return None
    if row.get("poly"):
        return np.array([[float(v) for v in p.split(",")] for p in row["poly"].split()], np.float32), True
    return np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32), False


def read_labels(name):
    with open(os.path.join(DATA, name, "labels.csv"), encoding="utf-8") as file:
        by_file = defaultdict(list)
        for row in csv.DictReader(file):
            by_file[row["file"]].append(row)
    return by_file


def read_truck_labels():
    """{file: [(kind, quad or None)]} for the lorries that come without labels.

    kind: plate; ignore (may be one); none (no plate in the picture); unknown (plates that are not marked)
    """
    labels = defaultdict(list)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "truck_labels.csv"), encoding="utf-8") as file:
        for row in csv.DictReader(file):
            quad = np.array([[float(v) for v in p.split(",")] for p in row["corners"].split()], np.float32) if row["corners"] else None
            labels[row["file"]].append((row["kind"], quad))
    return labels


def read_scenes(name, unlabelled, tuning):
    """Pictures of one set: the tuning part or the training part."""
    assert not name.endswith("_dev"), f"{name} is for evaluation only"
    chosen = TUNING.get(name, lambda index: False)
    pictures = []
    trucks = read_truck_labels() if name == "web_trucks_unlabelled" else {}
    for index, (file, rows) in enumerate(sorted(read_labels(name).items())):
        if chosen(index) != tuning:
            continue
        pixels = cv2.imread(os.path.join(DATA, name, "images", file), cv2.IMREAD_GRAYSCALE)
        if pixels is None:
            continue
        scale = min(1.0, LARGEST_SIDE / max(pixels.shape))
        if scale < 1:
            pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        plates, lying = [], False
        for row in rows:
            found = quad_of(row)
            if found is None:
                continue
            quad, exact = found
            lying |= np.ptp(quad[:, 1]) > 1.15 * np.ptp(quad[:, 0])
            plates.append(Plate(quad * scale, exact))
        if lying:
            continue
        meaning = unlabelled
        for kind, quad in trucks.get(file, []):
            if kind == "unknown":
                meaning = UNKNOWN
            elif quad is not None:
                plates.append(Plate(quad * scale, True, 0.3, kind == "ignore"))
        pictures.append(Picture(f"{name}/{file}", pixels, plates, meaning))
    return pictures


def training_scenes():
    """[(share, pictures)], shares adding up to 1."""
    groups = [(share, read_scenes(name, meaning, False)) for name, (share, meaning) in SCENES.items()]
    total = sum(share for share, pictures in groups if pictures)
    return [(share / total, pictures) for share, pictures in groups if pictures]


def tuning_scenes():
    return [picture for name in TUNING for picture in read_scenes(name, UNSURE, True)]


def read_crops():
    crops = []
    for name in CROPS:
        for file in sorted(read_labels(name)):
            pixels = cv2.imread(os.path.join(DATA, name, "images", file), cv2.IMREAD_GRAYSCALE)
            if pixels is not None and min(pixels.shape) >= 16:
                scale = min(1.0, 256 / pixels.shape[1])
                crops.append(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return crops
