/** Letters and digits without a word between blanks: what servers, clients and graphs draw. */
const shape = /^[\w.:-]{1,64}$/;

/**
 * Whether an id has the form of one, and not of a text. Such ids are not judged: among many drawn letters some look like a word of a
 * list, and a history with a call of that id could never be sent again.
 */
export function isOpaqueId(id: string): boolean {
  return shape.test(id);
}
