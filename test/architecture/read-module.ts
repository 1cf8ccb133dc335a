import {isBuiltin} from 'node:module'
import path from 'node:path'
import {parseSync, Visitor} from 'rolldown/utils'
import type {ESTree} from 'rolldown/utils'

export type ImportTarget =
  /** `path` is relative to the root of the tree. */
  | {readonly kind: 'file'; readonly path: string}
  /** `@oclif/core` of `@oclif/core/errors`. */
  | {readonly kind: 'package'; readonly name: string}
  /** Always with `node:`. */
  | {readonly kind: 'node'; readonly name: string}
  | {readonly kind: 'absolute'; readonly path: string}
  /** The name is computed at run time. */
  | {readonly kind: 'computed'}

export interface Import {
  readonly target: ImportTarget
  readonly line: number
}

export interface Finding {
  readonly line: number
  readonly what: string
}

/** What the rules need to know about one source file. */
export interface SourceModule {
  /** Relative to the root of the tree, with `/`. */
  readonly path: string
  readonly layer: string
  /** Static, type-only, dynamic and re-exporting imports alike. */
  readonly imports: readonly Import[]
  /** `let` and `var` outside of any function. */
  readonly moduleState: readonly Finding[]
  /** Reads of the process, the clock and the console. */
  readonly ambientReads: readonly Finding[]
  /** Calls that skip, single out or postpone a test, or replace a module. */
  readonly testEscapes: readonly Finding[]
  /** Comments that switch a lint rule off without a reason after `--`. */
  readonly unexplainedDisables: readonly Finding[]
}

/** @throws Error when the text is not TypeScript: a file that was not read must not count as clean. */
export function readModule(file: string, text: string): SourceModule {
  const {program, comments, errors} = parseSync(file, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${file} cannot be parsed: ${error.message}`)

  const lineOf = (node: {readonly start: number}) => text.slice(0, node.start).split('\n').length
  const found = {imports: [] as Import[], ambientReads: [] as Finding[], testEscapes: [] as Finding[]}
  const addImport = (node: ESTree.Node, source: ESTree.Node | null) => {
    if (source !== null) found.imports.push({target: importTarget(file, literalText(source)), line: lineOf(node)})
  }

  new Visitor({
    ImportDeclaration: (node) => {
      addImport(node, node.source)
      const names = ambientImports(node)
      found.ambientReads.push(...names.map((name) => ({line: lineOf(node), what: `process.${name}`})))
    },
    ExportNamedDeclaration: (node) => addImport(node, node.source),
    ExportAllDeclaration: (node) => addImport(node, node.source),
    ImportExpression: (node) => addImport(node, node.source),
    TSImportType: (node) => addImport(node, node.source),
    TSExternalModuleReference: (node) => addImport(node, node.expression),
    MemberExpression: (node) => {
      const what = ambientMember(node)
      if (what !== undefined) found.ambientReads.push({line: lineOf(node), what})
      const escape = testEscape(node)
      if (escape !== undefined) found.testEscapes.push({line: lineOf(node), what: escape})
    },
    NewExpression: (node) => {
      if (nameOf(node.callee) !== 'Date' || node.arguments.length > 0) return
      found.ambientReads.push({line: lineOf(node), what: 'new Date()'})
    },
  }).visit(program)

  return {
    path: file,
    layer: layerOf(file),
    ...found,
    moduleState: program.body.flatMap((statement) => moduleVariables(statement, lineOf)),
    unexplainedDisables: comments
      .filter(({value}) => /^\s*(?:oxlint|eslint)-disable/.test(value) && !/\s--\s+\S/.test(value))
      .map((comment) => ({line: lineOf(comment), what: comment.value.trim()})),
  }
}

/** The first folder below `src`; empty for a file that lies in none, and outside of `src`. */
export function layerOf(file: string): string {
  const [top, layer, ...rest] = file.split('/')
  return top === 'src' && layer !== undefined && rest.length > 0 ? layer : ''
}

function importTarget(from: string, specifier: string | undefined): ImportTarget {
  if (specifier === undefined) return {kind: 'computed'}
  if (specifier.startsWith('/') || specifier.startsWith('file:')) return {kind: 'absolute', path: specifier}
  if (specifier.startsWith('.')) return {kind: 'file', path: path.posix.join(path.posix.dirname(from), specifier)}
  if (isBuiltin(specifier)) return {kind: 'node', name: `node:${specifier.replace(/^node:/, '')}`}
  const parts = specifier.startsWith('@') ? 2 : 1
  return {kind: 'package', name: specifier.split('/').slice(0, parts).join('/')}
}

function literalText(node: ESTree.Node): string | undefined {
  if (node.type === 'TSLiteralType') return literalText(node.literal)
  // As literal as the name itself; the compiler does not look for its types.
  if (node.type === 'TSSatisfiesExpression') return literalText(node.expression)
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

function nameOf(node: ESTree.Node): string | undefined {
  return node.type === 'Identifier' ? node.name : undefined
}

function propertyOf(node: ESTree.MemberExpression): string | undefined {
  return node.computed ? literalText(node.property) : nameOf(node.property)
}

const processState: ReadonlySet<string> = new Set([
  'env',
  'argv',
  'cwd',
  'chdir',
  'exit',
  'exitCode',
  'stdin',
  'stdout',
  'stderr',
  'on',
  'once',
])
const ambientProperties = new Map<string, ReadonlySet<string> | 'all'>([
  ['process', processState],
  ['Date', new Set(['now'])],
  ['console', 'all'],
])

function ambientMember(node: ESTree.MemberExpression): string | undefined {
  const object = nameOf(node.object)
  const property = propertyOf(node)
  if (object === undefined || property === undefined) return undefined

  const properties = ambientProperties.get(object)
  return properties === 'all' || properties?.has(property) ? `${object}.${property}` : undefined
}

/** `import {env} from 'node:process'`. */
function ambientImports(node: ESTree.ImportDeclaration): string[] {
  if (node.source.value.replace(/^node:/, '') !== 'process') return []
  return node.specifiers
    .flatMap((specifier) => (specifier.type === 'ImportSpecifier' ? (nameOf(specifier.imported) ?? []) : []))
    .filter((name) => processState.has(name))
}

const testNames: ReadonlySet<string> = new Set(['test', 'it', 'describe', 'suite', 'context'])
const escapes: ReadonlySet<string> = new Set(['only', 'skip', 'todo', 'skipIf', 'runIf', 'fails'])
const mocks: ReadonlySet<string> = new Set(['mock', 'doMock', 'hoisted', 'importMock'])

function testEscape(node: ESTree.MemberExpression): string | undefined {
  const property = propertyOf(node)
  const start = chainStart(node)
  if (property === undefined || start === undefined) return undefined
  if (start === 'vi' && mocks.has(property)) return `vi.${property}`
  return testNames.has(start) && escapes.has(property) ? `${start}.${property}` : undefined
}

/** `test` of `test.concurrent.skip`. */
function chainStart(node: ESTree.MemberExpression): string | undefined {
  return node.object.type === 'MemberExpression' ? chainStart(node.object) : nameOf(node.object)
}

function moduleVariables(statement: ESTree.Node, lineOf: (node: ESTree.Node) => number): Finding[] {
  if (statement.type === 'ExportNamedDeclaration' && statement.declaration !== null) {
    return moduleVariables(statement.declaration, lineOf)
  }
  if (statement.type !== 'VariableDeclaration' || statement.declare) return []
  return statement.kind === 'let' || statement.kind === 'var' ? [{line: lineOf(statement), what: statement.kind}] : []
}
