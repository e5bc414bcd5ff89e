/**
 * Names of `general.file_type` of the GGUF format (`llama_ftype` of llama.cpp), for people. Only those that public files
 * use today; another is shown by its number.
 */
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
  [30, 'IQ4_XS'],
  [25, 'IQ4_NL'],
  [32, 'BF16'],
]);

/** The precision of a file, for example `Q4_K_M`. */
export function fileTypeName(fileType: number | undefined): string {
  if (fileType === undefined) return 'unknown';
  return names.get(fileType) ?? `file type ${fileType}`;
}
