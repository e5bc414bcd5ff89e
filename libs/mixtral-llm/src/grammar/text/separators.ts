import { type Expression, optional, sequence, text } from '../gbnf/expression.js';

/** At most one space: with free white space, models go on writing it for ever. */
const space: Expression = optional(text(' '));

/** Between two members or items. */
export const comma: Expression = sequence(',', space);

/** Between a name and its value. */
export const colon: Expression = sequence(':', space);
