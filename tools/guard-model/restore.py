"""Reads the shipped model back, so that training can go on from it: `train.py --start`.

python restore.py --model FOLDER --out FILE.pt
"""

import argparse
import json
from pathlib import Path

import gguf
import torch

from categories import HEADS
from model import SCALE, WORDS, GuardModel
from quantise import to_gguf_name


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('model', 'out'):
        arguments.add_argument(f'--{name}', required=True)
    options = arguments.parse_args()
    described = json.loads((Path(options.model) / 'guard-model.json').read_text())
    if [head['name'] for head in described['heads']] != HEADS:
        raise ValueError(f'The heads of {options.model} are not those of categories.py. Train from the base instead.')
    reader = gguf.GGUFReader(Path(options.model) / described['file'])
    stored = {tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type) for tensor in reader.tensors}
    is_first = reader.fields['bert.pooling_type'].contents() == gguf.PoolingType.CLS
    model = GuardModel(len(stored[to_gguf_name(WORDS)]), 'cls' if is_first else 'mean')
    state = model.state_dict()
    for name in state:
        stored_name = to_gguf_name(name.removeprefix('encoder.')) if name.startswith('encoder.') else None
        if stored_name is not None:
            # The file has fewer positions.
            rows = torch.from_numpy(stored[stored_name].copy()).reshape(-1, *state[name].shape[1:])
            state[name][: len(rows)] = rows
    state['heads.weight'] = torch.tensor([head['weights'] for head in described['heads']]) / SCALE
    state['heads.bias'] = torch.tensor([head['bias'] for head in described['heads']])
    model.load_state_dict(state)
    torch.save(model.to_checkpoint(), options.out)


if __name__ == '__main__':
    main()
