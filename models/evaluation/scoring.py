"""Runs the program over pictures and scores its reads with the scorer that comes with the photographs."""
import contextlib
import csv
import importlib.util
import io
import json
import os
import pathlib
import resource
import statistics
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BATCH = 400


def agent():
    return os.environ.get("GATE_AGENT", str(PROJECT / ".build/release/gate-agent"))


def recognize(files, *options):
    """One dictionary a picture. A picture that could not be read has an "error": it counts as not read."""
    lines = []
    for at in range(0, len(files), BATCH):
        done = subprocess.run([agent(), "recognize", "--json", *options, *map(str, files[at:at + BATCH])], capture_output=True, text=True,
                              env={**os.environ, "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"})
        if done.returncode > 1 or not done.stdout:
            raise SystemExit(f"evaluate: {agent()} failed: {done.stderr.strip()}")
        lines += [json.loads(line) for line in done.stdout.splitlines()]
    return lines


def load_scorer(data):
    path = pathlib.Path(os.environ.get("PLATE_SCORER", data.parent / "tools" / "score.py"))
    if not path.exists():
        raise SystemExit(f"evaluate: no scorer {path}: it comes with the photographs, or name it in PLATE_SCORER")
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def contradicted(name):
    """{(file, label): what the picture shows} of a set's labels that their pictures contradict; see contradicted.csv."""
    with open(pathlib.Path(__file__).resolve().parent / "contradicted.csv", encoding="utf-8") as file:
        return {(row["file"], row["label"]): row["shown"] for row in csv.DictReader(file) if row["set"] == name}


def without(labels, left_out, work):
    """A copy of labels.csv in which `left_out`, pairs of file and text, are in no figure. A label that has been mended is kept."""
    path = pathlib.Path(work) / "labels-without.csv"
    with open(labels, encoding="utf-8") as file, open(path, "w", newline="", encoding="utf-8") as out:
        rows = csv.DictReader(file)
        table = csv.DictWriter(out, [*rows.fieldnames, *({"occluded"} - set(rows.fieldnames))])
        table.writeheader()
        for row in rows:
            table.writerow({**row, "occluded": "1"} if (row["file"], row["plate"]) in left_out else row)
    return path


class Figures:
    """What the scorer says of one set, and what the reading cost."""

    def __init__(self, scorer, labels, lines, work):
        reads = pathlib.Path(work) / "reads.jsonl"
        reads.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            self.score = scorer.main(str(labels), str(reads))
        self.cpu_ms = median(lines)

    @property
    def n(self):
        return self.score["n"]

    def count(self, figure):
        of = round(self.score["trusted"] * self.n) if figure == "misread" else self.n
        return round(self.score[figure] * of), of


def median(lines):
    costs = [line["cpu_ms"] for line in lines if "cpu_ms" in line]
    return statistics.median(costs) if costs else float("nan")


def peak_memory_mb():
    """Of the largest run of the program so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def interval(k, n, z=1.96):
    """Wilson's 95 % interval of a share."""
    p = k / n
    middle = (p + z * z / 2 / n) / (1 + z * z / n)
    half = z * ((p * (1 - p) / n + z * z / 4 / n / n) ** 0.5) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
