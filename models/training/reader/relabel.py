"""Finds texts for unlabelled photographs and wrong labels, by agreement of two readers.

`relabel.py WORK/ctc.pt OUT.json`. The teacher is PP-OCR through `rapidocr-onnxruntime` 1.4.4
(Apache-2.0, offline); the other reader is the CTC model trained so far, voting over five jitters.
No label: both must say the same and it must be a Vietnamese plate. A label that both contradict
with one voice is replaced; one that both contradict differently is left out.
"""
import collections
import json
import re
import sys
import numpy as np
import torch
from rapidocr_onnxruntime import RapidOCR
import photographs
from ctc_model import Reader, decode
from rows import ctc_input, jitter, rows_of

PLATE = re.compile(r"\d\d([A-Z]|[A-Z][A-Z0-9])\d{4,5}$")


def main():
    state, out = sys.argv[1:3]
    torch.set_num_threads(1)
    model = Reader()
    model.load_state_dict(torch.load(state))
    model.eval()
    teacher = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
    rng = np.random.default_rng(1)
    labels, counts = {}, collections.Counter()
    for plates in (photographs.character_crops(), photographs.scenes("vn_gate_cars_train"), photographs.scenes("vn_gate_train")):
        for p in plates:
            grow = (-0.02, 0.05)
            samples = [rows_of(p.picture, jitter(p.quad, rng, 0.02, grow), p.lines, False, p.aspect) for _ in range(5)]
            x = np.stack([ctc_input(r) for s in samples for r in s])[:, None].astype(np.float32) / 255
            with torch.no_grad():
                read = [decode(q)[0] for q in model(torch.from_numpy(x)).numpy()]
            votes = collections.Counter(tuple(read[i:i + p.lines]) for i in range(0, len(read), p.lines))
            own, count = votes.most_common(1)[0]
            if p.rows and own == tuple(p.rows):
                counts[p.source, "confirmed"] += 1
                continue
            taught = []
            for row in samples[0]:
                found, _ = teacher(np.repeat(row[:, :, None], 3, 2), use_det=False, use_cls=False, use_rec=True)
                taught.append("".join(c for c in (found[0][0] if found else "").upper() if c.isalnum() and c.isascii()))
            key, agreed = f"{p.source}/{p.name}", tuple(taught) == own
            if agreed and PLATE.match("".join(own)):
                labels[key] = list(own)
                counts[p.source, "replaced" if p.rows else "found"] += 1
            elif not p.rows:
                counts[p.source, "still unknown"] += 1
            elif tuple(taught) != tuple(p.rows) and count >= 3:
                labels[key] = []
                counts[p.source, "left out"] += 1
            else:
                counts[p.source, "kept"] += 1
    json.dump(labels, open(out, "w", encoding="utf-8"))
    for (source, what), n in sorted(counts.items()):
        print(source, what, n)


if __name__ == "__main__":
    main()
