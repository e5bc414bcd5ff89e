import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Serves pages under an origin of their own, so that the browser checks the headers of CORS. */
export async function startPageServer(
  names: readonly string[],
): Promise<{ readonly url: string; readonly stop: () => void }> {
  const scripts = new Map<string, string>();
  for (const name of names) scripts.set(name, await bundle(name));
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const script = scripts.get(pathname.slice(1).replace(/\.js$/, ''));
    if (script === undefined) response.writeHead(404).end();
    else if (pathname.endsWith('.js')) response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    else {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><meta charset="utf-8"><body><script type="module" src="${pathname}.js"></script>`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
