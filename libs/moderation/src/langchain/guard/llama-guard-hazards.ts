import { type Category } from '../../contract/category.js';

/** One hazard of Llama Guard's taxonomy, with its categories here. */
export interface LlamaGuardHazard {
  /** `S1` … `S14`. */
  readonly code: string;
  /** The name in the prompt. */
  readonly title: string;
  readonly categories: readonly Category[];
}

/**
 * Lists the hazards of Llama Guard 3 and 4, after MLCommons. There is none for harassment. Sex crimes count as sexual content and
 * violent crimes as violence, though each is only a part of it.
 * Source: https://www.llama.com/docs/model-cards-and-prompt-formats/llama-guard-4/.
 */
export const llamaGuardHazards: readonly LlamaGuardHazard[] = [
  { code: 'S1', title: 'Violent Crimes', categories: ['violence', 'violence/graphic', 'illicit/violent'] },
  { code: 'S2', title: 'Non-Violent Crimes', categories: ['illicit'] },
  { code: 'S3', title: 'Sex Crimes', categories: ['illicit', 'sexual'] },
  { code: 'S4', title: 'Child Exploitation', categories: ['sexual/minors'] },
  { code: 'S5', title: 'Defamation', categories: ['x/defamation'] },
  { code: 'S6', title: 'Specialized Advice', categories: ['x/specialized-advice'] },
  { code: 'S7', title: 'Privacy', categories: ['x/privacy'] },
  { code: 'S8', title: 'Intellectual Property', categories: ['x/ip'] },
  { code: 'S9', title: 'Indiscriminate Weapons', categories: ['illicit/violent'] },
  { code: 'S10', title: 'Hate', categories: ['hate', 'hate/threatening'] },
  { code: 'S11', title: 'Self-Harm', categories: ['self-harm', 'self-harm/intent', 'self-harm/instructions'] },
  { code: 'S12', title: 'Sexual Content', categories: ['sexual'] },
  { code: 'S13', title: 'Elections', categories: ['x/elections'] },
  { code: 'S14', title: 'Code Interpreter Abuse', categories: ['x/code-abuse'] },
];
