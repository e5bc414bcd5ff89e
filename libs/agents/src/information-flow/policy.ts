import { z } from 'zod';

/** The answers of a rule about a call. */
const answer = z.enum(['allow', 'ask', 'refuse']);

/** Describes the rules over the flow of information, as a file has them. */
export const informationFlowSchema = z.strictObject({
  /** An external effect in a run that has read untrusted text. */
  untrusted: answer.default('ask').describe('A call with an external effect, after untrusted text was read.'),
  /** An external effect in a run that has read untrusted text and private data. */
  untrusted_and_private: answer
    .default('refuse')
    .describe('A call with an external effect, after untrusted text and private data were read.'),
  /** An external effect in a run that has read private data, and no untrusted text. */
  private: answer.default('allow').describe('A call with an external effect, after private data was read.'),
  /** An internal effect in a run that has read untrusted text. */
  untrusted_internal: answer
    .default('allow')
    .describe('A call with an internal effect, after untrusted text was read.'),
  /** The text from which all arguments may come without a question. */
  no_question_for_arguments_from: z
    .enum(['nobody', 'user', 'trusted'])
    .default('nobody')
    .describe(
      'Calls run without a question when every argument is in the words of the user and the instructions (user), or also in ' +
        'results of trusted tools (trusted).',
    ),
  /** Whether files and images that a user sends count as untrusted text. */
  untrusted_attachments: z
    .boolean()
    .default(true)
    .describe('Whether files and images in the messages of a user count as untrusted text.'),
});

/** The rules over the flow of information, each with its default. */
export type InformationFlowPolicy = z.infer<typeof informationFlowSchema>;

/** The rules over the flow of information, as they are written. Each has a default. */
export type InformationFlowOptions = z.input<typeof informationFlowSchema>;
