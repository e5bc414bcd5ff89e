"""Step 6: writes the weights as a GGUF file: the word embeddings and the matrices of the layers in 8 or in 4 bits.

A matrix in 8 bits has one scale per row, so that a second runtime keeps the whole numbers as they are. One in 4 bits (Q4_0) has a
scale for each 32 numbers, as that is too coarse with one per row.

python quantise.py --model FILE.pt --base DIR --json guard-model.json --out guard-model.gguf [--bits 4] [--word-bits 8]
"""

import argparse
import hashlib
import json
from pathlib import Path

import gguf
import numpy as np
import torch

from model import WORDS

BLOCK = 32
# The bits of a weight in the layers, unless the caller says otherwise.
BITS = 4
# The bits of a word's vector. Rare words have small ones, so 4 bits are for a base that has them in 4 bits from the start.
WORD_BITS = 8
# The product reads no longer windows. The positions behind them are left out.
POSITIONS = 256
# The format has this spelling of "separator".
WORD_PIECE_SPECIAL = {
    'bos': '[CLS]', 'eos': '[SEP]', 'cls': '[CLS]', 'seperator': '[SEP]', 'unknown': '[UNK]', 'padding': '[PAD]', 'mask': '[MASK]',
}
SPECIAL = {'bos': '<s>', 'padding': '<pad>', 'eos': '</s>', 'unknown': '<unk>'}
POSITION = 'embeddings.position_embeddings.weight'
NAMES = {
    'attention.self.query': 'attn_q',
    'attention.self.key': 'attn_k',
    'attention.self.value': 'attn_v',
    'attention.output.dense': 'attn_output',
    'attention.output.LayerNorm': 'attn_output_norm',
    'intermediate.dense': 'ffn_up',
    'output.dense': 'ffn_down',
    'output.LayerNorm': 'layer_output_norm',
}
EMBEDDINGS = {
    WORDS: 'token_embd.weight',
    POSITION: 'position_embd.weight',
    'embeddings.token_type_embeddings.weight': 'token_types.weight',
    'embeddings.LayerNorm.weight': 'token_embd_norm.weight',
    'embeddings.LayerNorm.bias': 'token_embd_norm.bias',
}


def scales_of(rows):
    """The scale of each row, as the half-precision number that the file holds."""
    largest = np.abs(rows).max(axis=1)
    scales = (largest / 127).astype(np.float16)
    # Rounded down, a scale would push the largest weight over 127.
    low = scales.astype(np.float32) * 127 < largest
    scales[low] = np.nextafter(scales[low], np.float16(np.inf))
    return np.maximum(scales, np.float16(6e-8))


