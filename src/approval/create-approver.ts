import {createHash} from 'node:crypto'
import type {Decision} from '@codex-host/plugin-api'
import type {Answer, Approver, Question} from './approver.ts'
import {type RuleSubject, ruleThatWouldAllow} from './rule-that-would-allow.ts'

export interface ApproverOptions {
  /**
   * Shows a question and waits for the answer. Absent where nobody can answer. Must settle when the signal is aborted:
   * the next question is not shown before.
   */
  readonly askUser?: (question: Question, signal: AbortSignal) => Promise<Decision>
  /** Whether commands run in a sandbox; decides which rule would allow a command. */
  readonly isSandboxed: boolean
  /** The user's configuration file as it is named in messages. */
  readonly configPath: string
}

const stopped: Answer = {decision: {kind: 'stop'}, by: 'nobody'}
const remembered: Answer = {decision: {kind: 'yes'}, by: 'session'}

const notEditable: Decision = {kind: 'no', because: 'Only a command can be changed in an answer.'}

/** Asks one question at a time, remembers what was allowed for the session, and denies when nobody is there. */
export function createApprover(options: ApproverOptions): Approver {
  const {askUser} = options
  const allowed = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()

  if (askUser === undefined) {
    return {ask: async (question, signal) => (signal.aborted ? stopped : nobodyThere(question, options))}
  }

  const askNow = async (question: Question, signal: AbortSignal): Promise<Answer> => {
    if (signal.aborted) return stopped
    const key = memoryKey(question)
    if (key !== undefined && allowed.has(key)) return remembered

    const decision = await askUser(question, signal)
    // An answer that comes with or after the abort was given to a dialog that is gone.
    if (signal.aborted) return stopped
    if (decision.kind === 'yes-edited' && question.kind !== 'command') return {decision: notEditable, by: 'user'}
    if (decision.kind === 'yes-for-session' && key !== undefined) allowed.add(key)
    return {decision, by: 'user'}
  }

  return {
    ask(question, signal) {
      const answer = last.then(() => askNow(question, signal))
      last = answer.catch(() => undefined)
      return unlessAborted(answer, signal)
    },
  }
}

/**
 * What "yes for this session" covers: exactly what was shown. Files for which a rule wants an answer are asked about
 * every time.
 */
function memoryKey(question: Question): string | undefined {
  switch (question.kind) {
    case 'command':
      return JSON.stringify(['command', question.line.trim(), question.cwd, question.binding])
    case 'network':
      // Whoever asked keeps the answer: what may be reached is decided while a command runs.
      return undefined
    case 'patch':
    case 'change-set':
      return question.assessment.rule === undefined ? filesKey(question) : undefined
  }
}

/** A hash, because a session may remember many large diffs. */
function filesKey({diff, paths = []}: Extract<Question, {readonly diff: string}>): string {
  return createHash('sha256')
    .update(JSON.stringify(['files', diff, paths]))
    .digest('hex')
}

async function unlessAborted(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const {promise: abort, resolve} = Promise.withResolvers<Answer>()
  const stop = () => resolve(stopped)
  signal.addEventListener('abort', stop, {once: true})
  if (signal.aborted) stop()
  try {
    return await Promise.race([abort, answer])
  } catch (error) {
    if (signal.aborted) return stopped
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function nobodyThere(question: Question, options: ApproverOptions): Answer {
  return {decision: {kind: 'no', because: `Nobody was there to ask. ${wayOut(question, options)}`}, by: 'nobody'}
}

function wayOut(question: Question, {isSandboxed, configPath}: ApproverOptions): string {
  const {rule} = question.assessment
  const isAboutFiles = question.kind === 'patch' || question.kind === 'change-set'
  if (rule !== undefined && !isAboutFiles) return `A rule wants an answer: ${rule}.`
  const suggestion = ruleThatWouldAllow(ruleSubject(question, isSandboxed))
  if (suggestion.kind === 'none') return `No rule for single commands would allow it: ${suggestion.because}.`
  if (suggestion.lines.length === 0) return 'A terminal, or another approval mode, would allow it.'
  const subject = suggestion.lines.length === 1 ? 'A rule' : 'Rules'
  const lines = suggestion.lines.map((line) => `\`${line}\``).join(', ')
  return `${subject} that would allow it: ${lines} under \`permissions\` in ${configPath}.`
}

function ruleSubject(question: Question, isSandboxed: boolean): RuleSubject {
  switch (question.kind) {
    case 'command':
      return {kind: 'command', line: question.line, isSandboxed}
    case 'network':
      return {kind: 'network', host: question.host, port: question.port}
    case 'patch':
    case 'change-set':
      return {kind: question.kind, paths: question.paths ?? []}
  }
}
