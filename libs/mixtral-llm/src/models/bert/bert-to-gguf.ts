import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelFileError } from '../../errors/index.js';
import { ggmlType } from '../../gguf/ggml-type.js';
import { type GgufTensor, type GgufValue, writeGguf } from '../../gguf/gguf-writer.js';
import { type Pooling, poolingTypes } from '../../gguf/pooling-type.js';
import { spacePiece, tokenType } from '../../gguf/token-type.js';
import { isObject } from '../../grammar/schema/json-schema.js';
import { parseJsonObject, readSafetensors, type StoredTensor } from './safetensors.js';

/** Lists the whole numbers of a BERT model's `config.json` that are read. */
const sizeFields = [
  'hidden_size',
  'num_hidden_layers',
  'num_attention_heads',
  'intermediate_size',
  'max_position_embeddings',
] as const;

/** Holds the fields of a BERT model's `config.json` that are read. */
type BertConfig = Readonly<Record<(typeof sizeFields)[number] | 'layer_norm_eps', number>>;

const specialTokens = { unknown: '[UNK]', cls: '[CLS]', separator: '[SEP]', padding: '[PAD]', mask: '[MASK]' } as const;

/**
 * Converts an embedding model of BERT's architecture to a GGUF file, with the same weights. Reads a folder as sentence-transformers
 * publishes it: `config.json`, `vocab.txt` or `tokenizer.json`, `model.safetensors` in single precision, `1_Pooling/config.json`.
 *
 * @param folder for example that of all-MiniLM-L6-v2
 * @param path of the GGUF file to write
 * @throws {ModelFileError} when a file is missing or not valid, or the model is of another kind
 */
export async function convertBertToGguf(folder: string, path: string): Promise<void> {
  const config = await readConfig(join(folder, 'config.json'));
  const pooling = await readPooling(join(folder, '1_Pooling', 'config.json'));
  const vocabulary = await readVocabulary(folder);
  const weights = join(folder, 'model.safetensors');
  const file = await open(weights).catch(refuseUnreadable(weights));
  try {
    const { tensors, dataStart } = await readSafetensors(file, weights);
    const converted: GgufTensor[] = [];
    for (const stored of tensors) {
      const name = toGgufName(stored.name);
      if (name !== undefined) converted.push(await readTensor(name, stored, { file, dataStart, weights }));
    }
    await writeGguf(path, toMetadata(config, vocabulary, pooling), converted);
  } finally {
    await file.close();
  }
}

async function readJsonObject(path: string): Promise<Readonly<Record<string, unknown>>> {
  return parseJsonObject(await readFile(path, 'utf8').catch(refuseUnreadable(path)), path);
}

/** Makes a handler for errors of the file system. It throws `ModelFileError`. */
function refuseUnreadable(path: string): () => never {
  return () => {
    throw new ModelFileError(path, 'it is missing, or it cannot be read');
  };
}

async function readConfig(path: string): Promise<BertConfig> {
  const config = await readJsonObject(path);
  if (config['model_type'] !== 'bert') {
    throw new ModelFileError(path, `it describes a model of the type "${config['model_type']}", not "bert"`);
  }
  for (const field of sizeFields) {
    const value = config[field];
    if (!Number.isSafeInteger(value) || (value as number) < 1) {
      throw new ModelFileError(path, `its field ${field} is not a positive whole number`);
    }
  }
  if (typeof config['layer_norm_eps'] !== 'number') {
    throw new ModelFileError(path, 'its field layer_norm_eps is not a number');
  }
  return config as BertConfig;
}

/** Reads the pooling method. sentence-transformers has others too, which llama.cpp does not have. */
async function readPooling(path: string): Promise<Pooling> {
  const pooling = await readJsonObject(path);
  const modes = Object.keys(pooling).filter((key) => key.startsWith('pooling_mode_') && pooling[key] === true);
  const [mode] = modes;
  if (modes.length === 1 && mode === 'pooling_mode_mean_tokens') return 'mean';
  if (modes.length === 1 && mode === 'pooling_mode_cls_token') return 'cls';
  throw new ModelFileError(path, 'its pooling is neither mean nor cls');
}

/** Reads the pieces of the WordPiece vocabulary, in the order of their ids. */
async function readVocabulary(folder: string): Promise<readonly string[]> {
  const vocabulary =
    (await readVocabularyList(folder)) ?? (await readTokenizerVocabulary(join(folder, 'tokenizer.json')));
  for (const token of Object.values(specialTokens)) {
    if (!vocabulary.includes(token)) throw new ModelFileError(folder, `its vocabulary has no ${token}`);
  }
  return vocabulary;
}

async function readVocabularyList(folder: string): Promise<readonly string[] | undefined> {
  const list = await readFile(join(folder, 'vocab.txt'), 'utf8').catch(() => undefined);
  return list
    ?.replace(/\n$/, '')
    .split('\n')
    .map((piece) => piece.replace(/\r$/, ''));
}

