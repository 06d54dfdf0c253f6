#!/usr/bin/env python3
"""How often a read of a given confidence is right: reliability.py PICTURE.png FOLDER...

Each FOLDER holds labels.csv and pictures (in images/ or beside it), none of which a model was trained on. Prints the table, the
logistic curve that fits best (p = 1 / (1 + exp(-(a · logit(c) + b)))), and draws the picture for the model card. It is a check:
nothing in the program maps confidences by the curve. Needs
matplotlib and NumPy.
"""
import csv
import pathlib
import sys
import numpy as np
import scoring


def reads(folder):
    """[(confidence, right, trusted)] of the labelled plates that were found."""
    folder = pathlib.Path(folder)
    home = folder / "images" if (folder / "images").is_dir() else folder
    scorer = scoring.load_scorer(pathlib.Path(scoring.os.environ.get("PLATE_DATA", folder.parent)))
    labels = {}
    for row in csv.DictReader(open(folder / "labels.csv", encoding="utf-8")):
        if row.get("plate") and row.get("occluded") != "1":
            labels.setdefault(row["file"], []).append(row)
    found = []
    for line in scoring.recognize([home / name for name in labels]):
        for row in labels[pathlib.Path(line["file"]).name]:
            plates = line.get("plates", [])
            if row.get("x"):
                x, y, w, h = (float(row[k]) for k in "xywh")
                plates = [p for p in plates if scorer.iou((x, y, x + w, y + h), scorer.box(p)) >= 0.3]
            best = max(plates, key=lambda p: p["confidence"], default=None)
            if best:
                found.append((best["confidence"], scorer.clean(best["text"]) == scorer.clean(row["plate"]), best["trusted"]))
    return found


def logistic(confidence, right, rounds=200):
    """Newton's method for the two coefficients."""
    x = np.stack([logit(confidence), np.ones(len(confidence))], 1)
    w = np.array([1.0, 0.0])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(2)
        w -= np.linalg.solve(hessian, x.T @ (p - right) + 1e-3 * (w - [1, 0]))
    return w


def logit(c):
    c = np.clip(c, 1e-4, 1 - 1e-4)
    return np.log(c / (1 - c))


def draw(path, confidence, right, curve):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    edges = [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.0001]
    figure, axes = pyplot.subplots(figsize=(5, 4.4), dpi=110)
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1, label="as it should be")
    for low, high in zip(edges, edges[1:]):
        inside = (confidence >= low) & (confidence < high)
        n = int(inside.sum())
        if n == 0:
            continue
        share, middle = right[inside].mean(), confidence[inside].mean()
        bottom, top = scoring.interval(int(right[inside].sum()), n)
        axes.plot([middle, middle], [bottom, top], color="#1f5fa8", linewidth=1)
        axes.plot(middle, share, "o", color="#1f5fa8", markersize=4)
        axes.annotate(str(n), (middle, bottom), textcoords="offset points", xytext=(0, -9), ha="center", fontsize=7, color="#555555")
        print(f"{low:.2f}–{min(high, 1):.2f}: {n} reads, mean confidence {middle:.3f}, right {share:.3f} [{bottom:.3f}–{top:.3f}]")
    grid = np.linspace(0.001, 0.999, 400)
    axes.plot(grid, 1 / (1 + np.exp(-(curve[0] * logit(grid) + curve[1]))), "--", color="#b0562b", linewidth=1, label="logistic fit")
    axes.set(xlabel="confidence of the read", ylabel="share of right reads", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.legend(frameon=False, loc="upper left", fontsize=8)
    figure.tight_layout()
    figure.savefig(path)


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    every = []
    for folder in sys.argv[2:]:
        part = reads(folder)
        every += part
        print(f"{pathlib.Path(folder).name}: {len(part)} reads, {np.mean([r for _, r, _ in part]):.3f} right")
    confidence, right = np.array([c for c, _, _ in every]), np.array([float(r) for _, r, _ in every])
    curve = logistic(confidence, right)
    print(f"a = {curve[0]:.3f}, b = {curve[1]:.3f}")
    draw(sys.argv[1], confidence, right, curve)


if __name__ == "__main__":
    main()
