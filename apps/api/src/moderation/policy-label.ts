/** Names a policy in answers and in the banner, where OpenAI's moderation endpoint names its model. */
export function toPolicyLabel({ name, version }: { readonly name: string; readonly version: string }): string {
  return `leeward-${name}-${version}`;
}
