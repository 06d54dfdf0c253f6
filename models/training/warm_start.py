"""Takes up training from a published ONNX file: the weights of its folded convolutions, with fresh batch normalisation.

The normalisation of each layer is set from the layer's own outputs on some samples, so that the network computes what the
file computes and goes on learning as it did before the folding.
"""
import onnx
import torch
from onnx import numpy_helper
from torch import nn


def convolutions_in_order(model, sample):
    """[(convolution, its batch normalisation or None)] in the order in which a picture passes them."""
    norms, last = {}, None
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            last = module
        elif isinstance(module, nn.BatchNorm2d):
            norms[last] = module
    order, hooks = [], []
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            hooks.append(module.register_forward_hook(lambda m, *_: order.append(m)))
    model.eval()
    with torch.no_grad():
        model(sample)
    for hook in hooks:
        hook.remove()
    return [(conv, norms.get(conv)) for conv in order]


def load_folded(model, path, samples):
    """`samples`: network inputs [n, 1, H, W] of the kind that training will see."""
    graph = onnx.load(path).graph
    stored = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    nodes = [n for n in graph.node if n.op_type == "Conv"]
    pairs = convolutions_in_order(model, samples[:1])
    if len(nodes) != len(pairs):
        raise SystemExit(f"{path} has {len(nodes)} convolutions, the model {len(pairs)}")
    pending = {}
    for node, (conv, norm) in zip(nodes, pairs):
        weight, bias = stored[node.input[1]], stored[node.input[2]]
        if conv.weight.shape != weight.shape:
            raise SystemExit(f"{path}: {tuple(weight.shape)} does not fit {tuple(conv.weight.shape)}")
        conv.weight.data.copy_(weight)
        if norm is None:
            conv.bias.data.copy_(bias)
        else:
            pending[conv] = (norm, bias)

    def settle(conv, _, output):
        norm, bias = pending.pop(conv)
        mean, variance = output.mean((0, 2, 3)), output.var((0, 2, 3), unbiased=False).clamp(min=1e-4)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.data.copy_((variance + norm.eps).sqrt())
        norm.bias.data.copy_(bias + mean)

    hooks = [conv.register_forward_hook(settle) for conv in list(pending)]
    model.eval()
    with torch.no_grad():
        model(samples)
    for hook in hooks:
        hook.remove()
    model.train()
