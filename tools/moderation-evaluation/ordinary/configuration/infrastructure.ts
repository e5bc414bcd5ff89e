import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { capitalize, draw } from '../vocabulary.js';

/** Writes descriptions of clusters, machines and pipelines. */
export const infrastructure: TextWriters = {
  'YAML of Kubernetes': (random) => {
    const name = draw.kebab(random);
    const head = `apiVersion: ${random.pick(['apps/v1', 'v1', 'batch/v1', 'networking.k8s.io/v1beta1'])}\nkind: ${random.pick(['Deployment', 'StatefulSet', 'ConfigMap', 'Pod', 'CronJob'])}\nmetadata:\n  name: ${name}\n  uid: ${random.uuid()}\n  resourceVersion: "${random.number(random.integer(5, 10))}"\n  labels: {app: ${name}, pod-template-hash: ${random.hex(10)}}`;
    const parts = random.shuffle([
      `spec:\n  containers:\n  - name: ${name}\n    image: ${image(random)}\n    env:\n${random.lines(2, 5, () => variable(random))}`,
      `data:\n  ${draw.noun(random)}.conf: |\n    listen ${draw.ipv4(random)}:${random.integer(80, 9999)};\n    ${draw.snake(random)} = ${random.integer(1, 99)}\n  ${draw.kebab(random)}: "${draw.noun(random)}"`,
      `  schedule: "*/${random.integer(2, 30)} ${random.integer(0, 23)} * * ${random.integer(0, 6)}"\n  resources:\n    limits: {cpu: ${random.integer(100, 4000)}m, memory: ${random.integer(64, 8192)}Mi}`,
      `status:\n  podIP: ${draw.ipv4(random)}\n  containerID: containerd://${random.hex(64)}\n  imageID: ${draw.noun(random)}@sha256:${random.hex(64)}\n  startTime: ${draw.timestamp(random)}`,
      `  imagePullSecrets:\n  - name: ${draw.kebab(random)}\n  volumes:\n  - name: ${draw.noun(random)}\n    secret:\n      secretName: ${draw.kebab(random)}-tls`,
    ]);
    return [head, ...parts.slice(0, random.integer(1, 4))].join('\n');
  },
  'files of Compose': (random) =>
    `services:\n${random
      .list(
        2,
        4,
        () =>
          `  ${draw.noun(random)}:\n    image: ${image(random)}\n    ports:\n      - "${random.integer(1000, 9999)}:${random.integer(80, 9999)}"\n    environment:\n      ${draw.constant(random)}: ${random.pick([draw.noun(random), `${random.integer(1, 999)}`, 'true'])}\n      ${draw.constant(random)}_PASSWORD: \${${draw.constant(random)}_PASSWORD:?}\n      - ${draw.constant(random)}_KEY_FILE=/run/secrets/${draw.snake(random)}\n    networks:\n      default:\n        ipv4_address: ${draw.ipv4(random)}\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:${random.integer(1000, 9999)}/health"]`,
      )
      .join('\n')}`,
  'code of Terraform': (random) =>
    random
      .list(2, 4, () =>
        random.pick([
          () =>
            `resource "aws_${draw.noun(random)}" "${draw.snake(random)}" {\n  ami           = "ami-0${random.hex(16)}"\n  instance_type = "t3.${random.pick(['micro', 'large'])}"\n  subnet_id     = "subnet-${random.hex(17)}"\n  key_name      = "${draw.kebab(random)}"\n  cidr_blocks   = ["10.${random.integer(0, 255)}.0.0/16"]\n  tags = { Name = "${draw.kebab(random)}" }\n}`,
          () =>
            `module "${draw.noun(random)}" {\n  source  = "git::https://github.com/${draw.noun(random)}/${draw.kebab(random)}.git?ref=v${draw.version(random)}"\n  ${draw.snake(random)} = var.${draw.snake(random)}\n  db_password = var.db_password\n  api_key_secret_name = "${draw.kebab(random)}"\n}`,
          () =>
            `variable "${draw.noun(random)}_token" {\n  type      = string\n  sensitive = true\n  description = "${draw.sentence(random)}"\n}`,
          () =>
            `provider "registry.terraform.io/hashicorp/${draw.noun(random)}" {\n  version = "${draw.version(random)}"\n  hashes = [\n    "h1:${random.base64(32)}",\n    "zh:${random.hex(64)}",\n  ]\n}`,
          () =>
            `  + arn = "arn:aws:iam::${random.pick(['123456789012', '111122223333', '000000000000'])}:role/${draw.kebab(random)}"\n  + id  = (known after apply)\n  ~ etag = "${random.hex(32)}" -> "${random.hex(32)}"`,
        ])(),
      )
      .join('\n\n'),
  'pipelines of CI': (random) =>
    `name: ${capitalize(draw.noun(random))}\non: [push, pull_request]\njobs:\n  ${draw.noun(random)}:\n    runs-on: ubuntu-24.04\n    steps:\n${random.lines(
      4,
      9,
      () =>
        `      - ${random.pick([
          () => `uses: ${draw.noun(random)}/${draw.kebab(random)}@${random.hex(40)} # v${draw.version(random)}`,
          () => `run: npm run ${draw.verb(random)}:${draw.noun(random)}`,
          () => `env:\n          ${draw.constant(random)}_TOKEN: \${{ secrets.${draw.constant(random)}_TOKEN }}`,
          () =>
            `with:\n          key: \${{ runner.os }}-${draw.noun(random)}-\${{ hashFiles('**/package-lock.json') }}\n          restore-keys: |\n            ${draw.kebab(random)}-`,
          () => `name: ${draw.sentence(random)}`,
          () => `image: ${image(random)}`,
        ])()}`,
    )}`,
  Dockerfiles: (random) =>
    `FROM ${image(random)} AS ${draw.noun(random)}\n${random.lines(5, 10, () =>
      random.pick([
        () =>
          `RUN apt-get update && apt-get install -y ${draw.package(random)}=${draw.version(random)}-${random.integer(1, 9)} && rm -rf /var/lib/apt/lists/*`,
        () =>
          `ENV ${draw.constant(random)}=${random.pick([draw.version(random), draw.noun(random), `${random.integer(1, 9999)}`])}`,
        () => `ARG ${draw.constant(random)}_TOKEN`,
        () => `COPY --from=${draw.noun(random)} /app/${draw.noun(random)} /usr/local/bin/`,
        () => `RUN --mount=type=secret,id=${draw.snake(random)} cat /run/secrets/${draw.snake(random)}`,
        () => `RUN echo "${random.hex(64)}  /tmp/${draw.noun(random)}.tar.gz" | sha256sum -c -`,
        () => `RUN gpg --keyserver hkps://keys.openpgp.org --recv-keys ${random.string(alphabets.upperHex, 40)}`,
        () => `EXPOSE ${random.integer(80, 65_000)}`,
        () => `CMD ["node", "dist/${draw.noun(random)}.js"]`,
      ])(),
    )}`,
  'times of cron': (random) =>
    random.lines(5, 12, () => {
      const field = (least: number, most: number): string =>
        random.pick([
          '*',
          `*/${random.integer(2, 15)}`,
          `${random.integer(least, most)}`,
          `${random.integer(least, most)},${random.integer(least, most)}`,
          `${least}-${random.integer(least, most)}`,
        ]);
      return `${field(0, 59)} ${field(0, 23)} ${field(1, 31)} ${field(1, 12)} ${field(0, 6)} /usr/local/bin/${draw.kebab(random)} --${draw.noun(random)}=${random.integer(1, 99)}`;
    }),
};

function image(random: Random): string {
  const tag = random.pick([
    draw.version(random),
    `${draw.version(random)}-alpine`,
    `sha-${random.hex(7)}`,
    `${random.integer(1, 20)}.${random.integer(1, 40)}.${random.integer(0, 9)}.${random.integer(0, 9)}`,
    `${draw.version(random)}@sha256:${random.hex(64)}`,
    'latest',
  ]);
  return `${random.pick(['', 'docker.io/library/', 'ghcr.io/example/', `registry.${draw.host(random)}:5000/`])}${draw.kebab(random)}:${tag}`;
}

function variable(random: Random): string {
  return random.pick([
    () =>
      `    - name: ${draw.constant(random)}\n      value: "${random.pick([draw.noun(random), `${random.integer(1, 9999)}`, `http://${draw.kebab(random)}.svc.cluster.local:${random.integer(80, 9999)}`])}"`,
    () =>
      `    - name: ${draw.constant(random)}_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          name: ${draw.kebab(random)}\n          key: ${draw.noun(random)}-password`,
    () =>
      `    - name: ${draw.constant(random)}_API_KEY\n      valueFrom:\n        configMapKeyRef: {name: ${draw.kebab(random)}, key: ${draw.noun(random)}.key}`,
    () => `    - name: BUILD_SHA\n      value: ${random.hex(40)}`,
  ])();
}
