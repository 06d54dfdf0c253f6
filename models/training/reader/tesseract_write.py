"""Weights to a language: `tesseract_write.py WORK/tesseract.pt LANGUAGE.traineddata OUT.traineddata`.

Writes the `lstm` component as Tesseract 5's recogniser reads it (`Network::Serialize`, `WeightMatrix::Serialize`), in whole numbers:
each output's weights are scaled so that the largest becomes 127, as `WeightMatrix::ConvertToInt` does. The character set is
LANGUAGE's. Needs Debian's tesseract-ocr (combine_tessdata).
"""
import argparse
import os
import shutil
import struct
import subprocess
import tempfile
import numpy as np
import torch
from tesseract_model import CLASSES, HEIGHT, NOTHING, Rows

# NF_LAYER_SPECIFIC_LR | NF_ADAM, a layer that is not trained; int8 | Adam | double.
FLAGS, DISABLED, MATRIX = 0xC0, 2, 0x85
# TF_INT_MODE | TF_COMPRESS_UNICHARSET
TRAINING_FLAGS = 65


def text(s):
    return struct.pack("<I", len(s)) + s.encode()


def layer(kind, inputs, outputs, weights, name, body, learns=True):
    return (b"\0" + text(kind) + struct.pack("<bbiiii", DISABLED, learns, FLAGS, inputs, outputs, weights) + text(name) + body)


def stack(kind, inputs, outputs, name, layers):
    """`Plumbing`: layers and a learning rate each, which recognition ignores. `layers`: (bytes, number of weights)."""
    body = struct.pack("<I", len(layers)) + b"".join(b for b, _ in layers)
    body += struct.pack("<I", len(layers)) + struct.pack(f"<{len(layers)}f", *[1e-4] * len(layers))
    return layer(kind, inputs, outputs, sum(n for _, n in layers), name, body), sum(n for _, n in layers)


def matrix(weights):
    """[outputs, inputs + 1], the bias last."""
    scales = np.abs(weights).max(axis=1) / 127
    scales[scales == 0] = 1
    whole = np.rint(weights / scales[:, None]).astype(np.int8)
    return (struct.pack("<B", MATRIX) + struct.pack("<iib", *whole.shape, 0) + whole.tobytes()
            + struct.pack("<I", len(scales)) + scales.astype("<f8").tobytes())


def connected(kind, name, weight, bias):
    joined = np.concatenate([weight, bias[:, None]], 1)
    return layer(kind, joined.shape[1] - 1, len(joined), joined.size, name, matrix(joined)), joined.size


def convolution(module):
    weight, bias = module.inner.weight.numpy(), module.inner.bias.numpy()
    outputs, inputs = weight.shape[:2]
    # Convolve stacks columns of the window, each from top to bottom, each pixel with all its features.
    flat = weight.transpose(0, 3, 2, 1).reshape(outputs, -1)
    window = layer("Convolve", inputs, inputs * 9, 0, "Convolve", struct.pack("<ii", 1, 1), learns=False)
    return stack("Series", inputs, outputs, "ConvSeries", [(window, 0), connected("Tanh", "ConvNL", flat, bias)])


def pool(features, rows, columns):
    return layer("Maxpool", features, features, 0, "Maxpool", struct.pack("<ii", columns, rows)), 0


def lstm(kind, name, module):
    weight = torch.cat([module.weight_ih_l0, module.weight_hh_l0, (module.bias_ih_l0 + module.bias_hh_l0)[:, None]], 1).numpy()
    enter, forget, cell, leave = np.split(weight, 4)
    outputs, inputs = len(cell), module.input_size
    body = struct.pack("<i", inputs + outputs) + b"".join(matrix(w) for w in (cell, enter, forget, leave))
    return layer(kind, inputs, outputs, weight.size, name, body), weight.size


def component(model):
    a, b, c, d, e = model.widths
    picture = layer("Input", HEIGHT, 1, 0, "Input", struct.pack("<5i", 1, HEIGHT, 0, 1, 0), learns=False)
    layers = [
        (picture, 0), convolution(model.first), pool(a, 2, 2), convolution(model.second), pool(b, 2, 2),
        stack("XYTranspose", b, c, "XYTransLSTM", [lstm("SummLSTM", f"Lfys{c}", model.down)]),
        lstm("LSTM", f"Lfx{d}", model.right), stack("RTLReversed", d, d, "RevLSTM", [lstm("LSTM", f"Lrx{d}", model.left)]),
        lstm("LSTM", f"Lfx{e}", model.last),
        connected("Softmax", "Output", model.head.weight.numpy(), model.head.bias.numpy())]
    body, _ = stack("Series", HEIGHT, CLASSES, "Series", layers)
    # Iterations, then the null character, then what only a trainer needs.
    return body + text(model.spec()) + struct.pack("<iiiifff", TRAINING_FLAGS, 0, 0, NOTHING, 0.999, 1e-3, 0.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights")
    parser.add_argument("language")
    parser.add_argument("out")
    args = parser.parse_args()
    model = Rows()
    model.load_state_dict(torch.load(args.weights)["average"])
    model.eval()
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        language = os.path.join(folder, "plates.traineddata")
        shutil.copy(args.language, language)
        part = os.path.join(folder, "plates.lstm")
        with open(part, "wb") as f:
            f.write(component(model))
        subprocess.run(["combine_tessdata", "-o", language, part], check=True, stderr=subprocess.DEVNULL)
        shutil.copy(language, args.out + ".part")
    os.replace(args.out + ".part", args.out)


if __name__ == "__main__":
    main()
