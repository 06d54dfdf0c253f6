"""Draws a pool of samples into one file: `make_samples.py OUT.npz [--count N] [--seed S]`."""
import argparse
import numpy as np
from samples import sample


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--count", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    drawn = [sample(rng) for _ in range(args.count)]
    np.savez(args.out, pictures=np.stack([p for p, _ in drawn]), labels=np.array([k for _, k in drawn], np.uint8))


if __name__ == "__main__":
    main()
