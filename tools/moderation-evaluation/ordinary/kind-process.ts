import process from 'node:process';

import { type KindOptions, measureKind } from './measure-kind.js';

/** Measures each kind that the parent process names, and sends its result. */
process.on('message', ({ kind, options }: { readonly kind: string; readonly options: KindOptions }) => {
  void measureKind(kind, options).then((result) => process.send?.(result));
});
