"""Write drawn lorry fronts with one plate each, for the figures on drawn pictures. Use another seed than the training's.

    python3 paint_fronts.py OUTPUT_DIRECTORY [--count 300] [--seed 9001]
"""
import argparse
import json
import os

import cv2
import numpy as np

from draw_fronts import front
from photometry import degrade
from samples import Sampler
from sources import EMPTY, Picture


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=9001)
    args = parser.parse_args()
    os.makedirs(args.output, exist_ok=True)
    size = 640, 384
    blank = np.full((size[1], size[0]), 128, np.uint8)
    sampler = Sampler([(1.0, [Picture("blank", blank, [], EMPTY)])], [blank], size, args.seed, drawn_plates=400, narrowest=36, widest=200)
    sampler.texture = lambda rng: (sampler.drawn[rng.integers(len(sampler.drawn))], True)
    rng = np.random.default_rng(args.seed)
    with open(os.path.join(args.output, "labels.jsonl"), "w", encoding="utf-8") as labels:
        count = 0
        while count < args.count:
            picture, place = front(rng, *size)
            hung = sampler.hang(picture, sampler.place_on(place, rng), rng, [])
            if hung is None:
                continue
            quad = hung[0].quad
            for _ in range(int(rng.integers(0, 4))):
                sampler.write(picture, rng, [quad])
            picture = degrade(picture, [quad], rng)
            if sampler.faint(picture, quad):
                continue
            file = f"front_{count:04d}.png"
            cv2.imwrite(os.path.join(args.output, file), picture)
            labels.write(json.dumps({"file": file, "plates": [{"quad": np.round(quad, 2).tolist()}]}) + "\n")
            count += 1


if __name__ == "__main__":
    main()
