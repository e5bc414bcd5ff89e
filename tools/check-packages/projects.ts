/** Describes a project outside the workspace that uses the packages as their users do. */
export interface FreshProject {
  readonly title: string;
  /** Libraries of ours that it installs. */
  readonly leeward: readonly ('chat-template' | 'mixtral-llm' | 'moderation')[];
  /** Packages of others, with the range of the test. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Files of `fixtures/`, copied into the project. */
  readonly files: readonly string[];
  /** Libraries whose README has its TypeScript blocks type-checked and run. Default: none. */
  readonly readmes?: readonly string[];
  /** How TypeScript resolves modules. Default: the project has no TypeScript. */
  readonly compiler?: 'nodenext' | 'bundler';
  /** Programs that must end with status 0: arguments of `node`. */
  readonly run: readonly string[];
  /** Whether it belongs to the short form that CI runs. Default false. */
  readonly isPartOfQuick?: boolean;
}

const typescript = { typescript: '~6.0.3', '@types/node': '^20.19.0' };
const rxjs = { rxjs: '^7.8.0', 'reflect-metadata': '^0.2.2' };

function nest(major: 11 | 12, platform: 'express' | 'fastify'): FreshProject {
  const range = `^${major}.0.0`;
  return {
    title: `NestJS ${major} on ${platform}`,
    leeward: ['moderation'],
    dependencies: {
      ...typescript,
      ...rxjs,
      '@nestjs/common': range,
      '@nestjs/core': range,
      [`@nestjs/platform-${platform}`]: range,
    },
    files: ['nest-controller.ts', `nest-${platform}.ts`],
    compiler: 'nodenext',
    run: [`dist/nest-${platform}.js`],
  };
}

function langchain(
  title: string,
  versions: Readonly<Record<string, string>>,
  readmes: readonly string[] = [],
): FreshProject {
  return {
    title: `LangChain, ${title}: ChatMixtral on the default model, and a moderated agent`,
    leeward: ['chat-template', 'mixtral-llm', 'moderation'],
    dependencies: { ...typescript, ...versions, zod: '^4.0.0' },
    files: ['mixtral.ts', 'agent.ts'],
    readmes,
    compiler: 'nodenext',
    run: ['dist/mixtral.js', 'dist/agent.js'],
  };
}

function openAi(major: 6 | 7): FreshProject {
  return {
    title: `openai ${major}: the classifier of its moderation endpoint`,
    leeward: ['moderation'],
    dependencies: { ...typescript, openai: `^${major}.0.0` },
    files: ['openai-classifier.ts'],
    compiler: 'nodenext',
    run: ['dist/openai-classifier.js'],
  };
}

/** All projects. The first needs no framework and no model, so it is the short form. */
export const projects: readonly FreshProject[] = [
  {
    title: 'plain JavaScript: import, and require',
    leeward: ['chat-template', 'moderation'],
    dependencies: {},
    files: ['import.js', 'require.cjs'],
    run: ['import.js', 'require.cjs'],
    isPartOfQuick: true,
  },
  {
    title: 'TypeScript with bundler resolution: chat-template and its README',
    leeward: ['chat-template'],
    dependencies: typescript,
    files: [],
    readmes: ['chat-template'],
    compiler: 'bundler',
    run: [],
  },
  nest(11, 'express'),
  nest(11, 'fastify'),
  nest(12, 'express'),
  nest(12, 'fastify'),
  langchain('oldest versions in range', {
    '@langchain/core': '1.1.49',
    '@langchain/langgraph': '1.0.0',
    langchain: '1.1.0',
  }),
  langchain(
    'newest versions in range',
    { '@langchain/core': '^1.4.0', '@langchain/langgraph': '^1.7.3', langchain: '^1.5.14' },
    ['mixtral-llm', 'moderation'],
  ),
  openAi(6),
  openAi(7),
];
