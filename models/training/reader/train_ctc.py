"""Trains the CTC reader: `train_ctc.py WORK ROWS.npz... [--steps N]`; resumes from WORK/ctc.pt.

Rows are augmented as they are drawn: brightness, blur, low resolution, noise, hidden patches, shifts. What is exported is
the running average of the weights.
"""
import argparse
import math
import os
import sys
import time
import cv2
import numpy as np
import torch
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset
import rowstore
from drawing import reflection
from ctc_model import NARROW, WIDTHS, Reader, decode
from grow import load_grown
from rows import ALPHABET, ctc_input

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from warm_start import load_folded  # noqa: E402

INDEX = {c: i + 1 for i, c in enumerate(ALPHABET)}
# How often a source's rows are drawn.
SHARE = {"vn_char_crops": 1.3, "vn_gate_cars_train": 1.3, "cn_lprnet_crops": 1.5, "cz_hr_crops": 1.3, "in_phone": 2.0, "intl_kaggle433": 1.5,
         "intl_mixed300": 1.3}


def from_afar(row, rng):
    """The row as a camera sees it on a plate far away: few pixels, with its noise and its JPEG blocks in these."""
    h, w = row.shape
    factor = rng.uniform(0.22, 0.8)
    small = cv2.resize(row, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.3:
        small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 0.7))
    if rng.random() < 0.6:
        small = np.clip(small + rng.normal(0, rng.uniform(2, 18), small.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        small = cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 92))])[1], cv2.IMREAD_GRAYSCALE)
    return cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR)


