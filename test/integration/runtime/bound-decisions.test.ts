import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {patches, replaceLine, runs, says} from '../../helpers/replies.ts'
import {runTurn} from '../../helpers/run-turn.ts'

const files = {'deploy.sh': 'echo harmless >> log\n', log: ''}

test('an answer about a script that changes while the question is open is none', async () => {
  let workspace = ''
  const run = await runTurn({
    script: {steps: [runs('bash deploy.sh'), says('Denied.')]},
    files,
    flags: {isolation: 'in-place'},
    onEvent: (_, place) => {
      workspace = place
    },
    answer: () => {
      void writeFile(path.join(workspace, 'deploy.sh'), 'echo evil >> log\n')
      return {kind: 'yes'}
    },
  })

  expect(run.questions.map(({kind}) => kind)).toEqual(['command'])
  expect(run.result).toMatchObject({
    outcomes: ['denied'],
    denials: [expect.stringContaining('was changed while the question was open')],
  })
})

test('yes for this session does not cover a script that was changed since', async () => {
  const run = await runTurn({
    script: {
      steps: [
        runs('bash deploy.sh'),
        runs('bash deploy.sh'),
        patches(replaceLine('deploy.sh', 'echo harmless >> log', 'echo evil >> log')),
        runs('bash deploy.sh'),
        says('Done.'),
      ],
    },
    files,
    answer: ({kind}) => (kind === 'command' ? {kind: 'yes-for-session'} : {kind: 'yes'}),
  })

  expect(run.questions.map((question) => (question.kind === 'command' ? question.line : question.kind))).toEqual([
    'bash deploy.sh',
    'bash deploy.sh',
    'change-set',
  ])
  expect(run.result.outcomes).toEqual([])
})
