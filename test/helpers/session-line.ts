import {recordVersion, type SessionLine} from '../../src/store/session-record.ts'

/** The first line of a record, with nothing unusual in it. */
export function sessionLine(given: Partial<SessionLine> = {}): SessionLine {
  return {
    kind: 'session',
    version: recordVersion,
    id: 'session-1',
    codex_version: '0.1.0',
    started_at_ms: Date.parse('2026-11-23T10:00:00Z'),
    turn: 1,
    root: '/home/dev/project',
    cwd: '/home/dev/project',
    request: {prompt: 'Do it.'},
    settings: {
      approval: {approvalMode: 'full-auto', isolation: 'copy', rules: []},
      runtime: {
        settings: {model: 'm', provider: 'openai', verifyIsProjects: false},
        budgets: {maxSteps: 10, maxIterations: 1, maxTimeMs: 60_000},
        commandTimeoutMs: 1000,
      },
      is_sandboxed: true,
      os: 'Linux x86_64',
    },
    ...given,
  }
}
