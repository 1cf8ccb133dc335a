export interface Layer {
  /** Other layers it may import, types included. */
  readonly mayImport: readonly string[] | 'every layer'
  /** Packages it may import besides Node, zod and the contract. */
  readonly packages?: readonly string[]
}

/** What may import what in `src/`. A layer that must learn something new changes this table first. */
const table: Readonly<Record<string, Layer>> = {
  // Plugins say for which contract they were built, as a range of versions.
  cli: {mayImport: 'every layer', packages: ['@oclif/core', 'semver']},
  runtime: {mayImport: ['model', 'tools', 'approval', 'sandbox', 'verify', 'workspace', 'config']},
  tools: {mayImport: ['patch', 'sandbox', 'workspace']},
  verify: {mayImport: ['sandbox', 'workspace']},
  approval: {mayImport: ['workspace', 'network']},
  sandbox: {mayImport: ['process', 'workspace']},
  workspace: {mayImport: ['process', 'patch'], packages: ['ignore']},
  // A host is written in the configuration, and one reader decides what it means.
  config: {mayImport: ['network'], packages: ['cosmiconfig', 'yaml']},
  // The proxy of the allow-list runs outside every sandbox and knows none: it gets a socket and a judgement.
  network: {mayImport: []},
  model: {mayImport: [], packages: ['openai', 'undici']},
  patch: {mayImport: [], packages: ['diff']},
  output: {mayImport: []},
  process: {mayImport: [], packages: ['execa']},
  store: {mayImport: []},
}

export const layers: ReadonlyMap<string, Layer> = new Map(Object.entries(table))

/** Packages every layer may import. */
export const sharedPackages: readonly string[] = ['zod', '@codex-host/plugin-api']

/** Node modules with one home. A home that is not in the table yet means that nobody may import it. */
export const nodeModuleHomes: ReadonlyMap<string, string> = new Map([
  ['node:child_process', 'process'],
  ['node:module', 'cli'],
  ['node:sqlite', 'store'],
])

/** Files below `cli` that must touch the process, and why. One that no longer does is an error. */
export const ambientExceptions: ReadonlyMap<string, string> = new Map([
  ['src/config/load-config-file.ts', 'cosmiconfig runs programs of the working folder when an explorer is made in it'],
])

/** Names under which code without a place collects. */
export const drawerFolders: readonly string[] = [
  'utils',
  'util',
  'utilities',
  'helpers',
  'common',
  'shared',
  'core',
  'services',
  'lib',
  'types',
  'constants',
  'legacy',
]

export const contractPackage = '@codex-host/plugin-api'

/** The scope of this repository's packages. */
export const ownScope = '@codex-host/'
