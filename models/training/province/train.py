"""Trains the province net: `train.py OUT_FOLDER POOL.npz... [--steps N]`; resumes from OUT_FOLDER/province.pt, and writes
OUT_FOLDER/plate-province.onnx.

Only drawn samples: the photographs at hand show one province nearly alone, and a net that has seen them takes whatever looks
photographed for that one. A part of the first pool is kept for checking.
"""
import argparse
import math
import os
import sys
import time
import cv2
import numpy as np
import onnx
import torch
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset
from model import Province

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "reader"))
from export_ctc import drop_identities  # noqa: E402
from train_ctc import resume, save  # noqa: E402


def vary(picture, rng):
    h, w = picture.shape
    move = np.float32([[rng.uniform(0.92, 1.08), rng.normal(0, 0.05), rng.normal(0, 1.3)], [rng.normal(0, 0.03), rng.uniform(0.92, 1.08), rng.normal(0, 2)]])
    move[:, 2] += np.float32([w, h]) / 2 - move[:, :2] @ np.float32([w, h]) / 2
    out = cv2.warpAffine(picture, move, (w, h), borderMode=cv2.BORDER_REPLICATE).astype(np.float32) / 255
    if rng.random() < 0.5:
        out = out ** rng.uniform(0.5, 2)
    if rng.random() < 0.3:
        out = out * rng.uniform(0.6, 1.1) + rng.uniform(-0.1, 0.2)
    if rng.random() < 0.3:
        out += rng.normal(0, rng.uniform(0.01, 0.08), out.shape)
    if rng.random() < 0.15:
        x, y = int(rng.integers(0, w - 6)), int(rng.integers(0, h - 6))
        out[y:y + int(rng.integers(3, 12)), x:x + int(rng.integers(3, 9))] = rng.uniform(0, 1)
    return np.clip(out, 0, 1).astype(np.float32)


class Batches(IterableDataset):
    def __init__(self, pictures, labels, size, seed):
        self.pictures, self.labels, self.size, self.seed = pictures, labels, size, seed

    def __iter__(self):
        cv2.setNumThreads(0)
        rng = np.random.default_rng(self.seed)
        while True:
            chosen = rng.integers(len(self.labels), size=self.size)
            yield torch.from_numpy(np.stack([vary(self.pictures[i], rng) for i in chosen])[:, None]), torch.from_numpy(self.labels[chosen].astype(np.int64))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("pools", nargs="+")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=2e-3)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    parts = [np.load(p) for p in args.pools]
    pictures, labels = np.concatenate([p["pictures"] for p in parts]), np.concatenate([p["labels"] for p in parts])
    check = slice(0, 2000)
    model, average = Province().to(memory_format=torch.channels_last), Province()
    optimiser = torch.optim.AdamW(model.parameters(), args.rate, weight_decay=2e-3)
    path, done = os.path.join(args.out, "province.pt"), 0
    if os.path.exists(path):
        done = resume(path, model, average, optimiser)
    feed = iter(DataLoader(Batches(pictures[2000:], labels[2000:], args.batch, [7, done]), batch_size=None, num_workers=1, prefetch_factor=16))
    began, losses = time.time(), []
    for step in range(done + 1, args.steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, step / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / args.steps)))
        x, target = next(feed)
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(x.contiguous(memory_format=torch.channels_last))
        loss = functional.cross_entropy(scores.float(), target, label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        keep = min(0.998, step / (step + 20))
        with torch.no_grad():
            for mine, theirs in zip(average.state_dict().values(), model.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.lerp_(theirs.contiguous(), 1 - keep)
        losses.append(loss.item())
        if step % 250 == 0 or step == args.steps:
            average.eval()
            with torch.no_grad():
                said = average(torch.from_numpy(pictures[check, None].astype(np.float32) / 255)).argmax(1).numpy()
            print(f"step {step} {time.time() - began:.0f} s loss {np.mean(losses[-250:]):.3f} right {np.mean(said == labels[check]):.3f}", flush=True)
            save(path, model, average, optimiser, step)
    average.eval()
    partial = os.path.join(args.out, "plate-province.part")
    torch.onnx.export(average, torch.zeros(1, 1, 64, 32), partial, opset_version=11, dynamo=False, input_names=["character"], output_names=["provinces"])
    onnx.save(drop_identities(onnx.load(partial)), partial)
    os.replace(partial, os.path.join(args.out, "plate-province.onnx"))


if __name__ == "__main__":
    main()
