"""Rows from folders the project's scene painter wrote: `painted.py OUT.npz FOLDER... [--repeat K] [--seed S]`.

Each folder holds pictures and labels.jsonl with the plates' exact corners and texts.
"""
import argparse
import json
import pathlib
import re
import cv2
import numpy as np
import rowstore
from rows import jitter, rows_of

DARK = {"blue", "red", "green", "black"}


def row_texts(plate):
    """The texts of a plate's rows, or None where the layout is not certain."""
    text = plate["text"]
    if plate["lines"] == 1:
        return [text]
    if plate["country"] == "CN":
        return [text[:2], text[2:]]
    if plate["kind"] == "motorcycle":
        return [text[:4], text[4:]]
    if plate["kind"] in ("temporary", "diplomatic", "unknown"):
        return None
    found = re.match(r"(\d{0,2}[A-Z]+)(.+)$", text)
    return list(found.groups()) if found else None


def plates(folder, smallest=9):
    """(picture, corners, row texts, light on dark): plates whose rows are at least `smallest` pixels high."""
    folder = pathlib.Path(folder)
    for line in open(folder / "labels.jsonl", encoding="utf-8"):
        label = json.loads(line)
        picture = cv2.imread(str(folder / label["file"]), cv2.IMREAD_GRAYSCALE)
        for plate in label["plates"]:
            quad, texts = np.float32(plate["quad"]), row_texts(plate)
            height = float(np.linalg.norm(quad[3] - quad[0])) / plate["lines"]
            if texts and plate["visible"] >= 0.95 and height >= smallest:
                # The program tells polarity by itself; a small new-energy plate is green but light.
                dark = None if plate["colour"] in DARK or plate["colour"] not in ("white", "yellow") else False
                yield picture, quad, texts, dark


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--least-row", type=float, default=9, help="pixels; lower rows are left out")
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    pictures, texts = [], []
    for folder in args.folders:
        for picture, quad, rows, dark in plates(folder, args.least_row):
            for _ in range(args.repeat):
                pictures += rows_of(picture, jitter(quad, rng, rng.uniform(0.0, 0.045), (-0.04, 0.08)), len(rows), dark)
                texts += rows
    rowstore.save(args.out, pictures, texts, ["painted"] * len(texts))
    print(args.out, len(texts), "rows")


if __name__ == "__main__":
    main()
