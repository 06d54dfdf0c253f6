"""Plates as the program's own detector cuts them out, with the best text that is known for each.

The readers learn on what they will be given: FOLDER holds `SET.jsonl`, written by
`gate-agent recognize --json` over a set's pictures with the models of the generation before.
A text is the label's where the program reads the same; where a label is missing or no lawful plate, the program's own if both
its readers and the grammar vouch for it; for plates of other countries the teacher's (`taught.py`), if it is sure.
"""
import json
import pathlib
import re
import cv2
import numpy as np
import photographs
from rows import ALPHABET

LAWFUL = re.compile(r"\d\d([A-Z]|[A-Z][A-Z0-9])\d{4,5}$")
SURE = 0.93
HELD_OUT_SETS = {"id_trucks"}


def overlap(a, b):
    low, high = np.maximum(a.min(0), b.min(0)), np.minimum(a.max(0), b.max(0))
    if (high <= low).any():
        return 0.0
    common = float(np.prod(high - low))
    return common / (float(np.prod(np.ptp(a, 0))) + float(np.prod(np.ptp(b, 0))) - common)


def reads(folder, name):
    path = pathlib.Path(folder) / f"{name}.jsonl"
    if not path.exists():
        return {}
    lines = (json.loads(line) for line in open(path, encoding="utf-8"))
    return {pathlib.Path(line["file"]).name: line.get("plates", []) for line in lines}


def nearest(plates, quad):
    best = max(plates, key=lambda p: overlap(np.float32(p["quad"]), quad), default=None)
    return best if best and overlap(np.float32(best["quad"]), quad) > 0.4 else None


def text_of(label, read):
    """What the plate says, or None where nobody is sure."""
    if label and label == read["text"]:
        return label
    if read["trusted"] and (not label or not LAWFUL.match(label)):
        return read["text"]
    return label if label and LAWFUL.match(label) and not read["trusted"] else None


def vietnamese(folder, name):
    """Photographs of the gate sets."""
    found = reads(folder, name)
    for row in photographs.table(name):
        if row.get("occluded") == "1" or not row.get("x") or row["file"] not in found:
            continue
        read = nearest(found[row["file"]], photographs.rectangle(*(float(row[k]) for k in "xywh")))
        text = read and text_of(row.get("plate", ""), read)
        if text:
            yield plate_at(name, row["file"], read, photographs.rows_from_text(text, read["lines"]), False)


def rows_of_teacher(lines):
    """The teacher's lines as rows, top first; None where one is unsure, tiny, or no plate text."""
    rows = []
    for y, x, text, score, tall in lines:
        text = "".join(c for c in text.upper() if c.isalnum())
        if not text and tall < 0.3:
            continue
        if score < SURE or tall < 0.2 or not all(c in ALPHABET for c in text):
            return None
        if rows and abs(y - rows[-1][0]) < 20:
            rows[-1][1].append((x, text))
        else:
            rows.append((y, [(x, text)]))
    texts = ["".join(t for _, t in sorted(parts)) for _, parts in rows]
    return texts if 1 <= len(texts) <= 2 and all(2 <= len(t) <= 11 for t in texts) and sum(map(len, texts)) >= 4 else None


def foreign(folder, taught):
    """Photographs of other countries that the teacher read."""
    found = {}
    for line in open(taught, encoding="utf-8"):
        item = json.loads(line)
        name, file = item["set"], item["file"]
        texts = rows_of_teacher(item["lines"])
        if name in HELD_OUT_SETS or not texts:
            continue
        if name not in found:
            found[name] = reads(folder, name)
        read = nearest(found[name].get(file, []), np.float32(item["quad"]))
        if read is None:
            read = {"quad": item["quad"], "lines": len(texts)}
        yield plate_at(name, file, {**read, "lines": len(texts)}, texts, None)


def plate_at(name, file, read, rows, dark):
    picture = cv2.imread(str(photographs.DATA / name / "images" / file), cv2.IMREAD_GRAYSCALE)
    quad = np.float32(read["quad"])
    low, high = quad.min(axis=0), quad.max(axis=0)
    pad = 0.5 * (high[1] - low[1]) + 8
    x0, y0 = np.maximum(0, (low - pad).astype(int))
    x1, y1 = (high + pad).astype(int)
    return photographs.Plate(name, file, picture[y0:y1, x0:x1].copy(), quad - np.float32([x0, y0]), rows, len(rows), None, dark, None,
                             "".join(rows))
