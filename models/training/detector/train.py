"""Train the plate detector.

    PLATE_DATA=... python3 train.py OUTPUT_DIRECTORY [--steps 6000] [--drawn SCENES ...]

Writes OUTPUT_DIRECTORY/checkpoint.pt (training goes on from it when it is there) and plate-detector.onnx.
"""
import argparse
import math
import os
import sys
import time

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

from decode import decode, letterbox, quad_iou
from drawn_scenes import read_drawn
from export import export
from losses import detector_loss
from model import PlateDetector
from samples import Sampler
from sources import read_crops, training_scenes, tuning_scenes

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from warm_start import load_folded  # noqa: E402


class Stream(IterableDataset):
    """Endless samples; each worker and each restart draws other ones."""

    def __init__(self, sampler, seed):
        self.sampler, self.seed = sampler, seed

    def __iter__(self):
        cv2.setNumThreads(0)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            picture, maps = self.sampler.sample(rng)
            yield torch.from_numpy(picture[None]), torch.from_numpy(maps)


def tuning_score(model, pictures, width=416, height=256):
    """(share of the labelled plates found at IoU 0.5, mean confidence of those, others per picture) on the tuning pictures.

    Not every plate in these pictures is labelled, so the last figure only serves to compare checkpoints.
    """
    model.eval()
    found, labelled, confidence, others = 0, 0, 0.0, 0
    with torch.no_grad():
        for picture in pictures:
            image, scale = letterbox(picture.pixels, width, height)
            plates = decode(model(torch.from_numpy(image))[0].numpy(), scale)
            others += len(plates)
            for plate in picture.plates:
                labelled += 1
                hits = []
                for p, quad in plates:
                    if not plate.exact:
                        low, high = quad.min(0), quad.max(0)
                        quad = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
                    if quad_iou(quad, plate.quad) >= 0.5:
                        hits.append(p)
                found += bool(hits)
                confidence += max(hits, default=0)
    return found / max(1, labelled), confidence / max(1, found), (others - found) / max(1, len(pictures))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--width", type=int, default=352)
    parser.add_argument("--height", type=int, default=224)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=500, help="steps between checkpoints")
    parser.add_argument("--start", help="weights to start from: a checkpoint of another run, or a published .onnx")
    parser.add_argument("--drawn", nargs="*", default=[], help="folders of drawn scenes with labels.jsonl")
    parser.add_argument("--drawn-share", type=float, default=0.2)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    os.makedirs(args.output, exist_ok=True)
    checkpoint = os.path.join(args.output, "checkpoint.pt")

    groups = training_scenes()
    if args.drawn:
        groups = [(share * (1 - args.drawn_share), pictures) for share, pictures in groups]
        groups.append((args.drawn_share, read_drawn(args.drawn)))
    tuning = tuning_scenes()
    for share, pictures in groups:
        print(f"{share:5.2f} {len(pictures):5d} {pictures[0].name.split('/')[0]}")
    print(f"tuning on {len(tuning)} pictures", flush=True)

    sampler = Sampler(groups, read_crops(), (args.width, args.height), args.seed)
    model = PlateDetector().to(memory_format=torch.channels_last)
    average = PlateDetector()
    optimiser = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=1e-4)
    step = 0
    if os.path.exists(checkpoint):
        state = torch.load(checkpoint, map_location="cpu")
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    elif args.start and args.start.endswith(".onnx"):
        rng = np.random.default_rng(args.seed)
        views = np.stack([sampler.sample(rng)[0] for _ in range(48)])[:, None]
        load_folded(model, args.start, torch.from_numpy(views).float() / 255)
        average.load_state_dict(model.state_dict())
    elif args.start:
        state = torch.load(args.start, map_location="cpu")
        model.load_state_dict(state["average"])
        average.load_state_dict(state["average"])
    loader = iter(DataLoader(Stream(sampler, args.seed * 100_003 + step), batch_size=args.batch, num_workers=args.workers, prefetch_factor=4))

    sums, began = np.zeros(3), time.time()
    while step < args.steps:
        warm = min(1.0, (step + 1) / 100)
        for group in optimiser.param_groups:
            group["lr"] = args.rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / args.steps)))
        images, maps = next(loader)
        images = images.float().div_(255).contiguous(memory_format=torch.channels_last)
        model.train()
        with torch.autocast("cpu", torch.bfloat16):
            logits, corners = model.logits(images)
        loss, centre, corner = detector_loss(logits.float(), corners.float(), maps)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        keep = min(0.998, step / (step + 20))
        with torch.no_grad():
            for mine, theirs in zip(average.state_dict().values(), model.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.lerp_(theirs.contiguous(), 1 - keep)
        sums += float(loss.detach()), float(centre), float(corner)
        if step % 100 == 0:
            print(f"{step:6d} loss {sums[0] / 100:.3f} centre {sums[1] / 100:.3f} corners {sums[2] / 100:.4f} {time.time() - began:.0f} s", flush=True)
            sums[:] = 0
        if step % args.every == 0 or step == args.steps:
            recall, confidence, others = tuning_score(average, tuning)
            print(f"{step:6d} tuning pictures: recall {recall:.3f}, confidence {confidence:.2f}, others {others:.2f}", flush=True)
            torch.save({"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, checkpoint + ".part")
            os.replace(checkpoint + ".part", checkpoint)
            export(average, os.path.join(args.output, "plate-detector.onnx"))


if __name__ == "__main__":
    main()
