"""The encoder with its heads."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from categories import HEADS

CONFIG = dict(
    hidden_size=384, num_hidden_layers=12, num_attention_heads=12, intermediate_size=1536,
    max_position_embeddings=512, layer_norm_eps=1e-12, attn_implementation='sdpa',
    # One or two epochs do not overfit, and dropout costs a third of the time on a CPU.
    hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
)
# The heads read the vector scaled to this length: a vector of length 1 would hold the logits small.
SCALE = 20.0
WORDS = 'embeddings.word_embeddings.weight'


class GuardModel(nn.Module):
    """BERT, a vector for the text scaled to one length, and a linear head per category.

    The vector is that of the first token (`cls`) or the mean of all (`mean`), as the base was trained.
    """

    def __init__(self, pieces, pooling, layers=12):
        super().__init__()
        self.pooling = pooling
        self.encoder = BertModel(BertConfig(**{**CONFIG, 'vocab_size': pieces, 'num_hidden_layers': layers}), add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(384, len(HEADS))
        nn.init.zeros_(self.heads.weight)
        nn.init.constant_(self.heads.bias, -2.0)

    @classmethod
    def from_base(cls, folder, layers=12):
        """Reads a base: `model.safetensors` of a BertModel 384 wide, and `tokenizer.json`."""
        weights = {k.removeprefix('bert.'): v.float() for k, v in load_file(Path(folder) / 'model.safetensors').items()}
        tokenizer = json.loads((Path(folder) / 'tokenizer.json').read_text())
        model = cls(len(weights[WORDS]), 'cls' if tokenizer['model']['type'] == 'WordPiece' else 'mean', layers)
        missing, _ = model.encoder.load_state_dict(weights, strict=False)
        if [name for name in missing if 'position_ids' not in name and 'token_type_ids' not in name]:
            raise ValueError(f'The base weights in {folder} lack {missing}. Write the folder with multilingual_base.py.')
        return model

    @classmethod
    def from_checkpoint(cls, path):
        """Reads a trained model, or a checkpoint of one."""
        state = torch.load(path, weights_only=True)
        model = cls(len(state['model'][f'encoder.{WORDS}']), state['pooling'], state['layers'])
        model.load_state_dict(state['model'])
        return model

    def to_checkpoint(self):
        return {'model': self.state_dict(), 'pooling': self.pooling, 'layers': self.encoder.config.num_hidden_layers}

    def freeze(self, layers):
        """Keeps the embeddings and the lowest layers as they are: cheaper, and the words stay general. -1 keeps nothing."""
        if layers < 0:
            return
        for part in [self.encoder.embeddings, *self.encoder.encoder.layer[:layers]]:
            for parameter in part.parameters():
                parameter.requires_grad = False

    def vectors(self, ids, mask):
        with torch.autocast(ids.device.type, torch.bfloat16, enabled=ids.is_cuda or computes_bfloat16()):
            states = self.encoder(ids, attention_mask=mask).last_hidden_state
        if self.pooling == 'cls':
            return nn.functional.normalize(states[:, 0].float(), dim=-1)
        shown = mask.unsqueeze(-1).float()
        return nn.functional.normalize((states.float() * shown).sum(1) / shown.sum(1), dim=-1)

    def forward(self, ids, mask):
        return self.heads(self.dropout(SCALE * self.vectors(ids, mask)))


def computes_bfloat16():
    """Whether this CPU has instructions for bfloat16. Without them it is a hundred times slower than 32 bits."""
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def pad(rows):
    """Pads rows of token ids to one length, a multiple of 8 (few shapes are quick): ids and mask of shape (rows, longest)."""
    longest = (max(len(row) for row in rows) + 7) // 8 * 8
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.as_tensor(row)
        mask[index, : len(row)] = 1
    return ids, mask
