/** What answers and the banner call a policy: where OpenAI's moderation endpoint names its model. */
export function policyLabel({ name, version }: { readonly name: string; readonly version: string }): string {
  return `leeward-${name}-${version}`;
}
