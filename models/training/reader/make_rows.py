"""Makes one file of row pictures: `make_rows.py drawn|easy|photographs|transplanted OUT [--plates N] [--repeat K] [--seed S]`.

Corners are jittered as a detector's would be. Photographs: only the training sets, without any
plate text of a dev set; `--labels FILE` adds texts found by agreement (see relabel.py).
"""
import argparse
import json
import numpy as np
import drawing
import photographs
import rowstore
import transplant
from rows import jitter, rows_of

SETS = {"vn_char_crops": 3, "vn_gate_cars_train": 10, "vn_gate_train": 3, "cn_lprnet_crops": 3, "cz_hr_crops": 2, "transplanted": 1}


def training_plates(labels=None):
    """All photographed plates that may be trained on, with corrected or added texts."""
    labels = labels or {}
    forbidden = photographs.dev_texts()
    sources = [photographs.character_crops(), photographs.scenes("vn_gate_cars_train"),
               photographs.scenes("vn_gate_train"), photographs.whole_crops("cn_lprnet_crops", True),
               photographs.whole_crops("cz_hr_crops", None)]
    for plates in sources:
        for p in plates:
            rows = labels.get(f"{p.source}/{p.name}", p.rows)   # [] there: found wrong, leave out
            text = "".join(rows)
            if rows and text not in forbidden and not photographs.held_out(p):
                p.rows = rows
                yield p


def photographed(rng, repeat, plates):
    forbidden = photographs.dev_texts()
    for p in plates:
        if "".join(p.rows) in forbidden:
            continue
        for _ in range(max(1, round(SETS[p.source] * repeat))):
            quad = p.quad if p.box is None or rng.random() < 0.75 else p.box
            grow = (-0.16, 0.03) if quad is p.box else (-0.04, 0.08)
            pictures = rows_of(p.picture, jitter(quad, rng, rng.uniform(0.005, 0.045), grow), p.lines,
                               p.dark, p.aspect and p.aspect * rng.uniform(0.85, 1.2))
            yield pictures, p.rows, p.source


def drawn(rng, count, easy):
    atlas = photographs.atlas()
    for _ in range(count):
        picture, quad, rows = drawing.drawn_plate(rng, atlas, easy=easy)
        quad = jitter(quad, rng, 0.01 if easy else rng.uniform(0.005, 0.045), (-0.02, 0.02) if easy else (-0.04, 0.08))
        dark = None if rng.random() < 0.1 and not easy else False
        yield rows_of(picture, quad, len(rows), dark), rows, "easy" if easy else "drawn"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["drawn", "easy", "photographs", "transplanted"])
    parser.add_argument("out")
    parser.add_argument("--plates", type=int, default=10000)
    parser.add_argument("--repeat", type=float, default=1)
    parser.add_argument("--labels", help="JSON of texts by source/file")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    labels = json.load(open(args.labels, encoding="utf-8")) if args.labels else None
    if args.kind == "photographs":
        made = photographed(rng, args.repeat, training_plates(labels))
    elif args.kind == "transplanted":
        made = photographed(rng, args.repeat, transplant.transplanted(rng, photographs.atlas()))
    else:
        made = drawn(rng, args.plates, args.kind == "easy")
    pictures, texts, sources = [], [], []
    for row_pictures, rows, source in made:
        pictures += row_pictures
        texts += rows
        sources += [source] * len(rows)
    rowstore.save(args.out, pictures, texts, sources)
    print(args.out, len(texts), {s: sources.count(s) for s in sorted(set(sources))})


if __name__ == "__main__":
    main()
