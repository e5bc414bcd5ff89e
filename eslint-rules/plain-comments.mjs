const riddle = /(?:^|[.!?]\s+|^\s*)(What|Who|Whoever|Whatever|Nobody|Somebody)\s/;
const longestFirstSentence = 20;

/** The words of a JSDoc comment's first sentence, without tags and code marks. */
function firstSentence(text) {
  const [description = ''] = text.split(
    /(?:^|\s)@(?:param|returns?|throws|see|example|default|deprecated|internal|link\s)/u,
  );
  return /^.*?[.!?:](?=\s|$)/su.exec(description.trim())?.[0] ?? description.trim();
}

/** The text of a comment without its stars. */
function plainText(comment) {
  return comment.value
    .split('\n')
    .map((line) => line.replace(/^\s*\*+\s?/u, '').trim())
    .join(' ')
    .trim();
}

/**
 * Keeps comments plain: no sentence begins with What, Who, Whoever, Whatever, Nobody or Somebody, and the first sentence
 * of a JSDoc comment has at most 20 words.
 * @type {import('eslint').Rule.RuleModule}
 */
export const plainComments = {
  meta: {
    type: 'suggestion',
    messages: {
      riddle: 'A sentence of a comment begins with "{{word}}"; begin with a verb and its object.',
      long: 'The first sentence has {{count}} words; say it in at most {{limit}}.',
    },
    schema: [],
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const text = plainText(comment);
          const word = riddle.exec(text)?.[1];
          if (word !== undefined) context.report({ loc: comment.loc, messageId: 'riddle', data: { word } });
          const isDoc = comment.type === 'Block' && comment.value.startsWith('*');
          const count = firstSentence(text).split(/\s+/u).filter(Boolean).length;
          if (isDoc && count > longestFirstSentence) {
            context.report({
              loc: comment.loc,
              messageId: 'long',
              data: { count: String(count), limit: String(longestFirstSentence) },
            });
          }
        }
      },
    };
  },
};
