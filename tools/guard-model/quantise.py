"""Step 6: writes the weights as a GGUF file in Q8_0, with one scale per row.

One scale per row lets a second runtime keep the whole numbers as they are, and multiply each row by its scale.

python quantise.py --model FILE.pt --base DIR --json guard-model.json --out guard-model.gguf
"""

import argparse
import hashlib
import json
from pathlib import Path

import gguf
import numpy as np
import torch

BLOCK = 32
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
    'embeddings.word_embeddings.weight': 'token_embd.weight',
    'embeddings.position_embeddings.weight': 'position_embd.weight',
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


def from_q8_0(rows):
    """The weights that a row has after packing: to measure what is lost."""
    scales = scales_of(rows).astype(np.float32)[:, None]
    return np.clip(np.rint(rows / scales), -127, 127) * scales


def is_packed(name, weight):
    """Whether a tensor is stored in whole numbers: the matrices and the word embeddings are."""
    return weight.ndim == 2 and name not in ('embeddings.position_embeddings.weight', 'embeddings.token_type_embeddings.weight')


def to_gguf_name(name):
    if name in EMBEDDINGS:
        return EMBEDDINGS[name]
    parts = name.split('.')
    if parts[:2] != ['encoder', 'layer']:
        return None
    return f'blk.{parts[2]}.{NAMES[".".join(parts[3:-1])]}.{parts[-1]}'


def read_vocabulary(base):
    pieces = json.loads((Path(base) / 'tokenizer.json').read_text())['model']['vocab']
    return [piece for piece, _ in sorted(pieces.items(), key=lambda item: item[1])]


def to_piece(piece):
    if piece.startswith('##'):
        return piece[2:]
    return piece if piece.startswith('[') and piece.endswith(']') and len(piece) > 2 else '\u2581' + piece


def write(weights, layers, vocabulary, out):
    writer = gguf.GGUFWriter(out, 'bert')
    writer.add_name('leeward-guard')
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_block_count(layers)
    writer.add_context_length(512)
    writer.add_embedding_length(384)
    writer.add_feed_forward_length(1536)
    writer.add_head_count(12)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.CLS)
    writer.add_tokenizer_model('bert')
    writer.add_token_list([to_piece(piece) for piece in vocabulary])
    special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
    writer.add_token_types([3 if piece in special else 1 for piece in vocabulary])
    writer.add_token_type_count(2)
    for key, token in (('bos', '[CLS]'), ('eos', '[SEP]'), ('cls', '[CLS]'), ('unknown', '[UNK]'),
                       ('seperator', '[SEP]'), ('padding', '[PAD]'), ('mask', '[MASK]')):  # the format has this spelling
        writer.add_uint32(f'tokenizer.ggml.{key}_token_id', vocabulary.index(token))
    for name, weight in weights.items():
        stored = to_gguf_name(name)
        if stored is None:
            continue
        if is_packed(name, weight):
            writer.add_tensor(stored, to_q8_0(weight), raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(stored, weight.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def encoder_weights(model):
    return {k[len('encoder.') :]: v.float().numpy()
            for k, v in model.items() if k.startswith('encoder.')}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('model', 'base', 'json', 'out'):
        arguments.add_argument(f'--{name}', required=True)
    options = arguments.parse_args()
    state = torch.load(options.model, weights_only=True)
    write(encoder_weights(state['model']), state['layers'], read_vocabulary(options.base), options.out)
    described = json.loads(Path(options.json).read_text())
    described['sha256'] = hashlib.sha256(Path(options.out).read_bytes()).hexdigest()
    Path(options.json).write_text(json.dumps(described))
    print(f'{options.out}: {Path(options.out).stat().st_size / 2**20:.1f} MiB')


if __name__ == '__main__':
    main()
