import type {SimpleCommand, Word} from './command-line.ts'
import {commandText} from './command-text.ts'
import {parseCommand} from './parse-command.ts'

/** Every command that a line may run, as texts, and why there may be more of them. */
export interface PossibleCommands {
  readonly texts: ReadonlySet<string>
  readonly unclear: string | undefined
}

interface Findings {
  readonly texts: Set<string>
  /** Lines already looked at: nested wrappers name the same one many times. */
  readonly lines: Set<string>
  unclear: string | undefined
}

const mostStarts = 100
const deepest = 5
const shells = new Set(['bash', 'sh', 'dash', 'zsh', 'ksh', 'ash'])
const wrappers = new Set([
  ...['builtin', 'busybox', 'chroot', 'chrt', 'command', 'doas', 'env', 'exec', 'fakeroot', 'find', 'flock', 'ionice'],
  ...['nice', 'nohup', 'nsenter', 'parallel', 'prlimit', 'runuser', 'script', 'setarch', 'setpriv', 'setsid', 'ssh'],
  ...[
    'stdbuf',
    'strace',
    'su',
    'sudo',
    'systemd-run',
    'taskset',
    'time',
    'timeout',
    'trap',
    'unshare',
    'watch',
    'xargs',
  ],
])

/**
 * Looks for what a `deny` or `ask` rule may be about, rather too much than too little: the line as it stands, each of its
 * commands, and behind a program that runs another one every rest of its words.
 */
export function possibleCommands(line: string): PossibleCommands {
  const findings: Findings = {texts: new Set(), lines: new Set(), unclear: undefined}
  look(line, findings, 0)
  return {texts: findings.texts, unclear: findings.unclear}
}

function look(line: string, findings: Findings, depth: number): void {
  if (findings.lines.has(line)) return
  findings.lines.add(line)
  findings.texts.add(line.trim())
  if (depth > deepest) {
    findings.unclear ??= 'it is nested too deeply'
    return
  }
  const parsed = parseCommand(line)
  if (parsed.kind === 'unparsed') {
    findings.unclear ??= parsed.because
    return
  }
  for (const command of parsed.commands) lookAtCommand(command, findings, depth)
}

function lookAtCommand({words}: SimpleCommand, findings: Findings, depth: number): void {
  const starts = isWrapper(words[0]) ? words.length : Math.min(words.length, 1)
  if (starts > mostStarts) findings.unclear ??= 'it has too many words to look for a command in them'

  for (let at = 0; at < Math.min(starts, mostStarts); at++) {
    const rest = words.slice(at)
    addTexts(rest, findings)
    if (mayBeAnyProgram(words, at)) findings.unclear ??= 'a program is known only when it runs'
    lookIntoScript(rest, findings, depth)
  }
}

function isWrapper(program: Word | undefined): boolean {
  return program !== undefined && wrappers.has(baseName(program.text))
}

function mayBeAnyProgram(words: readonly Word[], at: number): boolean {
  const kind = words[at]?.kind ?? 'static'
  // An unquoted `find -name *.ts` is a slip, not a program.
  if (kind === 'glob' && at > 0 && words[0]?.text === 'find') return false
  return kind !== 'static'
}

function addTexts(words: readonly Word[], findings: Findings): void {
  const [program, ...rest] = words
  if (program === undefined) return
  const named: Word = {kind: program.kind, text: baseName(program.text)}
  for (const first of [program, named]) {
    findings.texts.add(commandText([first, ...rest]))
    findings.texts.add([first, ...rest].map((word) => word.text).join(' '))
  }
}

/** `bash -c 'line'`, `eval line`, and wrappers that give a word to a shell, such as `watch 'line'`. */
function lookIntoScript(words: readonly Word[], findings: Findings, depth: number): void {
  const [program, ...rest] = words
  if (program === undefined) return
  const name = baseName(program.text)
  if (name === 'eval') return lookAtScript(rest, findings, depth)
  if (shells.has(name)) {
    const flag = rest.findIndex((word) => /^-\w*c/.test(word.text))
    if (flag !== -1) lookAtScript(rest.slice(flag + 1, flag + 2), findings, depth)
    return
  }
  if (wrappers.has(name)) {
    for (const word of rest) if (/\s/.test(word.text)) lookAtScript([word], findings, depth)
  }
}

function lookAtScript(words: readonly Word[], findings: Findings, depth: number): void {
  if (words.some((word) => word.kind !== 'static')) findings.unclear ??= 'what a shell runs is known only when it runs'
  look(words.map((word) => word.text).join(' '), findings, depth + 1)
}

function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1)
}
