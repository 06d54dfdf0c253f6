"""Writes plate-reader.onnx and its alphabet: `export_ctc.py WORK/ctc.pt OUT_FOLDER`."""
import os
import sys
import onnx
import torch
from ctc_model import Reader
from rows import ALPHABET


def drop_identities(model):
    """OpenCV 4.6 cannot parse Identity nodes that alias initialisers."""
    names = {i.name: i for i in model.graph.initializer}
    alias = {n.output[0]: n.input[0] for n in model.graph.node if n.op_type == "Identity" and n.input[0] in names}
    for node in list(model.graph.node):
        if node.op_type == "Identity" and node.output[0] in alias:
            model.graph.node.remove(node)
            continue
        for i, name in enumerate(node.input):
            node.input[i] = alias.get(name, name)
    return model


def main():
    state, folder = sys.argv[1:3]
    torch.set_num_threads(1)
    model = Reader()
    model.load_state_dict(torch.load(state)["average"])
    model.eval()
    partial = os.path.join(folder, "plate-reader.part")
    torch.onnx.export(model, torch.zeros(1, 1, 32, 160), partial, opset_version=11, dynamo=False,
                      input_names=["row"], output_names=["logits"],
                      dynamic_axes={"row": {0: "n"}, "logits": {0: "n"}})
    onnx.save(drop_identities(onnx.load(partial)), partial)
    os.replace(partial, os.path.join(folder, "plate-reader.onnx"))
    with open(os.path.join(folder, "plate-reader.alphabet.txt"), "w", encoding="utf-8") as f:
        f.write("".join(c + "\n" for c in ALPHABET))


if __name__ == "__main__":
    main()
