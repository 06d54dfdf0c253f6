"""Pictures drawn by the project's own painter, with fixed seeds, and their labels in the scorer's form."""
import csv
import json
import os
import pathlib
import subprocess
from scoring import PROJECT

SEED = 424_242   # of no training picture
LEAST_WIDTH = 10   # pixels


def painter():
    return os.environ.get("SCENE_PAINTER", str(PROJECT / ".build/release/scene-painter"))


def paint(folder, *arguments):
    subprocess.run([painter(), *map(str, arguments), "--out", str(folder)], check=True)
    return write_labels(pathlib.Path(folder))


def write_labels(folder):
    """labels.csv beside labels.jsonl; plates that are cut off, covered or under LEAST_WIDTH are left out of the figures."""
    with open(folder / "labels.csv", "w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(["file", "plate", "x", "y", "w", "h", "occluded"])
        files = []
        for line in open(folder / "labels.jsonl", encoding="utf-8"):
            label = json.loads(line)
            files.append(folder / label["file"])
            for plate in label["plates"]:
                xs, ys = zip(*plate["quad"])
                table.writerow([label["file"], plate["text"], min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys),
                                1 if plate["visible"] < 0.95 or max(xs) - min(xs) < LEAST_WIDTH else ""])
    return files


def plates(folder, count):
    return paint(folder, "plates", "--count", count, "--seed", SEED, "--fonts", "house", "--mix", "gate", "--widths", "60-160")


def far_plates(folder, count):
    """Seen from afar: their rows are the far reader's."""
    return paint(folder, "plates", "--count", count, "--seed", SEED + 40_000, "--fonts", "house", "--mix", "gate", "--widths", "24-60")


def chinese_plates(folder, count):
    """About `count`: of three and a half times as many plates of both countries those with a province."""
    files = paint(folder, "plates", "--count", 7 * count // 2, "--seed", SEED + 50_000, "--fonts", "house", "--mix", "gate", "--widths", "60-160")
    with open(folder / "labels.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if any("\u4e00" <= c <= "\u9fff" for c in row["plate"])]
    with open(folder / "labels.csv", "w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, rows[0].keys())
        table.writeheader()
        table.writerows(kept)
    names = {row["file"] for row in kept}
    return [file for file in files if file.name in names]


def scenes(folder, count):
    """Whole scenes: vehicles near and far, their plates mostly small."""
    return paint(folder, "scenes", "--count", count, "--seed", SEED, "--fonts", "house", "--size", "1280x720")


def lorry(folder, size, plate="29C67890"):
    """A lorry that drives up, front view: the moments in which its plate is in view."""
    files = paint(folder, "drive", "--plate", plate, "--size", size, "--fps", 6, "--seed", SEED)
    return files[len(files) // 3:]
