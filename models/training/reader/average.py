"""The mean of two published row nets, weight by weight: `average.py A.onnx B.onnx SHARE_OF_B OUT.onnx`.

Right for nets of one line of training alone, where the later one began with the weights of the earlier: between the two lie
nets that forget less of what the first stages taught than the last one does.
"""
import sys
import numpy as np
import onnx
from onnx import numpy_helper


def stored(model):
    return {i.name: i for i in model.graph.initializer}


def convolutions(model):
    return [node for node in model.graph.node if node.op_type == "Conv"]


def main():
    first, second = onnx.load(sys.argv[1]), onnx.load(sys.argv[2])
    share, mine, theirs = float(sys.argv[3]), stored(first), stored(second)
    if len(convolutions(first)) != len(convolutions(second)):
        raise SystemExit("not the same net")
    for one, other in zip(convolutions(first), convolutions(second)):
        for a, b in zip(one.input[1:], other.input[1:]):
            left, right = numpy_helper.to_array(mine[a]), numpy_helper.to_array(theirs[b])
            if left.shape != right.shape:
                raise SystemExit(f"{a} is {left.shape}, {b} {right.shape}")
            mine[a].CopyFrom(numpy_helper.from_array(((1 - share) * left + share * right).astype(np.float32), a))
    onnx.save(first, sys.argv[4])


if __name__ == "__main__":
    main()