def to_q8_0(rows):
    """Packs rows of weights as Q8_0: blocks of a half-precision scale and 32 signed bytes."""
    scales = scales_of(rows)
    whole = np.clip(np.rint(rows / scales.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
    blocks = rows.shape[1] // BLOCK
    packed = np.zeros((rows.shape[0], blocks, 2 + BLOCK), np.uint8)
    packed[:, :, :2] = scales.view(np.uint8).reshape(-1, 1, 2)
    packed[:, :, 2:] = whole.view(np.uint8).reshape(rows.shape[0], blocks, BLOCK)
    return packed.reshape(rows.shape[0], -1)


def is_packed(name, weight):
    """Whether a tensor is stored in whole numbers: the matrices and the word embeddings are."""
    return weight.ndim == 2 and name not in (POSITION, 'embeddings.token_type_embeddings.weight')


def pack(name, weight, bits, word_bits=WORD_BITS):
    """The data of a tensor as the file holds it, and their type."""
    if not is_packed(name, weight):
        return weight.astype(np.float32), gguf.GGMLQuantizationType.F32
    if (word_bits if name == WORDS else bits) == 8:
        return to_q8_0(weight), gguf.GGMLQuantizationType.Q8_0
    return gguf.quants.quantize(weight, gguf.GGMLQuantizationType.Q4_0), gguf.GGMLQuantizationType.Q4_0


def repack(name, weight, bits=BITS, word_bits=WORD_BITS):
    """The weights that the file holds in the end: to measure what is lost."""
    return gguf.quants.dequantize(*pack(name, weight, bits, word_bits)).reshape(weight.shape)


def to_gguf_name(name):
    if name in EMBEDDINGS:
        return EMBEDDINGS[name]
    parts = name.split('.')
    if parts[:2] != ['encoder', 'layer']:
        return None
    return f'blk.{parts[2]}.{NAMES[".".join(parts[3:-1])]}.{parts[-1]}'


def read_vocabulary(base):
    """The vocabulary of a base, as its tokenizer.json has it: WordPiece or Unigram."""
    return json.loads((Path(base) / 'tokenizer.json').read_text())['model']


def to_piece(piece):
    """A piece of WordPiece as GGUF has it: marked where a word begins, and not where it goes on."""
    if piece.startswith('##'):
        return piece[2:]
    return piece if piece.startswith('[') and piece.endswith(']') and len(piece) > 2 else '\u2581' + piece


def add_word_piece(writer, vocabulary):
    pieces = [piece for piece, _ in sorted(vocabulary['vocab'].items(), key=lambda item: item[1])]
    writer.add_tokenizer_model('bert')
    writer.add_token_list([to_piece(piece) for piece in pieces])
    types = [gguf.TokenType.CONTROL if piece in WORD_PIECE_SPECIAL.values() else gguf.TokenType.NORMAL for piece in pieces]
    writer.add_token_types(types)
    for key, piece in WORD_PIECE_SPECIAL.items():
        writer.add_uint32(f'tokenizer.ggml.{key}_token_id', pieces.index(piece))


def add_unigram(writer, vocabulary):
    pieces = [piece for piece, _ in vocabulary['vocab']]
    special = set(SPECIAL.values())
    types = [gguf.TokenType.CONTROL if piece in special else gguf.TokenType.NORMAL for piece in pieces]
    types[pieces.index(SPECIAL['unknown'])] = gguf.TokenType.UNKNOWN
    # The name that llama.cpp has for Unigram. Without a map of characters it changes none: readable-text.ts does.
    writer.add_tokenizer_model('t5')
    writer.add_token_list(pieces)
    writer.add_token_scores([score for _, score in vocabulary['vocab']])
    writer.add_token_types(types)
    for key, piece in SPECIAL.items():
        writer.add_uint32(f'tokenizer.ggml.{key}_token_id', pieces.index(piece))
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(True)
    writer.add_add_space_prefix(True)
    writer.add_remove_extra_whitespaces(True)


def write(weights, layers, pooling, vocabulary, out, bits=BITS, word_bits=WORD_BITS):
    writer = gguf.GGUFWriter(out, 'bert')
    writer.add_name('leeward-guard')
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0 if bits == 8 else gguf.LlamaFileType.MOSTLY_Q4_0)
    writer.add_block_count(layers)
    writer.add_context_length(POSITIONS)
    writer.add_embedding_length(384)
    writer.add_feed_forward_length(1536)
    writer.add_head_count(12)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.CLS if pooling == 'cls' else gguf.PoolingType.MEAN)
    writer.add_token_type_count(len(weights['embeddings.token_type_embeddings.weight']))
    (add_word_piece if vocabulary['type'] == 'WordPiece' else add_unigram)(writer, vocabulary)
    for name, weight in weights.items():
        stored = to_gguf_name(name)
        if stored is not None:
            data, kind = pack(name, weight[:POSITIONS] if name == POSITION else weight, bits, word_bits)
            writer.add_tensor(stored, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def encoder_weights(model):
    return {k[len('encoder.') :]: v.float().numpy()
            for k, v in model.items() if k.startswith('encoder.')}


def add_word_bits(arguments):
    """Adds the option that every program needs which reads the weights as the file holds them."""
    arguments.add_argument('--word-bits', type=int, choices=(4, 8), default=WORD_BITS, help='bits of a weight in the word embeddings')


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('model', 'base', 'json', 'out'):
        arguments.add_argument(f'--{name}', required=True)
    arguments.add_argument('--bits', type=int, choices=(4, 8), default=BITS, help='bits of a weight in the layers')
    add_word_bits(arguments)
    arguments.add_argument('--next', help='the description of the model that reads what this one is not certain to know')
    options = arguments.parse_args()
    state = torch.load(options.model, weights_only=True)
    vocabulary = read_vocabulary(options.base)
    write(encoder_weights(state['model']), state['layers'], state['pooling'], vocabulary, options.out, options.bits, options.word_bits)
    described = json.loads(Path(options.json).read_text())
    described['file'] = Path(options.out).name
    # The vocabulary of WordPiece has no letters with accents. The product reads the text as the vocabulary has it.
    keeps_accents = vocabulary['type'] == 'Unigram'
    if described.setdefault('keepsAccents', keeps_accents) != keeps_accents:
        raise SystemExit(f'keepsAccents of {options.json} must be {keeps_accents} for this base: run language.py again')
    if options.next:
        described['next'] = options.next
    described['sha256'] = hashlib.sha256(Path(options.out).read_bytes()).hexdigest()
    Path(options.json).write_text(json.dumps(described))
    print(f'{options.out}: {Path(options.out).stat().st_size / 2**20:.1f} MiB')


if __name__ == '__main__':
    main()
