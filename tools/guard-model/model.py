"""The encoder with its heads."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from categories import HEADS

CONFIG = dict(
    hidden_size=384, num_hidden_layers=12, num_attention_heads=12, intermediate_size=1536,
    vocab_size=30522, max_position_embeddings=512, layer_norm_eps=1e-12, attn_implementation='sdpa',
    # One or two epochs do not overfit, and dropout costs a third of the time on a CPU.
    hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
)
# The heads read the vector scaled to this length: a vector of length 1 would hold the logits small.
SCALE = 20.0


class GuardModel(nn.Module):
    """BERT, the vector of its first token scaled to one length, and a linear head per category."""

    def __init__(self, layers=12):
        super().__init__()
        self.encoder = BertModel(BertConfig(**{**CONFIG, 'num_hidden_layers': layers}), add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(384, len(HEADS))
        nn.init.zeros_(self.heads.weight)
        nn.init.constant_(self.heads.bias, -2.0)

    def load_base(self, folder):
        weights = {k.removeprefix('bert.'): v.float() for k, v in load_file(Path(folder) / 'model.safetensors').items()}
        missing, _ = self.encoder.load_state_dict(weights, strict=False)
        if [name for name in missing if 'position_ids' not in name and 'token_type_ids' not in name]:
            raise ValueError(f'The base weights in {folder} lack {missing}. Use bge-small-en-v1.5.')
        return self

    def freeze(self, layers):
        """Keeps the embeddings and the lowest layers as they are: cheaper, and the words stay general."""
        for part in [self.encoder.embeddings, *self.encoder.encoder.layer[:layers]]:
            for parameter in part.parameters():
                parameter.requires_grad = False

    def vectors(self, ids, mask):
        with torch.autocast('cpu' if not ids.is_cuda else 'cuda', torch.bfloat16):
            first = self.encoder(ids, attention_mask=mask).last_hidden_state[:, 0]
        return nn.functional.normalize(first.float(), dim=-1)

    def forward(self, ids, mask):
        return self.heads(self.dropout(SCALE * self.vectors(ids, mask)))


def pad(rows):
    """Pads rows of token ids to one length, a multiple of 8 (few shapes are quick): ids and mask of shape (rows, longest)."""
    longest = (max(len(row) for row in rows) + 7) // 8 * 8
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.as_tensor(row)
        mask[index, : len(row)] = 1
    return ids, mask
