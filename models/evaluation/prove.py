#!/usr/bin/env python3
"""Whether the evaluation tells a bad model from a good one: prove.py [--plates N] [--scenes N]

Each file of the models is swapped in turn for a bad one that loads and runs: a network whose weights are shuffled, or all nought; a
Tesseract language that takes 3 for 8 and 8 for 3, or the English one, where it is installed; an alphabet whose digits are moved by one.
The drawn sets of models/evaluate are read with it, fixed seeds, and judged by what is asked of them. The exit status of models/evaluate
says little, since it may be 1 with the good models too: what counts is a figure that held with them and is missed without.

A figure that is missed within the interval of what the good models reach is no proof: on so few pictures chance does as much. That is said.

Exit status 1 if a bad model is not told. Needs the Python package onnx.
"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile

import drawn
import scoring
from targets import misses, target_of

ENGLISH = pathlib.Path("/usr/share/tesseract-ocr/5/tessdata/eng.traineddata")


def forget(path, shuffled):
    """A network's weights, shuffled within each layer or all nought."""
    import numpy as np
    import onnx
    from onnx import numpy_helper
    model, chance = onnx.load(str(path)), np.random.default_rng(1)
    for tensor in model.graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if weights.dtype == np.float32 and weights.size >= 16:
            bad = chance.permutation(weights.ravel()).reshape(weights.shape) if shuffled else np.zeros_like(weights)
            tensor.CopyFrom(numpy_helper.from_array(bad, tensor.name))
    onnx.save(model, str(path))


def swap_three_and_eight(path):
    """In the language's list of characters, a line each."""
    language = bytearray(path.read_bytes())
    three, eight = language.index(b"\n3 ") + 1, language.index(b"\n8 ") + 1
    language[three], language[eight] = language[eight], language[three]
    path.write_bytes(language)


def move_digits(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    digits = [at for at, line in enumerate(lines) if line.isdigit()]
    for at, digit in zip(digits, [lines[at] for at in digits[1:] + digits[:1]]):
        lines[at] = digit
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def ways():
    """[(file, what is bad, how it is made so)]"""
    found = []
    for name in ("plate-detector.onnx", "plate-reader.onnx", "plate-reader-far.onnx", "plate-province.onnx"):
        found += [(name, "weights shuffled", lambda path: forget(path, True)), (name, "weights nought", lambda path: forget(path, False))]
    found += [("plate-reader.alphabet.txt", "digits moved by one", move_digits), ("plates.traineddata", "3 for 8", swap_three_and_eight)]
    if ENGLISH.exists():
        found.append(("plates.traineddata", "English", lambda path: shutil.copy(ENGLISH, path)))
    return found


def good_models():
    folder = pathlib.Path(os.environ.get("GATE_AGENT_MODELS", scoring.PROJECT / "models"))
    return [path for path in folder.iterdir() if path.suffix in (".onnx", ".txt", ".traineddata")]


def measure(scorer, sets, models, work):
    """{set: Figures} with the models of a folder."""
    os.environ["GATE_AGENT_MODELS"] = str(models)
    return {name: scoring.Figures(scorer, labels, scoring.recognize(files), work) for name, (labels, files) in sets.items()}


def told(good, bad):
    """[(figure, good k, n, bad k, n, beyond chance)] of the figures that held and are missed."""
    found = []
    for name, figures in bad.items():
        target = target_of(name)
        held = [f for f in misses(figures, target) if f not in misses(good[name], target)]
        for figure in held:
            key = "misread" if figure.startswith("trusted and wrong") else figure.split()[0]
            (k, n), (bad_k, bad_n) = good[name].count(key), figures.count(key)
            rises = key == "misread"
            apart = n > 0 and bad_n > 0 and (
                scoring.interval(bad_k, bad_n)[0] > scoring.interval(k, n)[1] if rises else
                scoring.interval(bad_k, bad_n)[1] < scoring.interval(k, n)[0])
            found.append((f"{name}: {figure}", k, n, bad_k, bad_n, apart))
    return found


def summary(figures):
    return [f"{f.count('read')[0]} / {f.count('capture')[0]} / {f.count('trusted')[0]} / {f.count('misread')[0]} of {f.n}" for f in figures.values()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plates", type=int, default=200)
    parser.add_argument("--scenes", type=int, default=40)
    options = parser.parse_args()
    try:
        import onnx  # noqa: F401
    except ImportError:
        raise SystemExit("prove: Python's onnx is missing: pip install onnx")
    data = pathlib.Path(os.environ.get("PLATE_DATA", scoring.PROJECT / ".." / "shared" / "data")).resolve()
    scorer = scoring.load_scorer(data)
    failures = []
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        sets = {}
        for name, paint, count in (("drawn", drawn.plates, options.plates), ("drawn scenes", drawn.scenes, options.scenes),
                                   ("drawn from afar", drawn.far_plates, options.plates), ("drawn Chinese", drawn.chinese_plates, options.plates)):
            folder = work / name.replace(" ", "-")
            files = paint(folder, count)
            sets[name] = folder / "labels.csv", files
        models, folder = good_models(), work / "models"
        good = measure(scorer, sets, models[0].parent, work)
        print("read / captured / trusted / trusted and wrong of each set's plates\n")
        print(f"| models | {' | '.join(sets)} | told by |\n|---|{'---|' * (len(sets) + 1)}")
        missed = [f"{name}: {m}" for name, figures in good.items() for m in misses(figures, target_of(name))]
        print(f"| as they are | {' | '.join(summary(good))} | {'; '.join(missed) or 'all figures hold'} |", flush=True)
        folder.mkdir()
        for name, what, spoil in ways():
            for model in models:
                shutil.copy(model, folder)
            spoil(folder / name)
            bad = measure(scorer, sets, folder, work)
            found = told(good, bad)
            if any(apart for *_, apart in found):
                says = "; ".join(figure for figure, *_, apart in found if apart)
                doubtful = [f"{figure} ({k} → {b}, within chance on {n})" for figure, k, n, b, _, apart in found if not apart]
                says += "".join(f"; too few to tell by {d}" for d in doubtful)
            else:
                says = "NOT TOLD: " + ("; ".join(f"{figure} is missed, but {k} → {b} of {n} is within chance: too few"
                                                  for figure, k, n, b, _, _ in found) or "no figure that held is missed")
                failures.append(f"{name}, {what}: {says}")
            print(f"| {name}, {what} | {' | '.join(summary(bad))} | {says} |", flush=True)
    for failure in failures:
        print(f"prove: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
