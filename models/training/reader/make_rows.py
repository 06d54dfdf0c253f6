"""Makes one file of row pictures: `make_rows.py drawn|easy|photographs|found|transplanted OUT [--plates N] [--repeat K] [--seed S]`.

Corners are jittered as a detector's would be. Photographs: only the training sets, without any
plate text of a dev set. `found` takes the detector's own corners: `--reads FOLDER --taught FILE` (see found.py).
"""
import argparse
import numpy as np
import drawing
import found
import photographs
import rowstore
import transplant
from rows import jitter, rows_of

SETS = {"vn_char_crops": 4, "vn_gate_cars_train": 8, "vn_gate_train": 5, "cn_lprnet_crops": 3, "cz_hr_crops": 3, "transplanted": 1,
        "in_phone": 10, "intl_kaggle433": 8, "intl_mixed300": 8, "ro_dashcam": 6}


def training_plates():
    """Photographed crops that may be trained on."""
    forbidden = photographs.dev_texts()
    sources = [photographs.character_crops(), photographs.whole_crops("cn_lprnet_crops", True), photographs.whole_crops("cz_hr_crops", None)]
    for plates in sources:
        for p in plates:
            if p.rows and "".join(p.rows) not in forbidden and not photographs.held_out(p):
                yield p


def found_plates(reads, taught):
    """Photographed scenes, with the corners that the program's detector gives."""
    for name in ("vn_gate_cars_train", "vn_gate_train"):
        yield from found.vietnamese(reads, name)
    yield from found.foreign(reads, taught)


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


def drawn(rng, count, easy, foreign, china):
    atlas = photographs.atlas()
    for _ in range(count):
        picture, quad, rows, dark = drawing.drawn_plate(rng, atlas, easy=easy, foreign=foreign, china=china)
        quad = jitter(quad, rng, 0.01 if easy else rng.uniform(0.005, 0.045), (-0.02, 0.02) if easy else (-0.04, 0.08))
        if rng.random() < 0.1 and not easy:   # the colour is not always known
            dark = None
        yield rows_of(picture, quad, len(rows), dark), rows, "easy" if easy else "drawn"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["drawn", "easy", "photographs", "found", "transplanted"])
    parser.add_argument("out")
    parser.add_argument("--plates", type=int, default=10000)
    parser.add_argument("--foreign", type=float, default=0, help="share of drawn plates that begin with letters, as in India")
    parser.add_argument("--china", type=float, default=0, help="share of the other drawn plates that are Chinese")
    parser.add_argument("--repeat", type=float, default=1)
    parser.add_argument("--reads", help="folder of the program's own reads, SET.jsonl")
    parser.add_argument("--taught", help="the teacher's texts")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    if args.kind == "photographs":
        made = photographed(rng, args.repeat, training_plates())
    elif args.kind == "found":
        made = photographed(rng, args.repeat, found_plates(args.reads, args.taught))
    elif args.kind == "transplanted":
        made = photographed(rng, args.repeat, transplant.transplanted(rng, photographs.atlas()))
    else:
        made = drawn(rng, args.plates, args.kind == "easy", args.foreign, args.china)
    pictures, texts, sources = [], [], []
    for row_pictures, rows, source in made:
        pictures += row_pictures
        texts += rows
        sources += [source] * len(rows)
    rowstore.save(args.out, pictures, texts, sources)
    print(args.out, len(texts), {s: sources.count(s) for s in sorted(set(sources))})


if __name__ == "__main__":
    main()
