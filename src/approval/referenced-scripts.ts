import type {SimpleCommand} from './command-line.ts'
import {parseCommand} from './parse-command.ts'

/** Programs that run the file which their first argument names. */
const interpreters: ReadonlySet<string> = new Set([
  ...['ash', 'bash', 'bun', 'dash', 'deno', 'fish', 'ksh', 'lua', 'node', 'nodejs', 'perl', 'php', 'python'],
  ...['python2', 'python3', 'Rscript', 'ruby', 'sh', 'ts-node', 'tsx', 'zsh'],
])

/** Programs that run what a file in their folder says. */
const directed: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['bun', 'npm', 'npx', 'pnpm', 'yarn'].map((name) => [name, ['package.json']] as const),
  ...['gmake', 'make'].map((name) => [name, ['GNUmakefile', 'makefile', 'Makefile']] as const),
  ['just', ['justfile', 'Justfile']],
  ['rake', ['Rakefile']],
  ['task', ['Taskfile.yml']],
])

const mostScripts = 64

/**
 * The files whose text a line would run, as it names them. Every word is looked at, because one program starts another
 * (`timeout 5 bash x.sh`). What is known only when the line runs is not among them.
 */
export function referencedScripts(line: string): readonly string[] {
  const parsed = parseCommand(line)
  const commands = parsed.kind === 'parsed' ? parsed.commands : []
  return [...new Set(commands.flatMap(scriptsOf))].slice(0, mostScripts)
}

function scriptsOf({words}: SimpleCommand): readonly string[] {
  return words.flatMap((word, index) => {
    if (word.kind !== 'static') return []
    const name = word.text.replace(/^.*\//, '')
    const own = word.text.includes('/') && !word.text.startsWith('-') ? [word.text] : []
    const isInterpreter = interpreters.has(name) || (index === 0 && (name === '.' || name === 'source'))
    const argument = isInterpreter ? firstArgument(words.slice(index + 1)) : []
    return [...own, ...argument, ...(directed.get(name) ?? [])]
  })
}

function firstArgument(words: SimpleCommand['words']): readonly string[] {
  const first = words.find(({text}) => !text.startsWith('-'))
  return first?.kind === 'static' ? [first.text] : []
}
