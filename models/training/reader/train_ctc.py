"""Trains the CTC reader: `train_ctc.py WORK ROWS.npz... [--minutes M]`; resumes from WORK/ctc.pt.

Rows are augmented as they are drawn: brightness, blur, low resolution, noise, hidden patches, shifts.
"""
import argparse
import os
import time
import cv2
import numpy as np
import torch
from torch.nn import functional
import rowstore
from ctc_model import Reader, decode
from rows import ALPHABET, ctc_input

INDEX = {c: i + 1 for i, c in enumerate(ALPHABET)}
SHARE = {"vn_char_crops": 1.5, "vn_gate_cars_train": 1.5, "cz_hr_crops": 0.7}   # how often a source is drawn


def augment(row, rng):
    h, w = row.shape
    if rng.random() < 0.35:
        shift = rng.normal(0, 1, 2) * (3, 1.2)
        zoom = rng.uniform(0.93, 1.07, 2)
        move = np.float32([[zoom[0], rng.normal(0, 0.06), shift[0]],
                           [rng.normal(0, 0.012), zoom[1], shift[1] + (1 - zoom[1]) * h / 2]])
        row = cv2.warpAffine(row, move, (w, h), borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.2:
        factor = rng.uniform(0.35, 0.8)
        small = cv2.resize(row, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        row = cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.15:
        row = cv2.GaussianBlur(row, (0, 0), rng.uniform(0.4, 1.4))
    out = row.astype(np.float32)
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work")
    parser.add_argument("rows", nargs="+")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--last-rate", type=float, default=1e-4)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    pictures, texts, sources = [], [], []
    for path in args.rows:
        p, t, s = rowstore.load(path)
        keep = [i for i in range(len(t)) if 0 < len(t[i]) <= 13]
        pictures += [ctc_input(p[i]) for i in keep]
        texts += [str(t[i]) for i in keep]
        sources += [str(s[i]) for i in keep]
    weights = np.array([SHARE.get(s, 1.0) for s in sources])
    order = rng.permutation(len(texts))
    check, train = order[:600], order[600:]
    feed = batches([pictures[i] for i in train], [texts[i] for i in train], weights[train], args.batch, rng)

    model = Reader()
    path = os.path.join(args.work, "ctc.pt")
    if os.path.exists(path):
        model.load_state_dict(torch.load(path))
    print(sum(p.numel() for p in model.parameters()), "parameters,", len(train), "rows", flush=True)
    optimiser = torch.optim.AdamW(model.parameters(), args.rate, weight_decay=1e-4)
    began, seconds, step, losses = time.time(), args.minutes * 60, 0, []
    while time.time() - began < seconds:
        done = (time.time() - began) / seconds
        warm = min(1.0, (step + 1) / 100)
        rate = args.last_rate + (args.rate - args.last_rate) * (1 + np.cos(np.pi * done)) / 2
        for group in optimiser.param_groups:
            group["lr"] = rate * warm
        x, target, lengths = next(feed)
        logs = functional.log_softmax(model.scores(x), 2).permute(1, 0, 2)
        loss = functional.ctc_loss(logs, target, torch.full((len(x),), logs.shape[0]), lengths, zero_infinity=True)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        losses.append(loss.item())
        step += 1
        if step % 300 == 0:
            read = read_all(model, [pictures[i] for i in check[:300]])
            right = np.mean([a == texts[i] for a, i in zip(read, check)])
            print(f"step {step} {time.time() - began:.0f} s loss {np.mean(losses[-300:]):.3f} rows right {right:.3f}", flush=True)
            torch.save(model.state_dict(), path + ".part")
            os.replace(path + ".part", path)
    torch.save(model.state_dict(), path + ".part")
    os.replace(path + ".part", path)


if __name__ == "__main__":
    main()
