import { type Request } from 'express';

/** A layer of Express's router, as far as it is read here (https://github.com/pillarjs/router, `lib/layer.js`). */
interface RouterLayer {
  /** Absent for middleware. */
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> } | undefined;
  match(path: string): boolean;
}

/** Lists the methods that the path of a request has routes for; none for a path that does not exist. */
export function listAllowedMethods({ app, path }: Pick<Request, 'app' | 'path'>): readonly string[] {
  const { stack } = app.router as unknown as { readonly stack: readonly RouterLayer[] };
  const methods = stack
    .filter((layer) => layer.route !== undefined && layer.match(path))
    .flatMap(({ route }) => Object.keys(route?.methods ?? {}));
  // Express answers HEAD where there is a GET.
  const answered = methods.includes('get') ? [...methods, 'head'] : methods;
  return [...new Set(answered)].map((method) => method.toUpperCase()).sort();
}
