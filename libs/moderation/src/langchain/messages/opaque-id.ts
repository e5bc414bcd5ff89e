/** Matches up to 64 letters, digits and signs without blanks, as servers, clients and graphs make ids. */
const opaqueId = /^[\w.:-]{1,64}$/;

/**
 * Checks whether an id looks like an id and not like a text. Such ids are not moderated: random letters sometimes look
 * like a forbidden word, and a history that contains such an id could never be sent again.
 */
export function isOpaqueId(id: string): boolean {
  return opaqueId.test(id);
}
