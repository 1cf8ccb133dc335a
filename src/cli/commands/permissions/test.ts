import path from 'node:path'
import {type Assessment, CodexError} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {type ApprovalAction, assess} from '../../../approval/assess.ts'
import {ruleThatWouldAllow} from '../../../approval/rule-that-would-allow.ts'
import {escapeLine} from '../../../output/escape-controls.ts'
import {toWorkspacePath} from '../../../workspace/workspace-path.ts'
import {HostCommand} from '../../host-command.ts'
import {quoteCommand} from '../../quote-command.ts'
import {resolveSetup} from '../../resolve-setup.ts'
import {withNeedsAnswer} from '../../with-needs-answer.ts'

export default class PermissionsTest extends HostCommand {
  static override summary = 'Show whether a command or a changed file would be allowed, and which rule decides.'
  static override description =
    'Nothing is run and nothing is changed. The words after -- are one command line; a single quoted word may hold a ' +
    'whole line with pipes and redirections.'
  static override strict = false
  static override usage = 'permissions test [--path FILE] -- COMMAND...'
  static override examples = [
    '<%= config.bin %> permissions test -- npm test',
    '<%= config.bin %> permissions test -a full-auto -- "git push && rm -rf dist"',
    '<%= config.bin %> permissions test --path .vscode/tasks.json',
  ]
  static override flags = {
    'approval-mode': Flags.option({char: 'a', options: ['suggest', 'auto-edit', 'full-auto'] as const})({
      description: 'Approval mode to test with.',
    }),
    isolation: Flags.option({options: ['copy', 'in-place'] as const})({description: 'Isolation to test with.'}),
    sandbox: Flags.string({description: 'Sandbox backend to test with.'}),
    path: Flags.string({description: 'Test a change to this file, instead of a command.'}),
    cwd: Flags.string({char: 'C', description: 'Folder whose project configuration counts.'}),
    json: Flags.boolean({description: 'Print the answer as one JSON object.'}),
  }

  async run(): Promise<void> {
    const {before, behind} = this.splitAtDashes()
    const {argv, flags} = await this.parse(PermissionsTest, before)
    const words = [...argv.map(String), ...behind]
    const setup = await resolveSetup(this.context, flags)
    const {approvalMode, isolation, sandbox, rules} = setup.loaded.config
    const isSandboxed = sandbox !== false && sandbox !== 'none'
    const action = testedAction({words, file: flags.path, root: setup.root, cwd: setup.cwd})
    const strict = setup.writable !== undefined && {writable: setup.writable}
    const assessment = assess({action, mode: approvalMode, isolation, isSandboxed, rules, ...strict})
    const wouldAllow = isOpen(assessment) ? allowingRules(action, isSandboxed) : []

    if (flags.json) {
      const {kind, because, rule = null} = assessment
      const answer = {version: 1, assessment: kind, because, rule, approval_mode: approvalMode, would_allow: wouldAllow}
      return this.log(JSON.stringify(answer, undefined, 2))
    }
    this.log(escapeLine(`${assessment.kind}: ${assessment.because} (${approvalMode})`))
    if (assessment.rule !== undefined) this.log(escapeLine(`rule: ${assessment.rule}`))
    for (const line of wouldAllow) this.log(escapeLine(`would allow it: ${line}`))
  }
}

interface Tested {
  readonly words: readonly string[]
  readonly file: string | undefined
  readonly root: string
  readonly cwd: string
}

function testedAction({words, file, root, cwd}: Tested): ApprovalAction {
  if ((words.length === 0) === (file === undefined)) throw nothingToTest()
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

function nothingToTest(): CodexError {
  return new CodexError('Name either a command after -- or a file with --path.', {
    code: 'USAGE',
    exitCode: 2,
    suggestions: ['codex permissions test -- npm test'],
  })
}
