"""Texts for boxes that have none, by a teacher: `taught.py OUT.jsonl [--plates N]`.

The teacher is PP-OCR through `rapidocr-onnxruntime` 1.4.4 (Apache-2.0, offline), for training only. It sees every boxed plate
of the sets of other countries, straightened and with a margin; one line of JSON a plate: set, file, quad, and the lines of
text it found as [centre y, centre x, text, score, share of the plate's height].
"""
import argparse
import itertools
import json
import cv2
import numpy as np
from rapidocr_onnxruntime import RapidOCR
import photographs
from rows import aspect_of

SETS = ["in_phone", "intl_kaggle433", "intl_mixed300", "ro_dashcam"]


def straightened(picture, quad):
    aspect, high = aspect_of(quad)
    height = 96 if aspect < 2.6 else 56
    width, margin = int(height * aspect), int(0.25 * height)
    target = np.float32([[0, 0], [width, 0], [width, height], [0, height]]) + margin
    crop = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(np.float32(quad), target),
                               (width + 2 * margin, height + 2 * margin), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return cv2.copyMakeBorder(crop, 40, 40, 40, 40, cv2.BORDER_REPLICATE), 40 + margin, width, height


def boxed(name):
    """(row of the set's table, picture, its plate's corners), without plates that lie or are too small to be read."""
    for row in photographs.table(name):
        if not row.get("x"):
            continue
        picture = cv2.imread(str(photographs.DATA / name / "images" / row["file"]))
        x, y, w, h = (float(row[k]) for k in "xywh")
        quad = photographs.rectangle(x, y, w, h)
        if row.get("poly"):
            quad = np.float32([[float(v) for v in p.split(",")] for p in row["poly"].split()])
        if picture is not None and h <= 1.2 * w and aspect_of(quad)[1] >= 8:
            yield row, picture, quad


def lines_of(teacher, picture, quad):
    crop, origin, width, height = straightened(picture, quad)
    lines = []
    for box, text, score in teacher(crop)[0] or []:
        box = np.float32(box) - origin
        centre = box.mean(0)
        if -0.125 * height < centre[1] < 1.125 * height and -0.25 * height < centre[0] < width + 0.25 * height:
            tall = float(np.linalg.norm(box[3] - box[0]) + np.linalg.norm(box[2] - box[1])) / 2
            lines.append((float(centre[1]), float(centre[0]), text, float(score), tall / height))
    return sorted(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--plates", type=int, help="of each set, so many at most")
    options = parser.parse_args()
    teacher = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
    with open(options.out, "w", encoding="utf-8") as out:
        for name in SETS:
            for row, picture, quad in itertools.islice(boxed(name), options.plates):
                line = {"set": name, "file": row["file"], "quad": quad.tolist(), "lines": lines_of(teacher, picture, quad)}
                out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
