/** Names of `general.file_type` of the GGUF format (`llama_ftype` of llama.cpp), as far as public files use them. */
const names: ReadonlyMap<number, string> = new Map([
  [0, 'F32'],
  [1, 'F16'],
  [2, 'Q4_0'],
  [3, 'Q4_1'],
  [7, 'Q8_0'],
  [8, 'Q5_0'],
  [9, 'Q5_1'],
  [10, 'Q2_K'],
  [11, 'Q3_K_S'],
  [12, 'Q3_K_M'],
  [13, 'Q3_K_L'],
  [14, 'Q4_K_S'],
  [15, 'Q4_K_M'],
  [16, 'Q5_K_S'],
  [17, 'Q5_K_M'],
  [18, 'Q6_K'],
  [25, 'IQ4_NL'],
  [30, 'IQ4_XS'],
  [32, 'BF16'],
]);

/** Names the precision of a file, for example `Q4_K_M`; an unknown one by its number. */
export function toFileTypeName(fileType: number | undefined): string {
  if (fileType === undefined) return 'unknown';
  return names.get(fileType) ?? `file type ${fileType}`;
}
