"""A file of row pictures with their texts: one flat byte array, so that rows keep their own widths."""
import os
import numpy as np


def save(path, pictures, texts, sources):
    shapes = np.array([p.shape for p in pictures], np.int32)
    partial = str(path) + ".part.npz"
    np.savez(partial, data=np.concatenate([p.ravel() for p in pictures]), shapes=shapes,
             texts=np.array(texts), sources=np.array(sources))
    os.replace(partial, path)


def load(path):
    with np.load(path) as f:
        data, shapes, texts, sources = f["data"], f["shapes"], f["texts"], f["sources"]
    ends = np.cumsum(shapes.prod(axis=1))
    pictures = [data[e - h * w:e].reshape(h, w) for e, (h, w) in zip(ends, shapes)]
    return pictures, list(texts), list(sources)
