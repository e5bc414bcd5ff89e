"""Scores texts with a trained model, at full or at the product's precision."""

import numpy as np
import torch
from tokenizers import Tokenizer

from categories import HEADS
from model import SCALE, GuardModel, pad
from quantise import BITS, WORD_BITS, encoder_weights, repack


class Predictor:
    """Loads a model. Quantised: with the weights that the file of quantise.py holds."""

    def __init__(self, model, base, quantised=False, maximum_tokens=256, bits=BITS, word_bits=WORD_BITS):
        self.model = GuardModel.from_checkpoint(model)
        if quantised:
            weights = self.model.state_dict()
            for name, weight in encoder_weights(weights).items():
                weights[f'encoder.{name}'] = torch.from_numpy(repack(name, weight, bits, word_bits))
            self.model.load_state_dict(weights)
        self.model.eval()
        self.tokenizer = Tokenizer.from_file(f'{base}/tokenizer.json')
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(maximum_tokens)

    @torch.no_grad()
    def vectors(self, texts, tokens=8192):
        ids = [e.ids for e in self.tokenizer.encode_batch(list(texts))]
        out = np.zeros((len(ids), 384), np.float32)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        at = 0
        while at < len(order):
            end = at + 1
            while end < len(order) and len(ids[order[end]]) * (end - at + 1) <= tokens:
                end += 1
            batch = order[at:end]
            out[batch] = self.model.vectors(*pad([ids[i] for i in batch])).numpy()
            at = end
        return out

    @torch.no_grad()
    def logits(self, vectors):
        return self.model.heads(SCALE * torch.from_numpy(vectors)).numpy()

    def windows(self, texts, role, window=900, overlap=200):
        """The highest logits over the overlapping windows of each text. Shape: (texts, heads)."""
        pieces, owner = [], []
        for index, text in enumerate(texts):
            starts = range(0, max(1, len(text) - overlap), window - overlap)
            for start in starts:
                pieces.append(f'{role}: {text[start : start + window]}')
                owner.append(index)
        logits = self.logits(self.vectors(pieces))
        out = np.full((len(texts), len(HEADS)), -np.inf, np.float32)
        np.maximum.at(out, np.array(owner), logits)
        return out
