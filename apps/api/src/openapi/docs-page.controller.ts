import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { z } from 'zod';
import { OpenToAll } from '../access/access.guard.js';
import { OpenAiError } from '../errors/openai-error.js';
import { DescribeRoute } from './route-description.js';

/** The files of Swagger's page that are served, with their types. All come from the installed package: nothing is fetched. */
const packageFiles: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/**
 * Creates the page. It has no inline code, so its content security policy allows none.
 *
 * @param folder the way from the page to its files, which differs with a slash at the end of the address
 */
const createPage = (folder: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Leeward API</title>
<link rel="icon" type="image/png" href="${folder}/favicon-32x32.png">
<link rel="stylesheet" href="${folder}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${folder}/swagger-ui-bundle.js"></script>
<script src="${folder}/start.js"></script>
</body>
</html>
`;

/** Swagger would send the document to a public validator: the null turns that off. */
const startScript = `SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
});
`;

const html = z.string();

/** `GET /docs`: a page that shows `/openapi.json`, and sends requests to try. It works without any other server. */
@OpenToAll()
@Controller('docs')
export class DocsPageController {
  @DescribeRoute({
    id: 'getDocsPage',
    group: 'Server',
    summary: 'Show the API',
    description: 'A page that shows this document and sends requests to try. It loads nothing from other servers.',
    answer: { description: 'The page.', contentType: 'text/html', schema: html, example: createPage('docs') },
  })
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  show(@Req() { path }: Request): string {
    return createPage(path.endsWith('/') ? '.' : 'docs');
  }

  @DescribeRoute({
    id: 'getDocsStart',
    group: 'Server',
    summary: 'Get the script that starts the page',
    description: 'Part of the page.',
    answer: { description: 'JavaScript.', contentType: 'text/javascript', schema: html, example: startScript },
  })
  @Get('start.js')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  start(): string {
    return startScript;
  }

  @DescribeRoute({
    id: 'getDocsFile',
    group: 'Server',
    summary: 'Get a file of the page',
    description: 'Part of the page.',
    parameters: { file: { description: 'The name of the file.', example: 'swagger-ui.css' } },
    answer: { description: 'The file.', contentType: '*/*', schema: html, example: '' },
    errors: ['not_found'],
  })
  @Get(':file')
  async findFile(@Param('file') name: string, @Res() response: Response): Promise<void> {
    const type = Object.hasOwn(packageFiles, name) ? packageFiles[name] : undefined;
    if (type === undefined) throw new OpenAiError('not_found', { message: 'The page has no such file.' });
    const content = await readFile(join(findPackage(), name));
    response.set({ 'Content-Type': type, 'Cache-Control': 'public, max-age=3600' }).send(content);
  }
}

/** Finds the folder of Swagger's page, which `@nestjs/swagger` depends on. */
function findPackage(): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
}
