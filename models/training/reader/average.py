"""The mean of two published row nets, weight by weight: `average.py A.onnx B.onnx SHARE_OF_B OUT.onnx`.

Right for nets of one line of training alone, where the later one began with the weights of the earlier: between the two lie
nets that forget less of what the first stages taught than the last one does.
"""
import sys
import numpy as np
import onnx
from onnx import numpy_helper


def main():
    first, second = onnx.load(sys.argv[1]), onnx.load(sys.argv[2])
    share = float(sys.argv[3])
    mine, theirs = first.graph.initializer, second.graph.initializer
    if [(i.name, i.dims) for i in mine] != [(i.name, i.dims) for i in theirs]:
        raise SystemExit("not the same net")
    for one, other in zip(mine, theirs):
        mean = (1 - share) * numpy_helper.to_array(one) + share * numpy_helper.to_array(other)
        one.CopyFrom(numpy_helper.from_array(mean.astype(np.float32), one.name))
    onnx.save(first, sys.argv[4])


if __name__ == "__main__":
    main()
