"""Trains the CTC reader: `train_ctc.py WORK ROWS.npz... [--steps N]`; resumes from WORK/ctc.pt.

Rows are augmented as they are drawn: brightness, blur, low resolution, noise, hidden patches, shifts. What is exported is
the running average of the weights.
"""
import argparse
import copy
import math
import os
import sys
import time
from dataclasses import dataclass
import cv2
import numpy as np
import torch
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset
import fonts
import rowstore
from drawing import reflection
from ctc_model import NARROW, WIDTHS, Reader, decode
from grow import load_grown
from rows import ALPHABET, ctc_input, ctc_width, edge_median, stretch

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from warm_start import load_folded  # noqa: E402

INDEX = {c: i + 1 for i, c in enumerate(ALPHABET)}
# How often a source's rows are drawn.
SHARE = {"vn_char_crops": 1.3, "vn_gate_cars_train": 1.3, "cn_lprnet_crops": 1.5, "cz_hr_crops": 1.3, "in_phone": 2.0, "intl_kaggle433": 1.5,
         "intl_mixed300": 1.3}
# The same for the reader of far plates, where half of the rows are photographs.
SHARE_FAR = {**{source: 2 * share for source, share in SHARE.items()}, "vn_gate_train": 2.0, "transplanted": 1.5, "painted": 3.0, "drawn": 0.6}
# How much the elder's word counts in a training in too much light: a row's divergence from it, beside the text's loss a character.
ELDERS_SHARE = 0.1


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


def from_far_away(row, rng):
    """The row 5.5 to 18 px high in the picture."""
    return through_camera(row, rng, np.exp(rng.uniform(np.log(5.5), np.log(18))), 9)


def in_motion(row, rng):
    """The row of a vehicle that moves on while the shutter is open, 10 to 32 px high in the picture: smeared by 7 to 36 % of the row's
    height, along the row as of a vehicle that passes by, downwards as of one that comes near, or askew."""
    length = row.shape[0] * rng.uniform(0.07, 0.36)
    angle = (rng.normal(0, 0.12), rng.normal(np.pi / 2, 0.2), rng.uniform(0, np.pi))[rng.choice(3, p=(0.42, 0.3, 0.28))]
    size = 2 * int(np.ceil(length / 2)) + 1
    middle, arm = (size - 1) / 2, np.float64([np.cos(angle), np.sin(angle)]) * (length - 1) / 2
    ends = [tuple(map(int, fonts.sixteenths(middle + side * arm))) for side in (-1, 1)]
    kernel = cv2.line(np.zeros((size, size), np.float32), *ends, 1.0, 1, cv2.LINE_AA, 4)
    smeared = cv2.filter2D(row, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
    return through_camera(smeared, rng, np.exp(rng.uniform(np.log(10), np.log(row.shape[0]))), 5)


def through_camera(row, rng, height, noise):
    """The row `height` pixels high, with blur, noise and JPEG blocks of that size, and its contrast stretched after that, with its noise."""
    h, w = row.shape
    factor = height / h
    shift = rng.uniform(-0.5, 0.5, 2) / factor             # the pixels' grid does not know the plate
    row = cv2.warpAffine(row, np.float32([[1, 0, shift[0]], [0, 1, shift[1]]]), (w, h), borderMode=cv2.BORDER_REPLICATE)
    small = cv2.resize(row, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.float32)
    if rng.random() < 0.5:
        small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 0.9))
    if rng.random() < 0.12:                                # motion
        small = cv2.blur(small, (int(rng.integers(2, 4)), 1))
    middle = rng.uniform(60, 200)
    small = middle + (small - small.mean()) * rng.uniform(0.2, 1)
    if rng.random() < 0.7:
        small += rng.normal(0, rng.uniform(1, noise), small.shape)
    small = np.clip(small, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        x, y = int(rng.integers(4, 12)), int(rng.integers(4, 12))   # the blocks' grid neither
        framed = cv2.copyMakeBorder(small, y, 8, x, 8, cv2.BORDER_REPLICATE)
        decoded = cv2.imdecode(cv2.imencode(".jpg", framed, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 95))])[1], cv2.IMREAD_GRAYSCALE)
        small = decoded[y:y + small.shape[0], x:x + small.shape[1]]
    return stretch(cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR))


@dataclass(frozen=True)
class Distance:
    """How a row is shown to the reader of rows that are low or smeared."""
    far: float      # how often from far away
    motion: float   # how often in motion, of the others
    end: int        # where the row ends in its picture

    def show(self, row, rng):
        way = from_far_away if rng.random() < self.far else in_motion if self.motion and rng.random() < self.motion else None
        if way is None:
            return row
        seen = way(row[:, :self.end], rng)
        return cv2.copyMakeBorder(seen, 0, 0, 0, row.shape[1] - self.end, cv2.BORDER_CONSTANT, value=edge_median(seen))


