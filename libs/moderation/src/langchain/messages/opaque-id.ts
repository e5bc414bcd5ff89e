/** Matches up to 64 letters, digits and signs without blanks, as servers, clients and graphs make ids. */
const opaqueId = /^[\w.:-]{1,64}$/;

/**
 * Whether an id has the form of one, and not of a text. Such ids are not moderated: some of many random letters look like a word of a
 * list, and a history that holds a call of such an id could never be sent again.
 */
export function isOpaqueId(id: string): boolean {
  return opaqueId.test(id);
}
