import { type RequestHandler } from 'express';
import helmet from 'helmet';

/** Answers of the API are data: a browser that opens one loads, runs and frames nothing. */
const dataPolicy = { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] };

/** A page of the server loads and calls this server only. Swagger's page sets styles in its elements. */
const pagePolicy = {
  ...dataPolicy,
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
};

function createHelmet(directives: typeof dataPolicy): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // The server speaks plain HTTP: whether browsers must use TLS is for the proxy in front of it to say.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
}

/** Sets the headers that tell browsers what an answer may do, and that caches must not keep it. */
export function createSecurityHeaders(): RequestHandler {
  const [data, page] = [createHelmet(dataPolicy), createHelmet(pagePolicy)];
  return (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    (/^\/docs(?:\/|$)/.test(request.path) ? page : data)(request, response, next);
  };
}
