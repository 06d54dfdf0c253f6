#!/usr/bin/env python3
"""How often a read of a given confidence is right: reliability.py PICTURE.png FOLDER...

Each FOLDER holds labels.csv and pictures (in images/ or beside it), none of which a model was trained on. Labels that their pictures
contradict (contradicted.csv) are left out. Prints, for texts that the grammar knows and for others, the table, the error of the
confidence (the mean distance between what reads say and how many are right, in steps as in the table), and what is left to correct: the
logistic curve that fits best, p = 1 / (1 + exp(-(a · logit(c) + b))), a folder as much as the other. a = 1, b = 0: nothing. exp(b) at
a = 1 is what `CalibratedConfidence.odds` would have to be multiplied by. Draws the picture for the model card. Needs matplotlib and
NumPy.
"""
import csv
import pathlib
import sys
from dataclasses import dataclass
import numpy as np
import scoring

EDGES = [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.0001]


@dataclass
class Reads:
    """Of the labelled plates that were found."""
    confidence: np.ndarray
    right: np.ndarray
    weight: np.ndarray

    def __len__(self):
        return len(self.confidence)

    def bins(self):
        for low, high in zip(EDGES, EDGES[1:]):
            inside = (self.confidence >= low) & (self.confidence < high)
            if inside.any():
                yield low, min(high, 1), int(inside.sum()), self.confidence[inside].mean(), self.right[inside].mean()

    def error(self):
        return sum(n * abs(said - right) for _, _, n, said, right in self.bins()) / max(len(self), 1)


def reads(folder):
    """{whether the grammar knows the text: Reads}"""
    folder = pathlib.Path(folder)
    home = folder / "images" if (folder / "images").is_dir() else folder
    scorer = scoring.load_scorer(pathlib.Path(scoring.os.environ.get("PLATE_DATA", folder.parent)))
    left_out, labels = scoring.contradicted(folder.name), {}
    for row in csv.DictReader(open(folder / "labels.csv", encoding="utf-8")):
        if row.get("plate") and row.get("occluded") != "1" and (row["file"], row["plate"]) not in left_out:
            labels.setdefault(row["file"], []).append(row)
    found = {True: [], False: []}
    for line in scoring.recognize([home / name for name in labels]):
        for row in labels[pathlib.Path(line["file"]).name]:
            plates = line.get("plates", [])
            if row.get("x"):
                x, y, w, h = (float(row[k]) for k in "xywh")
                plates = [p for p in plates if scorer.iou((x, y, x + w, y + h), scorer.box(p)) >= 0.3]
            best = max(plates, key=lambda p: p["confidence"], default=None)
            if best:
                right = scorer.clean(best["text"]) == scorer.clean(row["plate"])
                found[best["kind"] != "unknown"].append((best["confidence"], right))
    return {known: Reads(np.array([c for c, _ in pairs]), np.array([float(r) for _, r in pairs]), np.full(len(pairs), 500 / max(len(pairs), 1)))
            for known, pairs in found.items()}


def joined(parts):
    return Reads(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("confidence", "right", "weight")))


def logit(c):
    c = np.clip(c, 1e-4, 1 - 1e-4)
    return np.log(c / (1 - c))


def logistic(of, rounds=200, strength=0.5):
    """Newton's method for the two coefficients, held back a little from leaving (1, 0)."""
    x = np.stack([logit(of.confidence), np.ones(len(of))], 1)
    w = np.array([1.0, 0.0])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (of.weight * p * (1 - p))[:, None]).T @ x + strength * np.eye(2)
        w -= np.linalg.solve(hessian, x.T @ (of.weight * (p - of.right)) + strength * (w - [1, 0]))
    return w


def table(name, of):
    a, b = logistic(of)
    print(f"{name}: {len(of)} reads, error {of.error():.3f}, a = {a:.3f}, b = {b:.3f}")
    for low, high, n, said, right in of.bins():
        bottom, top = scoring.interval(round(right * n), n)
        print(f"  {low:.2f}–{high:.2f}: {n} reads, mean confidence {said:.3f}, right {right:.3f} [{bottom:.3f}–{top:.3f}]")


def draw(path, known, others):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(5, 4.4), dpi=110)
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1, label="as it should be")
    for of, colour, shape, label in ((known, "#1f5fa8", "o", "texts that the grammar knows"), (others, "#b0562b", "s", "others")):
        for at, (_, _, n, said, right) in enumerate(of.bins()):
            bottom, top = scoring.interval(round(right * n), n)
            axes.plot([said, said], [bottom, top], color=colour, linewidth=1)
            axes.plot(said, right, shape, color=colour, markersize=4, label=label if at == 0 else None)
            axes.annotate(str(n), (said, bottom), textcoords="offset points", xytext=(0, -9), ha="center", fontsize=7, color="#555555")
    axes.set(xlabel="confidence of the read", ylabel="share of right reads", xlim=(0, 1.02), ylim=(-0.05, 1.02))
    axes.legend(frameon=False, loc="lower right", fontsize=8)
    figure.tight_layout()
    figure.savefig(path)


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    every = {True: [], False: []}
    for folder in sys.argv[2:]:
        for known, part in reads(folder).items():
            if len(part):
                every[known].append(part)
                print(f"{pathlib.Path(folder).name}, {'known' if known else 'unknown'} grammar: {len(part)} reads, {part.right.mean():.3f} right, "
                      f"error {part.error():.3f}")
    nothing = Reads(*(np.zeros(0) for _ in range(3)))
    known, others = (joined(every[known]) if every[known] else nothing for known in (True, False))
    for name, of in (("texts that the grammar knows", known), ("others", others)):
        if len(of):
            table(name, of)
    draw(sys.argv[1], known, others)


if __name__ == "__main__":
    main()
