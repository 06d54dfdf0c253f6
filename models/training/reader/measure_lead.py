"""How far before a character's middle the CTC net says it, in pixels of its input: `measure_lead.py plate-reader.onnx [ROW]`.

ROW: the row's height in the picture, in pixels; 48 unless told. On drawn Chinese plates of GA 36's sizes, whose characters' middles
are known. The figure belongs into `CTCReader.lead` or `.farLead`.
"""
import sys
import cv2
import numpy as np
import onnxruntime
import drawing
import grammar
from rows import ALPHABET, ctc_input, stretch

LEFT, PITCH, GAP, CELL = 15.5, 57, 22, 45


def main():
    net = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
    height = int(sys.argv[2]) if len(sys.argv) > 2 else 48
    rng, leads, plates = np.random.default_rng(99), [], 0
    while plates < 300:
        printed = grammar.chinese(rng)
        text = grammar.label("".join(printed))
        if len(printed) != 1 or len(text) != 7:
            continue
        plates += 1
        plate = np.clip(drawing.chinese_standard(rng, printed, None), 0, 255).astype(np.uint8)
        seen = cv2.resize(plate, (round(height * 440 / 140), height), interpolation=cv2.INTER_AREA)
        row = ctc_input(stretch(cv2.resize(seen, (int(48 * 440 / 140), 48), interpolation=cv2.INTER_LINEAR)))
        steps = net.run(None, {"row": row[None, None].astype(np.float32) / 255})[0][0]
        scale = 32 / 140
        middles = [(LEFT + CELL / 2 + i * PITCH + (GAP if i > 1 else 0)) * scale for i in range(7)]
        best, read, places, last = steps.argmax(1), "", [], 0
        for t, k in enumerate(best):
            if k and k != last:
                read += ALPHABET[k - 1]
                places.append([t])
            elif k:
                places[-1].append(t)
            last = k
        if read != text:
            continue
        for run, k, middle in zip(places, text, middles):
            peak = max(run, key=lambda t: steps[t, ALPHABET.index(k) + 1])
            leads.append(middle - (peak + 0.5) / len(steps) * 160)
    print(f"{len(leads)} characters of {plates} plates: median {np.median(leads):.2f} px, standard deviation {np.std(leads):.2f}")


if __name__ == "__main__":
    main()
