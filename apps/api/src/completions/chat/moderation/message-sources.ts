/** The paths of the parts of a body from which one message of a chat was made. */
export interface MessageSource {
  /** For example `messages[2]`, or `messages[2].content[0]` for a result. */
  readonly message: string;
  /** The path of its text, for example `messages[2].content`. */
  readonly text: string;
  /** The path of each of its calls. Default: it has none. */
  readonly calls?: readonly string[] | undefined;
}

/** A part of a chat request whose path differs from that in the body, with the path in the body. */
export type RenamedPart = readonly [part: RegExp, replacement: string];

/**
 * Converts the path of a part of a chat request to the path of its source in the body. Other paths stay as they are.
 *
 * @param sources one for each message
 */
export function toBodyPath(
  path: string,
  sources: readonly MessageSource[],
  renamedParts: readonly RenamedPart[],
): string {
  const [, index, call, part] = /^messages\[(\d+)\](?:\.tool_calls\[(\d+)\]|\.(content)\b)?/.exec(path) ?? [];
  const source = index === undefined ? undefined : sources[Number(index)];
  if (source) {
    if (call !== undefined) return source.calls?.[Number(call)] ?? source.message;
    return part === undefined ? source.message : source.text;
  }
  const [pattern, replacement] = renamedParts.find(([renamed]) => renamed.test(path)) ?? [];
  return pattern === undefined || replacement === undefined ? path : path.replace(pattern, replacement);
}

/** Names the source where an error begins with the number of a chat message, such as `Message 2 is …`. */
export function nameSource(message: string, sources: readonly MessageSource[]): string {
  return message.replace(/^(At )?message (\d{1,9})\b/i, (whole, at: string | undefined, index: string) => {
    const source = sources[Number(index)];
    return source ? `${at ?? ''}"${source.message}"` : whole;
  });
}
