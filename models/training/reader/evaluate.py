"""Reads held-out and drawn plates with both readers and prints figures by source.

`evaluate.py [--ctc ONNX] [--tesseract plates.traineddata] [--drawn N] [--seed S]`
The CTC net runs in OpenCV's DNN, Tesseract through its command line. Corners are jittered by
3.5 % of the plate's height. Nothing here is trained on; the gate cameras are, with other plates.
A plate is right if every character is; Tesseract is held to the Latin characters only.
"""
import argparse
import os
import pathlib
import subprocess
import tempfile
import cv2
import numpy as np
import drawing
import painted
import photographs
from rows import ALPHABET, ctc_input, jitter, rows_of, tesseract_input, tesseract_width

LATIN = set(ALPHABET[:36])


def decode(probabilities):
    best = probabilities.argmax(1)
    kept = [k for i, k in enumerate(best) if k and (i == 0 or k != best[i - 1])]
    sure = [float(probabilities[i, k]) for i, k in enumerate(best) if k]
    return "".join(ALPHABET[k - 1] for k in kept), min(sure, default=0.0)


def read_ctc(net, rows):
    out = []
    for i in range(0, len(rows), 16):
        net.setInput(np.stack([ctc_input(r) for r in rows[i:i + 16]])[:, None].astype(np.float32) / 255)
        out += [decode(p) for p in net.forward()]
    return out


def read_tesseract(model, rows):
    """One call of the command line over a list of pictures. `rows`: (picture, whether it is the whole plate)."""
    model = pathlib.Path(model)
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for i, (row, is_whole) in enumerate(rows):
            names.append(f"{folder}/{i:06d}.png")
            cv2.imwrite(names[-1], tesseract_input(row, tesseract_width(row, is_whole)))
        pathlib.Path(folder, "list.txt").write_text("\n".join(names) + "\n")
        done = subprocess.run(["tesseract", f"{folder}/list.txt", "-", "--tessdata-dir", str(model.parent), "-l", model.stem,
                               "--psm", "13", "--dpi", "70", "-c", "tessedit_do_invert=0"],
                              capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}, check=True)
    pages = done.stdout.split("\f")[:len(rows)]
    return ["".join(c for c in p if c in LATIN) for p in pages]


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def plates(count, seed):
    """(source, row pictures, text)"""
    rng = np.random.default_rng(seed)
    sets = [photographs.scenes(n) for n in photographs.DEV]
    sets += [photographs.whole_crops("vn_R_crops", False), photographs.whole_crops("cn_lprnet_crops", True),
             photographs.whole_crops("cz_hr_crops", None)]
    for plates_of_set in sets:
        for p in plates_of_set:
            if p.text and (p.source in photographs.DEV or photographs.held_out(p)):
                yield p.source, rows_of(p.picture, jitter(p.quad, rng), p.lines, p.dark, p.aspect), p.text
                if p.source == "cn_easypr_dev" or p.box is None or p.aspect:
                    continue
                if p.source.startswith("vn"):
                    yield p.source + " (upright box)", rows_of(p.picture, jitter(p.box, rng), p.lines, p.dark, p.aspect), p.text
    for easy in (False, True):
        for _ in range(count):
            picture, quad, texts, dark = drawing.drawn_plate(rng, None, easy=easy)
            kind = "Chinese" if any(ord(c) > 255 for c in "".join(texts)) else f"Latin {len(texts)}-line"
            yield f"drawn {'easy' if easy else 'hard'} {kind}", rows_of(picture, jitter(quad, rng), len(texts), dark), "".join(texts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ctc", default="plate-reader.onnx")
    parser.add_argument("--tesseract")
    parser.add_argument("--drawn", type=int, default=300)
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--painted", nargs="*", default=[], help="folders of the scene painter, other seeds than in training")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    jobs = list(plates(args.drawn, args.seed))
    rng = np.random.default_rng(args.seed)
    for folder in args.painted:
        for picture, quad, texts, dark in painted.plates(folder):
            kind = "Chinese" if any(ord(c) > 255 for c in "".join(texts)) else "Latin"
            small = np.linalg.norm(quad[3] - quad[0]) / len(texts) < 16
            jobs.append((f"painted {pathlib.Path(folder).name} {kind} {'rows below 16 px' if small else ''}".strip(),
                         rows_of(picture, jitter(quad, rng), len(texts), dark), "".join(texts)))
    rows = [r for _, rs, _ in jobs for r in rs]
    net = cv2.dnn.readNetFromONNX(args.ctc)
    ctc = read_ctc(net, rows)
    tess = read_tesseract(args.tesseract, [(r, len(rs) == 1) for _, rs, _ in jobs for r in rs]) if args.tesseract else [""] * len(rows)
    table, confusions, at = {}, {"ctc": {}, "tesseract": {}}, 0
    for source, rs, text in jobs:
        part = ctc[at:at + len(rs)]
        by_ctc = "".join(t for t, _ in part)
        by_tess = "".join(tess[at:at + len(rs)])
        at += len(rs)
        latin = "".join(c for c in text if c in LATIN)
        latin_ctc = "".join(c for c in by_ctc if c in LATIN)
        table.setdefault(source, []).append((
            len(text), by_ctc == text, distance(by_ctc, text), by_tess == latin, distance(by_tess, latin),
            by_tess == latin_ctc, by_tess == latin_ctc == latin, latin_ctc == latin))
        for name, read, truth in (("ctc", by_ctc, text), ("tesseract", by_tess, latin)):
            if len(read) == len(truth):
                for a, b in zip(truth, read):
                    if a != b:
                        confusions[name][a + ">" + b] = confusions[name].get(a + ">" + b, 0) + 1
    print("| source | n | CTC exact | CTC, Latin only | CTC char. error | Tesseract exact | char. error | both agree | right of those |\n|---|---|---|---|---|---|---|---|---|")
    for source, results in table.items():
        r = np.array(results, float)
        agree = r[:, 5].sum()
        print(f"| {source} | {len(r)} | {r[:, 1].mean():.1%} | {r[:, 7].mean():.1%} | {r[:, 2].sum() / r[:, 0].sum():.1%} | {r[:, 3].mean():.1%} "
              f"| {r[:, 4].sum() / r[:, 0].sum():.1%} | {agree / len(r):.1%} | {r[:, 6].sum() / max(agree, 1):.1%} |")
    for name, counts in confusions.items():
        print(name, "truth>read:", ", ".join(f"{k} {v}" for k, v in sorted(counts.items(), key=lambda i: -i[1])[:25]))


if __name__ == "__main__":
    main()
