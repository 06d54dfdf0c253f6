"""Row pictures to Tesseract's training pages: `tesseract_pages.py OUT_PREFIX ROWS.npz... [--limit N] [--hold N]`.

Writes OUT_PREFIX-000.tif (100 rows, a row a page) with WordStr boxes. Texts keep Latin letters and
digits only: Tesseract learns to pass over Chinese characters, which the CTC reader alone reads.
"""
import argparse
import numpy as np
from PIL import Image
import rowstore
from rows import tesseract_input

LATIN = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
PAGES = 100


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prefix")
    parser.add_argument("rows", nargs="+")
    parser.add_argument("--limit", type=int, default=10 ** 9)
    parser.add_argument("--sources", help="only these, comma separated")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    rows = []
    for path in args.rows:
        pictures, texts, sources = rowstore.load(path)
        for picture, text, source in zip(pictures, texts, sources):
            latin = "".join(c for c in str(text) if c in LATIN)
            if latin and len(latin) <= 12 and (not args.sources or str(source) in args.sources.split(",")):
                rows.append((picture, latin))
    chosen = [rows[i] for i in rng.permutation(len(rows))[:args.limit]]
    for n in range(0, len(chosen), PAGES):
        name = f"{args.prefix}-{n // PAGES:03d}"
        images = [Image.fromarray(tesseract_input(p)) for p, _ in chosen[n:n + PAGES]]
        images[0].save(name + ".tif", save_all=True, append_images=images[1:], compression="tiff_lzw")
        with open(name + ".box", "w", encoding="utf-8") as f:
            for page, ((_, text), image) in enumerate(zip(chosen[n:n + PAGES], images)):
                w, h = image.size
                f.write(f"WordStr 0 0 {w} {h} {page} #{text}\n\t {w} 0 {w + 1} {h} {page}\n")
    print(args.prefix, len(chosen), "rows")


if __name__ == "__main__":
    main()