def augment(row, rng, distance=None):
    """`distance`: None for the reader of all rows."""
    h, w = row.shape
    if distance is not None:
        row = distance.show(row, rng)
    if rng.random() < 0.35:
        shift = rng.normal(0, 1, 2) * (3, 1.2)
        zoom = rng.uniform(0.93, 1.07, 2)
        move = np.float32([[zoom[0], rng.normal(0, 0.06), shift[0]],
                           [rng.normal(0, 0.012), zoom[1], shift[1] + (1 - zoom[1]) * h / 2]])
        row = cv2.warpAffine(row, move, (w, h), borderMode=cv2.BORDER_REPLICATE)
    if distance is None and rng.random() < 0.3:
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


def in_glare(row, rng):
    """Light added where a lamp is mirrored: a thin arc over several characters with a veil around it, or a pool. Ground that is white
    cannot get lighter, ink can. A plate in use has a glossy cover, and the lamps of a gate hang above it."""
    h, reach = row.shape
    light = np.zeros((h, reach), np.float32)
    if rng.random() < 0.7:
        ends = np.float64([[rng.uniform(-0.1, 0.5) * reach, 0], [rng.uniform(0.4, 1.1) * reach, 0]])
        ends[:, 1] = rng.uniform(-0.3, 1.1) * h + rng.normal(0, 0.12, 2) * h
        t = np.linspace(0, 1, 16)[:, None]
        sag = np.float64([[0, rng.normal(0.35, 0.35) * h]])
        line = (1 - t) * ends[0] + t * ends[1] + 4 * t * (1 - t) * sag
        cv2.polylines(light, [fonts.sixteenths(line)], False, 1.0, max(1, int(h * rng.uniform(0.03, 0.14))), cv2.LINE_AA, 4)
        veil = cv2.GaussianBlur(light, (0, 0), h * rng.uniform(0.08, 0.3))
        light = cv2.GaussianBlur(light, (0, 0), h * rng.uniform(0.015, 0.05)) * rng.uniform(60, 255)
        light += veil * (rng.uniform(0, 170) / max(float(veil.max()), 1e-3))
    if rng.random() < 0.5:
        ys, xs = np.mgrid[0:h, 0:reach].astype(np.float32)
        x, y = rng.uniform(0, reach), rng.uniform(-0.3, 1.3) * h
        far = ((xs - x) / (h * rng.uniform(0.3, 1.6))) ** 2 + ((ys - y) / (h * rng.uniform(0.3, 1))) ** 2
        light += rng.uniform(50, 220) * np.exp(-far / 2)
    return row * rng.uniform(0.75, 1) + light


def overexposed(row, rng):
    """More light than the camera holds: what is light runs into what is dark."""
    lit = rng.uniform(10, 110) + row * rng.uniform(0.4, 0.9)
    if rng.random() < 0.6:
        lit = cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.4, 1.2))
    gain = min(rng.uniform(1.2, 2.6), 225 / np.percentile(lit, 3))   # some of what is dark is left
    return stretch(np.clip(lit * gain, 0, 255)).astype(np.float32)


def dazzled(row, end, rng):
    """The row, up to `end`, in more light than is good for it, or as it is. Light characters on dark ground are given as their negative."""
    way = rng.choice(3, p=(0.4, 0.4, 0.2))
    if way == 0:
        return row
    negative = rng.random() < 0.25
    seen = (in_glare, overexposed)[way - 1](255 - row[:, :end] if negative else row[:, :end], rng)
    seen = np.clip(255 - seen if negative else seen, 0, 255)
    return cv2.copyMakeBorder(seen, 0, 0, 0, row.shape[1] - end, cv2.BORDER_CONSTANT, value=edge_median(seen))


def batches(pictures, texts, weights, distances, ends, size, rng):
    """(rows, texts, lengths of these), and, where the rows' `ends` are given, the same rows before they were dazzled."""
    chances = weights / weights.sum()
    while True:
        for chosen in rng.choice(len(texts), (64, size), p=chances):
            x = np.stack([augment(pictures[i], rng, distances and distances[i]) for i in chosen])
            seen = np.stack([dazzled(row, ends[i], rng) for row, i in zip(x, chosen)]) if ends else x
            targets = [[INDEX[c] for c in texts[i]] for i in chosen]
            yield (tensor(seen), torch.tensor(sum(targets, [])), torch.tensor([len(t) for t in targets]), tensor(x) if ends else None)


def tensor(rows):
    return torch.from_numpy((rows[:, None] / 255).astype(np.float32)).contiguous(memory_format=torch.channels_last)


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

    def __init__(self, pictures, texts, weights, distances, ends, size, seed):
        self.parts = pictures, texts, weights, distances, ends, size
        self.seed = seed

    def __iter__(self):
        cv2.setNumThreads(0)
        yield from batches(*self.parts, np.random.default_rng(self.seed))


