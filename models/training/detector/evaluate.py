"""Score an exported model with OpenCV's DNN module, set by set.

    PLATE_DATA=... python3 evaluate.py MODEL.onnx [--size 416x256 --size 640x384] [--set NAME ...] [--drawn SCENES ...]

A labelled plate is found when a detection overlaps it with IoU >= 0.5: the quads where the label has corners, the upright
boxes around both where it only has a box. Corner error: mean distance of the four corners in heights of the labelled plate,
over the plates found, only where the label has corners. Extra: detections that belong to no labelled plate, per picture.
Run it with the OpenCV the product links (4.6), which may be another Python than the one that trains.
"""
import argparse
import csv
import os
import time
from collections import defaultdict

import cv2
import numpy as np

from decode import THRESHOLD, decode, letterbox, quad_iou
from drawn_scenes import read_drawn

REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3))
DATA = os.environ.get("PLATE_DATA", os.path.join(REPOSITORY, os.pardir, "shared", "data"))
SETS = ("vn_gate_cars_dev", "vn_gate_moto_dev", "cn_easypr_dev", "in_weighbridge_trucks_dev", "id_trucks")
WITHOUT_PLATES = ("container_marsa_dev",)


def upright(quad):
    low, high = quad.min(0), quad.max(0)
    return np.array([low, [high[0], low[1]], high, [low[0], high[1]]])


def labelled(name):
    """(name, grey picture, [(quad, has corners)]) one by one."""
    by_file = defaultdict(list)
    with open(os.path.join(DATA, name, "labels.csv"), encoding="utf-8") as file:
        for row in csv.DictReader(file):
            by_file[row["file"]].append(row)
    for file, rows in by_file.items():
        grey = cv2.imread(os.path.join(DATA, name, "images", file), cv2.IMREAD_GRAYSCALE)
        plates = []
        for row in rows if name not in WITHOUT_PLATES else []:
            if row.get("poly"):
                plates.append((np.array([[float(v) for v in p.split(",")] for p in row["poly"].split()]), True))
            elif row.get("x"):
                x, y, w, h = (float(row[k]) for k in "xywh")
                plates.append((np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]]), False))
        yield file, grey, plates


def drawn(folder):
    for picture in read_drawn([folder]):
        yield picture.name, picture.pixels, [(p.quad, p.exact) for p in picture.plates]


def score(net, items, width, height, threshold, misses=None):
    found = total = extra = pictures = 0
    errors, times, widths = [], [], []
    for name, grey, plates in items:
        pictures += 1
        image, scale = letterbox(grey, width, height)
        net.setInput(image)
        began = time.process_time()
        maps = net.forward()[0]
        times.append(time.process_time() - began)
        left = decode(maps, scale, threshold)
        for truth, has_corners in plates:
            total += 1
            widths.append(np.ptp(truth[:, 0]) * scale)
            overlaps = [quad_iou(q if has_corners else upright(q), truth) for _, q in left]
            best = int(np.argmax(overlaps)) if overlaps else -1
            if best >= 0 and overlaps[best] >= 0.5:
                found += 1
                quad = left.pop(best)[1]
                if has_corners:
                    high = (np.hypot(*(truth[0] - truth[3])) + np.hypot(*(truth[1] - truth[2]))) / 2
                    errors.append(np.hypot(*(quad - truth).T).mean() / high)
            elif misses is not None:
                misses.append((name, round(max(overlaps, default=0), 2)))
        extra += len(left)
    return dict(pictures=pictures, total=total, found=found, extra=extra / max(1, pictures), error=np.mean(errors) if errors else None,
                ms=1000 * np.median(times), width=np.median(widths) if widths else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--size", action="append", help="network input as WIDTHxHEIGHT")
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--set", action="append", dest="sets")
    parser.add_argument("--drawn", action="append", default=[], help="folder of drawn scenes")
    parser.add_argument("--misses", action="store_true", help="name the pictures where a plate was not found")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    net = cv2.dnn.readNetFromONNX(args.model)
    print(f"OpenCV {cv2.__version__}, threshold {args.threshold}")
    print(f"{'set':28s}{'input':>9s}{'plate px':>9s}{'n':>6s}{'recall':>8s}{'corner err':>11s}{'extra/pic':>10s}{'ms':>6s}")
    sources = [(name, lambda name=name: labelled(name)) for name in args.sets or SETS + WITHOUT_PLATES]
    sources += [(f"drawn {os.path.basename(os.path.normpath(folder))}", lambda folder=folder: drawn(folder)) for folder in args.drawn]
    for name, items in sources:
        for size in args.size or ["416x256", "640x384"]:
            width, height = (int(v) for v in size.split("x"))
            misses = [] if args.misses else None
            r = score(net, items(), width, height, args.threshold, misses)
            recall = f"{100 * r['found'] / r['total']:.1f}" if r["total"] else "-"
            error = f"{r['error']:.3f}" if r["error"] is not None else "-"
            print(f"{name:28s}{size:>9s}{r['width']:9.0f}{r['total']:6d}{recall:>8s}{error:>11s}{r['extra']:10.3f}{r['ms']:6.1f}", flush=True)
            if misses:
                print("   ", misses)


if __name__ == "__main__":
    main()
