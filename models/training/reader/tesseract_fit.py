"""Trains Tesseract's net for plates: `tesseract_fit.py WORK ROWS.npz... [--steps N]`; resumes from WORK/tesseract.pt.

Texts keep Latin letters and digits: Tesseract passes over Chinese characters, which the CTC reader alone reads. A batch holds rows
of one width, since padding would be read as well. What is written is the running average of the weights.
"""
import argparse
import os
import time
import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset
import rowstore
import tesseract_read
from drawing import reflection
from rows import tesseract_input, tesseract_width
from tesseract_model import CHARACTERS, NOTHING, STRIDE, Rows, decode, levels
from train_ctc import SHARE, augment, falling, resume, save

WIDEST = 192
# From so many characters on a row is a whole plate: two-line plates have fewer in each.
WHOLE = 6
# How often a lamp's reflection lies over a row, beside those of `augment` and of `drawing.py`.
GLARES = 0.15


def width_of(row, characters):
    """The input's whole width, a multiple of the stride."""
    steps = round(tesseract_width(row, characters >= WHOLE) / STRIDE)
    return int(min(max(steps, 8), WIDEST // STRIDE)) * STRIDE


def squeezed(row, rng):
    """As seen from the side of the lane."""
    return cv2.resize(row, None, fx=rng.uniform(0.55, 1), fy=1, interpolation=cv2.INTER_AREA)


def load(paths):
    pictures, texts, weights = [], [], []
    for path in paths:
        for picture, text, source in zip(*rowstore.load(path)):
            latin = "".join(c for c in str(text) if c in CHARACTERS)
            if 0 < len(latin) <= 12 and width_of(picture, len(latin)) // STRIDE > len(latin) + sum(a == b for a, b in zip(latin, latin[1:])):
                # The readers see rows at 32 px at most; smaller copies take less memory and time.
                scale = 32 / picture.shape[0]
                if scale < 1:
                    picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                pictures.append(picture)
                texts.append(latin)
                weights.append(SHARE.get(str(source), 1.0))
    return pictures, texts, np.array(weights)


class Batches(IterableDataset):
    """Endless batches, made in a process of their own."""

    def __init__(self, pictures, texts, weights, size, seed):
        self.pictures, self.texts, self.size, self.seed = pictures, texts, size, seed
        widths = np.array([width_of(p, len(t)) for p, t in zip(pictures, texts)])
        self.groups = [np.flatnonzero(widths == w) for w in np.unique(widths)]
        self.groups = [g for g in self.groups if len(g) >= 200]
        self.chances = np.array([weights[g].sum() for g in self.groups])
        self.within = [weights[g] / weights[g].sum() for g in self.groups]

    def __iter__(self):
        cv2.setNumThreads(0)
        rng = np.random.default_rng(self.seed)
        while True:
            group = rng.choice(len(self.groups), p=self.chances / self.chances.sum())
            chosen = rng.choice(self.groups[group], self.size, p=self.within[group])
            width = width_of(self.pictures[chosen[0]], len(self.texts[chosen[0]]))
            x = [levels(tesseract_input(self.changed(i, rng), width)) for i in chosen]
            targets = [[CHARACTERS[c] for c in self.texts[i]] for i in chosen]
            yield (torch.from_numpy(np.stack(x)[:, None]), torch.tensor(sum(targets, [])), torch.tensor([len(t) for t in targets]))

    def changed(self, i, rng):
        row = self.pictures[i]
        if len(self.texts[i]) >= WHOLE and rng.random() < 0.5:
            row = squeezed(row, rng)
        if rng.random() < GLARES:
            row = row.astype(np.float32)
            reflection(row, rng)
            row = np.clip(row, 0, 255).astype(np.uint8)
        return augment(row, rng).astype(np.uint8)


def exact(model, pictures, texts):
    model.eval()
    with torch.no_grad():
        reads = [decode(model(torch.from_numpy(levels(tesseract_input(p, width_of(p, len(t))))[None, None]))[0].numpy())
                 for p, t in zip(pictures, texts)]
    model.train()
    return np.mean([a == b for a, b in zip(reads, texts)])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work")
    parser.add_argument("rows", nargs="+")
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--last-rate", type=float, default=2e-5)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", help="weights to begin with: another run's tesseract.pt, or a published .traineddata")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    pictures, texts, weights = load(args.rows)
    order = np.random.default_rng(args.seed).permutation(len(texts))
    check, train = order[:600], order[600:]
    model, average = Rows(), Rows()
    average.load_state_dict(model.state_dict())
    optimiser = torch.optim.AdamW(model.parameters(), args.rate, weight_decay=1e-3)
    path, step = os.path.join(args.work, "tesseract.pt"), 0
    if os.path.exists(path):
        step = resume(path, model, average, optimiser)
    elif args.start:
        published = args.start.endswith(".traineddata")
        start = tesseract_read.weights(args.start) if published else torch.load(args.start)["average"]
        for each in (model, average):
            each.load_state_dict(start)
    print(sum(p.numel() for p in model.parameters()), "parameters,", len(train), "rows,", model.spec(), flush=True)
    data = Batches([pictures[i] for i in train], [texts[i] for i in train], weights[train], args.batch, [args.seed, step])
    feed = iter(DataLoader(data, batch_size=None, num_workers=1, prefetch_factor=16))
    loss_of = torch.nn.CTCLoss(blank=NOTHING, zero_infinity=True)
    began, losses = time.time(), []
    while step < args.steps:
        rate = falling(args.rate, args.last_rate, step, args.steps)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 300)
        x, targets, lengths = next(feed)
        scores = model(x)
        loss = loss_of(scores.transpose(0, 1), targets, torch.full((len(x),), scores.shape[1]), lengths)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        step += 1
        keep = min(0.999, step / (step + 50))
        with torch.no_grad():
            for a, m in zip(average.parameters(), model.parameters()):
                a.lerp_(m, 1 - keep)
        losses.append(loss.item())
        if step % 250 == 0 or step == args.steps:
            save(path, model, average, optimiser, step)
            right = exact(average, [pictures[i] for i in check], [texts[i] for i in check]) if step % 1000 == 0 or step == args.steps else None
            print(step, f"loss {np.mean(losses):.3f}, {(time.time() - began) / len(losses):.3f} s a step",
                  "" if right is None else f"exact {right:.3f}", flush=True)
            began, losses = time.time(), []


if __name__ == "__main__":
    main()