def load(paths, far, motion):
    """Rows, texts, weights, how each row is shown (None unless `far`), and where each ends in its picture."""
    pictures, texts, sources, widths = [], [], [], []
    for path in paths:
        p, t, s = rowstore.load(path)
        keep = [i for i in range(len(t)) if 0 < len(t[i]) <= 13]
        pictures += [ctc_input(p[i]) for i in keep]
        widths += [ctc_width(p[i]) for i in keep]
        texts += [str(t[i]) for i in keep]
        sources += [str(s[i]) for i in keep]
    shares = SHARE_FAR if far else SHARE
    weights = np.array([shares.get(s, 1.0) for s in sources])
    # Painted scenes show their plates from far away as they are.
    painted, other = ((0.25, 0.2), (0.45, 0.75)) if motion else ((0.25, 0), (0.85, 0))
    distances = [Distance(*(painted if s == "painted" else other), end=w) for s, w in zip(sources, widths)]
    return np.stack(pictures), texts, weights, distances if far else None, widths


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


def begin(model, start, pictures):
    """The weights of a published file, or of another run's checkpoint."""
    if start.endswith(".onnx"):
        load_folded(model, start, torch.from_numpy(pictures[:, None].astype(np.float32) / 255))
    else:
        load_grown(model, torch.load(start)["average"])


def forgotten(logs, elder, calm):
    """How far a net is from what its elder says of the same rows in calm light: Kullback-Leibler, a row. No row moves in the light, so
    they are compared step by step (distillation: Hinton et al., 2015)."""
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        wanted = functional.log_softmax(elder.scores(calm).float(), 2)
    return functional.kl_div(logs.permute(1, 0, 2), wanted, log_target=True, reduction="sum") / len(calm)


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
    parser.add_argument("--far", action="store_true", help="the reader of far plates, of rows up to 18 px")
    parser.add_argument("--motion", action="store_true", help="of it: and of rows that are smeared by motion")
    parser.add_argument("--light", action="store_true",
                        help="half of the rows in more light than is good for them; and what the net begins with reads without it shall stay")
    args = parser.parse_args()
    if args.light and not args.start:
        parser.error("--light goes with --start")
    if args.motion and not args.far:
        parser.error("--motion goes with --far")
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    pictures, texts, weights, distances, ends = load(args.rows, args.far, args.motion)
    order = np.random.default_rng(args.seed).permutation(len(texts))
    check, train = order[:600], order[600:]
    shown = pictures[check[:400]]
    if distances:
        rng = np.random.default_rng(args.seed)
        shown = np.stack([augment(pictures[i], rng, distances[i]) for i in check[:400]])

    widths = NARROW if args.narrow else WIDTHS
    model, average = Reader(widths).to(memory_format=torch.channels_last), Reader(widths)
    optimiser = torch.optim.AdamW(model.parameters(), args.rate, weight_decay=1e-3)
    path, step = os.path.join(args.work, "ctc.pt"), 0
    if args.start and (args.light or not os.path.exists(path)):
        begin(model, args.start, pictures[train[:1024]])
        average.load_state_dict(model.state_dict())
        print("before:", np.mean([a == texts[i] for a, i in zip(read_all(average, shown), check)]), flush=True)
    elder = copy.deepcopy(model).eval() if args.light else None
    if os.path.exists(path):
        step = resume(path, model, average, optimiser)
    print(sum(p.numel() for p in model.parameters()), "parameters,", len(train), "rows", flush=True)
    feed = iter(DataLoader(Batches(pictures[train], [texts[i] for i in train], weights[train],
                                   distances and [distances[i] for i in train],
                                   [ends[i] for i in train] if args.light else None, args.batch, [args.seed, step]),
                           batch_size=None, num_workers=1, prefetch_factor=16))
    began, losses = time.time(), []
    while step < args.steps:
        rate = falling(args.rate, args.last_rate, step, args.steps)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 200)
        x, target, lengths, calm = next(feed)
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(x)
        logs = functional.log_softmax(scores.float(), 2).permute(1, 0, 2)
        loss = functional.ctc_loss(logs, target, torch.full((len(x),), logs.shape[0]), lengths, zero_infinity=True)
        if elder:
            loss = loss + ELDERS_SHARE * forgotten(logs, elder, calm)
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
            read = read_all(average, shown)
            right = np.mean([a == texts[i] for a, i in zip(read, check)])
            print(f"step {step} {time.time() - began:.0f} s loss {np.mean(losses[-500:]):.3f} rows right {right:.3f}", flush=True)
            save(path, model, average, optimiser, step)


if __name__ == "__main__":
    main()
