"""Write a checkpoint as ONNX that OpenCV 4.6 loads at any size.

    python3 export.py CHECKPOINT OUTPUT.onnx
"""
import argparse
import os

import onnx
import torch

from model import PlateDetector


def drop_identities(graph):
    """OpenCV 4.6 cannot parse an Identity that only gives an initialiser a second name."""
    alias = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Identity"}
    kept = [n for n in graph.node if n.op_type != "Identity"]
    for node in kept:
        for i, name in enumerate(node.input):
            while name in alias:
                name = alias[name]
            node.input[i] = name
    del graph.node[:]
    graph.node.extend(kept)


def export(model, path):
    """Write to a temporary name first, so that a reader never sees half a file."""
    model = model.float().eval()
    temporary = path + ".part"
    torch.onnx.export(
        model,
        torch.zeros(1, 1, 256, 416),
        temporary,
        input_names=["image"],
        output_names=["plates"],
        opset_version=11,
        dynamic_axes={"image": {2: "height", 3: "width"}, "plates": {2: "rows", 3: "columns"}},
        dynamo=False,
    )
    onnx_model = onnx.load(temporary)
    drop_identities(onnx_model.graph)
    onnx.checker.check_model(onnx_model)
    onnx.save(onnx_model, temporary)
    os.replace(temporary, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("checkpoint")
    parser.add_argument("output")
    args = parser.parse_args()
    model = PlateDetector()
    model.load_state_dict(torch.load(args.checkpoint, map_location="cpu")["average"])
    export(model, args.output)
