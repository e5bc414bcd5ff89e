"""Q4_0 of llama.cpp: each 32 weights of a row share a half-precision scale, and are whole numbers of four bits."""

from contextlib import contextmanager

import torch

BLOCK = 32


def to_whole(rows):
    """The scales and the whole numbers from 0 to 15 of each block. Shapes: (blocks, 1) and (blocks, 32)."""
    blocks = rows.detach().float().reshape(-1, BLOCK)
    largest = blocks.gather(1, blocks.abs().argmax(1, keepdim=True))
    scales = (largest / -8).half().float()
    inverse = torch.where(scales == 0, torch.zeros_like(scales), 1 / scales)
    return scales, (blocks * inverse + 8.5).floor().clamp(0, 15)


def rounded(rows):
    """The weights that the file gives back, but for one or two in 10,000 that lie between two whole numbers."""
    scales, whole = to_whole(rows)
    return ((whole - 8) * scales).reshape(rows.shape)


def is_rounded(name):
    """Whether a parameter is stored in four bits: the matrices of the layers are, the embeddings are not."""
    return 'encoder.layer.' in name and name.endswith('.weight') and 'LayerNorm' not in name


@contextmanager
def rounding(model):
    """Lets the model compute with rounded weights, so that it learns to do without what is lost. The exact ones are trained."""
    exact = {}
    for name, parameter in model.named_parameters():
        if is_rounded(name):
            exact[name] = parameter.data
            parameter.data = rounded(parameter.data)
    try:
        yield
    finally:
        for name, parameter in model.named_parameters():
            if name in exact:
                parameter.data = exact[name]
