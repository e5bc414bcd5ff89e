/**
 * Figures that others published. Those of the OpenAI set are for all its 1,680 rows; this evaluation has 782 of them.
 * The F1 values and those of XSTest are from one public harness. The injection filters were measured on the same rows.
 */
export const publishedFigures = {
  openAiAveragePrecision:
    'all 1,680 rows: ShieldGemma 9B .907, 2B .887, OpenAI API .856, Llama Guard .847, Perspective .787',
  openAiF1:
    'all 1,680 rows: Granite Guardian .853, Llama Guard .841, WildGuard-7B .816, HarmAug .815, DuoGuard-0.5B .790, GLiGuard-300M .743; keyword filters .64–.65',
  xstestSafeFlagged:
    'WildGuard-7B .012, Llama Guard .028, DuoGuard-0.5B .028, HarmAug .036, Granite Guardian .164, GLiGuard-300M .184',
  notInjectFlagged: 'vard .029, hashed regression .333, llm_guardrail .375',
} as const;
