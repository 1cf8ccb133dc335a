import path from 'node:path'
import {type Assessment, CodexError} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {type ApprovalAction, assess} from '../../../approval/assess.ts'
import {ruleThatWouldAllow} from '../../../approval/rule-that-would-allow.ts'
import {escapeLine} from '../../../output/escape-controls.ts'
import {isGitPath} from '../../../workspace/landing-rules.ts'
import {toWorkspacePath} from '../../../workspace/workspace-path.ts'
import {HostCommand} from '../../host-command.ts'
import {quoteCommand} from '../../quote-command.ts'
import {resolveSetup, type Setup} from '../../resolve-setup.ts'
import {testHost, type TestedHost} from '../../tested-host.ts'
import {withNeedsAnswer} from '../../with-needs-answer.ts'
import {jsonText} from '../../../output/json-line.ts'

export default class PermissionsTest extends HostCommand {
  static override summary = 'Show whether a command, a changed file or a host would be allowed, and which rule decides.'
  static override description =
    'Nothing is run, changed or looked up. The words after -- are one command line; a single quoted word may hold a ' +
    'whole line with pipes and redirections.'
  static override strict = false
  static override usage = 'permissions test [--path FILE | --host HOST | -- COMMAND...]'
  static override examples = [
    '<%= config.bin %> permissions test -- npm test',
    '<%= config.bin %> permissions test -a full-auto -- "git push && rm -rf dist"',
    '<%= config.bin %> permissions test --path .vscode/tasks.json',
    '<%= config.bin %> permissions test --host registry.example.org',
  ]
  static override flags = {
    'approval-mode': Flags.option({char: 'a', options: ['suggest', 'auto-edit', 'full-auto'] as const})({
      description: 'Approval mode to test with.',
    }),
    isolation: Flags.option({options: ['copy', 'in-place'] as const})({description: 'Isolation to test with.'}),
    sandbox: Flags.string({description: 'Sandbox backend to test with.'}),
    path: Flags.string({description: 'Test a change to this file, instead of a command.'}),
    host: Flags.string({
      description: 'Test whether commands may reach this host, HOST for HTTPS or HOST:PORT, instead of a command.',
    }),
    'allow-host': Flags.string({
      description: 'Host to list for the test, in place of those of the configuration; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['host'],
    }),
    cwd: Flags.string({char: 'C', description: 'Folder whose project configuration counts.'}),
    json: Flags.boolean({description: 'Print the answer as one JSON object.'}),
  }

  async run(): Promise<void> {
    const {before, behind} = this.splitAtDashes()
    const {argv, flags} = await this.parse(PermissionsTest, before)
    const words = [...argv.map(String), ...behind]
    const setup = await resolveSetup(this.context, flags)
    const given = {words, file: flags.path, host: flags.host}
    refuseUnclear(given)
    const tested = flags.host === undefined ? testAction(given, setup) : testSetupHost(flags.host, setup)
    const {assessment, wouldAllow, destination, note} = tested
    const {approvalMode} = setup.loaded.config

    if (flags.json) {
      const {kind, because, rule = null} = assessment
      const answer = {version: 1, assessment: kind, because, rule, approval_mode: approvalMode, would_allow: wouldAllow}
      const ofHost = destination === undefined ? {} : {host: destination, note: note ?? null}
      return this.log(jsonText({...answer, ...ofHost}))
    }
    this.log(escapeLine(`${assessment.kind}: ${assessment.because} (${approvalMode})`))
    if (destination !== undefined) this.log(`host: ${destination}`)
    if (assessment.rule !== undefined) this.log(escapeLine(`rule: ${assessment.rule}`))
    if (note !== undefined) this.log(`note: ${note}`)
    for (const line of wouldAllow) this.log(escapeLine(`would allow it: ${line}`))
  }
}

type Answer = Pick<TestedHost, 'assessment' | 'wouldAllow'> & Partial<TestedHost>

function testSetupHost(host: string, {loaded}: Setup): Answer {
  return testHost(host, {loaded, isSandboxed: usesSandbox(loaded)})
}

function testAction({words, file}: Given, setup: Setup): Answer {
  const {loaded, root, cwd} = setup
  const {approvalMode, isolation, rules} = loaded.config
  const sandboxed = usesSandbox(loaded)
  const action = testedAction({words, file, root, cwd})
  if (action.kind !== 'command' && action.effects.some((effect) => isGitPath(effect.path))) return ofGit
  const strict = setup.writable !== undefined && {writable: setup.writable}
  const assessment = assess({action, mode: approvalMode, isolation, isSandboxed: sandboxed, rules, ...strict})
  return {assessment, wouldAllow: isOpen(assessment) ? allowingRules(action, sandboxed) : []}
}

/** Whatever the rules say: neither a patch nor a change set has such a path. */
const ofGit: Answer = {
  assessment: {kind: 'deny', because: 'it belongs to git, and nothing of that lands'},
  wouldAllow: [],
}

function usesSandbox({config: {sandbox}}: Setup['loaded']): boolean {
  return sandbox !== false && sandbox !== 'none'
}

interface Given {
  readonly words: readonly string[]
  readonly file: string | undefined
  readonly host: string | undefined
}

function refuseUnclear({words, file, host}: Given): void {
  const subjects = [words.length > 0, file !== undefined, host !== undefined].filter(Boolean)
  if (subjects.length === 1) return
  throw new CodexError('Name one of these: a command after --, a file with --path, or a host with --host.', {
    code: 'USAGE',
    exitCode: 2,
    suggestions: ['codex permissions test -- npm test'],
  })
}

interface Tested extends Omit<Given, 'host'> {
  readonly root: string
  readonly cwd: string
}

function testedAction({words, file, root, cwd}: Tested): ApprovalAction {
  if (file === undefined) return {kind: 'command', line: quoteCommand(words), cwd}

  const inside = toWorkspacePath(root, path.resolve(cwd, file))
  if (inside === undefined) {
    throw new CodexError(`${file} is outside the workspace ${root}: no patch can change it.`, {
      code: 'USAGE',
      exitCode: 2,
    })
  }
  const after = {kind: 'file', bytes: new Uint8Array(), mode: 0o644} as const
  return withNeedsAnswer({kind: 'change-set', effects: [{path: inside, before: {kind: 'absent'}, after}]})
}

/** Whether a rule that allows it would help: none goes before a rule that asks or denies. */
function isOpen({kind, rule}: Assessment): boolean {
  return kind !== 'allow' && (rule === undefined || rule.startsWith('built in'))
}

function allowingRules(action: ApprovalAction, isSandboxed: boolean): readonly string[] {
  const suggestion = ruleThatWouldAllow(
    action.kind === 'command'
      ? {kind: 'command', line: action.line, isSandboxed}
      : {kind: action.kind, paths: action.effects.map((effect) => effect.path)},
  )
  return suggestion.kind === 'rules' ? suggestion.lines : []
}
