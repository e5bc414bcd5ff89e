import { type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes parts of the files in which package managers lock versions. */
export const lockFiles: TextWriters = {
  'locks of npm': (random) =>
    random
      .list(2, 5, () => {
        const { name, version } = packageVersion(random);
        return `    "node_modules/${name}": {\n      "version": "${version}",\n      "resolved": "https://registry.npmjs.org/${name}/-/${name}-${version}.tgz",\n      "integrity": "sha512-${random.base64(64)}",\n      "dev": true,\n      "engines": { "node": ">=${random.integer(8, 22)}" }\n    },`;
      })
      .join('\n'),
  'locks of Yarn': (random) =>
    random
      .list(2, 5, () => {
        const { name, version } = packageVersion(random);
        return random.chance(0.5)
          ? `${name}@^${version}:\n  version "${version}"\n  resolved "https://registry.yarnpkg.com/${name}/-/${name}-${version}.tgz#${random.hex(40)}"\n  integrity sha512-${random.base64(64)}`
          : `"${name}@npm:^${version}":\n  version: ${version}\n  resolution: "${name}@npm:${version}"\n  checksum: 10c0/${random.hex(128)}\n  languageName: node\n  linkType: hard`;
      })
      .join('\n\n'),
  'locks of pnpm': (random) =>
    random
      .list(2, 6, () => {
        const { name, version } = packageVersion(random);
        return `  /${name}@${version}:\n    resolution: {integrity: sha512-${random.base64(64)}}\n    engines: {node: '>=${random.integer(8, 22)}'}\n    dev: ${random.pick(['true', 'false'])}`;
      })
      .join('\n\n'),
  'locks of Cargo': (random) =>
    random
      .list(2, 6, () => {
        const { name, version } = packageVersion(random);
        return `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${random.hex(64)}"\ndependencies = [\n "${draw.package(random)}",\n]`;
      })
      .join('\n\n'),
  'sums of Go modules': (random) =>
    random.lines(4, 10, () => {
      const version = random.chance(0.6)
        ? `v${draw.version(random)}`
        : `v0.0.0-${random.moment().toISOString().replace(/\D/g, '').slice(0, 14)}-${random.hex(12)}`;
      return `${random.pick(['github.com', 'golang.org/x', 'go.opentelemetry.io', 'k8s.io', 'gopkg.in'])}/${draw.noun(random)}/${draw.kebab(random)} ${version}${random.pick(['', '/go.mod'])} h1:${random.base64(32)}`;
    }),
  'locks of Poetry and pip': (random) =>
    random
      .list(2, 4, () => {
        const { name, version } = packageVersion(random);
        return random.chance(0.5)
          ? `[[package]]\nname = "${name}"\nversion = "${version}"\nfiles = [\n    {file = "${name}-${version}-py3-none-any.whl", hash = "sha256:${random.hex(64)}"},\n    {file = "${name}-${version}.tar.gz", hash = "sha256:${random.hex(64)}"},\n]`
          : `${name}==${version} \\\n    --hash=sha256:${random.hex(64)} \\\n    --hash=sha256:${random.hex(64)}`;
      })
      .join('\n\n'),
};

function packageVersion(random: Random): { readonly name: string; readonly version: string } {
  return { name: draw.package(random), version: draw.version(random) };
}
