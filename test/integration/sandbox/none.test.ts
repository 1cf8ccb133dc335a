import {expect, test} from 'vitest'
import {createNoneBackend} from '../../../src/sandbox/none.ts'
import {createArena} from '../../helpers/sandbox-arena.ts'
import {runLine} from '../../helpers/sandbox-conformance.ts'

const backend = createNoneBackend()

test('without a sandbox the command runs with the policy’s environment, and claims nothing', async () => {
  const {policy} = await createArena()

  const {end, stdout, stderr} = await runLine(backend, policy, 'cat; echo $HOME; exit 3', {stdin: 'in\n'})

  expect({end, stdout, stderr}).toEqual({end: {kind: 'exited', exitCode: 3}, stdout: 'in\n/tmp\n', stderr: ''})
  expect(Object.values(backend.capabilities)).not.toContain(true)
})

test('a workspace that is shown in another place needs a sandbox', async () => {
  const {policy} = await createArena()
  const workspace = {...policy.workspace, target: '/elsewhere'}

  await expect(runLine(backend, {...policy, workspace}, 'true')).rejects.toThrow(/another place/)
})