def augment(row, rng):
    h, w = row.shape
    if rng.random() < 0.35:
        shift = rng.normal(0, 1, 2) * (3, 1.2)
        zoom = rng.uniform(0.93, 1.07, 2)
        move = np.float32([[zoom[0], rng.normal(0, 0.06), shift[0]],
                           [rng.normal(0, 0.012), zoom[1], shift[1] + (1 - zoom[1]) * h / 2]])
        row = cv2.warpAffine(row, move, (w, h), borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.3:
        row = from_afar(row, rng)
    if rng.random() < 0.15:
        row = cv2.GaussianBlur(row, (0, 0), rng.uniform(0.4, 1.4))
    out = row.astype(np.float32)
    if rng.random() < 0.12:
        reflection(out[:, :int(w * rng.uniform(0.4, 1))], rng)   # the row may end before its picture does
    if rng.random() < 0.5:
        out = 255 * (out / 255) ** rng.uniform(0.55, 1.7)
    if rng.random() < 0.5:
        out = out * rng.uniform(0.7, 1.1) + rng.uniform(-20, 40)
    if rng.random() < 0.3:
        out += rng.normal(0, rng.uniform(2, 14), out.shape)
    if rng.random() < 0.12:
        x, y = int(rng.integers(0, w - 8)), int(rng.integers(0, h - 8))
        out[y:y + int(rng.integers(3, 9)), x:x + int(rng.integers(3, 9))] = rng.uniform(0, 255)
    return np.clip(out, 0, 255)


def batches(pictures, texts, weights, size, rng):
    chances = weights / weights.sum()
    while True:
        for chosen in rng.choice(len(texts), (64, size), p=chances):
            x = np.stack([augment(pictures[i], rng) for i in chosen])[:, None] / 255
            targets = [[INDEX[c] for c in texts[i]] for i in chosen]
            yield (torch.from_numpy(x.astype(np.float32)), torch.tensor(sum(targets, [])),
                   torch.tensor([len(t) for t in targets]))


def read_all(model, pictures):
    model.eval()
    texts = []
    with torch.no_grad():
        for i in range(0, len(pictures), 128):
            x = torch.from_numpy(np.stack(pictures[i:i + 128])[:, None].astype(np.float32) / 255)
            texts += [decode(p)[0] for p in model(x).numpy()]
    model.train()
    return texts


class Batches(IterableDataset):
    """Endless batches, made in a process of their own; each restart draws other ones."""

    def __init__(self, pictures, texts, weights, size, seed):
        self.parts = pictures, texts, weights, size
        self.seed = seed

    def __iter__(self):
        cv2.setNumThreads(0)
        yield from batches(*self.parts, np.random.default_rng(self.seed))


def load(paths):
    pictures, texts, sources = [], [], []
    for path in paths:
        p, t, s = rowstore.load(path)
        keep = [i for i in range(len(t)) if 0 < len(t[i]) <= 13]
        pictures += [ctc_input(p[i]) for i in keep]
        texts += [str(t[i]) for i in keep]
        sources += [str(s[i]) for i in keep]
    return np.stack(pictures), texts, np.array([SHARE.get(s, 1.0) for s in sources])


def save(path, model, average, optimiser, step):
    torch.save({"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, path + ".part")
    os.replace(path + ".part", path)


def resume(path, model, average, optimiser):
    """Takes a training up where `save` left it; returns its step."""
    state = torch.load(path)
    model.load_state_dict(state["model"])
    average.load_state_dict(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    return state["step"]


def falling(first, last, step, steps):
    """The rate of a step: half a cosine from the first to the last."""
    return last + (first - last) * (1 + math.cos(math.pi * step / steps)) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work")
    parser.add_argument("rows", nargs="+")
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--last-rate", type=float, default=3e-5)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", help="weights to begin with: another run's ctc.pt, of this width or narrower, or a published .onnx")
    parser.add_argument("--narrow", action="store_true", help="the net of the first stages")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    pictures, texts, weights = load(args.rows)
    order = np.random.default_rng(args.seed).permutation(len(texts))
    check, train = order[:600], order[600:]

    widths = NARROW if args.narrow else WIDTHS
    model, average = Reader(widths).to(memory_format=torch.channels_last), Reader(widths)
    optimiser = torch.optim.AdamW(model.parameters(), args.rate, weight_decay=1e-3)
    path, step = os.path.join(args.work, "ctc.pt"), 0
    if os.path.exists(path):
        step = resume(path, model, average, optimiser)
    elif args.start and args.start.endswith(".onnx"):
        samples = torch.from_numpy(pictures[train[:1024]][:, None].astype(np.float32) / 255)
        load_folded(model, args.start, samples)
        average.load_state_dict(model.state_dict())
        print("before:", np.mean([a == texts[i] for a, i in zip(read_all(average, pictures[check[:400]]), check)]), flush=True)
    elif args.start:
        load_grown(model, torch.load(args.start)["average"])
        average.load_state_dict(model.state_dict())
    print(sum(p.numel() for p in model.parameters()), "parameters,", len(train), "rows", flush=True)
    feed = iter(DataLoader(Batches(pictures[train], [texts[i] for i in train], weights[train], args.batch, [args.seed, step]),
                           batch_size=None, num_workers=1, prefetch_factor=16))
    began, losses = time.time(), []
    while step < args.steps:
        rate = falling(args.rate, args.last_rate, step, args.steps)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 200)
        x, target, lengths = next(feed)
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(x.contiguous(memory_format=torch.channels_last))
        logs = functional.log_softmax(scores.float(), 2).permute(1, 0, 2)
        loss = functional.ctc_loss(logs, target, torch.full((len(x),), logs.shape[0]), lengths, zero_infinity=True)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        keep = min(0.999, step / (step + 20))
        with torch.no_grad():
            for mine, theirs in zip(average.state_dict().values(), model.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.lerp_(theirs.contiguous(), 1 - keep)
        losses.append(loss.item())
        if step % 500 == 0 or step == args.steps:
            read = read_all(average, pictures[check[:400]])
            right = np.mean([a == texts[i] for a, i in zip(read, check)])
            print(f"step {step} {time.time() - began:.0f} s loss {np.mean(losses[-500:]):.3f} rows right {right:.3f}", flush=True)
            save(path, model, average, optimiser, step)


if __name__ == "__main__":
    main()
