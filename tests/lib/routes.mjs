// The worker's table of routes, read from its source, so that a new route is not forgotten by the tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { repository } from './stack.mjs';

/// [{ method, path, guard }], in the order of the table.
export function routeTable() {
  const source = readFileSync(join(repository, 'fcgi/web/routes.cpp'), 'utf8');
  const routes = [...source.matchAll(/Route\{"([A-Z]+)", "\/api\/v1(\/[^"]*)", Guard::(\w+), \w+(?:, Pace::\w+)?\}/g)];
  const lines = source.match(/Route\{"/g);
  if (routes.length === 0 || routes.length !== lines.length) throw new Error('the table of routes is not understood any more');
  return routes.map(([, method, path, guard]) => ({ method, path, guard }));
}
