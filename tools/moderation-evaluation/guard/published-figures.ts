/** Figures that others published. */
export interface PublishedFigures {
  /** The rows that they are for. */
  readonly rows: string;
  readonly values: Readonly<Record<string, number>>;
}

const allOpenAiRows = 'all 1,680 rows of the set, of which 782 are measured here';

/**
 * Lists published figures of other systems.
 *
 * The F1 values and those of XSTest come from one public harness. The injection filters were measured for this project.
 */
export const publishedFigures = {
  openAiAveragePrecision: {
    rows: allOpenAiRows,
    values: {
      'ShieldGemma 9B': 0.907,
      'ShieldGemma 2B': 0.887,
      'OpenAI API': 0.856,
      'Llama Guard': 0.847,
      Perspective: 0.787,
    },
  },
  openAiF1: {
    rows: allOpenAiRows,
    values: {
      'Granite Guardian': 0.853,
      'Llama Guard': 0.841,
      'WildGuard 7B': 0.816,
      HarmAug: 0.815,
      'DuoGuard 0.5B': 0.79,
      'GLiGuard 300M': 0.743,
    },
  },
  xstestSafeFlagged: {
    rows: 'the same rows',
    values: {
      'WildGuard 7B': 0.012,
      'Llama Guard': 0.028,
      'DuoGuard 0.5B': 0.028,
      HarmAug: 0.036,
      'Granite Guardian': 0.164,
      'GLiGuard 300M': 0.184,
    },
  },
  notInjectFlagged: {
    rows: 'the same rows',
    values: { vard: 0.029, 'hashed regression': 0.333, llm_guardrail: 0.375 },
  },
} as const satisfies Readonly<Record<string, PublishedFigures>>;
