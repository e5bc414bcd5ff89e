/**
 * Packs the libraries, checks the tarballs, and uses them in fresh projects as their users would.
 *
 *     npm run check:packages              every project
 *     npm run check:packages -- --quick   the tarballs, and one project without a framework
 *     npm run check:packages -- NestJS    the tarballs, and the projects with this word in their title
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkTarball } from './check-tarball.js';
import { checkProject } from './check-project.js';
import { packLibraries } from './pack-libraries.js';
import { projects } from './projects.js';
import { runSteps } from './run-steps.js';

const [filter = ''] = process.argv.slice(2);
const chosen =
  filter === '--quick'
    ? projects.filter(({ isPartOfQuick = false }) => isPartOfQuick)
    : projects.filter(({ title }) => title.includes(filter));
const folder = await mkdtemp(join(tmpdir(), 'leeward-packages-'));
try {
  const tarballs = await packLibraries(folder);
  const failures = await runSteps([
    ...tarballs.map((tarball) => ({ title: `tarball of ${tarball.name}`, run: () => checkTarball(tarball) })),
    ...chosen.map((project) => ({ title: project.title, run: () => checkProject(project, tarballs, folder) })),
  ]);
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
