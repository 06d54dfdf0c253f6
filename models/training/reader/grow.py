"""Takes up training in a wider net: what the narrow one learned fills the first channels, the others begin fresh.

A new channel sees the picture through random weights and is at first heard by nobody (the weights that lead out of it are
nought), so the wide net begins by reading exactly what the narrow one read.
"""
import torch
from torch import nn


def load_grown(model, narrow):
    """`narrow`: a state dictionary of the same layers with as many channels or fewer."""
    modules = dict(model.named_modules())
    with torch.no_grad():
        for name, wide in model.state_dict().items():
            old = narrow[name]
            if old.shape == wide.shape:
                wide.copy_(old)
                continue
            owner = modules[name.rsplit(".", 1)[0]]
            if isinstance(owner, nn.Conv2d) and name.endswith("weight"):
                wide[:old.shape[0], old.shape[1]:] = 0
            wide[tuple(slice(0, n) for n in old.shape)] = old