async function readTokenizerVocabulary(path: string): Promise<readonly string[]> {
  const { model } = await readJsonObject(path);
  const vocabulary =
    isObject(model) && model['type'] === 'WordPiece' && isObject(model['vocab']) ? Object.entries(model['vocab']) : [];
  const pieces = vocabulary.sort(([, one], [, other]) => Number(one) - Number(other));
  const isWhole = pieces.length > 0 && pieces.every(([, id], index) => id === index);
  if (!isWhole) throw new ModelFileError(path, 'it is no whole vocabulary of WordPiece');
  return pieces.map(([piece]) => piece);
}

async function readTensor(
  name: string,
  { name: storedName, type, shape, start, end }: StoredTensor,
  source: { file: FileHandle; dataStart: number; weights: string },
): Promise<GgufTensor> {
  if (type !== 'F32') {
    throw new ModelFileError(source.weights, `its tensor ${storedName} is of the type ${type}, not F32`);
  }
  const bytes = Buffer.alloc(end - start);
  await source.file.read(bytes, 0, bytes.length, source.dataStart + start);
  // GGUF has the innermost dimension first.
  return { name, dimensions: [...shape].reverse(), type: ggmlType.f32, data: () => [bytes] };
}

/** GGUF names of tensors by their BERT names. Others, such as the pooler, are not needed for embeddings. */
const tensorNames: Readonly<Record<string, string>> = {
  'embeddings.word_embeddings': 'token_embd',
  'embeddings.position_embeddings': 'position_embd',
  'embeddings.token_type_embeddings': 'token_types',
  'embeddings.LayerNorm': 'token_embd_norm',
  'attention.self.query': 'attn_q',
  'attention.self.key': 'attn_k',
  'attention.self.value': 'attn_v',
  'attention.output.dense': 'attn_output',
  'attention.output.LayerNorm': 'attn_output_norm',
  'intermediate.dense': 'ffn_up',
  'output.dense': 'ffn_down',
  'output.LayerNorm': 'layer_output_norm',
};

function toGgufName(stored: string): string | undefined {
  const [, , layer, part = '', kind] = /^(bert\.)?(?:encoder\.layer\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(stored) ?? [];
  const name = Object.hasOwn(tensorNames, part) ? tensorNames[part] : undefined;
  if (name === undefined) return undefined;
  return layer === undefined ? `${name}.${kind}` : `blk.${layer}.${name}.${kind}`;
}

function toMetadata(config: BertConfig, vocabulary: readonly string[], pooling: Pooling): Record<string, GgufValue> {
  const toId = (token: string): GgufValue => ({ uint32: vocabulary.indexOf(token) });
  const isSpecial = (piece: string) => Object.values(specialTokens).includes(piece as never);
  return {
    'general.architecture': { string: 'bert' },
    'general.name': { string: 'BERT' },
    'general.file_type': { uint32: 0 },
    'bert.block_count': { uint32: config.num_hidden_layers },
    'bert.context_length': { uint32: config.max_position_embeddings },
    'bert.embedding_length': { uint32: config.hidden_size },
    'bert.feed_forward_length': { uint32: config.intermediate_size },
    'bert.attention.head_count': { uint32: config.num_attention_heads },
    'bert.attention.layer_norm_epsilon': { float32: config.layer_norm_eps },
    'bert.attention.causal': { boolean: false },
    'bert.pooling_type': { uint32: poolingTypes[pooling] },
    'tokenizer.ggml.model': { string: 'bert' },
    'tokenizer.ggml.tokens': { strings: vocabulary.map(toGgufPiece) },
    'tokenizer.ggml.token_type': {
      int32s: vocabulary.map((piece) => (isSpecial(piece) ? tokenType.control : tokenType.normal)),
    },
    'tokenizer.ggml.token_type_count': { uint32: 2 },
    'tokenizer.ggml.bos_token_id': toId(specialTokens.cls),
    'tokenizer.ggml.eos_token_id': toId(specialTokens.separator),
    'tokenizer.ggml.cls_token_id': toId(specialTokens.cls),
    // The format has this spelling.
    'tokenizer.ggml.seperator_token_id': toId(specialTokens.separator),
    'tokenizer.ggml.unknown_token_id': toId(specialTokens.unknown),
    'tokenizer.ggml.padding_token_id': toId(specialTokens.padding),
    'tokenizer.ggml.mask_token_id': toId(specialTokens.mask),
  };
}

/** Converts a piece of WordPiece to GGUF. WordPiece marks the inside of a word (`##`), GGUF the start of a word. */
function toGgufPiece(piece: string): string {
  if (piece.startsWith('##')) return piece.slice(2);
  return /^\[.*\]$/.test(piece) ? piece : `${spacePiece}${piece}`;
}
