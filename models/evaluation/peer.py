"""What RapidOCR (PP-OCR in ONNX, `rapidocr-onnxruntime` 1.4.4) reads of the same pictures, for comparison only."""
import sys
import time
import scoring


def read(engine, path):
    """All its lines of text, from top to bottom and left to right, as one plate."""
    started = time.process_time()
    lines = engine(str(path))[0] or []
    spent = (time.process_time() - started) * 1000
    ordered = sorted(lines, key=lambda line: (round(line[0][0][1] / 20), line[0][0][0]))
    plates = [{"text": "".join(text for _, text, _ in ordered), "confidence": min(float(s) for _, _, s in ordered)}] if ordered else []
    if plates:
        xs, ys = zip(*(point for box, _, _ in ordered for point in box))
        plates[0]["quad"] = [[min(xs), min(ys)], [max(xs), min(ys)], [max(xs), max(ys)], [min(xs), max(ys)]]
    return {"file": str(path), "plates": plates, "cpu_ms": spent}


def row(scorer, labels, files, work):
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError:
        print("evaluate: skipped RapidOCR: pip install rapidocr-onnxruntime==1.4.4", file=sys.stderr)
        return
    engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
    figures = scoring.Figures(scorer, labels, [read(engine, file) for file in files], work)
    k, n = figures.count("read")
    low, high = scoring.interval(k, n)
    print(f"| drawn | the drawn plates, read by RapidOCR | {n} | {100 * k / n:.1f} % [{100 * low:.1f}–{100 * high:.1f}] | | | | {figures.cpu_ms:.0f} | – | for comparison |")
