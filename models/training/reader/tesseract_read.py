"""A published language back to weights: what `tesseract_write.py` has written. Needs Debian's tesseract-ocr (combine_tessdata)."""
import os
import struct
import subprocess
import tempfile
import numpy as np
import torch
from tesseract_model import Rows
from tesseract_write import MATRIX


def matrices(component, count):
    """Its weight matrices in their order, as [outputs, inputs + 1] floats: each is found by its header and its length's plausibility."""
    found, at = [], 0
    while len(found) < count:
        at = component.find(bytes([MATRIX]), at)
        if at < 0 or at + 10 > len(component):
            raise SystemExit(f"this language has {len(found)} weight matrices of {count}: tesseract_write.py has not written it")
        outputs, inputs, mode = struct.unpack_from("<iib", component, at + 1)
        body = at + 10
        scales = body + outputs * inputs
        if mode == 0 and 0 < outputs < 1000 and 0 < inputs < 1000 and component[scales:scales + 4] == struct.pack("<I", outputs):
            whole = np.frombuffer(component, np.int8, outputs * inputs, body).reshape(outputs, inputs)
            found.append(whole * np.frombuffer(component, "<f8", outputs, scales + 4)[:, None])
            at = scales + 4 + 8 * outputs
        else:
            at += 1
    return found


def weights(language):
    """The state of `Rows` that `language` holds, rounded to its whole numbers."""
    with tempfile.TemporaryDirectory() as folder:
        part = os.path.join(folder, "plates.lstm")
        subprocess.run(["combine_tessdata", "-e", language, part], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(part, "rb") as file:
            component = file.read()
    model = Rows()
    # Two convolutions, four LSTMs of four gates, the head.
    stored = [torch.from_numpy(m.astype(np.float32)) for m in matrices(component, 2 + 4 * 4 + 1)]
    with torch.no_grad():
        for module in (model.first, model.second):
            joined = stored.pop(0)
            outputs, inputs = module.inner.weight.shape[:2]
            module.inner.weight.copy_(joined[:, :-1].reshape(outputs, 3, 3, inputs).permute(0, 3, 2, 1))
            module.inner.bias.copy_(joined[:, -1])
        for module in (model.down, model.right, model.left, model.last):
            cell, enter, forget, leave = (stored.pop(0) for _ in range(4))
            joined, inputs = torch.cat([enter, forget, cell, leave]), module.input_size
            module.weight_ih_l0.copy_(joined[:, :inputs])
            module.weight_hh_l0.copy_(joined[:, inputs:-1])
            module.bias_ih_l0.copy_(joined[:, -1])
            module.bias_hh_l0.zero_()
        joined = stored.pop(0)
        model.head.weight.copy_(joined[:, :-1])
        model.head.bias.copy_(joined[:, -1])
    return model.state_dict()
